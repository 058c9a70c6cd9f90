import { createHash } from 'node:crypto';
import type { Address } from '../mailstore/mime/addresses.ts';
import { decodeWords } from '../mailstore/mime/encoded-words.ts';
import { htmlToText } from '../mailstore/mime/html-text.ts';
import { messageFlag } from '../mailstore/records.ts';
import { attachmentsXml } from './attachment-xml.ts';
import type { ItemView } from './item-view.ts';
import { cutForListing } from './property-values.ts';
import { formatTime } from './times.ts';
import { booleanElement, element, escapeAttribute, escapeXml } from './xml-text.ts';

/** Where a property stands in: `default` and `all` are the base shapes. */
type Shape = 'default' | 'all' | 'asked';

export interface ItemField {
  readonly uri: string;
  readonly shape: Shape;
  /** False: a listing may not ask for it (`refused`) or does not give it (`absent`). */
  readonly listing: 'given' | 'absent' | 'refused';
  render(view: ItemView): string | null;
}

/** One of the element's own properties, or the place where extended properties go. */
export type FieldSlot = ItemField | 'ExtendedProperty';

const field = (
  uri: string,
  shape: Shape,
  listing: ItemField['listing'],
  render: (view: ItemView) => string | null,
): ItemField => ({ uri, shape, listing, render });

const time = (view: ItemView, name: string, atMs: number): string =>
  element(name, formatTime(atMs, view.wantsMilliseconds));
const short = (view: ItemView, text: string): string => (view.isListing ? cutForListing(text) : text);
const textField = (view: ItemView, name: string, text: string | null): string | null =>
  text === null ? null : element(name, short(view, text));
const flag =
  (name: string, bit: number) =>
  (view: ItemView): string =>
    booleanElement(name, (view.flags() & bit) !== 0);

const importances = ['Low', 'Normal', 'High'];
const sensitivities = ['Normal', 'Personal', 'Private', 'Confidential'];
const flagStatuses = ['NotFlagged', 'Complete', 'Flagged'];

/** A listing gives names only; a fetch the addresses too. */
const mailbox = (view: ItemView, address: Address): string => {
  const name = address.name === '' ? address.address : address.name;
  if (view.isListing) return `<t:Mailbox>${element('t:Name', short(view, name))}</t:Mailbox>`;
  const known = address.address === '' ? '' : element('t:EmailAddress', address.address);
  return `<t:Mailbox>${element('t:Name', name)}${known}<t:RoutingType>SMTP</t:RoutingType><t:MailboxType>OneOff</t:MailboxType></t:Mailbox>`;
};

const single =
  (name: string, pick: (view: ItemView) => Address | null) =>
  (view: ItemView): string | null => {
    const address = pick(view);
    return address === null ? null : `<${name}>${mailbox(view, address)}</${name}>`;
  };

const list =
  (name: string, pick: (view: ItemView) => readonly Address[]) =>
  (view: ItemView): string | null => {
    const addresses = pick(view);
    return addresses.length === 0
      ? null
      : `<${name}>${addresses.map((address) => mailbox(view, address)).join('')}</${name}>`;
  };

const fromOf = ({ item }: ItemView): Address | null =>
  item.fromName === null && item.fromAddress === null
    ? null
    : { name: item.fromName ?? '', address: item.fromAddress ?? '' };
const senderOf = ({ item }: ItemView): Address | null =>
  item.senderName === null && item.senderAddress === null
    ? null
    : { name: item.senderName ?? '', address: item.senderAddress ?? '' };

const bodyElement = (name: string, type: 'HTML' | 'Text', text: string): string =>
  `<${name} BodyType="${type}" IsTruncated="false">${escapeXml(text)}</${name}>`;

const bodyOf = (view: ItemView, name: string): string | null => {
  const { plain, html } = view.bodies();
  if (view.bodyType === 'Text' || (view.bodyType === 'Best' && html === null)) {
    return bodyElement(name, 'Text', plain ?? (html === null ? '' : htmlToText(html)));
  }
  if (html !== null) return bodyElement(name, 'HTML', html);
  return bodyElement(
    name,
    'HTML',
    `<html>\r\n<body>\r\n<pre>${escapeXml(plain ?? '').replaceAll('&#xD;', '\r')}</pre>\r\n</body>\r\n</html>\r\n`,
  );
};

const plainText = (view: ItemView): string => {
  const { plain, html } = view.bodies();
  return plain ?? (html === null ? '' : htmlToText(html));
};

