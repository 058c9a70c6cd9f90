import { withAttachment, withoutAttachment, writeMessage } from '../../mailstore/mime/edit-message.ts';
import { contentOf, type MessageContent } from '../../mailstore/mime/message-content.ts';
import { summaryOf } from '../../mailstore/mime/message-summary.ts';
import type { MimeMessage } from '../../mailstore/mime/mime-tree.ts';
import { renderMessage } from '../../mailstore/mime/render-message.ts';
import type { ItemRecord } from '../../mailstore/records.ts';
import { type AnswerPart } from '../answer.ts';
import { identifyAttachments, itemOfAttachmentId } from '../attachment-ids.ts';
import { attachmentHead } from '../attachment-xml.ts';
import { EwsError } from '../errors.ts';
import { itemXml, readItemShape } from '../item-xml.ts';
import { attachmentNodes } from '../new-message.ts';
import { forEach, type Operation, type OperationContext, viewFor } from '../operation.ts';
import { mayChange, type OpenItem } from '../session.ts';
import { successMessage } from '../soap.ts';
import { childOf, type XmlElement } from '../xml-element.ts';
import { checkRoom, domainOf } from './create-item.ts';

interface OpenAttachment extends OpenItem {
  readonly id: string;
  readonly message: MimeMessage;
  readonly content: MessageContent;
  readonly position: number;
}

const openAttachment = (context: OperationContext, element: XmlElement): OpenAttachment => {
  const id = element.attributes['Id'] ?? '';
  const itemId = itemOfAttachmentId(id);
  if (itemId === null) throw new EwsError('ErrorInvalidAttachmentId');
  const opened = context.session.openItemById(itemId);
  const message = context.mailstore.items.message(opened.item);
  const content = contentOf(message);
  const position = identifyAttachments(itemId, content).findIndex((attachment) => attachment.id === id);
  if (position < 0) throw new EwsError('ErrorInvalidAttachmentId');
  return { ...opened, id, message, content, position };
};

/** Above this an attachment's content is encoded while it is sent. */
const inlineBytes = 256 * 1024;

const base64Of = (bytes: Buffer): AnswerPart =>
  bytes.length > inlineBytes ? { base64: () => [bytes] } : bytes.toString('base64');

/** A nested message as an item of its own, without an id. */
const nestedRecord = (item: ItemRecord, message: MimeMessage, sizeBytes: number): ItemRecord => {
  const summary = summaryOf(message);
  const names = (list: typeof summary.to): string =>
    list.map(({ name, address }) => (name === '' ? address : name)).join('; ');
  return {
    ...item,
    sizeBytes,
    itemClass: summary.itemClass,
    subject: summary.subject,
    fromName: summary.from?.name ?? null,
    fromAddress: summary.from?.address ?? null,
    senderName: (summary.sender ?? summary.from)?.name ?? null,
    senderAddress: (summary.sender ?? summary.from)?.address ?? null,
    displayTo: names(summary.to),
    displayCc: names(summary.cc),
    displayBcc: names(summary.bcc),
    messageId: summary.messageId,
    inReplyTo: summary.inReplyTo,
    references: summary.references,
    conversationTopic: summary.conversationTopic,
    conversationIndex: null,
    importance: summary.importance,
    sensitivity: summary.sensitivity,
    messageFlags: 1,
    hasAttachments: summary.hasAttachments,
    sentAtMs: summary.dateMs ?? item.sentAtMs,
    receivedAtMs: summary.dateMs ?? item.receivedAtMs,
    categories: [],
    flagStatus: 0,
  };
};

