/** Parts of an answer: text, or big bytes to be written as base64, made only when they are sent. */
export type AnswerPart = string | Base64Part;

export interface Base64Part {
  readonly base64: () => Iterable<Buffer>;
}

/** Chunks of a streamed body are gathered to about this size. */
const chunkBytes = 256 * 1024;

function* base64Chunks(source: Iterable<Buffer>): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (const piece of source) {
    for (let at = 0; at < piece.length || at === 0; at += chunkBytes) {
      const slice = piece.subarray(at, at + chunkBytes);
      const bytes = rest.length === 0 ? slice : Buffer.concat([rest, slice]);
      const whole = bytes.length - (bytes.length % 3);
      rest = Buffer.from(bytes.subarray(whole));
      if (whole > 0) yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
    }
  }
  if (rest.length > 0) yield Buffer.from(rest.toString('base64'), 'latin1');
}

async function* stream(parts: readonly AnswerPart[]): AsyncGenerator<Uint8Array> {
  let gathered: Buffer[] = [];
  let size = 0;
  for (const part of parts) {
    const chunks = typeof part === 'string' ? [Buffer.from(part, 'utf8')] : base64Chunks(part.base64());
    for (const chunk of chunks) {
      gathered.push(chunk);
      size += chunk.length;
      if (size >= chunkBytes) {
        yield Buffer.concat(gathered);
        gathered = [];
        size = 0;
      }
    }
  }
  if (size > 0) yield Buffer.concat(gathered);
}

/** One buffer when all is text, else a stream that renders and encodes while it is read. */
export const bodyOf = (parts: readonly AnswerPart[]): Uint8Array | AsyncIterable<Uint8Array> =>
  parts.every((part) => typeof part === 'string') ? Buffer.from(parts.join(''), 'utf8') : stream(parts);
