import type { Sink } from './sink.ts';

/** A sink that undoes a Content-Transfer-Encoding; `damaged` is true once something could not be decoded cleanly. */
export interface TransferDecoder extends Sink {
  readonly damaged: () => boolean;
}

const notBase64 = 255;
const padding = 254;
const ignored = 253;
const base64Kind = new Uint8Array(256).fill(notBase64);
const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
for (let i = 0; i < 64; i += 1) base64Kind[base64Alphabet.charCodeAt(i)] = i;
base64Kind['='.charCodeAt(0)] = padding;
for (const code of [9, 10, 11, 12, 13, 32]) base64Kind[code] = ignored;

/**
 * RFC 2045 §6.8: characters outside the alphabet are ignored, and padding ends the data: what follows was not meant as base64.
 * Decoded in place of a library call because nothing is allocated per chunk: a 150 MB message leaves no garbage behind.
 */
export const base64Decoder = (target: Sink): TransferDecoder => {
  let damaged = false;
  let ended = false;
  /** Letters of the open group, 6 bits each, and how many there are. */
  let bits = 0;
  let letters = 0;
  let out = Buffer.allocUnsafe(outBytes);

  const write = (chunk: Buffer): void => {
    if (ended) return;
    if (out.length < chunk.length) out = Buffer.allocUnsafe(chunk.length);
    let used = 0;
    const end = chunk.length;
    let i = 0;
    while (i < end) {
      if (letters === 0 && i + 4 <= end) {
        const a = base64Kind[chunk[i] ?? 0] ?? 255;
        const b = base64Kind[chunk[i + 1] ?? 0] ?? 255;
        const c = base64Kind[chunk[i + 2] ?? 0] ?? 255;
        const d = base64Kind[chunk[i + 3] ?? 0] ?? 255;
        if ((a | b | c | d) < 64) {
          out[used] = (a << 2) | (b >> 4);
          out[used + 1] = ((b & 15) << 4) | (c >> 2);
          out[used + 2] = ((c & 3) << 6) | d;
          used += 3;
          i += 4;
          continue;
        }
      }
      const kind = base64Kind[chunk[i] ?? 0] ?? notBase64;
      i += 1;
      if (kind < 64) {
        bits = (bits << 6) | kind;
        letters += 1;
        if (letters === 4) {
          out[used] = bits >> 16;
          out[used + 1] = bits >> 8;
          out[used + 2] = bits;
          used += 3;
          bits = 0;
          letters = 0;
        }
      } else if (kind === padding) {
        // A pad where no letter is open is noise.
        if (letters >= 2) {
          ended = true;
          break;
        }
        damaged = true;
      } else if (kind === notBase64) damaged = true;
    }
    if (used > 0) target.write(out.subarray(0, used));
    if (ended) closeGroup();
  };
  const closeGroup = (): void => {
    if (letters === 1) damaged = true;
    if (letters === 2) target.write(Buffer.of((bits >> 4) & 255));
    if (letters === 3) target.write(Buffer.of((bits >> 10) & 255, (bits >> 2) & 255));
    letters = 0;
  };
  return {
    write,
    end: () => {
      closeGroup();
      target.end();
    },
    damaged: () => damaged,
  };
};
const outBytes = 65_536;

const hexValue = (byte: number): number => {
  if (byte >= 48 && byte <= 57) return byte - 48;
  if (byte >= 65 && byte <= 70) return byte - 55;
  if (byte >= 97 && byte <= 102) return byte - 87;
  return -1;
};

