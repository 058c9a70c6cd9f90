import { createHash } from 'node:crypto';
import type { ByteFacts } from './fingerprint-types.ts';
import type { Sink } from './sink.ts';

export interface ByteCollector extends Sink {
  facts(): ByteFacts;
}

const cr = 13;
const lf = 10;

/**
 * SHA-256 of the bytes and, as long as they look like text (no NUL yet), of the same with LF line ends and without line
 * ends at the very end: a 7bit attachment that a server sends back as base64 differs in just these.
 */
export const createByteCollector = (): ByteCollector => {
  const exact = createHash('sha256');
  let byLine: ReturnType<typeof createHash> | null = createHash('sha256');
  let sizeBytes = 0;
  let pendingLineEnds = 0;
  let afterCr = false;

  const addLines = (chunk: Buffer): void => {
    if (byLine === null) return;
    if (chunk.includes(0)) {
      byLine = null;
      return;
    }
    const out = Buffer.allocUnsafe(chunk.length + 1);
    let used = 0;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0;
      if (byte === lf && afterCr) {
        afterCr = false;
        continue;
      }
      afterCr = byte === cr;
      if (byte === cr || byte === lf) {
        pendingLineEnds += 1;
        continue;
      }
      if (pendingLineEnds > 0) {
        if (pendingLineEnds > 1 || used + 2 > out.length) {
          byLine.update(out.subarray(0, used));
          used = 0;
          // A run of line ends may be longer than any chunk: written in pieces.
          for (; pendingLineEnds > 1; pendingLineEnds -= Math.min(pendingLineEnds - 1, 4096)) {
            byLine.update('\n'.repeat(Math.min(pendingLineEnds - 1, 4096)));
          }
        }
        out[used] = lf;
        used += 1;
        pendingLineEnds = 0;
      }
      if (used >= out.length) {
        byLine.update(out.subarray(0, used));
        used = 0;
      }
      out[used] = byte;
      used += 1;
    }
    byLine.update(out.subarray(0, used));
  };

  return {
    write: (chunk) => {
      exact.update(chunk);
      sizeBytes += chunk.length;
      addLines(chunk);
    },
    end: () => {},
    facts: () => ({
      sha256: exact.digest('hex'),
      linesSha256: byLine === null ? null : byLine.digest('hex'),
      sizeBytes,
    }),
  };
};
