/** Writes `winmail.dat` from the specification ([MS-OXTNEF]), for tests of the reader. */
export interface TnefContents {
  readonly html: string | null;
  readonly attachments: readonly (
    | { readonly name: string; readonly bytes: Uint8Array }
    | { readonly name: string; readonly message: TnefContents }
  )[];
}

const u16 = (value: number): Buffer => {
  const out = Buffer.alloc(2);
  out.writeUInt16LE(value);
  return out;
};
const u32 = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
};
const pad = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

const attribute = (level: number, id: number, data: Buffer): Buffer =>
  Buffer.concat([
    Buffer.of(level),
    u32(id),
    u32(data.length),
    data,
    u16(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0)),
  ]);
const variable = (type: number, id: number, data: Buffer): Buffer =>
  Buffer.concat([u16(type), u16(id), u32(1), u32(data.length), pad(data)]);
const unicode = (id: number, text: string): Buffer => variable(0x1f, id, Buffer.from(`${text}\0`, 'utf16le'));
const long = (id: number, value: number): Buffer => Buffer.concat([u16(3), u16(id), u32(value)]);
const props = (list: readonly Buffer[]): Buffer => Buffer.concat([u32(list.length), ...list]);
/** A named property in between, to be read over. */
const named = Buffer.concat([
  u16(0x1f),
  u16(0x8001),
  Buffer.alloc(16, 7),
  u32(1),
  u32(10),
  pad(Buffer.from('Name\0', 'utf16le')),
  u32(1),
  u32(4),
  Buffer.from('v\0', 'utf16le'),
]);

const iidMessage = Buffer.from('0703020000000000c000000000000046', 'hex');

export const tnefOf = (contents: TnefContents): Buffer =>
  Buffer.concat([
    u32(0x223e9f78),
    u16(1),
    attribute(1, 0x00089006, u32(0x00010000)),
    attribute(1, 0x00069007, Buffer.concat([u32(1252), u32(0)])),
    attribute(
      1,
      0x00069003,
      props([
        long(0x3fde, 65001),
        named,
        ...(contents.html === null ? [] : [variable(0x102, 0x1013, Buffer.from(contents.html, 'utf8'))]),
      ]),
    ),
    ...contents.attachments.flatMap((attachment) => [
      attribute(2, 0x00069002, Buffer.alloc(14)),
      attribute(2, 0x00018010, Buffer.from(`${attachment.name.slice(0, 8)}\0`, 'latin1')),
      ...('bytes' in attachment ? [attribute(2, 0x0006800f, Buffer.from(attachment.bytes))] : []),
      attribute(
        2,
        0x00069005,
        props([
          unicode(0x3707, attachment.name),
          ...('message' in attachment
            ? [variable(0x0d, 0x3701, Buffer.concat([iidMessage, tnefOf(attachment.message)]))]
            : []),
        ]),
      ),
    ]),
  ]);