export const getAttachment: Operation = (context) => {
  const { body, version } = context.request;
  const shapeElement = childOf(body, 'm:AttachmentShape');
  return forEach(
    context,
    childOf(body, 'm:AttachmentIds')?.children ?? [],
    'GetAttachmentResponseMessage',
    '<m:Attachments/>',
    (element) => {
      const opened = openAttachment(context, element);
      const { item, content, position, id, access } = opened;
      const folder = context.mailstore.folders.byRow(item.folderRow);
      const node = content.attachments[position];
      if (folder === null || node === undefined) throw new EwsError('ErrorInvalidAttachmentId');
      const shape = { ...readItemShape(shapeElement, 'get', version), base: 'AllProperties' as const };
      const view = { ...viewFor(context, item, access, folder, shape, false), content: () => content };
      if (node.kind === 'leaf') {
        const { bytes } = node.decode();
        const head = attachmentHead(view, id, node, position, bytes.length);
        return successMessage(
          'GetAttachmentResponseMessage',
          `<m:Attachments><t:FileAttachment>${head}<t:IsContactPhoto>false</t:IsContactPhoto><t:Content>`,
          base64Of(bytes),
          '</t:Content></t:FileAttachment></m:Attachments>',
        );
      }
      const nested = nestedRecord(item, node.message, node.rawBody.length);
      const nestedView = viewFor(
        {
          ...context,
          mailstore: {
            ...context.mailstore,
            items: { ...context.mailstore.items, message: () => node.message },
          },
        },
        nested,
        access,
        folder,
        shape,
        false,
      );
      const mime = shape.includesMime
        ? [
            base64Of(
              Buffer.concat([...renderMessage(node.message, { salt: id, serverName: context.serverName })]),
            ),
          ]
        : null;
      const xml = itemXml(nestedView, shape, mime).map((part) =>
        // A nested item has no id of its own, and its attachments are reached through its MIME only.
        typeof part === 'string'
          ? part.replace(/<t:ItemId [^>]*\/>/, '').replace(/<t:Attachments>.*?<\/t:Attachments>/s, '')
          : part,
      );
      return successMessage(
        'GetAttachmentResponseMessage',
        `<m:Attachments><t:ItemAttachment>${attachmentHead(view, id, node, position, node.rawBody.length)}`,
        ...xml,
        '</t:ItemAttachment></m:Attachments>',
      );
    },
  );
};

const rewrite = (context: OperationContext, opened: OpenItem, message: MimeMessage): ItemRecord => {
  const bytes = writeMessage(message, `${opened.item.id} ${opened.item.changeKey}`, context.serverName);
  checkRoom(context, opened.mailbox, bytes.length, opened.item.sizeBytes);
  return context.mailstore.items.update(opened.item, { mime: bytes });
};

const forChange = (context: OperationContext, opened: OpenItem): void => {
  if (!mayChange(opened, context.session.author)) throw new EwsError('ErrorAccessDenied');
};

export const createAttachment: Operation = (context) => {
  const { body } = context.request;
  const parent = childOf(body, 'm:ParentItemId');
  const attachments = childOf(body, 'm:Attachments');
  return forEach(
    context,
    attachments?.children ?? [],
    'CreateAttachmentResponseMessage',
    '<m:Attachments/>',
    (element) => {
      if (parent === null) throw new EwsError('ErrorItemNotFound');
      const opened = context.session.openItemById(parent.attributes['Id'] ?? '');
      forChange(context, opened);
      const [node] = attachmentNodes(
        { ...element, children: [element] },
        context.mailstore.now(),
        domainOf(opened.mailbox.primarySmtp),
      );
      if (node === undefined)
        throw new EwsError('ErrorInvalidOperation', {
          text: 'Attachments by reference are not offered by the practice server.',
        });
      const updated = rewrite(
        context,
        opened,
        withAttachment(context.mailstore.items.message(opened.item), node),
      );
      const identified = identifyAttachments(updated.id, contentOf(context.mailstore.items.message(updated)));
      const id = identified.at(-1)?.id ?? '';
      const name = element.name;
      return successMessage(
        'CreateAttachmentResponseMessage',
        `<m:Attachments><${name}><t:AttachmentId Id="${id}" RootItemId="${updated.id}" RootItemChangeKey="${updated.changeKey}"/></${name}></m:Attachments>`,
      );
    },
  );
};

export const deleteAttachment: Operation = (context) => {
  const { body } = context.request;
  return forEach(
    context,
    childOf(body, 'm:AttachmentIds')?.children ?? [],
    'DeleteAttachmentResponseMessage',
    '',
    (element) => {
      const opened = openAttachment(context, element);
      forChange(context, opened);
      const node = opened.content.attachments[opened.position];
      if (node === undefined) throw new EwsError('ErrorInvalidAttachmentId');
      const updated = rewrite(context, opened, withoutAttachment(opened.message, node));
      return successMessage(
        'DeleteAttachmentResponseMessage',
        `<m:RootItemId RootItemId="${updated.id}" RootItemChangeKey="${updated.changeKey}"/>`,
      );
    },
  );
};
