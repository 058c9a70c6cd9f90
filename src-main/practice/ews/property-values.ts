import type { PropertyType, StoredProperty } from '../mailstore/records.ts';
import { EwsError } from './errors.ts';
import { formatTime, parseTime } from './times.ts';
import { childrenOf, childOf, type XmlElement } from './xml-element.ts';
import { element } from './xml-text.ts';

export type PropertyValue = StoredProperty['value'];

const invalidValue = (): EwsError => new EwsError('ErrorInvalidExtendedPropertyValue');

const number = (text: string): number => {
  const value = Number(text.trim());
  if (text.trim() === '' || Number.isNaN(value)) throw invalidValue();
  return value;
};

const integer = (text: string, bits: number): number => {
  const value = number(text);
  if (!Number.isInteger(value) || value < -(2 ** (bits - 1)) || value >= 2 ** bits) throw invalidValue();
  return value;
};

const guidForm = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

const boolean = (text: string): number => {
  const word = text.trim();
  if (!/^(?:true|false|1|0)$/.test(word)) throw invalidValue();
  return word === 'true' || word === '1' ? 1 : 0;
};

const longInteger = (text: string): string => {
  if (!/^\s*[+-]?\d{1,19}\s*$/.test(text)) throw invalidValue();
  return BigInt(text.trim()).toString();
};

const time = (text: string): number => {
  const atMs = parseTime(text);
  if (atMs === null) throw invalidValue();
  return atMs;
};

const binary = (text: string): Buffer => {
  const letters = text.replace(/\s+/g, '');
  const bytes = Buffer.from(letters, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== letters.replace(/=+$/, '')) throw invalidValue();
  return bytes;
};

const guid = (text: string): string => {
  const match = guidForm.exec(text.trim());
  if (match === null) throw invalidValue();
  return (match[1] ?? '').toLowerCase();
};

const parsers: Readonly<Partial<Record<PropertyType, (text: string) => PropertyValue>>> = {
  ApplicationTime: number,
  Binary: binary,
  Boolean: boolean,
  CLSID: guid,
  Currency: longInteger,
  Double: number,
  Float: number,
  Integer: (text) => integer(text, 32) | 0,
  Long: longInteger,
  Short: (text) => integer(text, 16),
  SystemTime: time,
};

/** One value as the store keeps it: numbers as numbers, times as ms, 64-bit integers as text, so that none loses a digit. */
export const parseScalar = (type: PropertyType, text: string): PropertyValue => parsers[type]?.(text) ?? text;

const scalarText = (type: PropertyType, value: PropertyValue): string => {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (type === 'Boolean') return value === 0 ? 'false' : 'true';
  return type === 'SystemTime' ? formatTime(Number(value)) : String(value);
};

const isArray = (type: PropertyType): boolean => type.endsWith('Array');
const elementType = (type: PropertyType): PropertyType => type.replace(/Array$/, '') as PropertyType;

/** The value of an `ExtendedProperty`. Arrays become JSON with each value as text. */
export const readValue = (type: PropertyType, property: XmlElement): PropertyValue => {
  if (!isArray(type)) {
    const value = childOf(property, 't:Value');
    if (value === null) throw invalidValue();
    return parseScalar(type, value.text);
  }
  const values = childrenOf(childOf(property, 't:Values'), 't:Value');
  return JSON.stringify(
    values.map((value) => scalarText(elementType(type), parseScalar(elementType(type), value.text))),
  );
};

const listedCharacters = 255;
const listedBytes = 512;

/** A listing cuts what is long; a fetch gives it whole. */
export const cutForListing = (text: string): string =>
  text.length > listedCharacters ? text.slice(0, listedCharacters).toWellFormed() : text;

/** `Value` or `Values` of a property. */
export const valueXml = (type: PropertyType, value: PropertyValue, isListing: boolean): string => {
  if (isArray(type)) {
    const values = JSON.parse(String(value)) as string[];
    return `<t:Values>${values.map((text) => element('t:Value', isListing ? cutForListing(text) : text)).join('')}</t:Values>`;
  }
  if (!isListing) return element('t:Value', scalarText(type, value));
  if (Buffer.isBuffer(value)) return element('t:Value', value.subarray(0, listedBytes).toString('base64'));
  return element('t:Value', type === 'String' ? cutForListing(String(value)) : scalarText(type, value));
};