/** RFC 2045 §6.7: soft line breaks, white space before a line's end is transport padding, a broken `=XY` stays as it is. */
export const quotedPrintableDecoder = (target: Sink): TransferDecoder => {
  let damaged = false;
  let carry = Buffer.alloc(0);
  let out = Buffer.alloc(0);
  // `final`: there is nothing behind the data, so an unfinished tail is decided now.
  const decode = (data: Buffer, final: boolean): void => {
    if (out.length < data.length) out = Buffer.allocUnsafe(data.length + 1024);
    let used = 0;
    let i = 0;
    for (; i < data.length; i += 1) {
      const byte = data[i] ?? 0;
      if (byte === 61) {
        // '=' then optional white space and a line end is a soft break.
        let j = i + 1;
        while (j < data.length && (data[j] === 32 || data[j] === 9)) j += 1;
        if (data[j] === 10) {
          i = j;
          continue;
        }
        if (data[j] === 13 && (j + 1 < data.length || final)) {
          i = data[j + 1] === 10 ? j + 1 : j;
          continue;
        }
        if ((j >= data.length || data[j] === 13) && !final && data.length - i < 4096) break;
        if (j >= data.length && final) break;
        if (data.length - i < 3 && !final) break;
        const high = hexValue(data[i + 1] ?? 0);
        const low = hexValue(data[i + 2] ?? 0);
        if (high >= 0 && low >= 0) {
          out[used] = high * 16 + low;
          used += 1;
          i += 2;
        } else {
          damaged = true;
          out[used] = byte;
          used += 1;
        }
      } else if (byte === 32 || byte === 9) {
        let j = i + 1;
        while (j < data.length && (data[j] === 32 || data[j] === 9)) j += 1;
        if (j >= data.length && !final && data.length - i < 4096) break;
        const atEnd = j >= data.length ? final : data[j] === 10 || data[j] === 13;
        if (!atEnd) {
          data.copy(out, used, i, j);
          used += j - i;
        }
        i = j - 1;
      } else {
        out[used] = byte;
        used += 1;
      }
    }
    carry = i < data.length ? Buffer.from(data.subarray(i)) : Buffer.alloc(0);
    if (used > 0) target.write(out.subarray(0, used));
  };
  return {
    write: (chunk) => decode(carry.length === 0 ? chunk : Buffer.concat([carry, chunk]), false),
    end: () => {
      decode(carry, true);
      target.end();
    },
    damaged: () => damaged,
  };
};

/** Content-Transfer-Encoding `x-uuencode` (never uuencoded blocks inside text, which stay text). */
export const uuDecoder = (target: Sink): TransferDecoder => {
  let line = '';
  let state: 'before' | 'inside' | 'after' = 'before';
  let damaged = false;
  const take = (text: string): void => {
    if (state === 'before') {
      if (/^begin [0-7]{3,4} /u.test(text)) state = 'inside';
      return;
    }
    if (state === 'after') return;
    if (text === 'end' || text === '') {
      if (text === 'end') state = 'after';
      return;
    }
    const size = (text.charCodeAt(0) - 32) & 63;
    const out = Buffer.alloc(Math.ceil(size / 3) * 3);
    for (let group = 0; group * 3 < size; group += 1) {
      let bits = 0;
      for (let k = 0; k < 4; k += 1) {
        const code = text.charCodeAt(1 + group * 4 + k);
        bits = bits * 64 + (Number.isNaN(code) ? 0 : (code - 32) & 63);
      }
      out.writeUIntBE(bits, group * 3, 3);
    }
    target.write(out.subarray(0, size));
  };
  return {
    write: (chunk) => {
      const lines = (line + chunk.toString('latin1', 0, chunk.length)).split('\n');
      line = (lines.pop() ?? '').slice(0, 4096);
      for (const text of lines) take(text.replace(/\r$/u, ''));
    },
    end: () => {
      take(line.replace(/\r$/u, ''));
      if (state !== 'after') damaged = true;
      target.end();
    },
    damaged: () => damaged,
  };
};

/** Unknown encodings pass as they are (RFC 2045 §6.4 says: as octets). */
export const transferDecoder = (encoding: string, target: Sink): TransferDecoder => {
  if (encoding === 'base64') return base64Decoder(target);
  if (encoding === 'quoted-printable') return quotedPrintableDecoder(target);
  if (encoding === 'x-uuencode' || encoding === 'uuencode' || encoding === 'x-uue') return uuDecoder(target);
  return { write: (chunk) => target.write(chunk), end: () => target.end(), damaged: () => false };
};
