import { type DecodedText, decodeText } from './charsets.ts';

const encodedWord = /=\?([^?]*?)\?([bBqQ])\?(.*?)\?=/g;

const decodeQ = (value: string): Buffer =>
  Buffer.from(
    value
      .replaceAll('_', ' ')
      .replace(/=([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

interface Word {
  readonly charset: string;
  readonly bytes: Buffer;
  readonly clean: boolean;
}

const wordOf = (charset: string, encoding: string, value: string): Word => {
  const isB = encoding.toLowerCase() === 'b';
  const clean = isB
    ? /^[A-Za-z0-9+/]*={0,2}$/.test(value)
    : /^[!-<>-~]*(?:=[0-9A-Fa-f]{2}[!-<>-~]*)*$/.test(value);
  return {
    charset: charset.replace(/\*.*$/, ''),
    bytes: isB ? Buffer.from(value, 'base64') : decodeQ(value),
    clean,
  };
};

const rawText = (binary: string): DecodedText => {
  if (!/[\u0080-\u00ff]/.test(binary)) return { text: binary, exact: true };
  const bytes = Buffer.from(binary, 'latin1');
  const utf8 = bytes.toString('utf8');
  if (!utf8.includes('\ufffd')) return { text: utf8, exact: true };
  return { text: new TextDecoder('windows-1252').decode(bytes), exact: false };
};

/**
 * Text of a header value given as a binary string: RFC 2047 words decoded, neighbours of one charset joined before decoding
 * (senders cut characters in two), raw 8-bit read as UTF-8, else Windows-1252. `exact` is false where anything was guessed.
 */
export const decodeWords = (binary: string): DecodedText => {
  if (!binary.includes('=?')) return rawText(binary);
  let text = '';
  let exact = true;
  let pending: Word[] = [];
  const flush = (): void => {
    const first = pending[0];
    if (first === undefined) return;
    const decoded = decodeText(Buffer.concat(pending.map((word) => word.bytes)), first.charset);
    text += decoded.text;
    exact &&= decoded.exact && pending.every((word) => word.clean);
    pending = [];
  };
  let last = 0;
  for (const match of binary.matchAll(encodedWord)) {
    const between = binary.slice(last, match.index);
    const isGap = pending.length > 0 && /^[ \t]*$/.test(between);
    if (!isGap) {
      flush();
      const raw = rawText(between);
      text += raw.text;
      exact &&= raw.exact;
    }
    const word = wordOf(match[1] ?? '', match[2] ?? 'q', match[3] ?? '');
    if (pending[0] !== undefined && pending[0].charset.toLowerCase() !== word.charset.toLowerCase()) flush();
    pending.push(word);
    last = match.index + match[0].length;
  }
  flush();
  const rest = rawText(binary.slice(last));
  return { text: text + rest.text, exact: exact && rest.exact };
};

const maxWordBytes = 42;

const encodeWord = (text: string, style: 'b' | 'q'): string => {
  const bytes = Buffer.from(text, 'utf8');
  if (style === 'b') return `=?utf-8?B?${bytes.toString('base64')}?=`;
  let body = '';
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    if (/[A-Za-z0-9!*+/-]/.test(char)) body += char;
    else body += byte === 0x20 ? '_' : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return `=?utf-8?Q?${body}?=`;
};

/** A header value for `text`, ASCII only; decoding it gives `text` back. */
export const encodeWords = (text: string, style: 'b' | 'q' = 'b'): string => {
  if (/^[\x20-\x7e\t]*$/.test(text) && !text.includes('=?')) return text;
  const limit = style === 'b' ? maxWordBytes : maxWordBytes / 3;
  const words: string[] = [];
  let chunk = '';
  let size = 0;
  for (const char of text.toWellFormed()) {
    const bytes = Buffer.byteLength(char);
    if (size + bytes > limit) {
      words.push(encodeWord(chunk, style));
      chunk = '';
      size = 0;
    }
    chunk += char;
    size += bytes;
  }
  if (chunk !== '') words.push(encodeWord(chunk, style));
  return words.join(' ');
};
