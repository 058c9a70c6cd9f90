import { fieldsOf } from '../mailstore/mime/header-block.ts';
import { decodeWords } from '../mailstore/mime/encoded-words.ts';
import { type AnswerPart } from './answer.ts';
import { EwsError, EwsFault } from './errors.ts';
import { type FieldSlot, type ItemField, itemFields, messageFields, postFields } from './item-fields.ts';
import type { ItemView } from './item-view.ts';
import { type ExtendedPath, internetHeaders, isPath, publicStrings, readPath } from './property-path.ts';
import { type PropertyValue, valueXml } from './property-values.ts';
import { systemProperties } from './system-properties.ts';
import { isAtLeast } from './versions.ts';
import { childOf, textOf, type XmlElement } from './xml-element.ts';
import { escapeAttribute, escapeXml } from './xml-text.ts';

/** A shape as asked for. */
export interface ItemShape {
  readonly base: 'IdOnly' | 'Default' | 'AllProperties';
  readonly includesMime: boolean;
  readonly bodyType: 'Best' | 'HTML' | 'Text';
  readonly uris: ReadonlySet<string>;
  /** Single internet headers, by name in lower case. */
  readonly headers: readonly string[];
  readonly extended: readonly ExtendedPath[];
}

const refusedInListings = new Set([
  'item:MimeContent',
  ...[...itemFields, ...messageFields].flatMap((slot) =>
    slot !== 'ExtendedProperty' && slot.listing === 'refused' ? [slot.uri] : [],
  ),
]);
const since2013 = new Set([
  'item:Flag',
  'item:InstanceKey',
  'item:NormalizedBody',
  'item:Preview',
  'item:TextBody',
  'item:DisplayBcc',
]);

/** Reads an `ItemShape` (or `AttachmentShape`'s like); FindItem refuses what a listing cannot give, SyncFolderItems just leaves it out. */
export const readItemShape = (
  shape: XmlElement | null,
  reading: 'find' | 'sync' | 'get',
  version: string,
): ItemShape => {
  const uris = new Set<string>();
  const headers: string[] = [];
  const extended: ExtendedPath[] = [];
  for (const element of childOf(shape, 't:AdditionalProperties')?.children ?? []) {
    if (!isPath(element)) throw new EwsFault('ErrorInvalidRequest');
    const path = readPath(element);
    if (path.kind === 'extended') extended.push(path);
    else if (path.kind === 'indexed') {
      if (path.uri === 'item:InternetMessageHeader') headers.push(path.index.toLowerCase());
    } else {
      if (reading === 'find' && refusedInListings.has(path.uri))
        throw new EwsError('ErrorInvalidPropertyRequest');
      if (path.uri.startsWith('folder:')) throw new EwsError('ErrorInvalidPropertyRequest');
      if (since2013.has(path.uri) && !isAtLeast(version, 'Exchange2013'))
        throw new EwsError('ErrorInvalidPropertyRequest');
      uris.add(path.uri);
    }
  }
  const includesMime =
    textOf(shape, 't:IncludeMimeContent')?.trim() === 'true' ||
    textOf(shape, 't:IncludeMimeContent')?.trim() === '1';
  if (reading === 'find' && includesMime) throw new EwsError('ErrorInvalidPropertyRequest');
  const bodyType = textOf(shape, 't:BodyType');
  return {
    base: (textOf(shape, 't:BaseShape') ?? 'IdOnly') as ItemShape['base'],
    includesMime: includesMime || uris.has('item:MimeContent'),
    bodyType: bodyType === 'HTML' || bodyType === 'Text' ? bodyType : 'Best',
    uris,
    headers,
    extended,
  };
};

