/** One header field: `value` is unfolded, trimmed, and a *binary* string (one char per byte), so no byte is lost. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

export interface HeaderBlock {
  readonly fields: readonly HeaderField[];
  /** Offset of the first byte of the body. */
  readonly bodyStart: number;
}

const cr = 0x0d;
const lf = 0x0a;

/** End of the line that starts at `start`, without its line end, and where the next one begins. CR, LF and CRLF all end a line. */
export const lineAt = (bytes: Uint8Array, start: number, end: number): { lineEnd: number; next: number } => {
  for (let i = start; i < end; i += 1) {
    if (bytes[i] === lf) return { lineEnd: i, next: i + 1 };
    if (bytes[i] === cr) return { lineEnd: i, next: i + 1 < end && bytes[i + 1] === lf ? i + 2 : i + 1 };
  }
  return { lineEnd: end, next: end };
};

/** `From `, a name of printable characters and a colon, or a continuation: anything else ends the header block. */
const headerLine = /^(?:From |[\x21-\x39\x3b-\x7e]*:|[\t ])/;

/**
 * Reads a header block as lenient readers do: junk ends it and belongs to the body, an mbox `From ` line is passed over,
 * a continuation that continues nothing is kept under a name of its own. Same cuts as Python's `email.feedparser`
 * (https://github.com/python/cpython/blob/3.11/Lib/email/feedparser.py), so an independent reader sees the same message.
 */
export const readHeaderBlock = (bytes: Buffer, start: number, end: number): HeaderBlock => {
  const fields: { name: string; value: string }[] = [];
  let position = start;
  let lineNumber = 0;
  while (position < end) {
    const { lineEnd, next } = lineAt(bytes, position, end);
    if (lineEnd === position) return { fields: trimmed(fields), bodyStart: next };
    const line = bytes.toString('latin1', position, lineEnd);
    if (!headerLine.test(line)) return { fields: trimmed(fields), bodyStart: position };
    if (line[0] === ' ' || line[0] === '\t') {
      const last = fields.at(-1);
      if (last === undefined) fields.push({ name: 'X-Unreadable-Line', value: line });
      else last.value += line;
    } else if (line.startsWith('From ')) {
      const endsBlock =
        lineNumber > 0 && !headerLine.test(bytes.toString('latin1', next, Math.min(end, next + 200)));
      if (endsBlock) return { fields: trimmed(fields), bodyStart: position };
    } else {
      const colon = line.indexOf(':');
      if (colon > 0) fields.push({ name: line.slice(0, colon), value: line.slice(colon + 1) });
      else fields.push({ name: 'X-Unreadable-Line', value: line });
    }
    position = next;
    lineNumber += 1;
  }
  return { fields: trimmed(fields), bodyStart: end };
};

const trimmed = (fields: readonly HeaderField[]): readonly HeaderField[] =>
  fields.map(({ name, value }) => ({ name, value: value.replace(/^[ \t]+|[ \t]+$/g, '') }));

/** The first field of this name (given in lower case). */
export const fieldOf = (fields: readonly HeaderField[], lowerName: string): HeaderField | undefined =>
  fields.find((field) => field.name.toLowerCase() === lowerName);

export const fieldsOf = (fields: readonly HeaderField[], lowerName: string): readonly HeaderField[] =>
  fields.filter((field) => field.name.toLowerCase() === lowerName);

const maxColumn = 76;

/**
 * One field as it stands on the wire, folded before white space only, so that unfolding gives back the very same value.
 * `column` lets two renderings of one message differ, as those of two servers do.
 */
export const foldField = (name: string, value: string, column: number = maxColumn): string => {
  const whole = `${name}: ${value}`;
  if (whole.length <= column) return `${whole}\r\n`;
  const lines: string[] = [];
  let lineStart = 0;
  let candidate = -1;
  for (let i = name.length + 2; i < whole.length; i += 1) {
    const isBreak = (whole[i] === ' ' || whole[i] === '\t') && whole[i + 1] !== ' ' && whole[i + 1] !== '\t';
    if (i - lineStart > column && candidate > lineStart) {
      lines.push(whole.slice(lineStart, candidate));
      lineStart = candidate;
    }
    if (isBreak && i > name.length + 2 && whole.slice(lineStart, i).trim() !== '' && i + 1 < whole.length)
      candidate = i;
  }
  if (whole.length - lineStart > column && candidate > lineStart) {
    lines.push(whole.slice(lineStart, candidate));
    lineStart = candidate;
  }
  lines.push(whole.slice(lineStart));
  return `${lines.join('\r\n')}\r\n`;
};
