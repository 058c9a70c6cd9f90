import type { FlagStatus, Importance, ListedMessage, MessageProperties } from '../mailbox.ts';
import { type ExtendedPath, keyOfExtendedUri, paths } from './property-paths.ts';
import { childOf, textOf, type XmlElement } from './xml-tree.ts';

/**
 * One item of an answer, whatever its element: Message, MeetingRequest, PostItem, Contact, or one of a later schema.
 * https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/items
 */
export interface ParsedItem {
  readonly elementName: string;
  readonly itemId: string;
  readonly changeKey: string | null;
  readonly fields: ReadonlyMap<string, XmlElement>;
  readonly extended: ReadonlyMap<string, string>;
  /** Number of its payload, `null` when the answer holds no MimeContent for it. */
  readonly mimeIndex: number | null;
}

export const parseItem = (item: XmlElement): ParsedItem => {
  const fields = new Map<string, XmlElement>();
  const extended = new Map<string, string>();
  for (const child of item.children) {
    if (child.name === 'ExtendedProperty') {
      const uri = childOf(child, 'ExtendedFieldURI');
      const value = textOf(child, 'Value');
      if (uri !== undefined && value !== null) extended.set(keyOfExtendedUri(uri.attributes), value);
    } else {
      fields.set(child.name, child);
    }
  }
  const id = fields.get('ItemId')?.attributes;
  const mime = fields.get('MimeContent')?.text ?? '';
  return {
    elementName: item.name,
    itemId: id?.['Id'] ?? '',
    changeKey: id?.['ChangeKey'] ?? null,
    fields,
    extended,
    mimeIndex: mime === '' ? null : Number(mime),
  };
};

/** xs:dateTime to ms; Exchange's "no date" (1601, 4501) and nonsense are `null`. A date without zone is UTC. */
const timeOf = (text: string | null | undefined): number | null => {
  if (text === null || text === undefined || text === '') return null;
  const trimmed = text.trim();
  const timeMs = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(trimmed) ? trimmed : `${trimmed}Z`);
  if (Number.isNaN(timeMs) || timeMs >= Date.UTC(4500, 0) || timeMs <= Date.UTC(1601, 0, 2)) return null;
  return timeMs;
};

const field = (item: ParsedItem, name: string): string | null => item.fields.get(name)?.text ?? null;
const extendedText = (item: ParsedItem, path: ExtendedPath): string | null =>
  item.extended.get(path.key) ?? null;
const extendedTime = (item: ParsedItem, path: ExtendedPath): number | null =>
  timeOf(item.extended.get(path.key));
