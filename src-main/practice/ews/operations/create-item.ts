import { displayList } from '../../mailstore/items.ts';
import { writeMessage } from '../../mailstore/mime/edit-message.ts';
import { summaryOf } from '../../mailstore/mime/message-summary.ts';
import { messageFlag } from '../../mailstore/records.ts';
import { EwsError } from '../errors.ts';
import { newFlags } from '../item-properties.ts';
import { elementOf } from '../item-xml.ts';
import { messageOf } from '../new-message.ts';
import { forEach, type Operation, type OperationContext } from '../operation.ts';
import type { OpenFolder } from '../session.ts';
import { successMessage } from '../soap.ts';
import { childOf, type XmlElement } from '../xml-element.ts';

/** Elements a client may create; meeting messages arise only as a side effect of calendar operations. */
const creatable: Readonly<Record<string, string>> = {
  't:Message': 'IPM.Note',
  't:PostItem': 'IPM.Post',
  't:Item': 'IPM.Note',
};

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

const targetOf = (context: OperationContext, disposition: string): OpenFolder => {
  const target = childOf(context.request.body, 'm:SavedItemFolderId')?.children[0];
  if (target !== undefined) return context.session.openFolder(target);
  const own = context.session.ownMailbox;
  if (own === null) throw new EwsError('ErrorMissingEmailAddress');
  const folder = disposition === 'SendAndSaveCopy' ? 'sentitems' : 'drafts';
  return context.session.openFolder({
    name: 't:DistinguishedFolderId',
    attributes: { Id: folder },
    children: [],
    text: '',
    payload: null,
    line: 0,
    column: 0,
  });
};

/** Size and quota as the mailbox has them: the limits are those of the *message*, not of its base64. */
export const checkRoom = (
  context: OperationContext,
  mailbox: OpenFolder['mailbox'],
  mimeBytes: number,
  freedBytes = 0,
): void => {
  if (mimeBytes > mailbox.maxReceiveBytes) throw new EwsError('ErrorMessageSizeExceeded');
  const used = context.mailstore.folders.mailbox(mailbox.id)?.usedBytes ?? 0;
  if (used - freedBytes + mimeBytes > mailbox.quotaBytes) throw new EwsError('ErrorQuotaExceeded');
};

const createOne = (context: OperationContext, element: XmlElement, disposition: string): string => {
  const defaultClass = creatable[element.name];
  if (defaultClass === undefined) throw new EwsError('ErrorInvalidItemForOperationCreateItem');
  const target = targetOf(context, disposition);
  const atMs = context.mailstore.now();
  const domain = domainOf(target.mailbox.primarySmtp);
  const { message, given, mime } = messageOf(element, atMs, domain);
  const bytes = mime ?? writeMessage(message, `new ${atMs} ${Math.random()}`, context.serverName);
  checkRoom(context, target.mailbox, bytes.length);
  const summary = summaryOf(message);
  const isSent = disposition !== 'SaveOnly';
  if (isSent) {
    context.mailstore.addToOutbox({
      mailboxId: target.mailbox.id,
      sentBy: context.session.author,
      disposition,
      subject: summary.subject,
      recipients: displayList(
        [...summary.to, ...summary.cc, ...summary.bcc].map(({ address, name }) => ({
          name: '',
          address: address === '' ? name : address,
        })),
      ),
      mime: bytes,
      sentAtMs: atMs,
    });
    if (disposition === 'SendOnly') return '';
  }
  const mailbox = context.mailstore.folders.mailbox(target.mailbox.id);
  if (mailbox === null) throw new EwsError('ErrorFolderNotFound');
  const itemClass = given.itemClass ?? (element.name === 't:PostItem' ? defaultClass : undefined);
  const flags = isSent ? messageFlag.read | messageFlag.fromMe : newFlags(given);
  const isDraft = (flags & messageFlag.unsent) !== 0;
  const item = context.mailstore.items.insert(mailbox, target.folder, bytes, {
    messageFlags: flags,
    // Without flags at creation a message is a draft, and drafts are dated now whatever their header says.
    sentAtMs: given.sentAtMs ?? (isDraft ? atMs : (summary.dateMs ?? atMs)),
    receivedAtMs: given.receivedAtMs ?? atMs,
    createdAtMs: atMs,
    createdBy: context.session.author,
    properties: given.extended,
    ...(itemClass === undefined ? {} : { itemClass }),
    ...(given.categories === undefined ? {} : { categories: given.categories }),
    ...(given.importance === undefined ? {} : { importance: given.importance }),
    ...(given.sensitivity === undefined ? {} : { sensitivity: given.sensitivity }),
    ...(given.flagStatus === undefined ? {} : { flagStatus: given.flagStatus }),
    ...(given.readReceiptRequested === undefined ? {} : { readReceiptRequested: given.readReceiptRequested }),
    ...(given.searchKey === undefined ? {} : { searchKey: given.searchKey }),
    ...(given.conversationIndex === undefined ? {} : { conversationIndex: given.conversationIndex }),
    ...(given.conversationTopic === undefined ? {} : { conversationTopic: given.conversationTopic }),
  });
  const { name } = elementOf(item.itemClass);
  return `<${name}><t:ItemId Id="${item.id}" ChangeKey="${item.changeKey}"/></${name}>`;
};

export const createItem: Operation = (context) => {
  const { body } = context.request;
  const disposition = body.attributes['MessageDisposition'];
  return forEach(
    context,
    childOf(body, 'm:Items')?.children ?? [],
    'CreateItemResponseMessage',
    '<m:Items/>',
    (element) => {
      if (disposition === undefined && element.name in creatable)
        throw new EwsError('ErrorMessageDispositionRequired');
      return successMessage(
        'CreateItemResponseMessage',
        `<m:Items>${createOne(context, element, disposition ?? 'SaveOnly')}</m:Items>`,
      );
    },
  );
};
