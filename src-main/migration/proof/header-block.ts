/** Header fields of one part: names in lower case, values unfolded, bytes one to one as latin1. The first of equal names counts. */
export type Headers = ReadonlyMap<string, string>;

export interface HeaderReading {
  readonly headers: Headers;
  /** What belongs to the body although it stood before any blank line. */
  readonly bodyStart: Buffer;
}

export interface ParsedHeaderBlock {
  readonly reading: HeaderReading;
  /** A second way to read a block with lines that are no fields; `null` where both ways agree. */
  readonly otherReading: HeaderReading | null;
  readonly oddities: readonly string[];
}

/** More than any server lets through; what is beyond is body. */
export const maxHeaderBytes = 262_144;

const field = /^([!-9;-~]+):/u;
/** RFC 5322 §4.5.1 allows white space before the colon in old mail. */
const obsoleteField = /^([!-9;-~]+)[ \t]+:/u;
const byteOrderMark = /^\u00ef\u00bb\u00bf/u;

/**
 * @param block bytes before the blank line (or all bytes, when there is none)
 * @param closed whether a blank line ended the block
 */
export const parseHeaderBlock = (block: Buffer, closed: boolean): ParsedHeaderBlock => {
  const strict = readFields(block, closed, false);
  if (strict.oddities.size === 0) return { reading: strict.reading, otherReading: null, oddities: [] };
  const lenient = readFields(block, closed, true);
  // Skipping lines could hide lost text; so the second way counts only where it finds parts that the first does not see.
  const typeOf = (reading: HeaderReading): string =>
    (reading.headers.get('content-type') ?? '').toLowerCase();
  const differ =
    !typeOf(strict.reading).startsWith('multipart/') && typeOf(lenient.reading).startsWith('multipart/');
  return {
    reading: strict.reading,
    otherReading: differ ? lenient.reading : null,
    oddities: [...new Set([...strict.oddities, ...lenient.oddities])],
  };
};

/**
 * Strict: the first line that is neither field nor continuation begins the body (as Python's `email` has it).
 * Lenient: such a line is skipped as long as a blank line is still to come (as mail clients do).
 */
const readFields = (
  block: Buffer,
  closed: boolean,
  lenient: boolean,
): { readonly reading: HeaderReading; readonly oddities: ReadonlySet<string> } => {
  const headers = new Map<string, string>();
  const oddities = new Set<string>();
  let name: string | null = null;
  let value = '';
  const keep = (): void => {
    if (name !== null && !headers.has(name)) headers.set(name, value.trim());
    name = null;
  };
  for (let at = 0; at < block.length;) {
    const end = block.indexOf(10, at);
    const raw = block.toString('latin1', at, end === -1 ? block.length : end).replace(/\r$/u, '');
    const line = lenient && at === 0 ? raw.replace(byteOrderMark, '') : raw;
    const found = (field.exec(line) ?? (lenient ? obsoleteField.exec(line) : null))?.[1];
    if (line.startsWith(' ') || line.startsWith('\t')) {
      // A continuation before any field is dropped.
      if (name === null) oddities.add('junk-header-line');
      else value += line;
    } else if (found !== undefined) {
      keep();
      name = found.toLowerCase();
      value = line.slice(line.indexOf(':') + 1);
    } else if (at === 0 && (line.startsWith('From ') || line.startsWith('>From '))) {
      oddities.add('mbox-line');
    } else if (lenient && closed) {
      oddities.add('junk-header-line');
    } else {
      keep();
      oddities.add('no-blank-line');
      return { reading: { headers, bodyStart: block.subarray(at) }, oddities };
    }
    at = end === -1 ? block.length : end + 1;
  }
  keep();
  return { reading: { headers, bodyStart: Buffer.alloc(0) }, oddities };
};

/** Collects bytes up to the blank line; then `done` gets the block, the line end that closed it, and the rest. */
export const createHeaderCollector = (
  done: (block: ParsedHeaderBlock, blankLine: Buffer, rest: Buffer) => void,
) => {
  let buffered: Buffer = Buffer.alloc(0);
  const finish = (block: Buffer, closed: boolean, blankLine: Buffer, rest: Buffer): void =>
    done(parseHeaderBlock(block, closed), blankLine, rest);
  /** Index of the blank line and where the body starts, or `null`. */
  const findBlankLine = (data: Buffer, from: number): { end: number; body: number } | null => {
    if (from === 0 && data[0] === 10) return { end: 0, body: 1 };
    if (from === 0 && data[0] === 13 && data[1] === 10) return { end: 0, body: 2 };
    for (let at = data.indexOf(10, from); at !== -1; at = data.indexOf(10, at + 1)) {
      if (data[at + 1] === 10) return { end: at + 1, body: at + 2 };
      if (data[at + 1] === 13 && data[at + 2] === 10) return { end: at + 1, body: at + 3 };
    }
    return null;
  };
  const none = Buffer.alloc(0);
  return {
    write: (chunk: Buffer): void => {
      const from = Math.max(0, buffered.length - 3);
      buffered = buffered.length === 0 ? Buffer.from(chunk) : Buffer.concat([buffered, chunk]);
      const found = findBlankLine(buffered, from);
      if (found !== null && found.end <= maxHeaderBytes)
        finish(
          buffered.subarray(0, found.end),
          true,
          buffered.subarray(found.end, found.body),
          buffered.subarray(found.body),
        );
      else if (buffered.length > maxHeaderBytes + 4)
        finish(buffered.subarray(0, maxHeaderBytes), false, none, buffered.subarray(maxHeaderBytes));
    },
    end: (): void => finish(buffered, false, none, none),
  };
};
