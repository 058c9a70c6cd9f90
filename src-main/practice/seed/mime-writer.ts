import iconv from 'iconv-lite';
import type { Contact } from './vocabulary.ts';

/**
 * Writes messages the way mail programs do. Deliberately not shared with the mailstore's renderer: what goes in must not be
 * made by what takes it out.
 */
export type TransferEncoding = '7bit' | '8bit' | 'quoted-printable' | 'base64';

/** Header lines and body of one MIME entity; `null` values leave the line out. */
export interface Entity {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** The two EUC-JP bytes of a character of JIS X 0208, `null` for all others. */
const jis0208 = (char: string): Buffer | null => {
  const euc = iconv.encode(char, 'euc-jp');
  return euc.length === 2 && euc[0]! >= 0xa1 && euc[1]! >= 0xa1 ? euc : null;
};

/** iconv-lite has no ISO-2022-JP: JIS X 0208 in seven bits is EUC-JP without the high bits, between escapes (RFC 1468). */
const iso2022jp = (text: string): Buffer => {
  const parts: Buffer[] = [];
  let inJis = false;
  for (const char of text) {
    const jis = jis0208(char);
    if ((jis !== null) !== inJis) parts.push(Buffer.from(jis === null ? '\x1b(B' : '\x1b$B', 'latin1'));
    inJis = jis !== null;
    parts.push(jis === null ? Buffer.from(char, 'latin1') : Buffer.from([jis[0]! & 0x7f, jis[1]! & 0x7f]));
  }
  if (inJis) parts.push(Buffer.from('\x1b(B', 'latin1'));
  return Buffer.concat(parts);
};

const charsetBytes = (text: string, charset: string): Buffer =>
  charset === 'iso-2022-jp' ? iso2022jp(text) : iconv.encode(text, charset);

const canCarry = (charset: string, text: string): boolean => {
  if (Buffer.byteLength(text) === text.length) return true;
  if (charset === 'us-ascii') return false;
  if (charset === 'iso-2022-jp')
    return Array.from(text).every((char) => char <= '\x7f' || jis0208(char) !== null);
  return iconv.decode(iconv.encode(text, charset), charset) === text;
};

/** The wanted charset when it has all the characters, else UTF-8, as mail programs choose. */
const charsetFor = (text: string, wanted: string): string => (canCarry(wanted, text) ? wanted : 'utf-8');

const isAscii = (text: string): boolean => /^[\t\u0020-\u007e]*$/.test(text);

const base64Lines = (data: Buffer): string => {
  const text = data.toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += 76) lines.push(text.slice(at, at + 76));
  return lines.join('\r\n');
};