const extendedNumber = (item: ParsedItem, path: ExtendedPath): number | null => {
  const text = item.extended.get(path.key);
  if (text === undefined || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
};

/** xs:boolean has two spellings and ignores white space around it (https://www.w3.org/TR/xmlschema-2/#boolean). */
const isTrue = (text: string | null): boolean => {
  const value = text?.trim();
  return value === 'true' || value === '1';
};

const importanceOf = (text: string | null): Importance =>
  text === 'Low' || text === 'High' ? text : 'Normal';

const flagStatusOf = (item: ParsedItem): FlagStatus => {
  const typed = textOf(item.fields.get('Flag'), 'FlagStatus');
  if (typed === 'Flagged' || typed === 'Complete' || typed === 'NotFlagged') return typed;
  const number = extendedNumber(item, paths.flagStatus);
  return number === 2 ? 'Flagged' : number === 1 ? 'Complete' : 'NotFlagged';
};

/** Of 0x0E07; a server that has not the property may still say which ones are drafts. */
const draftBit = 8;
const messageFlagsOf = (item: ParsedItem): number | null =>
  extendedNumber(item, paths.messageFlags) ?? (isTrue(field(item, 'IsDraft')) ? draftBit : null);

const readState = (item: ParsedItem, messageFlags: number | null): boolean => {
  const typed = field(item, 'IsRead');
  if (typed !== null) return isTrue(typed);
  return messageFlags === null ? true : (messageFlags & 1) === 1;
};

const categoriesOf = (item: ParsedItem): readonly string[] =>
  item.fields.get('Categories')?.children.map((child) => child.text) ?? [];

const emailOf = (recipient: XmlElement | undefined): string | null => {
  const mailbox = recipient === undefined ? undefined : (childOf(recipient, 'Mailbox') ?? recipient);
  const address = textOf(mailbox, 'EmailAddress')?.trim() ?? '';
  return address.includes('@') ? address : null;
};

const senderOf = (item: ParsedItem): string | null => {
  const listed = extendedText(item, paths.senderSmtp)?.trim() ?? '';
  if (listed.includes('@')) return listed;
  return emailOf(item.fields.get('From')) ?? emailOf(item.fields.get('Sender'));
};

/** Of the item types of the schema only these can have To, Cc and Bcc; `Item` stands for classes a server does not know. */
const withRecipients =
  /^(?:Message|SharingMessage|MeetingMessage|MeetingRequest|MeetingResponse|MeetingCancellation)$/;

/** Whether an answer can show the recipients of this item at all: where not, their absence says nothing. */
export const showsRecipients = (item: ParsedItem): boolean =>
  withRecipients.test(item.elementName) ||
  ['ToRecipients', 'CcRecipients', 'BccRecipients'].some((name) => item.fields.has(name));

/** Lower-case SMTP addresses of To, Cc and Bcc, sorted, without doubles. Entries without an SMTP address are left out. */
export const recipientsOf = (item: ParsedItem): readonly string[] => {
  const addresses = new Set<string>();
  for (const name of ['ToRecipients', 'CcRecipients', 'BccRecipients']) {
    for (const mailbox of item.fields.get(name)?.children ?? []) {
      const address = emailOf(mailbox);
      if (address !== null) addresses.add(address.toLowerCase());
    }
  }
  return [...addresses].sort();
};

/** Class of an item whose server did not name it, by its element. */
const classOfElement: Readonly<Record<string, string>> = {
  PostItem: 'IPM.Post',
  MeetingRequest: 'IPM.Schedule.Meeting.Request',
  MeetingResponse: 'IPM.Schedule.Meeting.Resp',
  MeetingCancellation: 'IPM.Schedule.Meeting.Canceled',
  CalendarItem: 'IPM.Appointment',
  Contact: 'IPM.Contact',
  DistributionList: 'IPM.DistList',
  Task: 'IPM.Task',
};

const itemClassOf = (item: ParsedItem): string =>
  field(item, 'ItemClass')?.trim() || (classOfElement[item.elementName] ?? 'IPM.Note');

export const toListedMessage = (item: ParsedItem): ListedMessage => {
  const messageFlags = messageFlagsOf(item);
  return {
    itemId: item.itemId,
    changeKey: item.changeKey,
    itemClass: itemClassOf(item),
    subject: field(item, 'Subject') ?? '',
    sizeBytes: Number(field(item, 'Size') ?? 0) || 0,
    receivedAtMs: extendedTime(item, paths.receivedTime) ?? timeOf(field(item, 'DateTimeReceived')),
    sentAtMs: extendedTime(item, paths.submitTime) ?? timeOf(field(item, 'DateTimeSent')),
    createdAtMs: extendedTime(item, paths.creationTime) ?? timeOf(field(item, 'DateTimeCreated')),
    messageFlags,
    searchKey: extendedText(item, paths.searchKey),
    sourceKey: extendedText(item, paths.sourceKey),
    internetMessageId: extendedText(item, paths.internetMessageId) ?? field(item, 'InternetMessageId'),
    senderAddress: senderOf(item),
    isRead: readState(item, messageFlags),
    categories: categoriesOf(item),
    importance: importanceOf(field(item, 'Importance')),
    sensitivity: field(item, 'Sensitivity') ?? 'Normal',
    flagStatus: flagStatusOf(item),
    hasAttachments: isTrue(field(item, 'HasAttachments')),
    stamp: extendedText(item, paths.stamp),
    originalClass: extendedText(item, paths.originalClass),
  };
};

export const toMessageProperties = (item: ParsedItem): MessageProperties => {
  const messageFlags = messageFlagsOf(item);
  const flag = item.fields.get('Flag');
  return {
    itemClass: itemClassOf(item),
    subject: field(item, 'Subject'),
    isRead: readState(item, messageFlags),
    messageFlags,
    sentAtMs: extendedTime(item, paths.submitTime) ?? timeOf(field(item, 'DateTimeSent')),
    receivedAtMs: extendedTime(item, paths.receivedTime) ?? timeOf(field(item, 'DateTimeReceived')),
    createdAtMs: extendedTime(item, paths.creationTime) ?? timeOf(field(item, 'DateTimeCreated')),
    categories: categoriesOf(item),
    importance: importanceOf(field(item, 'Importance')),
    sensitivity: field(item, 'Sensitivity') ?? 'Normal',
    flagStatus: flagStatusOf(item),
    flagStartMs: timeOf(textOf(flag, 'StartDate')) ?? extendedTime(item, paths.flagStart),
    flagDueMs: timeOf(textOf(flag, 'DueDate')) ?? extendedTime(item, paths.flagDue),
    flagCompleteMs: timeOf(textOf(flag, 'CompleteDate')) ?? extendedTime(item, paths.flagCompleteTime),
    iconIndex: extendedNumber(item, paths.iconIndex),
    lastVerb: extendedNumber(item, paths.lastVerb),
    lastVerbAtMs: extendedTime(item, paths.lastVerbTime),
    internetMessageId: extendedText(item, paths.internetMessageId) ?? field(item, 'InternetMessageId'),
    senderAddress: senderOf(item),
    recipients: showsRecipients(item) ? recipientsOf(item) : null,
  };
};