const headersXml = (view: ItemView): string | null => {
  const { fields, root } = view.message();
  const headers = [...fields, ...root.content.fields].filter((header) => /^[\x21-\x7e]+$/.test(header.name));
  if (headers.length === 0) return null;
  const xml = headers.map(
    (header) =>
      `<t:InternetMessageHeader HeaderName="${escapeAttribute(header.name)}">${escapeXml(decodeWords(header.value).text)}</t:InternetMessageHeader>`,
  );
  return `<t:InternetMessageHeaders>${xml.join('')}</t:InternetMessageHeaders>`;
};

/** Items of one topic belong together; the id has the form of Exchange's. */
const conversationId = (view: ItemView): string => {
  const digest = createHash('sha256')
    .update(`${view.item.mailboxId}\0${view.item.conversationTopic.toLowerCase()}`)
    .digest();
  return Buffer.concat([
    Buffer.from(view.item.id, 'base64').subarray(0, 40),
    Buffer.from([0, 0x10, 0]),
    digest.subarray(0, 16),
  ]).toString('base64');
};

/** Value of `EffectiveRights`, of items and folders alike. */
export const rightsXml = (rights: ItemView['rights']): string =>
  `<t:EffectiveRights>${booleanElement('t:CreateAssociated', rights.createFolders)}${booleanElement('t:CreateContents', rights.create)}${booleanElement('t:CreateHierarchy', rights.createFolders)}${booleanElement('t:Delete', rights.delete)}${booleanElement('t:Modify', rights.modify)}<t:Read>true</t:Read></t:EffectiveRights>`;

/** Properties of every item, in the order of `ItemType`. `MimeContent` and `ItemId` stand before them and are the caller's. */
export const itemFields: readonly FieldSlot[] = [
  field(
    'item:ParentFolderId',
    'all',
    'given',
    (view) => `<t:ParentFolderId Id="${view.folderId}" ChangeKey="${view.folderChangeKey}"/>`,
  ),
  field('item:ItemClass', 'all', 'given', (view) => element('t:ItemClass', view.item.itemClass)),
  field('item:Subject', 'default', 'given', (view) => textField(view, 't:Subject', view.item.subject)),
  field('item:Sensitivity', 'default', 'given', (view) =>
    element('t:Sensitivity', sensitivities[view.item.sensitivity] ?? 'Normal'),
  ),
  field('item:Body', 'default', 'refused', (view) => bodyOf(view, 't:Body')),
  field('item:Attachments', 'default', 'refused', attachmentsXml),
  field('item:DateTimeReceived', 'all', 'given', (view) =>
    time(view, 't:DateTimeReceived', view.item.receivedAtMs),
  ),
  field('item:Size', 'default', 'given', (view) => element('t:Size', String(view.item.sizeBytes))),
  field('item:Categories', 'all', 'given', (view) =>
    view.item.categories.length === 0
      ? null
      : `<t:Categories>${view.item.categories.map((category) => element('t:String', category)).join('')}</t:Categories>`,
  ),
  field('item:Importance', 'all', 'given', (view) =>
    element('t:Importance', importances[view.item.importance] ?? 'Normal'),
  ),
  field('item:InReplyTo', 'all', 'given', (view) => textField(view, 't:InReplyTo', view.item.inReplyTo)),
  field('item:IsSubmitted', 'all', 'given', flag('t:IsSubmitted', messageFlag.submitted)),
  field('item:IsDraft', 'all', 'given', flag('t:IsDraft', messageFlag.unsent)),
  field('item:IsFromMe', 'all', 'given', flag('t:IsFromMe', messageFlag.fromMe)),
  field('item:IsResend', 'all', 'given', flag('t:IsResend', messageFlag.resend)),
  field('item:IsUnmodified', 'all', 'given', flag('t:IsUnmodified', messageFlag.unmodified)),
  field('item:InternetMessageHeaders', 'all', 'absent', headersXml),
  field('item:DateTimeSent', 'default', 'given', (view) => time(view, 't:DateTimeSent', view.item.sentAtMs)),
  field('item:DateTimeCreated', 'default', 'given', (view) =>
    time(view, 't:DateTimeCreated', view.item.createdAtMs),
  ),
  field('item:ReminderIsSet', 'all', 'given', () => booleanElement('t:ReminderIsSet', false)),
  field('item:DisplayCc', 'all', 'given', (view) => element('t:DisplayCc', short(view, view.item.displayCc))),
  field('item:DisplayTo', 'all', 'given', (view) => element('t:DisplayTo', short(view, view.item.displayTo))),
  field('item:DisplayBcc', 'asked', 'given', (view) =>
    element('t:DisplayBcc', short(view, view.item.displayBcc)),
  ),
  field('item:HasAttachments', 'default', 'given', (view) =>
    booleanElement('t:HasAttachments', view.item.hasAttachments),
  ),
  'ExtendedProperty',
  field('item:Culture', 'all', 'given', () => element('t:Culture', 'en-US')),
  field('item:EffectiveRights', 'all', 'given', (view) => rightsXml(view.rights)),
  field('item:LastModifiedName', 'all', 'given', (view) =>
    element('t:LastModifiedName', view.item.createdBy ?? 'Exchange'),
  ),
  field('item:LastModifiedTime', 'all', 'given', (view) =>
    time(view, 't:LastModifiedTime', view.item.modifiedAtMs),
  ),
  field('item:IsAssociated', 'all', 'given', flag('t:IsAssociated', messageFlag.associated)),
  field('item:ConversationId', 'all', 'given', (view) => `<t:ConversationId Id="${conversationId(view)}"/>`),
  field('item:UniqueBody', 'asked', 'refused', (view) => bodyOf(view, 't:UniqueBody')),
  field(
    'item:Flag',
    'all',
    'given',
    (view) =>
      `<t:Flag><t:FlagStatus>${flagStatuses[view.item.flagStatus] ?? 'NotFlagged'}</t:FlagStatus></t:Flag>`,
  ),
  field('item:InstanceKey', 'all', 'given', (view) =>
    element('t:InstanceKey', view.item.sourceKey.toString('base64')),
  ),
  field('item:NormalizedBody', 'asked', 'refused', (view) => bodyOf(view, 't:NormalizedBody')),
  field('item:Preview', 'asked', 'absent', (view) =>
    element('t:Preview', cutForListing(plainText(view).replace(/\s+/g, ' ').trim())),
  ),
  field('item:TextBody', 'asked', 'refused', (view) => bodyElement('t:TextBody', 'Text', plainText(view))),
];

