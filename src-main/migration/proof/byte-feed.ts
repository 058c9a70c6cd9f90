import type { Sink } from './sink.ts';

/** What a reader written as a generator may ask of a stream. `read` is for small pieces, `pass` and `skip` for any size. */
export type FeedRequest =
  | { readonly read: number; readonly orEnd?: boolean }
  | { readonly skip: number }
  | { readonly pass: number; readonly to: { write(chunk: Buffer): void } };

export interface ByteFeed extends Sink {
  /** The generator came to its own end (or to an end it allowed). */
  readonly complete: () => boolean;
}

const empty = Buffer.alloc(0);

/**
 * Drives a generator with bytes as they come. A stream that ends in the middle of a request ends the generator:
 * what it noted until then stays. Bytes behind the generator's end are ignored.
 */
export const createByteFeed = (reader: Generator<FeedRequest, void, Buffer>): ByteFeed => {
  let step = reader.next();
  let held: Buffer[] = [];
  let heldBytes = 0;
  let passed = 0;
  let finished = step.done === true;
  let complete = finished;

  const advance = (answer: Buffer): void => {
    passed = 0;
    step = reader.next(answer);
    if (step.done === true) {
      finished = true;
      complete = true;
    }
  };
  /** Requests of nothing are answered without waiting for bytes. */
  const settleEmpty = (): void => {
    while (!finished && step.done !== true) {
      const request = step.value;
      const size = 'read' in request ? request.read : 'skip' in request ? request.skip : request.pass;
      if (size > 0) return;
      advance(empty);
    }
  };
  const take = (data: Buffer): void => {
    let rest = data;
    while (!finished && step.done !== true && rest.length > 0) {
      const request = step.value;
      if ('read' in request) {
        const want = request.read - heldBytes;
        const piece = rest.subarray(0, want);
        held.push(Buffer.from(piece));
        heldBytes += piece.length;
        rest = rest.subarray(piece.length);
        if (heldBytes === request.read) {
          const answer = held.length === 1 ? (held[0] ?? empty) : Buffer.concat(held);
          held = [];
          heldBytes = 0;
          advance(answer);
        }
      } else {
        const size = 'skip' in request ? request.skip : request.pass;
        const piece = rest.subarray(0, size - passed);
        if ('to' in request) request.to.write(piece);
        passed += piece.length;
        rest = rest.subarray(piece.length);
        if (passed === size) advance(empty);
      }
      settleEmpty();
    }
  };
  settleEmpty();
  return {
    write: (chunk) => take(chunk),
    end: () => {
      if (finished || step.done === true) return;
      const request = step.value;
      finished = true;
      if ('read' in request && request.orEnd === true && heldBytes === 0) complete = true;
      reader.return();
    },
    complete: () => complete,
  };
};
