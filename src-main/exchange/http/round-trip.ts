import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Transform } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { crashPoint } from '#shared/domain/crash-points.ts';
import { isLightermanError } from '#shared/domain/errors.ts';
import { CallError, socketError } from './http-errors.ts';

/**
 * One HTTP request and its answer, with deadlines, abort and back-pressure. No redirects, no sign-in, no meaning.
 * The answer's body is pushed into a sink as it arrives: no stream object, no string, no copy.
 */
export interface HttpRequest {
  readonly method: 'POST' | 'GET';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A buffer goes out in one write with its length, anything else chunked, piece by piece as the socket drains. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | null;
  /** It stores something: the places where it may be cut off are named crash points. */
  readonly isWrite?: boolean;
}

export interface HttpHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

export interface Flow {
  pause(): void;
  resume(): void;
}

export interface BodySink {
  head(head: HttpHead, flow: Flow): void;
  data(chunk: Buffer): void;
}

export interface Deadlines {
  /** From the last byte sent to the first byte of the answer. */
  readonly headersMs: number;
  /** Longest silence within the answer, or of a server that does not take the upload. Time paused by us does not count. */
  readonly idleMs: number;
  /** From start to end; `null` for streams, whose length and pace are not ours to bound. */
  readonly wholeMs: number | null;
}

/** A slow line still carries this much; buffered uploads get time by their size. */
const slowestUploadBytesPerMs = 32;

type Phase = 'headers' | 'idle' | 'whole';

class Deadline {
  readonly #expire: (phase: Phase) => void;
  readonly #whole: NodeJS.Timeout | null;
  #timer: NodeJS.Timeout | null = null;
  #phase: Phase = 'headers';

  constructor(wholeMs: number | null, expire: (phase: Phase) => void) {
    this.#expire = expire;
    this.#whole = wholeMs === null ? null : setTimeout(() => expire('whole'), wholeMs);
  }

  arm(phase: Phase, delayMs: number): void {
    this.suspend();
    this.#phase = phase;
    this.#timer = setTimeout(() => this.#expire(this.#phase), delayMs);
  }

  refresh(): void {
    this.#timer?.refresh();
  }

  suspend(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  end(): void {
    this.suspend();
    if (this.#whole !== null) clearTimeout(this.#whole);
  }
}

const decoderOf = (encoding: string | undefined): Transform | null => {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === 'gzip' || name === 'x-gzip') return createGunzip();
  if (name === 'deflate') return createInflate();
  return name === 'br' ? createBrotliDecompress() : null;
};

/**
 * Resolves after the last byte of the answer went into the sink.
 * @throws CallError: socket errors, deadlines, abort (`app.stopped`), and whatever the sink throws.
 */
export const roundTrip = (
  dispatcher: Dispatcher,
  host: string,
  request: HttpRequest,
  sink: BodySink,
  deadlines: Deadlines,
  signal: AbortSignal,
): Promise<HttpHead> =>
  new Promise((resolve, reject) => {
    let sent = false;
    let head: HttpHead | null = null;
    let settled = false;
    let abortRequest: ((reason: Error) => void) | null = null;
    let decoder: Transform | null = null;

    const settle = (): boolean => {
      if (settled) return false;
      settled = true;
      deadline.end();
      signal.removeEventListener('abort', onAbort);
      return true;
    };
    const succeed = (answer: HttpHead): void => {
      if (settle()) resolve(answer);
    };
    const fail = (error: Error): void => {
      const refusal = head !== null && head.status >= 400 && !isLightermanError(error) ? head : null;
      if (!settle()) return;
      decoder?.destroy();
      // A server that says no to an upload often closes at once: what it said counts more than how it hung up.
      if (refusal === null) reject(isLightermanError(error) ? error : socketError(error, host, sent));
      else resolve(refusal);
    };
    const stop = (error: CallError): void => {
      fail(error);
      abortRequest?.(error);
    };
    const effect = (): 'possible' | 'none' => (sent ? 'possible' : 'none');
    const deadline = new Deadline(deadlines.wholeMs, (phase) =>
      stop(new CallError('endpoint.timeout', effect(), { details: { host, waitedFor: phase } })),
    );
    const onAbort = (): void => stop(new CallError('app.stopped', effect(), { cause: signal.reason }));

    const upload = request.body;
    const isBuffer = upload === null || upload instanceof Uint8Array;

    /** While the source of an upload is slow the server is not to blame; while the socket is, it is. */
    const watched = async function* (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const piece of pieces) {
        if (settled) return;
        deadline.arm('idle', deadlines.idleMs);
        yield piece;
        if (settled) return;
        deadline.suspend();
      }
    };

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (controller) => {
        if (settled) {
          controller.abort(new CallError('app.stopped', 'none'));
          return;
        }
        sent = true;
        abortRequest = (reason) => controller.abort(reason);
        if (isBuffer) {
          deadline.arm('headers', deadlines.headersMs + (upload?.byteLength ?? 0) / slowestUploadBytesPerMs);
        }
      },
      onRequestSent: () => {
        if (request.isWrite === true) crashPoint('after-last-byte-before-reply');
        if (!isBuffer && head === null && !settled) deadline.arm('headers', deadlines.headersMs);
      },
      onResponseStart: (controller, status, headers) => {
        if (status < 200 || settled) return;
        head = { status, headers };
        deadline.arm('idle', deadlines.idleMs);
        const flow: Flow = {
          pause: () => {
            controller.pause();
            decoder?.pause();
            deadline.suspend();
          },
          resume: () => {
            if (settled) return;
            deadline.arm('idle', deadlines.idleMs);
            decoder?.resume();
            controller.resume();
          },
        };
        const encoding = headers['content-encoding'];
        decoder = decoderOf(Array.isArray(encoding) ? encoding[0] : encoding);
        if (decoder !== null) pushThrough(decoder, controller);
        sink.head(head, flow);
      },
      onResponseData: (controller, chunk) => {
        if (settled) return;
        deadline.refresh();
        if (decoder === null) sink.data(chunk);
        else if (!decoder.write(chunk)) controller.pause();
      },
      onResponseEnd: () => {
        if (head === null) return;
        if (decoder === null) succeed(head);
        else decoder.end();
      },
      onResponseError: (_controller, error) => fail(error),
    };

