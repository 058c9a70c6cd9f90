import type { Sink } from './sink.ts';

/** A sink that undoes a Content-Transfer-Encoding; `damaged` is true once something could not be decoded cleanly. */
export interface TransferDecoder extends Sink {
  readonly damaged: () => boolean;
}

const notBase64 = 255;
const padding = 254;
const ignored = 253;
const base64Kind = new Uint8Array(256).fill(notBase64);
for (const [i, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  base64Kind[char.charCodeAt(0)] = i;
base64Kind['='.charCodeAt(0)] = padding;
for (const code of [9, 10, 11, 12, 13, 32]) base64Kind[code] = ignored;

/** RFC 2045 §6.8: characters outside the alphabet are ignored, and padding ends the data: what follows was not meant as base64. */
export const base64Decoder = (target: Sink): TransferDecoder => {
  let damaged = false;
  let ended = false;
  let group = Buffer.alloc(0);
  const put = (clean: Buffer): void => {
    if (clean.length > 0) target.write(Buffer.from(clean.toString('latin1', 0, clean.length), 'base64'));
  };
  const write = (chunk: Buffer): void => {
    if (ended) return;
    const clean = Buffer.allocUnsafe(group.length + chunk.length);
    group.copy(clean);
    let used = group.length;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0;
      const kind = base64Kind[byte] ?? notBase64;
      if (kind < 64) {
        clean[used] = byte;
        used += 1;
      } else if (kind === padding) {
        // A pad where no letter is open is noise.
        if (used % 4 >= 2) {
          ended = true;
          break;
        }
        damaged = true;
      } else if (kind === notBase64) damaged = true;
    }
    const whole = ended ? used : used - (used % 4);
    put(clean.subarray(0, whole));
    group = Buffer.from(clean.subarray(whole, used));
  };
  return {
    write,
    end: () => {
      if (group.length === 1) damaged = true;
      put(group);
      target.end();
    },
    damaged: () => damaged,
  };
};

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
  // `final`: there is nothing behind the data, so an unfinished tail is decided now.
  const decode = (data: Buffer, final: boolean): void => {
    const out = Buffer.allocUnsafe(data.length);
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