/** Properties of `MessageType` and what derives from it, after those of the item. */
export const messageFields: readonly ItemField[] = [
  field('message:Sender', 'all', 'given', single('t:Sender', senderOf)),
  field(
    'message:ToRecipients',
    'default',
    'absent',
    list('t:ToRecipients', (view) => view.summary().to),
  ),
  field(
    'message:CcRecipients',
    'default',
    'absent',
    list('t:CcRecipients', (view) => view.summary().cc),
  ),
  field(
    'message:BccRecipients',
    'default',
    'absent',
    list('t:BccRecipients', (view) => view.summary().bcc),
  ),
  field('message:IsReadReceiptRequested', 'default', 'given', (view) =>
    booleanElement('t:IsReadReceiptRequested', view.item.readReceiptRequested),
  ),
  field('message:IsDeliveryReceiptRequested', 'default', 'given', () =>
    booleanElement('t:IsDeliveryReceiptRequested', false),
  ),
  field('message:ConversationIndex', 'all', 'given', (view) =>
    view.item.conversationIndex === null
      ? null
      : element('t:ConversationIndex', view.item.conversationIndex.toString('base64')),
  ),
  field('message:ConversationTopic', 'all', 'given', (view) =>
    textField(view, 't:ConversationTopic', view.item.conversationTopic),
  ),
  field('message:From', 'default', 'given', single('t:From', fromOf)),
  field('message:InternetMessageId', 'all', 'given', (view) =>
    textField(view, 't:InternetMessageId', view.item.messageId),
  ),
  field('message:IsRead', 'default', 'given', flag('t:IsRead', messageFlag.read)),
  field('message:IsResponseRequested', 'all', 'given', () => booleanElement('t:IsResponseRequested', false)),
  field('message:References', 'all', 'given', (view) =>
    textField(view, 't:References', view.item.references),
  ),
  field(
    'message:ReplyTo',
    'all',
    'absent',
    list('t:ReplyTo', (view) => view.summary().replyTo),
  ),
];

/** Properties of `PostItemType`; in its own order. */
export const postFields: readonly ItemField[] = [
  ...[
    'message:ConversationIndex',
    'message:ConversationTopic',
    'message:From',
    'message:InternetMessageId',
    'message:IsRead',
  ].flatMap((uri) => messageFields.filter((entry) => entry.uri === uri)),
  field('postitem:PostedTime', 'all', 'given', (view) => time(view, 't:PostedTime', view.item.sentAtMs)),
  ...['message:References', 'message:Sender'].flatMap((uri) =>
    messageFields.filter((entry) => entry.uri === uri),
  ),
];
