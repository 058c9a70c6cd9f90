/** Decoded bytes; `clean` is false where the encoding was damaged, so that the part is better kept as it stands. */
export interface DecodedBytes {
  readonly bytes: Buffer;
  readonly clean: boolean;
}

const hexValue = (byte: number | undefined): number => {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37;
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57;
  return -1;
};

const decodeQuotedPrintable = (source: Uint8Array): DecodedBytes => {
  const out = Buffer.allocUnsafe(source.length);
  let length = 0;
  let clean = true;
  for (let i = 0; i < source.length; i += 1) {
    const byte = source[i] ?? 0;
    if (byte !== 0x3d) {
      out[length] = byte;
      length += 1;
      continue;
    }
    const next = source[i + 1];
    if (next === 0x0a) i += 1;
    else if (next === 0x0d) i += source[i + 2] === 0x0a ? 2 : 1;
    else {
      const high = hexValue(next);
      const low = hexValue(source[i + 2]);
      if (high >= 0 && low >= 0) {
        out[length] = high * 16 + low;
        i += 2;
      } else {
        out[length] = byte;
        clean = false;
      }
      length += 1;
    }
  }
  return { bytes: out.subarray(0, length), clean };
};

const decodeBase64 = (source: Buffer): DecodedBytes => {
  const text = source.toString('latin1', 0, source.length).replace(/[\r\n]+/g, '');
  const padding = text.indexOf('=');
  const clean =
    text.length % 4 === 0 &&
    !/[^A-Za-z0-9+/=]/.test(text) &&
    (padding < 0 || /^={1,2}$/.test(text.slice(padding)));
  if (clean) return { bytes: Buffer.from(text, 'base64'), clean };
  const letters = text.replace(/[^A-Za-z0-9+/=]+/g, '');
  const padded = /^[A-Za-z0-9+/]*/.exec(letters)?.[0] ?? '';
  // A lone sextet at the end holds no byte: such content is returned undecoded, as Python's email does.
  if (padded.length % 4 === 1 || padded === '') return { bytes: Buffer.from(text, 'latin1'), clean: false };
  return { bytes: Buffer.from(padded, 'base64'), clean: false };
};

/** Names of encodings under which the bytes stand as they are. */
const identity = new Set(['', '7bit', '8bit', 'binary']);

export const isIdentityEncoding = (encoding: string): boolean => identity.has(encoding);

/** `encoding`: the header's value, trimmed and in lower case. An unknown one leaves the bytes alone and is not clean. */
export const decodeTransferEncoding = (body: Buffer, encoding: string): DecodedBytes => {
  if (identity.has(encoding)) return { bytes: body, clean: true };
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(body);
  if (encoding === 'base64') return decodeBase64(body);
  return { bytes: body, clean: false };
};

const bytesPerLine = 57;
const linesPerChunk = 4096;
const lineLength = 76;

/** Base64 in lines of 76, a few hundred kilobytes at a time. */
export function* encodeBase64Lines(bytes: Buffer): Generator<Buffer> {
  const step = bytesPerLine * linesPerChunk;
  for (let start = 0; start < bytes.length; start += step) {
    const text = Buffer.from(bytes.toString('base64', start, Math.min(bytes.length, start + step)), 'latin1');
    const lines = Math.ceil(text.length / lineLength);
    const out = Buffer.allocUnsafe(text.length + lines * 2);
    for (let line = 0; line < lines; line += 1) {
      const from = line * lineLength;
      const size = Math.min(lineLength, text.length - from);
      const at = line * (lineLength + 2);
      text.copy(out, at, from, from + size);
      out[at + size] = 0x0d;
      out[at + size + 1] = 0x0a;
    }
    yield out;
  }
}

const scanBytes = 256 * 1024;