/** Elements by message class: a class nobody knows is a plain item. */
export const elementOf = (itemClass: string): { name: string; slots: readonly FieldSlot[] } => {
  const lower = itemClass.toLowerCase();
  const starts = (prefix: string): boolean => lower === prefix || lower.startsWith(`${prefix}.`);
  const asMessage = [...itemFields, ...messageFields];
  if (starts('ipm.schedule.meeting.request')) return { name: 't:MeetingRequest', slots: asMessage };
  if (starts('ipm.schedule.meeting.resp')) return { name: 't:MeetingResponse', slots: asMessage };
  if (starts('ipm.schedule.meeting.canceled')) return { name: 't:MeetingCancellation', slots: asMessage };
  if (starts('ipm.post')) return { name: 't:PostItem', slots: [...itemFields, ...postFields] };
  if (starts('ipm.appointment')) return { name: 't:CalendarItem', slots: itemFields };
  if (starts('ipm.contact')) return { name: 't:Contact', slots: itemFields };
  if (starts('ipm.task')) return { name: 't:Task', slots: itemFields };
  if (starts('ipm.note') || starts('report') || starts('ipm.sharing') || starts('ipm.outlook.recall'))
    return { name: 't:Message', slots: asMessage };
  return { name: 't:Item', slots: itemFields };
};

const slotsByElement = new Map<string, readonly FieldSlot[]>();
const slotsOf = (itemClass: string): { name: string; slots: readonly FieldSlot[] } => {
  const found = elementOf(itemClass);
  const slots = slotsByElement.get(found.name) ?? found.slots;
  slotsByElement.set(found.name, slots);
  return { name: found.name, slots };
};

const readExtended = (view: ItemView, path: ExtendedPath): PropertyValue | null => {
  if (path.tag !== null) {
    const system = systemProperties.get(path.tag);
    if (system !== undefined) {
      if (!system.types.includes(path.type) || (view.isListing && !system.isListed)) return null;
      return system.read(view);
    }
  }
  if (path.set === publicStrings && path.propertyName === 'Keywords' && path.type === 'StringArray') {
    return view.item.categories.length === 0 ? null : JSON.stringify(view.item.categories);
  }
  if (path.set === internetHeaders && path.propertyName !== null && path.type === 'String') {
    const stored = view.property(path.key, path.type);
    if (stored !== null || view.isListing) return stored;
    const values = fieldsOf(view.message().fields, path.propertyName.toLowerCase());
    return values.length === 0 ? null : values.map((field) => decodeWords(field.value).text).join('\r\n');
  }
  return view.property(path.key, path.type);
};

const extendedXml = (view: ItemView, shape: ItemShape): string =>
  shape.extended
    .map((path) => {
      const value = readExtended(view, path);
      return value === null
        ? ''
        : `<t:ExtendedProperty>${path.xml}${valueXml(path.type, value, view.isListing)}</t:ExtendedProperty>`;
    })
    .join('');

const isWanted = (field: ItemField, shape: ItemShape): boolean => {
  if (shape.uris.has(field.uri)) return true;
  if (shape.base === 'AllProperties') return field.shape !== 'asked';
  return shape.base === 'Default' && field.shape === 'default';
};

const singleHeaders = (view: ItemView, names: readonly string[]): string => {
  const headers = names.flatMap((name) => fieldsOf(view.message().fields, name));
  return headers.length === 0
    ? ''
    : `<t:InternetMessageHeaders>${headers.map((header) => `<t:InternetMessageHeader HeaderName="${escapeAttribute(header.name)}">${escapeXml(decodeWords(header.value).text)}</t:InternetMessageHeader>`).join('')}</t:InternetMessageHeaders>`;
};

/** One item as an element, in schema order. `mime`: parts of its `MimeContent`, when asked for. */
export const itemXml = (
  view: ItemView,
  shape: ItemShape,
  mime: readonly AnswerPart[] | null,
): readonly AnswerPart[] => {
  const { name, slots } = slotsOf(view.item.itemClass);
  let xml = `<t:ItemId Id="${view.item.id}" ChangeKey="${view.item.changeKey}"/>`;
  for (const slot of slots) {
    if (slot === 'ExtendedProperty') xml += extendedXml(view, shape);
    else if (
      slot.uri === 'item:InternetMessageHeaders' &&
      shape.headers.length > 0 &&
      !view.isListing &&
      !isWanted(slot, shape)
    ) {
      xml += singleHeaders(view, shape.headers);
    } else if (isWanted(slot, shape) && !(view.isListing && slot.listing !== 'given'))
      xml += slot.render(view) ?? '';
  }
  return mime === null
    ? [`<${name}>${xml}</${name}>`]
    : [`<${name}><t:MimeContent CharacterSet="UTF-8">`, ...mime, `</t:MimeContent>${xml}</${name}>`];
};
