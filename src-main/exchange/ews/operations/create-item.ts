import type { MessageProperties } from '../../mailbox.ts';
import { extendedProperty, paths } from '../property-paths.ts';
import { dateTime, element, folderId } from '../soap-writer.ts';

/**
 * CreateItem by MIME. Nobody is ever mailed by a migration: this file is the only place that writes a CreateItem, and it
 * knows one disposition. https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/createitem
 */
const saveOnly = 'MessageDisposition="SaveOnly"';

export const createItemStart = (folder: string): string =>
  `<m:CreateItem ${saveOnly}><m:SavedItemFolderId>${folderId(folder)}</m:SavedItemFolderId><m:Items>`;

export const createItemEnd = '</m:Items></m:CreateItem>';

/** Guards the way out: called for each CreateItem before its first byte is sent. */
export const assertNeverSends = (requestStart: string): void => {
  const dispositions = requestStart.match(/MessageDisposition\s*=\s*"[^"]*"/g) ?? [];
  if (
    dispositions.length !== 1 ||
    dispositions[0] !== saveOnly ||
    !requestStart.includes(`<m:CreateItem ${saveOnly}>`)
  ) {
    throw new Error('A CreateItem request would send mail: it was not sent.');
  }
};

/**
 * `lean` leaves out what is nice to have: reply marks and the dates of a flag. Some servers refuse a whole item for one of
 * them (ErrorItemSavePropertyError). Dates, state, class and stamp are never left out.
 */
export type Fullness = 'full' | 'lean';

export interface ItemToWrite {
  readonly properties: MessageProperties;
  readonly itemClass: string;
  readonly originalClass: string | null;
  readonly stamp: string;
}

const isPost = (itemClass: string): boolean => /^ipm\.post(?:\.|$)/i.test(itemClass);

const elementOf = (itemClass: string): string => (isPost(itemClass) ? 't:PostItem' : 't:Message');

/** Everything of the item before its base64. */
export const itemStart = (itemClass: string): string =>
  `<${elementOf(itemClass)}><t:MimeContent CharacterSet="UTF-8">`;

const sensitivities = new Set(['Normal', 'Personal', 'Private', 'Confidential']);

/** Bits of 0x0E07 (PidTagMessageFlags) that may be set at creation. */
const readBit = 1;
const draftBit = 8;

const messageFlagsOf = (properties: MessageProperties): number =>
  (((properties.messageFlags ?? 0) & draftBit) === 0 ? 0 : draftBit) | (properties.isRead ? readBit : 0);

const extendedOf = (item: ItemToWrite, typedFlag: boolean, fullness: Fullness): string => {
  const { properties } = item;
  let xml = extendedProperty(paths.messageFlags, String(messageFlagsOf(properties)));
  if (properties.sentAtMs !== null) xml += extendedProperty(paths.submitTime, dateTime(properties.sentAtMs));
  const receivedAtMs = properties.receivedAtMs ?? properties.sentAtMs ?? properties.createdAtMs;
  if (receivedAtMs !== null) xml += extendedProperty(paths.receivedTime, dateTime(receivedAtMs));
  const isFull = fullness === 'full';
  if (isFull && properties.iconIndex !== null)
    xml += extendedProperty(paths.iconIndex, String(properties.iconIndex));
  if (isFull && properties.lastVerb !== null)
    xml += extendedProperty(paths.lastVerb, String(properties.lastVerb));
  if (isFull && properties.lastVerbAtMs !== null)
    xml += extendedProperty(paths.lastVerbTime, dateTime(properties.lastVerbAtMs));
  // Reading the copy must never emit a receipt to the original sender.
  xml += extendedProperty(paths.readReceiptRequested, 'false');
  if (!typedFlag && properties.flagStatus !== 'NotFlagged') {
    xml += extendedProperty(paths.flagStatus, properties.flagStatus === 'Flagged' ? '2' : '1');
    if (isFull && properties.flagCompleteMs !== null)
      xml += extendedProperty(paths.flagCompleteTime, dateTime(properties.flagCompleteMs));
    if (isFull && properties.flagStartMs !== null)
      xml += extendedProperty(paths.flagStart, dateTime(properties.flagStartMs));
    if (isFull && properties.flagDueMs !== null)
      xml += extendedProperty(paths.flagDue, dateTime(properties.flagDueMs));
  }
  xml += extendedProperty(paths.stamp, item.stamp);
  if (item.originalClass !== null) xml += extendedProperty(paths.originalClass, item.originalClass);
  return xml;
};

/**
 * `item:Flag` wants both dates or neither when flagged, and only CompleteDate when complete
 * (https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/flag). One date alone stands for both.
 */
const flagOf = (properties: MessageProperties, fullness: Fullness): string => {
  if (properties.flagStatus === 'NotFlagged') return '';
  let inner = element('t:FlagStatus', properties.flagStatus);
  if (fullness === 'lean') return `<t:Flag>${inner}</t:Flag>`;
  if (properties.flagStatus === 'Flagged') {
    const due = properties.flagDueMs ?? properties.flagStartMs;
    const start = properties.flagStartMs ?? due;
    if (start !== null && due !== null)
      inner += element('t:StartDate', dateTime(start)) + element('t:DueDate', dateTime(due));
  } else if (properties.flagCompleteMs !== null) {
    inner += element('t:CompleteDate', dateTime(properties.flagCompleteMs));
  }
  return `<t:Flag>${inner}</t:Flag>`;
};

/** Everything of the item after its base64, in schema order. @param typedFlag Exchange 2013 or later. */
export const itemEnd = (item: ItemToWrite, typedFlag: boolean, fullness: Fullness = 'full'): string => {
  const { properties } = item;
  const categories = properties.categories.filter((name) => name !== '');
  return (
    '</t:MimeContent>' +
    element('t:ItemClass', item.itemClass) +
    element('t:Sensitivity', sensitivities.has(properties.sensitivity) ? properties.sensitivity : 'Normal') +
    (categories.length === 0
      ? ''
      : `<t:Categories>${categories.map((name) => element('t:String', name)).join('')}</t:Categories>`) +
    element('t:Importance', properties.importance) +
    extendedOf(item, typedFlag, fullness) +
    (typedFlag ? flagOf(properties, fullness) : '') +
    element('t:IsRead', properties.isRead ? 'true' : 'false') +
    `</${elementOf(item.itemClass)}>`
  );
};
