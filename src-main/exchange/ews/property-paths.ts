import { originalClassPropertyName, stampPropertyName } from '../mailbox.ts';
import { attribute, element } from './soap-writer.ts';

/**
 * The properties we read and write, as EWS names them. Tags are MAPI property ids, see
 * https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxprops/cc9d955b-1492-47de-9dce-5bdea80a3323.
 */
type ExtendedType = 'Boolean' | 'Integer' | 'Long' | 'String' | 'Binary' | 'SystemTime';

export interface ExtendedPath {
  /** What a parsed item is asked for: the tag as a number in text, or `set/name`. */
  readonly key: string;
  readonly type: ExtendedType;
  readonly xml: string;
}

const tag = (number: number, type: ExtendedType): ExtendedPath => ({
  key: String(number),
  type,
  xml: `<t:ExtendedFieldURI PropertyTag="0x${number.toString(16).toUpperCase().padStart(4, '0')}" PropertyType="${type}"/>`,
});

const publicString = (name: string): ExtendedPath => ({
  key: `PublicStrings/${name}`,
  type: 'String',
  xml: `<t:ExtendedFieldURI DistinguishedPropertySetId="PublicStrings"${attribute('PropertyName', name)} PropertyType="String"/>`,
});

const task = (id: number, type: ExtendedType): ExtendedPath => ({
  key: `Task/${id}`,
  type,
  xml: `<t:ExtendedFieldURI DistinguishedPropertySetId="Task" PropertyId="${id}" PropertyType="${type}"/>`,
});

export const paths = {
  receivedTime: tag(0x0e06, 'SystemTime'),
  submitTime: tag(0x0039, 'SystemTime'),
  creationTime: tag(0x3007, 'SystemTime'),
  messageFlags: tag(0x0e07, 'Integer'),
  searchKey: tag(0x300b, 'Binary'),
  sourceKey: tag(0x65e0, 'Binary'),
  internetMessageId: tag(0x1035, 'String'),
  senderSmtp: tag(0x5d02, 'String'),
  iconIndex: tag(0x1080, 'Integer'),
  lastVerb: tag(0x1081, 'Integer'),
  lastVerbTime: tag(0x1082, 'SystemTime'),
  flagStatus: tag(0x1090, 'Integer'),
  flagCompleteTime: tag(0x1091, 'SystemTime'),
  /** PidLidTaskStartDate and PidLidTaskDueDate: where follow-up dates live before `item:Flag` (2013). */
  flagStart: task(0x8104, 'SystemTime'),
  flagDue: task(0x8105, 'SystemTime'),
  readReceiptRequested: tag(0x0029, 'Boolean'),
  folderType: tag(0x3601, 'Integer'),
  hidden: tag(0x10f4, 'Boolean'),
  folderSize: tag(0x0e08, 'Long'),
  stamp: publicString(stampPropertyName),
  originalClass: publicString(originalClassPropertyName),
} as const satisfies Record<string, ExtendedPath>;

export const fieldUri = (uri: string): string => `<t:FieldURI FieldURI="${uri}"/>`;

/** An ExtendedProperty element with a value. */
export const extendedProperty = (path: ExtendedPath, value: string): string =>
  `<t:ExtendedProperty>${path.xml}${element('t:Value', value)}</t:ExtendedProperty>`;

/**
 * Key of an ExtendedFieldURI of an answer. Servers write tags as `0xe06`, `0x0E06` or in decimal, and may name a
 * distinguished set by its GUID.
 */
export const keyOfExtendedUri = (attributes: Readonly<Record<string, string>>): string => {
  const propertyTag = attributes['PropertyTag'];
  if (propertyTag !== undefined) return String(Number(propertyTag));
  const set = setName(attributes);
  return `${set}/${attributes['PropertyName'] ?? Number(attributes['PropertyId'])}`;
};

const knownSets: Readonly<Record<string, string>> = {
  '00020329-0000-0000-c000-000000000046': 'PublicStrings',
  '00062003-0000-0000-c000-000000000046': 'Task',
};
const setName = (attributes: Readonly<Record<string, string>>): string => {
  const distinguished = attributes['DistinguishedPropertySetId'];
  if (distinguished !== undefined) return distinguished;
  const guid = (attributes['PropertySetId'] ?? '').toLowerCase();
  return knownSets[guid] ?? guid;
};
