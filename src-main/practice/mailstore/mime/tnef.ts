import { decompressRtf } from './compressed-rtf.ts';

/**
 * Decodes TNEF (`winmail.dat`): attachments with their long names, nested messages, and the bodies.
 * Form: MS-OXTNEF (https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxtnef/) and, for the property
 * stream, MS-OXCMSG. Anything that does not add up gives `null`: the caller then keeps the attachment as it is.
 */
export interface TnefContent {
  readonly subject: string | null;
  readonly plain: string | null;
  readonly html: Buffer | null;
  /** Only where neither text nor HTML is there. */
  readonly rtf: Buffer | null;
  readonly senderName: string | null;
  readonly senderAddress: string | null;
  readonly sentAtMs: number | null;
  readonly attachments: readonly TnefAttachment[];
}

export interface TnefAttachment {
  readonly name: string | null;
  readonly contentType: string | null;
  readonly contentId: string | null;
  readonly data: Buffer;
  /** Set when the attachment is a message of its own. */
  readonly message: TnefContent | null;
}

const signature = 0x223e9f78;
const attribute = {
  oemCodepage: 0x00069007,
  subject: 0x00018004,
  body: 0x0002800c,
  messageProperties: 0x00069003,
  renderData: 0x00069002,
  title: 0x00018010,
  data: 0x0006800f,
  attachmentProperties: 0x00069005,
} as const;

type PropertyValue = Buffer;
type Properties = ReadonlyMap<number, PropertyValue>;

const fixedSizes: Readonly<Record<number, number>> = {
  0x0002: 4,
  0x0003: 4,
  0x0004: 4,
  0x0005: 8,
  0x0006: 8,
  0x0007: 8,
  0x000a: 4,
  0x000b: 4,
  0x0014: 8,
  0x0040: 8,
  0x0048: 16,
};

/** MAPI properties, the first value of each, padded to four bytes; named properties are stepped over. */
const readProperties = (stream: Buffer): Properties => {
  const properties = new Map<number, PropertyValue>();
  let at = 0;
  const u32 = (): number => {
    const value = stream.readUInt32LE(at);
    at += 4;
    return value;
  };
  const count = u32();
  for (let i = 0; i < count; i += 1) {
    const tag = u32();
    const id = tag >>> 16;
    const type = tag & 0xffff;
    if (id >= 0x8000) {
      at += 16;
      const isNumbered = u32() === 0;
      const nameLength = isNumbered ? 4 : pad(u32());
      at += nameLength;
    }
    const base = type & 0x0fff;
    const isMultiple = (type & 0x1000) !== 0;
    const size = fixedSizes[base];
    const isVariable = size === undefined;
    const values = isMultiple || isVariable ? u32() : 1;
    for (let value = 0; value < values; value += 1) {
      const length = isVariable ? u32() : size;
      if (at + length > stream.length) throw new RangeError('TNEF property runs over the end');
      if (value === 0) properties.set(tag >>> 0, stream.subarray(at, at + length));
      at += isVariable ? pad(length) : length;
    }
  }
  return properties;
};

const pad = (length: number): number => (length + 3) & ~3;

const textOf = (properties: Properties, id: number, codepage: string): string | null => {
  const wide = properties.get(((id << 16) | 0x001f) >>> 0);
  if (wide !== undefined) return wide.toString('utf16le').replace(/\0+$/, '');
  const narrow = properties.get(((id << 16) | 0x001e) >>> 0);
  return narrow === undefined ? null : decodeOem(narrow, codepage);
};

const decodeOem = (bytes: Buffer, codepage: string): string => {
  try {
    return new TextDecoder(codepage).decode(bytes).replace(/\0+$/, '');
  } catch {
    return new TextDecoder('windows-1252').decode(bytes).replace(/\0+$/, '');
  }
};

const binaryOf = (properties: Properties, id: number): Buffer | null =>
  properties.get(((id << 16) | 0x0102) >>> 0) ?? properties.get(((id << 16) | 0x000d) >>> 0) ?? null;

/** FILETIME: 100 ns since 1601. */
const fileTimeOf = (properties: Properties, id: number): number | null => {
  const value = properties.get(((id << 16) | 0x0040) >>> 0);
  return value === undefined ? null : Number(value.readBigUInt64LE(0) / 10_000n) - 11_644_473_600_000;
};

interface AttachmentDraft {
  title: string | null;
  data: Buffer | null;
  properties: Properties;
}

const finishAttachment = (draft: AttachmentDraft, codepage: string, depth: number): TnefAttachment => {
  const { properties } = draft;
  const object = properties.get(0x3701000d);
  // An object starts with the 16 bytes of its interface id; a message is a TNEF stream of its own.
  const embedded = object === undefined || depth > 8 ? null : decode(object.subarray(16), depth + 1);
  return {
    name:
      textOf(properties, 0x3707, codepage) ??
      textOf(properties, 0x3001, codepage) ??
      draft.title ??
      textOf(properties, 0x3704, codepage),
    contentType: textOf(properties, 0x370e, codepage),
    contentId: textOf(properties, 0x3712, codepage),
    data: draft.data ?? binaryOf(properties, 0x3701) ?? Buffer.alloc(0),
    message: embedded,
  };
};

const decode = (bytes: Buffer, depth: number): TnefContent | null => {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== signature) return null;
  let at = 6;
  let codepage = 'windows-1252';
  let subject: string | null = null;
  let body: string | null = null;
  let properties: Properties = new Map();
  const drafts: AttachmentDraft[] = [];
  while (at + 9 <= bytes.length) {
    const id = bytes.readUInt32LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const start = at + 9;
    if (start + length + 2 > bytes.length) return null;
    const data = bytes.subarray(start, start + length);
    let sum = 0;
    for (const byte of data) sum = (sum + byte) & 0xffff;
    if (sum !== bytes.readUInt16LE(start + length)) return null;
    at = start + length + 2;
    const draft = drafts.at(-1);
    if (id === attribute.oemCodepage && length >= 4) codepage = `windows-${data.readUInt32LE(0)}`;
    else if (id === attribute.subject) subject = decodeOem(data, codepage);
    else if (id === attribute.body) body = decodeOem(data, codepage);
    else if (id === attribute.messageProperties) properties = readProperties(data);
    else if (id === attribute.renderData) drafts.push({ title: null, data: null, properties: new Map() });
    else if (id === attribute.title && draft !== undefined) draft.title = decodeOem(data, codepage);
    else if (id === attribute.data && draft !== undefined) draft.data = data;
    else if (id === attribute.attachmentProperties && draft !== undefined)
      draft.properties = readProperties(data);
  }
  const plain = textOf(properties, 0x1000, codepage) ?? body;
  const html = binaryOf(properties, 0x1013);
  const packed = plain === null && html === null ? binaryOf(properties, 0x1009) : null;
  return {
    subject: textOf(properties, 0x0037, codepage) ?? subject,
    plain,
    html,
    rtf: packed === null ? null : decompressRtf(packed),
    senderName: textOf(properties, 0x0042, codepage) ?? textOf(properties, 0x0c1a, codepage),
    senderAddress: textOf(properties, 0x5d02, codepage) ?? textOf(properties, 0x5d01, codepage),
    sentAtMs: fileTimeOf(properties, 0x0039),
    attachments: drafts.map((draft) => finishAttachment(draft, codepage, depth)),
  };
};

/** `null` when the bytes are no sound TNEF stream. */
export const decodeTnef = (bytes: Buffer): TnefContent | null => {
  try {
    return decode(bytes, 0);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};