    if (request.isWrite === true) {
      let begun = false;
      // Called with each piece after the socket took it: https://github.com/nodejs/undici/blob/main/lib/dispatcher/client-h1.js
      handler.onBodySent = () => {
        if (!begun) crashPoint('after-first-byte');
        begun = true;
      };
    }

    const pushThrough = (through: Transform, controller: Dispatcher.DispatchController): void => {
      through.on('data', (chunk: Buffer) => {
        try {
          if (!settled) sink.data(chunk);
        } catch (error) {
          const reason = error instanceof Error ? error : new Error(String(error));
          fail(reason);
          controller.abort(reason);
        }
      });
      through.on('drain', () => controller.resume());
      through.on('end', () => {
        if (head !== null) succeed(head);
      });
      through.on('error', (error) =>
        stop(
          new CallError('endpoint.bad-answer', effect(), {
            message: 'The answer of the server cannot be unpacked.',
            cause: error,
          }),
        ),
      );
    };

    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    const options = {
      path: request.path,
      method: request.method,
      headers: request.headers,
      body: isBuffer ? upload : watched(upload),
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    try {
      // undici takes any async iterable as a body; its type names streams only.
      dispatcher.dispatch(options as Dispatcher.DispatchOptions, handler);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });

/** A sink that keeps the whole answer, up to a limit. */
export class WholeBody implements BodySink {
  readonly #limitBytes: number;
  readonly #chunks: Buffer[] = [];
  #sizeBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  head(head: HttpHead): void {
    const announced = Number(head.headers['content-length'] ?? 0);
    if (head.status < 300 && announced > this.#limitBytes) this.#tooLarge();
  }

  data(chunk: Buffer): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > this.#limitBytes) this.#tooLarge();
    this.#chunks.push(chunk);
  }

  take(): Buffer {
    const [first] = this.#chunks;
    return this.#chunks.length === 1 && first !== undefined
      ? first
      : Buffer.concat(this.#chunks, this.#sizeBytes);
  }

  #tooLarge(): never {
    throw new AnswerTooLarge(this.#limitBytes);
  }
}

/** The answer is longer than the caller is ready to hold; it was not read to its end. */
export class AnswerTooLarge extends CallError {
  constructor(limitBytes: number) {
    super('endpoint.bad-answer', 'possible', {
      message: 'The answer of the server is longer than foreseen.',
      details: { limitBytes },
    });
  }
}
