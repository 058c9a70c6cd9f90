import { CallError } from '../http/http-errors.ts';
import type { BodySink, Flow, HttpHead } from '../http/round-trip.ts';
import { type PayloadFacts, PayloadDigest } from './payload-digest.ts';
import { PayloadScanner } from './payload-scanner.ts';

/** More than this waiting for the reader, and the socket is not read any further. */
const highWaterBytes = 256 * 1024;
const lowWaterBytes = 64 * 1024;
/** Everything but the payload of one item. */
const longestSkeletonBytes = 8 * 1024 * 1024;

/** Pieces of base64 text between a socket and one reader, with back-pressure. Read once. */
export class PieceQueue implements AsyncIterable<Uint8Array> {
  readonly #pieces: Buffer[] = [];
  #waitingBytes = 0;
  #isPaused = false;
  #flow: Flow | null = null;
  #ended = false;
  #error: Error | null = null;
  #wake: (() => void) | null = null;
  readonly #abandon: () => void;

  /** @param abandon called when the reader stops before the end. */
  constructor(abandon: () => void) {
    this.#abandon = abandon;
  }

  attach(flow: Flow): void {
    this.#flow = flow;
  }

  push(piece: Buffer): void {
    if (this.#ended) return;
    this.#pieces.push(piece);
    this.#waitingBytes += piece.length;
    if (!this.#isPaused && this.#waitingBytes > highWaterBytes) {
      this.#isPaused = true;
      this.#flow?.pause();
    }
    this.#wakeUp();
  }

  end(): void {
    this.#ended = true;
    this.#wakeUp();
  }

  fail(error: Error): void {
    this.#error ??= error;
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  /** One reader only. Its `return` gives the source up even before the first `next`. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: async () => this.#next(), return: async () => this.#stop() };
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      // What came before a fault is not handed on after it: the reader must not finish a message that has no end.
      if (this.#error !== null) throw this.#error;
      const piece = this.#pieces.shift();
      if (piece !== undefined) {
        this.#waitingBytes -= piece.length;
        if (this.#isPaused && this.#waitingBytes < lowWaterBytes) {
          this.#isPaused = false;
          this.#flow?.resume();
        }
        return { done: false, value: piece };
      }
      if (this.#ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #stop(): IteratorResult<Uint8Array> {
    const isOver = this.#ended || this.#error !== null;
    this.#pieces.length = 0;
    this.#ended = true;
    this.#wakeUp();
    if (!isOver) this.#abandon();
    return { done: true, value: undefined };
  }
}

export interface StreamedAnswer {
  readonly skeleton: Buffer;
  readonly facts: PayloadFacts | null;
}

/**
 * The sink of a streamed GetItem answer: the first payload goes to `queue`, the rest is kept.
 * `onPayload` is called with the skeleton so far before the first byte of payload is handed on, and throws to stop it.
 */
export class StreamSink implements BodySink {
  readonly #scanner: PayloadScanner;
  readonly #digest = new PayloadDigest();
  readonly #queue: PieceQueue;
  readonly #skeleton: Buffer[] = [];
  /** Body of an answer that is no success, for its fault. */
  readonly #refusal: Buffer[] = [];
  #keptBytes = 0;
  #isStreaming = false;
  #facts: PayloadFacts | null = null;

  constructor(names: ReadonlySet<string>, queue: PieceQueue, onPayload: (skeleton: Buffer) => void) {
    this.#queue = queue;
    this.#scanner = new PayloadScanner(names, {
      skeleton: (bytes) => this.#keep(this.#skeleton, bytes),
      payloadStart: (index) => {
        if (index > 0) {
          throw new CallError('endpoint.bad-answer', 'possible', {
            message: 'The server sent more messages than it was asked for.',
          });
        }
        onPayload(Buffer.concat(this.#skeleton));
      },
      payload: (bytes) => {
        this.#digest.update(bytes);
        this.#queue.push(bytes);
      },
      payloadEnd: () => {
        this.#facts = this.#digest.finish();
      },
    });
  }

  head(head: HttpHead, flow: Flow): void {
    this.#isStreaming = head.status === 200;
    this.#queue.attach(flow);
  }

  data(chunk: Buffer): void {
    if (this.#isStreaming) this.#scanner.write(chunk);
    else this.#keep(this.#refusal, chunk);
  }

  #keep(where: Buffer[], bytes: Buffer): void {
    this.#keptBytes += bytes.length;
    if (this.#keptBytes > longestSkeletonBytes) {
      throw new CallError('endpoint.bad-answer', 'possible', {
        message: 'The answer of the server is longer than foreseen.',
      });
    }
    where.push(bytes);
  }

  /** @throws LightermanError when the document ends within markup. */
  finish(): StreamedAnswer {
    this.#scanner.finish();
    return { skeleton: Buffer.concat(this.#skeleton), facts: this.#facts };
  }

  refusal(): Buffer {
    return Buffer.concat(this.#refusal);
  }
}
