import { createHash } from 'node:crypto';
import type { ByteFacts } from './fingerprint-types.ts';
import type { Sink } from './sink.ts';

export interface ByteCollector extends Sink {
  readonly facts: () => ByteFacts;
}

const cr = 13;
const lf = 10;

/**
 * SHA-256 of the bytes and, as long as they look like text (no NUL yet), of the same with LF line ends and without line
 * ends at the very end: a 7bit attachment that a server sends back as base64 differs in just these.
 */
export const createByteCollector = (): ByteCollector => {
  const exact = createHash('sha256');
  const byLine = createLineCollector();
  let sizeBytes = 0;
  return {
    write: (chunk) => {
      exact.update(chunk);
      sizeBytes += chunk.length;
      byLine.write(chunk);
    },
    end: () => {},
    facts: () => ({ sha256: exact.digest('hex'), linesSha256: byLine.digest(), sizeBytes }),
  };
};

const createLineCollector = (): { write(chunk: Buffer): void; digest(): string | null } => {
  let hash: ReturnType<typeof createHash> | null = createHash('sha256');
  /** Line ends seen last; they count only when something follows. */
  let pending = 0;
  /** The last chunk ended in CR: an LF that comes now belongs to it. */
  let afterCr = false;
  let scratch = Buffer.alloc(0);

  /** LF for CRLF and CR; the answer is valid until the next call. */
  const unified = (chunk: Buffer): Buffer => {
    if (!afterCr && !chunk.includes(cr)) return chunk;
    if (scratch.length < chunk.length + 1) scratch = Buffer.allocUnsafe(chunk.length + 1);
    let used = 0;
    let from = 0;
    if (afterCr) {
      scratch[0] = lf;
      used = 1;
      if (chunk[0] === lf) from = 1;
      afterCr = false;
    }
    for (let at = chunk.indexOf(cr, from); at !== -1; at = chunk.indexOf(cr, from)) {
      used += chunk.copy(scratch, used, from, at);
      from = at + 1;
      if (from === chunk.length) afterCr = true;
      else if (chunk[from] !== lf) {
        scratch[used] = lf;
        used += 1;
      }
    }
    used += chunk.copy(scratch, used, from);
    return scratch.subarray(0, used);
  };

  const put = (into: ReturnType<typeof createHash>, data: Buffer): void => {
    let end = data.length;
    while (end > 0 && data[end - 1] === lf) end -= 1;
    if (end > 0) {
      for (; pending > 0; pending -= Math.min(pending, maxLineEnds))
        into.update('\n'.repeat(Math.min(pending, maxLineEnds)));
      into.update(data.subarray(0, end));
    }
    pending += data.length - end;
  };

  return {
    write: (chunk) => {
      if (hash === null || chunk.length === 0) return;
      if (chunk.includes(0)) hash = null;
      else put(hash, unified(chunk));
    },
    digest: () => (hash === null ? null : hash.digest('hex')),
  };
};
const maxLineEnds = 4096;
