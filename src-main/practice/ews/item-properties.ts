import type { Address } from '../mailstore/mime/addresses.ts';
import { messageFlag, type StoredProperty } from '../mailstore/records.ts';
import { EwsError } from './errors.ts';
import { internetHeaders, publicStrings, readExtendedPath } from './property-path.ts';
import { type PropertyValue, readValue } from './property-values.ts';
import { childOf, childrenOf, textOf, type XmlElement } from './xml-element.ts';

/** Properties a client sets beside or instead of MIME. What is `undefined` was not given. */
export interface GivenProperties {
  itemClass?: string;
  subject?: string;
  body?: { readonly type: 'HTML' | 'Text'; readonly text: string } | null;
  sensitivity?: number;
  importance?: number;
  categories?: readonly string[];
  flagStatus?: number;
  isRead?: boolean;
  readReceiptRequested?: boolean;
  messageFlags?: number;
  sentAtMs?: number;
  receivedAtMs?: number;
  searchKey?: Buffer;
  conversationIndex?: Buffer;
  conversationTopic?: string;
  messageId?: string;
  inReplyTo?: string | null;
  references?: string | null;
  from?: Address | null;
  sender?: Address | null;
  to?: readonly Address[];
  cc?: readonly Address[];
  bcc?: readonly Address[];
  replyTo?: readonly Address[];
  /** Internet headers set by named property. */
  headers?: { readonly name: string; readonly value: string }[];
  extended: StoredProperty[];
}

const importances: Readonly<Record<string, number>> = { Low: 0, Normal: 1, High: 2 };
const sensitivities: Readonly<Record<string, number>> = {
  Normal: 0,
  Personal: 1,
  Private: 2,
  Confidential: 3,
};
const flagStatuses: Readonly<Record<string, number>> = { NotFlagged: 0, Complete: 1, Flagged: 2 };

const isTrue = (text: string): boolean => /^\s*(?:true|1)\s*$/.test(text);

const addressOf = (mailbox: XmlElement): Address => ({
  name: textOf(mailbox, 't:Name') ?? '',
  address: textOf(mailbox, 't:EmailAddress') ?? '',
});
const addressesOf = (element: XmlElement): readonly Address[] =>
  childrenOf(element, 't:Mailbox').map(addressOf);
const singleOf = (element: XmlElement): Address | null => addressesOf(element)[0] ?? null;

/** Elements a client may not set: Exchange computes them (reference §7.4). */
const readOnly = new Set([
  't:ItemId',
  't:ParentFolderId',
  't:DateTimeReceived',
  't:Size',
  't:IsSubmitted',
  't:IsDraft',
  't:IsFromMe',
  't:IsResend',
  't:IsUnmodified',
  't:InternetMessageHeaders',
  't:DateTimeSent',
  't:DateTimeCreated',
  't:ResponseObjects',
  't:DisplayCc',
  't:DisplayTo',
  't:DisplayBcc',
  't:HasAttachments',
  't:EffectiveRights',
  't:LastModifiedName',
  't:LastModifiedTime',
  't:IsAssociated',
  't:ConversationId',
  't:UniqueBody',
  't:StoreEntryId',
  't:InstanceKey',
  't:NormalizedBody',
  't:Preview',
  't:TextBody',
  't:ReceivedBy',
  't:ReceivedRepresenting',
  't:PostedTime',
  't:SearchKey',
]);

const numberOf = (value: PropertyValue): number => Number(value);

/** Tags with a place of their own in the store. `true` when taken. */
const takeTag = (given: GivenProperties, tag: number, type: string, value: PropertyValue): boolean => {
  const at = `${tag.toString(16)} ${type}`;
  switch (at) {
    case '17 Integer':
      given.importance = Math.min(2, Math.max(0, numberOf(value)));
      return true;
    case '1a String':
      given.itemClass = String(value);
      return true;
    case '29 Boolean':
      given.readReceiptRequested = value !== 0;
      return true;
    case '36 Integer':
      given.sensitivity = Math.min(3, Math.max(0, numberOf(value)));
      return true;
    case '37 String':
      given.subject = String(value);
      return true;
    case '39 SystemTime':
      given.sentAtMs = numberOf(value);
      return true;
    case '70 String':
      given.conversationTopic = String(value);
      return true;
    case '71 Binary':
      if (Buffer.isBuffer(value)) given.conversationIndex = value;
      return true;
    case 'e06 SystemTime':
      given.receivedAtMs = numberOf(value);
      return true;
    case 'e07 Integer':
      given.messageFlags = numberOf(value);
      return true;
    case 'e69 Boolean':
      given.isRead = value !== 0;
      return true;
    case '1035 String':
      given.messageId = String(value);
      return true;
    case '1090 Integer':
      given.flagStatus = numberOf(value);
      return true;
    case '300b Binary':
      if (Buffer.isBuffer(value)) given.searchKey = value;
      return true;
    default:
      return false;
  }
};

