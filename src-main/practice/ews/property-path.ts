import type { PropertyKey, PropertyType } from '../mailstore/records.ts';
import { EwsError } from './errors.ts';
import type { XmlElement } from './xml-element.ts';
import { escapeAttribute } from './xml-text.ts';

export interface ExtendedPath {
  readonly kind: 'extended';
  readonly key: PropertyKey;
  readonly type: PropertyType;
  /** Set for a MAPI property tag. */
  readonly tag: number | null;
  readonly set: string | null;
  readonly propertyName: string | null;
  readonly propertyId: number | null;
  /** The `ExtendedFieldURI` as answers repeat it: tags come back as plain hexadecimal, `0x37` for `0x0037`. */
  readonly xml: string;
}

export type PropertyPath =
  | { readonly kind: 'field'; readonly uri: string }
  | { readonly kind: 'indexed'; readonly uri: string; readonly index: string }
  | ExtendedPath;

/** https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/extendedfielduri */
const distinguishedSets: Readonly<Record<string, string>> = {
  Meeting: '6ed8da90-450b-101b-98da-00aa003f1305',
  Appointment: '00062002-0000-0000-c000-000000000046',
  Common: '00062008-0000-0000-c000-000000000046',
  PublicStrings: '00020329-0000-0000-c000-000000000046',
  Address: '00062004-0000-0000-c000-000000000046',
  InternetHeaders: '00020386-0000-0000-c000-000000000046',
  CalendarAssistant: '11000e07-b51b-40d6-af21-caa85edab1d0',
  UnifiedMessaging: '4442858e-a9e3-4e80-b900-317a210cc15b',
  Task: '00062003-0000-0000-c000-000000000046',
  Sharing: '00062040-0000-0000-c000-000000000046',
};

export const publicStrings = distinguishedSets['PublicStrings'] ?? '';
export const internetHeaders = distinguishedSets['InternetHeaders'] ?? '';

const invalid = (text?: string): EwsError =>
  new EwsError('ErrorInvalidExtendedProperty', text === undefined ? {} : { text });

const attributes = [
  'DistinguishedPropertySetId',
  'PropertySetId',
  'PropertyTag',
  'PropertyName',
  'PropertyId',
  'PropertyType',
] as const;

const echo = (element: XmlElement, tag: number | null): string => {
  const parts = attributes.flatMap((name) => {
    const value = element.attributes[name];
    if (value === undefined) return [];
    return [
      `${name}="${name === 'PropertyTag' && tag !== null ? `0x${tag.toString(16)}` : escapeAttribute(value)}"`,
    ];
  });
  return `<t:ExtendedFieldURI ${parts.join(' ')}/>`;
};

/** Reads an `ExtendedFieldURI`; combinations Exchange refuses are refused. */
export const readExtendedPath = (element: XmlElement): ExtendedPath => {
  const given = element.attributes;
  const type = given['PropertyType'] as PropertyType | undefined;
  if (
    type === undefined ||
    type === 'Error' ||
    type === 'Null' ||
    type === 'Object' ||
    type === 'ObjectArray'
  )
    throw invalid();
  const tagText = given['PropertyTag'];
  const distinguished = given['DistinguishedPropertySetId'];
  const setId = given['PropertySetId'];
  const name = given['PropertyName'];
  const id = given['PropertyId'];
  if (tagText !== undefined) {
    if (distinguished !== undefined || setId !== undefined || name !== undefined || id !== undefined)
      throw invalid();
    const tag = Number(tagText);
    if (!Number.isInteger(tag) || tag <= 0) throw invalid();
    if (tag >= 0x8000) throw new EwsError('ErrorNoPropertyTagForCustomProperties');
    return {
      kind: 'extended',
      key: `tag:0x${tag.toString(16).padStart(4, '0')}`,
      type,
      tag,
      set: null,
      propertyName: null,
      propertyId: null,
      xml: echo(element, tag),
    };
  }
  if ((distinguished === undefined) === (setId === undefined) || (name === undefined) === (id === undefined))
    throw invalid();
  const set = distinguished === undefined ? (setId ?? '').toLowerCase() : distinguishedSets[distinguished];
  if (set === undefined || name === '') throw invalid();
  const isHeader = set === internetHeaders;
  return {
    kind: 'extended',
    key:
      name === undefined ? `${set}:id:${Number(id)}` : `${set}:name:${isHeader ? name.toLowerCase() : name}`,
    type,
    tag: null,
    set,
    propertyName: name ?? null,
    propertyId: id === undefined ? null : Number(id),
    xml: echo(element, null),
  };
};

/** Reads any of the three path elements. */
export const readPath = (element: XmlElement): PropertyPath => {
  if (element.name === 't:FieldURI') return { kind: 'field', uri: element.attributes['FieldURI'] ?? '' };
  if (element.name === 't:IndexedFieldURI') {
    return {
      kind: 'indexed',
      uri: element.attributes['FieldURI'] ?? '',
      index: element.attributes['FieldIndex'] ?? '',
    };
  }
  return readExtendedPath(element);
};

export const isPath = (element: XmlElement): boolean =>
  element.name === 't:FieldURI' ||
  element.name === 't:IndexedFieldURI' ||
  element.name === 't:ExtendedFieldURI';
