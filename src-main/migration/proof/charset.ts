import iconv from 'iconv-lite';

/** Decodes a stream of bytes; `doubtful` once bytes did not fit the charset, or the charset is not known. */
export interface CharsetDecoder {
  readonly write: (chunk: Buffer) => string;
  readonly end: () => string;
  readonly doubtful: () => boolean;
}

/** Names seen in real mail that no registry has. */
const aliases: Readonly<Record<string, string>> = {
  'unicode-1-1-utf-7': 'utf-7',
  'uft-8': 'utf-8',
  utf_8: 'utf-8',
  chinesebig5: 'big5',
  'x-gbk': 'gbk',
  gb2312_charset: 'gbk',
  'shift-jis': 'shift_jis',
  'x-sjis': 'shift_jis',
  cp932: 'shift_jis',
  'ansi_x3.110-1983': 'windows-1252',
  '646': 'us-ascii',
};

/** Means "nothing said": the bytes decide. */
const unsaid = new Set([
  '',
  'us-ascii',
  'ascii',
  'default',
  'default_charset',
  'unknown-8bit',
  'x-unknown',
  'unknown',
  'iso-ir-6',
]);

export const normalCharset = (label: string | null): string => {
  const text = (label ?? '')
    .trim()
    .toLowerCase()
    .replace(/^charset=/u, '')
    .replace(/["'<>\s]/gu, '');
  return aliases[text] ?? text;
};

type PlatformDecoder = InstanceType<typeof TextDecoder>;

const textDecoderFor = (label: string): PlatformDecoder | null => {
  try {
    return new TextDecoder(label, { ignoreBOM: true });
  } catch {
    // A RangeError says that the platform has no such charset: the caller asks iconv-lite.
    return null;
  }
};

const viaIconv = (label: string): CharsetDecoder => {
  const decoder = iconv.getDecoder(label);
  let doubtful = false;
  const note = (text: string): string => {
    if (text.includes('\ufffd')) doubtful = true;
    return text;
  };
  return {
    write: (chunk) => note(decoder.write(chunk)),
    end: () => note(decoder.end() ?? ''),
    doubtful: () => doubtful,
  };
};

/** iconv-lite's UTF-7 loses its state between pieces; a shifted run never crosses a line end (RFC 2152), so whole lines are safe. */
const viaUtf7 = (): CharsetDecoder => {
  let rest = Buffer.alloc(0);
  let doubtful = false;
  const decode = (bytes: Buffer): string => {
    const text = iconv.decode(bytes, 'utf-7');
    if (text.includes('\ufffd')) doubtful = true;
    return text;
  };
  return {
    write: (chunk) => {
      const data = Buffer.concat([rest, chunk]);
      const whole = data.lastIndexOf(10) + 1 || (data.length > maxLineBytes ? maxLineBytes : 0);
      rest = Buffer.from(data.subarray(whole));
      return decode(data.subarray(0, whole));
    },
    end: () => decode(rest),
    doubtful: () => doubtful,
  };
};

const viaTextDecoder = (decoder: PlatformDecoder): CharsetDecoder => {
  let doubtful = false;
  const note = (text: string): string => {
    if (text.includes('\ufffd')) doubtful = true;
    return text;
  };
  return {
    write: (chunk) => note(decoder.decode(chunk, { stream: true })),
    end: () => note(decoder.decode()),
    doubtful: () => doubtful,
  };
};

const highByte = (chunk: Buffer): boolean => {
  for (let i = 0; i < chunk.length; i += 1) if ((chunk[i] ?? 0) > 127) return true;
  return false;
};

/** UTF-8 while it is, windows-1252 from the first chunk that is not; anything above 127 leaves a doubt unless it is UTF-8 throughout. */
const guessing = (unknownLabel: boolean): CharsetDecoder => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let tail = Buffer.alloc(0);
  let fallen = false;
  let high = false;
  const fallBack = (bytes: Buffer): string => {
    fallen = true;
    return iconv.decode(bytes, 'windows-1252');
  };
  // Whole UTF-8 sequences only, so that the point of falling back does not depend on how the bytes came.
  const wholeLength = (data: Buffer): number => {
    for (let back = 1; back <= Math.min(3, data.length); back += 1) {
      const byte = data[data.length - back] ?? 0;
      if (byte >= 0xc0)
        return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? data.length - back : data.length;
      if (byte < 0x80) break;
    }
    return data.length;
  };
  const lineEnd = (data: Buffer): number => data.lastIndexOf(10) + 1;
  const decodeLines = (data: Buffer): string => {
    // Line by line, for the same reason: the fall-back starts with the first line that is not UTF-8.
    let text = '';
    let from = 0;
    while (from < data.length && !fallen) {
      const end = data.indexOf(10, from);
      const to = end === -1 ? data.length : end + 1;
      const piece = data.subarray(from, to);
      try {
        text += strict.decode(piece);
      } catch {
        text += fallBack(piece);
      }
      from = to;
    }
    return from < data.length ? text + iconv.decode(data.subarray(from), 'windows-1252') : text;
  };
  const take = (chunk: Buffer, final: boolean): string => {
    if (!high && highByte(chunk)) high = true;
    if (!high && tail.length === 0) return chunk.toString('latin1', 0, chunk.length);
    const data = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
    if (fallen) {
      tail = Buffer.alloc(0);
      return iconv.decode(data, 'windows-1252');
    }
    let whole = final ? data.length : lineEnd(data);
    // A line without end is cut where a sequence ends, at a size that does not depend on the chunks.
    if (whole === 0 && data.length > maxLineBytes) whole = wholeLength(data.subarray(0, maxLineBytes));
    const text = whole === 0 ? '' : decodeLines(data.subarray(0, whole));
    tail = Buffer.from(data.subarray(whole));
    return text;
  };
  return {
    write: (chunk) => take(chunk, false),
    end: () => (tail.length === 0 ? '' : take(Buffer.alloc(0), true)),
    doubtful: () => (unknownLabel ? high : fallen),
  };
};
const maxLineBytes = 65_536;

/** Whether a charset of that name can be decoded at all. */
export const knowsCharset = (label: string | null): boolean => {
  const name = normalCharset(label);
  return !unsaid.has(name) && (iconv.encodingExists(name) || textDecoderFor(name) !== null);
};

/** @param label as the message says it, or `null` */
export const charsetDecoder = (label: string | null): CharsetDecoder => {
  const name = normalCharset(label);
  if (unsaid.has(name)) return guessing(false);
  // UTF-7 and the DOS code pages are iconv-lite's, ISO-2022-JP is the platform's alone.
  if (name === 'utf-7') return viaUtf7();
  const decoder = textDecoderFor(name);
  if (decoder !== null) return viaTextDecoder(decoder);
  if (iconv.encodingExists(name)) return viaIconv(name);
  return guessing(true);
};
