import { writeMessage } from '../../mailstore/mime/edit-message.ts';
import { readMessage } from '../../mailstore/mime/read-message.ts';
import type { ItemChange } from '../../mailstore/item-store.ts';
import { type ItemRecord, messageFlag } from '../../mailstore/records.ts';
import { EwsError } from '../errors.ts';
import { type GivenProperties, takeElement } from '../item-properties.ts';
import { elementOf } from '../item-xml.ts';
import { applyToMessage, touchesMessage } from '../new-message.ts';
import { forEach, type Operation, type OperationContext } from '../operation.ts';
import { isPath, readPath } from '../property-path.ts';
import { mayChange } from '../session.ts';
import { successMessage } from '../soap.ts';
import { childOf, type XmlElement } from '../xml-element.ts';
import { checkRoom } from './create-item.ts';

interface Changes {
  readonly given: GivenProperties;
  readonly removed: string[];
  mime: Buffer | null;
}

/** What deleting a field leaves behind. */
const clearField = (changes: Changes, uri: string): void => {
  const { given } = changes;
  switch (uri) {
    case 'item:Categories':
      given.categories = [];
      return;
    case 'item:Flag':
      given.flagStatus = 0;
      return;
    case 'item:Subject':
      given.subject = '';
      return;
    case 'item:Body':
      given.body = { type: 'Text', text: '' };
      return;
    case 'item:InReplyTo':
      given.inReplyTo = null;
      return;
    case 'message:References':
      given.references = null;
      return;
    case 'message:ToRecipients':
      given.to = [];
      return;
    case 'message:CcRecipients':
      given.cc = [];
      return;
    case 'message:BccRecipients':
      given.bcc = [];
      return;
    case 'message:ReplyTo':
      given.replyTo = [];
      return;
    case 'message:From':
      given.from = null;
      return;
    case 'message:Sender':
      given.sender = null;
      return;
    default:
      throw new EwsError('ErrorInvalidPropertyDelete');
  }
};

const readUpdates = (updates: XmlElement | null): Changes => {
  const changes: Changes = { given: { extended: [] }, removed: [], mime: null };
  for (const update of updates?.children ?? []) {
    const pathElement = update.children.find(isPath);
    if (pathElement === undefined) throw new EwsError('ErrorInvalidPropertySet');
    const path = readPath(pathElement);
    if (update.name === 't:DeleteItemField') {
      if (path.kind === 'extended') changes.removed.push(path.key);
      else clearField(changes, path.uri);
      if (path.kind === 'extended' && path.tag === 0x1090) changes.given.flagStatus = 0;
      continue;
    }
    const [property, ...more] = update.children.find((child) => !isPath(child))?.children ?? [];
    if (property === undefined || more.length > 0) throw new EwsError('ErrorInvalidPropertySet');
    if (property.name === 't:MimeContent') {
      if (property.payload !== null && !property.payload.isValid)
        throw new EwsError('ErrorMimeContentInvalidBase64String');
      changes.mime = property.payload?.bytes ?? Buffer.alloc(0);
    } else if (property.name === 't:Attachments') throw new EwsError('ErrorInvalidPropertySet');
    else takeElement(changes.given, property);
  }
  return changes;
};

/** The unsent bit is fixed at creation: later changes of it do not take (reference §7.4). */
const updatedFlags = (item: ItemRecord, given: GivenProperties): number | null => {
  let flags = item.messageFlags;
  if (given.messageFlags !== undefined) {
    const changeable = messageFlag.read | messageFlag.resend;
    flags = (flags & ~changeable) | (given.messageFlags & changeable);
  }
  if (given.isRead !== undefined) flags = given.isRead ? flags | messageFlag.read : flags & ~messageFlag.read;
  return flags === item.messageFlags ? null : flags;
};

const updateOne = (context: OperationContext, change: XmlElement, resolution: string): string => {
  const [id] = change.children;
  if (id === undefined) throw new EwsError('ErrorItemNotFound');
  const opened = context.session.openItem(id);
  const { item } = opened;
  if (!mayChange(opened, context.session.author)) throw new EwsError('ErrorAccessDenied');
  const changeKey = id.attributes['ChangeKey'];
  if (resolution !== 'AlwaysOverwrite' && changeKey === undefined)
    throw new EwsError('ErrorChangeKeyRequiredForWriteOperations');
  if (resolution === 'NeverOverwrite' && changeKey !== item.changeKey)
    throw new EwsError('ErrorIrresolvableConflict');
  const { given, removed, mime } = readUpdates(childOf(change, 't:Updates'));
  let bytes = mime;
  if (touchesMessage(given)) {
    const message = applyToMessage(
      bytes === null ? context.mailstore.items.message(item) : readMessage(bytes),
      given,
    );
    bytes = writeMessage(message, `${item.id} ${item.changeKey}`, context.serverName);
  }
  if (bytes !== null) checkRoom(context, opened.mailbox, bytes.length, item.sizeBytes);
  const flags = updatedFlags(item, given);
  const changes: ItemChange = {
    ...(bytes === null ? {} : { mime: bytes }),
    ...(flags === null ? {} : { messageFlags: flags }),
    ...(given.itemClass === undefined ? {} : { itemClass: given.itemClass }),
    ...(given.sentAtMs === undefined ? {} : { sentAtMs: given.sentAtMs }),
    ...(given.receivedAtMs === undefined ? {} : { receivedAtMs: given.receivedAtMs }),
    ...(given.categories === undefined ? {} : { categories: given.categories }),
    ...(given.importance === undefined ? {} : { importance: given.importance }),
    ...(given.sensitivity === undefined ? {} : { sensitivity: given.sensitivity }),
    ...(given.flagStatus === undefined ? {} : { flagStatus: given.flagStatus }),
    ...(given.readReceiptRequested === undefined ? {} : { readReceiptRequested: given.readReceiptRequested }),
    ...(given.extended.length === 0 ? {} : { setProperties: given.extended }),
    ...(removed.length === 0 ? {} : { removeProperties: removed }),
  };
  const updated = Object.keys(changes).length === 0 ? item : context.mailstore.items.update(item, changes);
  const { name } = elementOf(updated.itemClass);
  return `<${name}><t:ItemId Id="${updated.id}" ChangeKey="${updated.changeKey}"/></${name}>`;
};

export const updateItem: Operation = (context) => {
  const { body } = context.request;
  const disposition = body.attributes['MessageDisposition'];
  const resolution = body.attributes['ConflictResolution'] ?? 'AutoResolve';
  return forEach(
    context,
    childOf(body, 'm:ItemChanges')?.children ?? [],
    'UpdateItemResponseMessage',
    '<m:Items/>',
    (change) => {
      if (disposition === undefined) throw new EwsError('ErrorMessageDispositionRequired');
      if (disposition !== 'SaveOnly') {
        throw new EwsError('ErrorInvalidOperation', {
          text: 'The practice server sends nothing by UpdateItem.',
        });
      }
      const xml = updateOne(context, change, resolution);
      return successMessage(
        'UpdateItemResponseMessage',
        `<m:Items>${xml}</m:Items><m:ConflictResults><t:Count>0</t:Count></m:ConflictResults>`,
      );
    },
  );
};
