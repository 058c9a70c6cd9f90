/** Header fields of one part: names in lower case, values unfolded, bytes one to one as latin1. The first of equal names counts. */
export type Headers = ReadonlyMap<string, string>;

export interface ParsedHeaderBlock {
  readonly headers: Headers;
  /** What belongs to the body although it stood before any blank line. */
  readonly bodyStart: Buffer;
  readonly oddities: readonly string[];
}

/** More than any server lets through; what is beyond is body. */
export const maxHeaderBytes = 262_144;

const fieldName = /^([!-9;-~]+)[ \t]*:/u;

/**
 * @param block bytes before the blank line (or all bytes, when there is none)
 * @param closed whether a blank line ended the block
 */
export const parseHeaderBlock = (block: Buffer, closed: boolean): ParsedHeaderBlock => {
  const headers = new Map<string, string>();
  const oddities = new Set<string>();
  let current: { name: string; value: string } | null = null;
  const keep = (): void => {
    if (current !== null && !headers.has(current.name)) headers.set(current.name, current.value.trim());
    current = null;
  };
  let at = 0;
  let first = true;
  while (at < block.length) {
    const end = block.indexOf(10, at);
    const next = end === -1 ? block.length : end + 1;
    const line = block.toString('latin1', at, end === -1 ? block.length : end).replace(/\r$/u, '');
    const name = fieldName.exec(line)?.[1];
    if (!first && (line.startsWith(' ') || line.startsWith('\t'))) {
      if (current !== null) (current as { value: string }).value += line;
    } else if (name !== undefined) {
      keep();
      current = { name: name.toLowerCase(), value: line.slice(line.indexOf(':') + 1) };
    } else if (first && /^(?:>?From |\s*$)/u.test(line)) {
      oddities.add('mbox-line');
    } else if (closed) {
      // A line that is no field, with a blank line still to come: skipped, as mail clients do.
      oddities.add('junk-header-line');
    } else {
      keep();
      oddities.add('no-blank-line');
      return { headers, bodyStart: block.subarray(at), oddities: [...oddities] };
    }
    first = false;
    at = next;
  }
  keep();
  return { headers, bodyStart: Buffer.alloc(0), oddities: [...oddities] };
};

/** Collects bytes up to the blank line; then `done` gets the block, and the rest flows on. */
export const createHeaderCollector = (done: (block: ParsedHeaderBlock, rest: Buffer) => void) => {
  let buffered = Buffer.alloc(0);
  const finish = (block: Buffer, closed: boolean, rest: Buffer): void =>
    done(parseHeaderBlock(block, closed), rest);
  /** Index of the blank line and where the body starts, or `null`. */
  const blankLine = (data: Buffer, from: number): { end: number; body: number } | null => {
    if (from === 0 && data[0] === 10) return { end: 0, body: 1 };
    if (from === 0 && data[0] === 13 && data[1] === 10) return { end: 0, body: 2 };
    for (let at = data.indexOf(10, from); at !== -1; at = data.indexOf(10, at + 1)) {
      if (data[at + 1] === 10) return { end: at + 1, body: at + 2 };
      if (data[at + 1] === 13 && data[at + 2] === 10) return { end: at + 1, body: at + 3 };
    }
    return null;
  };
  return {
    write: (chunk: Buffer): void => {
      const from = Math.max(0, buffered.length - 3);
      buffered = buffered.length === 0 ? Buffer.from(chunk) : Buffer.concat([buffered, chunk]);
      const found = blankLine(buffered, from);
      if (found !== null && found.end <= maxHeaderBytes)
        finish(buffered.subarray(0, found.end), true, buffered.subarray(found.body));
      else if (buffered.length > maxHeaderBytes + 4)
        finish(buffered.subarray(0, maxHeaderBytes), false, buffered.subarray(maxHeaderBytes));
    },
    end: (): void => finish(buffered, false, Buffer.alloc(0)),
  };
};