/** Whether a base64 body is whole, without decoding it: letters, line ends, padding at the very end only. */
export const isSoundBase64 = (body: Buffer): boolean => {
  let letters = 0;
  let padding = 0;
  for (let start = 0; start < body.length; start += scanBytes) {
    const text = body.toString('latin1', start, start + scanBytes).replace(/[\r\n]+/g, '');
    const first = text.indexOf('=');
    const end = first < 0 ? text.length : first;
    if (padding > 0 && end > 0) return false;
    if (/[^A-Za-z0-9+/=]/.test(text) || text.length - end > 2 || /[^=]/.test(text.slice(end))) return false;
    padding += text.length - end;
    letters += text.length;
  }
  return letters % 4 === 0 && padding <= 2;
};

/** Whether every line but the last is 76 letters and CRLF: then nothing needs to be wrapped anew. */
const isWrapped = (body: Buffer): boolean => {
  const step = lineLength + 2;
  let at = lineLength;
  for (; at + 1 < body.length; at += step) {
    if (body[at] !== 0x0d || body[at + 1] !== 0x0a) return false;
  }
  const last = body.subarray(at - lineLength);
  return body.length > 0 && at >= body.length && !last.includes(0x0a) && !last.includes(0x0d);
};

/** The same base64 in lines of 76, made from the old lines piece by piece: a large attachment is never held decoded. */
export function* rewrapBase64(body: Buffer): Generator<Buffer> {
  if (isWrapped(body)) {
    for (let start = 0; start < body.length; start += scanBytes)
      yield body.subarray(start, start + scanBytes);
    if (body.at(-1) !== 0x0a) yield Buffer.from('\r\n', 'latin1');
    return;
  }
  let rest = '';
  for (let start = 0; start < body.length; start += scanBytes) {
    const text = rest + body.toString('latin1', start, start + scanBytes).replace(/[\r\n]+/g, '');
    const whole = text.length - (text.length % lineLength);
    rest = text.slice(whole);
    if (whole > 0) yield Buffer.from(text.slice(0, whole).replace(/.{76}/g, '$&\r\n'), 'latin1');
  }
  if (rest !== '') yield Buffer.from(`${rest}\r\n`, 'latin1');
}

const hexDigits = Buffer.from('0123456789ABCDEF', 'latin1');
const maxColumn = 75;

/** Quoted-printable of text bytes whose lines end in CRLF; other control characters are escaped. */
export const encodeQuotedPrintable = (bytes: Uint8Array): Buffer => {
  // At worst every byte becomes three, and a soft break is put after every 73.
  const out = Buffer.allocUnsafe(bytes.length * 3 + Math.ceil(bytes.length / 24) * 3 + 8);
  let size = 0;
  let column = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === 0x0d && bytes[i + 1] === 0x0a) {
      out[size] = 0x0d;
      out[size + 1] = 0x0a;
      size += 2;
      column = 0;
      i += 1;
      continue;
    }
    const atLineEnd = i + 1 === bytes.length || (bytes[i + 1] === 0x0d && bytes[i + 2] === 0x0a);
    const isSafe =
      (byte > 0x20 && byte < 0x7f && byte !== 0x3d) || ((byte === 0x20 || byte === 9) && !atLineEnd);
    // A line that begins with "From " or a lone dot is escaped: mbox writers and SMTP change it on the way.
    const isPlain = isSafe && !(column === 0 && (byte === 0x46 || byte === 0x2e));
    if (column + (isPlain ? 1 : 3) > maxColumn) {
      out[size] = 0x3d;
      out[size + 1] = 0x0d;
      out[size + 2] = 0x0a;
      size += 3;
      column = 0;
    }
    if (isPlain) {
      out[size] = byte;
      size += 1;
      column += 1;
    } else {
      out[size] = 0x3d;
      out[size + 1] = hexDigits[byte >> 4] ?? 0;
      out[size + 2] = hexDigits[byte & 15] ?? 0;
      size += 3;
      column += 3;
    }
  }
  return out.subarray(0, size);
};
