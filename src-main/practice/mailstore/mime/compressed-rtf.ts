/** The dictionary every LZFu stream starts with: MS-OXRTFCP §2.1.2.1 (https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxrtfcp/). */
const prebuilt =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';

const headerBytes = 16;
const compressed = 0x75465a4c;
const uncompressed = 0x414c454d;

/** RTF out of `PidTagRtfCompressed`; `null` when the stream is damaged. */
export const decompressRtf = (stream: Buffer): Buffer | null => {
  if (stream.length < headerBytes) return null;
  const rawSize = stream.readUInt32LE(4);
  const kind = stream.readUInt32LE(8);
  if (kind === uncompressed) return stream.subarray(headerBytes, headerBytes + rawSize);
  if (kind !== compressed || rawSize > 64 * 1024 * 1024) return null;
  const dictionary = Buffer.alloc(4096, 0x20);
  dictionary.write(prebuilt, 'latin1');
  let write = prebuilt.length;
  const out = Buffer.alloc(rawSize);
  let size = 0;
  const put = (byte: number): void => {
    dictionary[write] = byte;
    write = (write + 1) % 4096;
    if (size < rawSize) out[size] = byte;
    size += 1;
  };
  let at = headerBytes;
  while (at < stream.length) {
    const control = stream[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < stream.length; bit += 1) {
      if ((control & (1 << bit)) === 0) {
        put(stream[at] ?? 0);
        at += 1;
        continue;
      }
      if (at + 1 >= stream.length) return null;
      const reference = stream.readUInt16BE(at);
      at += 2;
      const offset = reference >>> 4;
      if (offset === write) return out.subarray(0, Math.min(size, rawSize));
      const length = (reference & 0x0f) + 2;
      for (let i = 0; i < length; i += 1) put(dictionary[(offset + i) % 4096] ?? 0);
    }
  }
  return size >= rawSize ? out : null;
};
