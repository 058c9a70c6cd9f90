import { rtfText } from './rtf-text.ts';

const compressedMark = 0x75465a4c;
const plainMark = 0x414c454d;
const maxRtfBytes = 8_388_608;

/** Text which the decompressor starts with: [MS-OXRTFCP] §2.1.3.1.1. */
const dictionary =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New ' +
  'RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';

/**
 * The RTF of PR_RTF_COMPRESSED as text.
 * Format: https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxrtfcp/
 * @returns `null` when it cannot be decompressed; `html` when the RTF only wraps the HTML it was made from
 */
export const compressedRtfText = (
  bytes: Buffer,
): { readonly text: string; readonly html: boolean } | null => {
  const rtf = decompress(bytes);
  return rtf === null ? null : rtfText(rtf);
};

const decompress = (bytes: Buffer): string | null => {
  if (bytes.length < 16) return null;
  const rawSize = Math.min(bytes.readUInt32LE(4), maxRtfBytes);
  const mark = bytes.readUInt32LE(8);
  if (mark === plainMark) return bytes.toString('latin1', 16, Math.min(bytes.length, 16 + rawSize));
  if (mark !== compressedMark) return null;
  const window = Buffer.alloc(4096);
  let position = window.write(dictionary, 'latin1');
  const out = Buffer.alloc(rawSize);
  let used = 0;
  const put = (byte: number): void => {
    window[position] = byte;
    position = (position + 1) % 4096;
    if (used < rawSize) out[used] = byte;
    used += 1;
  };
  let at = 16;
  while (at < bytes.length && used < rawSize) {
    const control = bytes[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < bytes.length; bit += 1) {
      if ((control & (1 << bit)) === 0) {
        put(bytes[at] ?? 0);
        at += 1;
        continue;
      }
      if (at + 1 >= bytes.length) return out.toString('latin1', 0, Math.min(used, rawSize));
      const token = bytes.readUInt16BE(at);
      at += 2;
      const offset = token >> 4;
      // A reference to the write position itself ends the stream (§2.2.2.1).
      if (offset === position) return out.toString('latin1', 0, Math.min(used, rawSize));
      for (let n = 0; n < (token & 15) + 2; n += 1) put(window[(offset + n) % 4096] ?? 0);
    }
  }
  return out.toString('latin1', 0, Math.min(used, rawSize));
};