/** RFC 2045 §6.7; input lines end with CRLF, which stays as it is. */
export const quotedPrintable = (data: Buffer): string => {
  const out: string[] = [];
  let line = '';
  const push = (piece: string): void => {
    if (line.length + piece.length > 75) {
      out.push(`${line}=`);
      line = '';
    }
    line += piece;
  };
  for (let at = 0; at < data.length; at++) {
    const byte = data[at]!;
    if (byte === 13 && data[at + 1] === 10) {
      out.push(line);
      line = '';
      at += 1;
      continue;
    }
    const endsLine = at + 1 === data.length || (data[at + 1] === 13 && data[at + 2] === 10);
    const plain = (byte >= 33 && byte <= 126 && byte !== 61) || ((byte === 32 || byte === 9) && !endsLine);
    push(plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  }
  out.push(line);
  return out.join('\r\n');
};

const encodeBody = (data: Buffer, encoding: TransferEncoding): Buffer => {
  if (encoding === 'base64') return Buffer.from(base64Lines(data), 'latin1');
  if (encoding === 'quoted-printable') return Buffer.from(quotedPrintable(data), 'latin1');
  return data;
};

/** RFC 2047 encoded words in the given charset, at most 75 characters each, cut between characters. */
const encodedWords = (text: string, charset: string, method: 'B' | 'Q'): string => {
  const words: string[] = [];
  let run = '';
  const render = (piece: string): string => {
    const bytes = charsetBytes(piece, charset);
    if (method === 'B') return `=?${charset}?B?${bytes.toString('base64')}?=`;
    const q = [...bytes]
      .map((byte) =>
        byte === 32
          ? '_'
          : /[A-Za-z0-9!*+/-]/.test(String.fromCharCode(byte))
            ? String.fromCharCode(byte)
            : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      )
      .join('');
    return `=?${charset}?Q?${q}?=`;
  };
  for (const char of text) {
    if (run !== '' && render(run + char).length > 75) {
      words.push(render(run));
      run = '';
    }
    run += char;
  }
  if (run !== '') words.push(render(run));
  return words.join('\r\n ');
};

/** Charsets whose escape sequences do not survive Q. */
const wantsBase64 = (charset: string): boolean => /^(iso-2022|shift|euc|gb|big5|utf-16)/i.test(charset);

/** Unstructured header text: as it is when ASCII (folded at spaces), else encoded. */
export const headerText = (text: string, charset: string): string => {
  if (isAscii(text)) return text.replace(/(.{40,70}) (?=.)/g, '$1\r\n ');
  const usable = charsetFor(text, charset);
  return encodedWords(text, usable, wantsBase64(usable) || usable === 'utf-8' ? 'B' : 'Q');
};

export const headerAddress = ({ name, address }: Contact, charset: string): string => {
  if (name === address) return `<${address}>`;
  if (!isAscii(name)) return `${headerText(name, charset)} <${address}>`;
  const phrase = /^[\w .-]+$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
  return `${phrase} <${address}>`;
};

export const headerAddresses = (contacts: readonly Contact[], charset: string): string =>
  contacts.map((contact) => headerAddress(contact, charset)).join(',\r\n ');

/** A parameter value: quoted when ASCII, RFC 2231 (`name*=utf-8''…`) when not. */
const parameter = (name: string, value: string): string =>
  isAscii(value)
    ? `${name}="${value.replace(/["\\]/g, '\\$&')}"`
    : `${name}*=utf-8''${encodeURIComponent(value).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`;

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 5322 date in the zone given as minutes east of UTC. */
export const headerDate = (ms: number, zoneMinutes: number): string => {
  const local = new Date(ms + zoneMinutes * 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const zone = Math.abs(zoneMinutes);
  return `${days[local.getUTCDay()]}, ${local.getUTCDate()} ${months[local.getUTCMonth()]} ${local.getUTCFullYear()} ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())} ${zoneMinutes < 0 ? '-' : '+'}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
};

/** A text part; charset and encoding are those wanted where they can carry the text, else UTF-8 in quoted-printable. */
export const textPart = (
  subtype: string,
  text: string,
  charset: string,
  encoding: TransferEncoding,
  more = '',
): Entity => {
  const usable = charsetFor(text, charset);
  const transfer = usable !== charset && encoding === '7bit' ? 'quoted-printable' : encoding;
  return {
    headers: [
      ['Content-Type', `text/${subtype}; charset=${usable}${more}`],
      ['Content-Transfer-Encoding', transfer],
    ],
    body: encodeBody(charsetBytes(text.replace(/\r?\n/g, '\r\n'), usable), transfer),
  };
};

export const filePart = (file: {
  readonly name: string;
  readonly type: string;
  readonly data: Buffer;
  readonly contentId?: string;
}): Entity => ({
  headers: [
    ['Content-Type', `${file.type};\r\n ${parameter('name', file.name)}`],
    ['Content-Transfer-Encoding', 'base64'],
    ...(file.contentId === undefined ? [] : ([['Content-ID', `<${file.contentId}>`]] as const)),
    [
      'Content-Disposition',
      `${file.contentId === undefined ? 'attachment' : 'inline'};\r\n ${parameter('filename', file.name)}; size=${file.data.length}`,
    ],
  ],
  body: encodeBody(file.data, 'base64'),
});

export const messagePart = (message: Buffer): Entity => ({
  headers: [
    ['Content-Type', 'message/rfc822'],
    ['Content-Disposition', 'attachment'],
  ],
  body: message,
});

const writeHeaders = (headers: Entity['headers']): Buffer =>
  Buffer.from(headers.map(([name, value]) => `${name}: ${value}\r\n`).join(''), 'utf8');

export const multipart = (
  subtype: string,
  boundary: string,
  parts: readonly Entity[],
  more = '',
  preamble = '',
): Entity => ({
  headers: [['Content-Type', `multipart/${subtype}; boundary="${boundary}"${more}`]],
  body: Buffer.concat([
    Buffer.from(preamble === '' ? '' : `${preamble}\r\n`),
    ...parts.flatMap((part) => [
      Buffer.from(`--${boundary}\r\n`),
      writeHeaders(part.headers),
      Buffer.from('\r\n'),
      part.body,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]),
});

/** The whole message: envelope headers, then those of its entity. */
export const writeMessage = (headers: Entity['headers'], entity: Entity): Buffer =>
  Buffer.concat([
    writeHeaders([...headers, ['MIME-Version', '1.0'], ...entity.headers]),
    Buffer.from('\r\n'),
    entity.body,
  ]);