/** Computed by the store: setting them is passed over in silence, as a MAPI store does. */
const computedTags = new Set([
  0x0c1e, 0x0064, 0x0e02, 0x0e03, 0x0e04, 0x0e09, 0x0e1d, 0x3007, 0x3008, 0x3fde,
]);
const refusedTags = new Set([0x0e08, 0x0e1b, 0x0fff, 0x65e0, 0x007d]);
/** Sender and author come from the header; for an item made of properties they are set by their elements. */
const addressTags = new Set([0x0042, 0x0065, 0x0c1a, 0x0c1f, 0x5d01, 0x5d02]);

/** Takes one `ExtendedProperty`. */
export const takeExtended = (given: GivenProperties, element: XmlElement): void => {
  const pathElement = childOf(element, 't:ExtendedFieldURI');
  if (pathElement === null) throw new EwsError('ErrorInvalidExtendedProperty');
  const path = readExtendedPath(pathElement);
  const value = readValue(path.type, element);
  if (path.tag !== null) {
    if (takeTag(given, path.tag, path.type, value)) return;
    if (refusedTags.has(path.tag)) throw new EwsError('ErrorInvalidPropertySet');
    if (computedTags.has(path.tag) || addressTags.has(path.tag)) return;
  }
  if (path.set === publicStrings && path.propertyName === 'Keywords' && path.type === 'StringArray') {
    given.categories = JSON.parse(String(value)) as string[];
    return;
  }
  if (
    path.set === internetHeaders &&
    path.propertyName !== null &&
    path.type === 'String' &&
    /^[\x21-\x39\x3b-\x7e]+$/.test(path.propertyName)
  ) {
    given.headers = [...(given.headers ?? []), { name: path.propertyName, value: String(value) }];
  }
  given.extended.push({ property: path.key, type: path.type, value });
};

/** Takes one child of an item element; `MimeContent` and `Attachments` are the caller's. */
export const takeElement = (given: GivenProperties, element: XmlElement): void => {
  if (readOnly.has(element.name))
    throw new EwsError('ErrorInvalidPropertySet', { values: { FieldURI: element.name.slice(2) } });
  switch (element.name) {
    case 't:ItemClass':
      given.itemClass = element.text;
      return;
    case 't:Subject':
      given.subject = element.text;
      return;
    case 't:Sensitivity':
      given.sensitivity = sensitivities[element.text] ?? 0;
      return;
    case 't:Body':
      given.body = { type: element.attributes['BodyType'] === 'HTML' ? 'HTML' : 'Text', text: element.text };
      return;
    case 't:Categories':
      given.categories = childrenOf(element, 't:String').map((category) => category.text);
      return;
    case 't:Importance':
      given.importance = importances[element.text] ?? 1;
      return;
    case 't:InReplyTo':
      given.inReplyTo = element.text;
      return;
    case 't:ExtendedProperty':
      takeExtended(given, element);
      return;
    case 't:Flag':
      given.flagStatus = flagStatuses[textOf(element, 't:FlagStatus') ?? ''] ?? 0;
      return;
    case 't:Sender':
      given.sender = singleOf(element);
      return;
    case 't:From':
      given.from = singleOf(element);
      return;
    case 't:ToRecipients':
      given.to = addressesOf(element);
      return;
    case 't:CcRecipients':
      given.cc = addressesOf(element);
      return;
    case 't:BccRecipients':
      given.bcc = addressesOf(element);
      return;
    case 't:ReplyTo':
      given.replyTo = addressesOf(element);
      return;
    case 't:IsReadReceiptRequested':
      given.readReceiptRequested = isTrue(element.text);
      return;
    case 't:ConversationIndex':
      given.conversationIndex = Buffer.from(element.text, 'base64');
      return;
    case 't:InternetMessageId':
      given.messageId = element.text;
      return;
    case 't:IsRead':
      given.isRead = isTrue(element.text);
      return;
    case 't:References':
      given.references = element.text;
      return;
    default:
      // Reminders, cultures, delivery receipts and the like have no effect on a stored mail.
      return;
  }
};

/** `PidTagMessageFlags` of a new item: a draft dated now unless the client says otherwise at creation (reference §7.4). */
export const newFlags = (given: GivenProperties): number => {
  const bits =
    messageFlag.read |
    messageFlag.unmodified |
    messageFlag.submitted |
    messageFlag.unsent |
    messageFlag.fromMe |
    messageFlag.associated |
    messageFlag.resend |
    0x700;
  const base =
    given.messageFlags === undefined ? messageFlag.unsent | messageFlag.read : given.messageFlags & bits;
  if (given.isRead === undefined) return base;
  return given.isRead ? base | messageFlag.read : base & ~messageFlag.read;
};
