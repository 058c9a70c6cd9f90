import { charsetDecoder } from './charset.ts';

/** A decoded text of a header; `doubtful` when its bytes had to be guessed. */
export interface HeaderText {
  readonly text: string;
  readonly doubtful: boolean;
}

const decodeBytes = (bytes: Buffer, charset: string | null): HeaderText => {
  const decoder = charsetDecoder(charset);
  const text = decoder.write(bytes) + decoder.end();
  return { text, doubtful: decoder.doubtful() };
};

const qBytes = (text: string): Buffer =>
  Buffer.from(
    text
      .replaceAll('_', ' ')
      .replace(/=([0-9A-Fa-f]{2})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

const encodedWord = /=\?([^?*\s]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=/gu;

/**
 * RFC 2047 words in a header whose bytes stand one to one in `raw` (latin1). Neighbouring words of one charset are joined
 * before decoding: senders cut in the middle of a letter.
 */
export const decodeHeaderText = (raw: string): HeaderText => {
  let doubtful = false;
  const pieces: { kind: 'raw' | 'word'; bytes: Buffer; charset: string | null }[] = [];
  let from = 0;
  for (const match of raw.matchAll(encodedWord)) {
    const between = raw.slice(from, match.index);
    const last = pieces.at(-1);
    const joins = last?.kind === 'word' && between.trim() === '';
    if (!joins && between !== '')
      pieces.push({ kind: 'raw', bytes: Buffer.from(between, 'latin1'), charset: null });
    const charset = (match[1] ?? '').toLowerCase();
    const bytes =
      (match[2] ?? '').toLowerCase() === 'b' ? Buffer.from(match[3] ?? '', 'base64') : qBytes(match[3] ?? '');
    if (joins && last.charset === charset) last.bytes = Buffer.concat([last.bytes, bytes]);
    else pieces.push({ kind: 'word', bytes, charset });
    from = match.index + match[0].length;
  }
  if (from < raw.length)
    pieces.push({ kind: 'raw', bytes: Buffer.from(raw.slice(from), 'latin1'), charset: null });
  const text = pieces
    .map((piece) => {
      const decoded = decodeBytes(piece.bytes, piece.charset);
      if (decoded.doubtful) doubtful = true;
      return decoded.text;
    })
    .join('');
  return { text, doubtful };
};

/** A value with parameters: `text/plain; charset=utf-8`. Names are in lower case, values still raw (latin1). */
export interface ParameterValue {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n';

/** Tolerant: comments dropped, quotes optional, missing semicolons and stray words survived; the first of two equal names counts. */
export const parseParameters = (raw: string): ParameterValue => {
  const fields = splitFields(stripComments(raw));
  const parameters = new Map<string, string>();
  for (const field of fields.slice(1)) {
    const at = field.indexOf('=');
    if (at === -1) continue;
    const name = field.slice(0, at).trim().toLowerCase();
    if (name !== '' && !parameters.has(name)) parameters.set(name, unquote(field.slice(at + 1).trim()));
  }
  return { value: (fields[0] ?? '').trim(), parameters };
};

const splitFields = (text: string): string[] => {
  const fields: string[] = [];
  let quoted = false;
  let current = '';
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (quoted && char === '\\') {
      current += char + (text[i + 1] ?? '');
      i += 1;
    } else if (char === '"') {
      quoted = !quoted;
      current += char;
    } else if (char === ';' && !quoted) {
      fields.push(current);
      current = '';
    } else current += char;
  }
  return [...fields, current];
};

const stripComments = (text: string): string => {
  if (!text.includes('(')) return text;
  let quoted = false;
  let depth = 0;
  let out = '';
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (char === '\\' && (quoted || depth > 0)) {
      if (depth === 0) out += char + (text[i + 1] ?? '');
      i += 1;
    } else if (char === '"' && depth === 0) {
      quoted = !quoted;
      out += char;
    } else if (
      !quoted &&
      char === '(' &&
      (depth > 0 || i === 0 || isSpace(text[i - 1] ?? '') || text[i - 1] === ';')
    )
      depth += 1;
    else if (!quoted && char === ')' && depth > 0) depth -= 1;
    else if (depth === 0) out += char;
  }
  // A comment that never closes was no comment.
  return depth > 0 ? text : out;
};

/** Only a quote and a backslash can be escaped here: old mailers put Windows paths into quoted strings as they are. */
const unquote = (text: string): string => {
  if (!text.startsWith('"')) return text;
  const end = text.length > 1 && text.endsWith('"') ? -1 : text.length;
  return text.slice(1, end).replace(/\\(["\\])/gu, '$1');
};

/** RFC 2231: `name*=charset'lang'value`, continuations `name*0*=`; falls back to the plain parameter with RFC 2047 words. */
export const parameterText = (value: ParameterValue, name: string): HeaderText | null => {
  const single = value.parameters.get(`${name}*`);
  if (single !== undefined) return decodeExtended([{ text: single, extended: true }]);
  const pieces: { text: string; extended: boolean }[] = [];
  for (let n = 0; n < 10_000; n += 1) {
    const extended = value.parameters.get(`${name}*${n}*`);
    const piece = extended ?? value.parameters.get(`${name}*${n}`);
    if (piece === undefined) break;
    pieces.push({ text: piece, extended: extended !== undefined });
  }
  if (pieces.length > 0) return decodeExtended(pieces);
  const plain = value.parameters.get(name);
  return plain === undefined ? null : decodeHeaderText(plain);
};

const decodeExtended = (pieces: readonly { text: string; extended: boolean }[]): HeaderText => {
  let charset: string | null = null;
  const bytes: Buffer[] = [];
  for (const [n, piece] of pieces.entries()) {
    let { text } = piece;
    if (n === 0 && piece.extended) {
      const match = /^([^']*)'[^']*'(.*)$/su.exec(text);
      if (match !== null) {
        charset = match[1] ?? null;
        text = match[2] ?? '';
      }
    }
    bytes.push(
      Buffer.from(
        piece.extended
          ? text.replace(/%([0-9A-Fa-f]{2})/gu, (_, hex: string) =>
              String.fromCharCode(Number.parseInt(hex, 16)),
            )
          : text,
        'latin1',
      ),
    );
  }
  // Some senders put RFC 2047 words into continuations, against the RFC.
  const joined = Buffer.concat(bytes);
  return charset === null ? decodeHeaderText(joined.toString('latin1')) : decodeBytes(joined, charset);
};
