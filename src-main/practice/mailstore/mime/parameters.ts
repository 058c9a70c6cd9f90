import { decodeText } from './charsets.ts';
import { decodeWords } from './encoded-words.ts';

/** A parsed `Content-Type` or `Content-Disposition`. `value` is in lower case, parameter names too, parameter values are text. */
export interface ParameterizedValue {
  readonly value: string;
  readonly parameters: readonly Parameter[];
  /** False where something had to be guessed; such a header is better kept as it stands. */
  readonly exact: boolean;
}

export interface Parameter {
  readonly name: string;
  readonly text: string;
}

/** Splits at semicolons outside quotes; a quote that never closes runs to the end. */
const splitParameters = (raw: string): { pieces: string[]; closed: boolean } => {
  const pieces: string[] = [];
  let current = '';
  let quoted = false;
  for (let i = 0; i < raw.length; i += 1) {
    const char = raw.charAt(i);
    if (quoted && char === '\\') {
      current += char + raw.charAt(i + 1);
      i += 1;
    } else if (char === ';' && !quoted) {
      pieces.push(current);
      current = '';
    } else {
      if (char === '"') quoted = !quoted;
      current += char;
    }
  }
  pieces.push(current);
  return { pieces: pieces.map((piece) => piece.trim()), closed: !quoted };
};

/** Only quotes and backslashes are unescaped: senders put Windows paths into quotes as they are. */
const unquote = (value: string): string =>
  value.startsWith('"')
    ? value.slice(1, value.endsWith('"') && value.length > 1 ? -1 : undefined).replace(/\\(["\\])/g, '$1')
    : value;

interface Segment {
  readonly order: number;
  readonly extended: boolean;
  readonly raw: string;
}

const percentBytes = (raw: string): string =>
  raw.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** RFC 2231: continuations and charset'language'percent-encoding. */
const joinSegments = (segments: readonly Segment[]): { text: string; exact: boolean } => {
  const ordered = segments.toSorted((a, b) => a.order - b.order);
  if (!ordered.some((segment) => segment.extended))
    return decodeWords(ordered.map((segment) => segment.raw).join(''));
  const [first] = ordered;
  const match = first?.extended === true ? /^([^']*)'[^']*'(.*)$/s.exec(first.raw) : null;
  const charset = match?.[1] ?? null;
  const bytes = ordered
    .map((segment, index) => {
      const raw = index === 0 && match !== null ? (match[2] ?? '') : segment.raw;
      return segment.extended ? percentBytes(raw) : raw;
    })
    .join('');
  return decodeText(Buffer.from(bytes, 'latin1'), charset === '' ? null : charset);
};

/** Parses the binary string of a header value; never fails. */
export const parseParameterized = (raw: string): ParameterizedValue => {
  const { pieces, closed } = splitParameters(raw);
  const [head = '', ...rest] = pieces;
  const segments = new Map<string, Segment[]>();
  let exact = closed;
  for (const piece of rest) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    if (equals <= 0) {
      exact = false;
      continue;
    }
    const rawName = piece.slice(0, equals).trim().toLowerCase();
    const rawValue = piece.slice(equals + 1).trim();
    const form = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(rawName);
    const name = form?.[1] ?? rawName;
    const list = segments.get(name) ?? [];
    const order = form?.[2] === undefined ? -1 : Number(form[2]);
    if (list.some((segment) => segment.order === order)) {
      exact = false;
      continue;
    }
    exact &&= /^[!#-'*+\-.0-9A-Z^-z{|}~%]+$/.test(rawName) && isCleanValue(rawValue);
    list.push({ order, extended: form?.[3] !== undefined, raw: unquote(rawValue) });
    segments.set(name, list);
  }
  const parameters = [...segments].map(([name, list]) => {
    const joined = joinSegments(list);
    exact &&= joined.exact;
    return { name, text: joined.text };
  });
  return { value: head.toLowerCase(), parameters, exact };
};

const isCleanValue = (rawValue: string): boolean =>
  /^"(?:[^"\\]|\\.)*"$/s.test(rawValue) || /^[^\s"()<>@,;:\\[\]]+$/.test(rawValue);

export const parameterOf = (value: ParameterizedValue | null, name: string): string | null =>
  value?.parameters.find((parameter) => parameter.name === name)?.text ?? null;

const isToken = /^[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]+$/;
const percentEncode = (text: string): string[] =>
  Array.from(text.toWellFormed(), (char) =>
    /^[A-Za-z0-9._-]$/.test(char)
      ? char
      : [...Buffer.from(char, 'utf8')]
          .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
          .join(''),
  );

const maxSegment = 50;

/** `; name="value"`, with RFC 2231 for what ASCII cannot say, cut into continuations that fit a line. */
export const renderParameter = ({ name, text }: Parameter): string => {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes('=?')) {
    return isToken.test(text) && !text.includes("'") && !text.includes('*') && !text.includes('%')
      ? `; ${name}=${text}`
      : `; ${name}="${text.replace(/(["\\])/g, '\\$1')}"`;
  }
  const segments: string[] = [''];
  for (const piece of percentEncode(text)) {
    if ((segments.at(-1) ?? '').length + piece.length > maxSegment) segments.push('');
    segments[segments.length - 1] += piece;
  }
  if (segments.length === 1) return `; ${name}*=utf-8''${segments[0] ?? ''}`;
  return segments
    .map((segment, index) => `; ${name}*${index}*=${index === 0 ? "utf-8''" : ''}${segment}`)
    .join('');
};
