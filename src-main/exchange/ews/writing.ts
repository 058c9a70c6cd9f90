import { isLightermanError, LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import type { ErrorCode } from '#shared/domain/error-codes.ts';
import type { MessageProperties, StreamedContent, WriteRequest, WriteResult } from '../mailbox.ts';
import { CallError } from '../http/http-errors.ts';
import { WholeBody } from '../http/round-trip.ts';
import type { ResponseMessage } from './envelope.ts';
import type { EwsCaller, PayloadAnswer, UploadCount } from './ews-caller.ts';
import { isFormRefusal, itemCodeOf } from './ews-response-codes.ts';
import {
  assertNeverSends,
  createItemEnd,
  createItemStart,
  type Fullness,
  itemEnd,
  itemStart,
  type ItemToWrite,
} from './operations/create-item.ts';
import { type BodyPart, envelopeEnd, soapAction } from './soap-writer.ts';
import { knowsFlag } from './optional-properties.ts';
import {
  asPlainMail,
  isAboutClass,
  isAboutProperty,
  mayMeanLength,
  responseCodeOf,
} from './write-refusals.ts';
import { childOf } from './xml-tree.ts';

/**
 * Messages into a mailbox. CreateItem is not idempotent, so nothing is ever sent twice here: what certainly stored nothing
 * is *refused*, anything else without an answer is *unknown* and probed by its stamp before somebody sends it again.
 */
const mostItems = 10;
const mostBatchBytes = 8 * 1024 * 1024;

type SmallRequest = WriteRequest & { readonly content: { readonly kind: 'small' } };

const encodedBytes = (request: WriteRequest): number =>
  request.content.kind === 'small'
    ? request.content.mimeBase64.byteLength
    : (request.content.expectedBytes ?? 0);

const refused = (error: LightermanError): WriteResult => ({ kind: 'refused', error });

const unknown = (cause: LightermanError): WriteResult => ({
  kind: 'unknown',
  error: new LightermanError('message.unknown-outcome', {
    details: { ...cause.details, after: cause.code },
    ...(cause.trace === null ? {} : { trace: cause.trace }),
    ...(cause.retryAfterMs === null ? {} : { retryAfterMs: cause.retryAfterMs }),
    cause,
  }),
});

/** Codes that say how large is too large. */
const isSizeFault = (code: ErrorCode): boolean =>
  code === 'message.too-large' || code === 'endpoint.too-large';

const limitIn = (values: ReadonlyMap<string, string>): number | null => {
  for (const [name, value] of values) {
    if (/limit|max/i.test(name) && /^\d+$/.test(value)) return Number(value);
  }
  return null;
};

/** The same fault said of one message of known size. */
const ofOneMessage = (error: LightermanError, sizeBytes: number): LightermanError => {
  const isForm = error.code === 'endpoint.request-refused' || error.code === 'endpoint.bad-answer';
  if (!isForm && !isSizeFault(error.code)) return error;
  return new LightermanError(isForm ? 'message.refused' : error.code, {
    message: error.message,
    details: { ...error.details, sizeBytes },
    ...(error.trace === null ? {} : { trace: error.trace }),
    cause: error,
  });
};

const sizeOf = (request: WriteRequest): number =>
  request.content.kind === 'small' ? request.content.mimeBytes : Math.round((encodedBytes(request) * 3) / 4);

/** Faults of a batch, certain to have stored nothing, that may be the fault of one message in it. */
const mayBeOneMessage = (error: LightermanError): boolean =>
  isSizeFault(error.code) || error.code === 'endpoint.request-refused' || error.code.startsWith('message.');

/** What must be known before a body with a length can begin. */
interface Measured {
  readonly payloadBytes: number;
  readonly tail: Buffer;
}

export class Writing {
  readonly #caller: EwsCaller;

  constructor(caller: EwsCaller) {
    this.#caller = caller;
  }

  async writeSmall(
    folderId: string,
    requests: readonly WriteRequest[],
    signal: AbortSignal,
  ): Promise<readonly WriteResult[]> {
    const results: WriteResult[] = [];
    let batch: SmallRequest[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      if (batch.length > 0) results.push(...(await this.#writeBatch(folderId, batch, signal)));
      batch = [];
      bytes = 0;
    };
    for (const request of requests) {
      if (!isSmall(request)) {
        await flush();
        results.push(await this.writeLarge(folderId, request, signal));
        continue;
      }
      const size = encodedBytes(request);
      if (batch.length >= mostItems || bytes + size > mostBatchBytes) await flush();
      batch.push(request);
      bytes += size;
    }
    await flush();
    return results;
  }

  async #writeBatch(
    folderId: string,
    batch: readonly SmallRequest[],
    signal: AbortSignal,
    fullness: Fullness = 'full',
  ): Promise<readonly WriteResult[]> {
    const typedFlag = knowsFlag(this.#caller.state);
    const results = await this.#sendBatch(folderId, batch, signal, typedFlag, fullness);
    const final: WriteResult[] = [];
    for (const [index, request] of batch.entries()) {
      const result = results[index] ?? unknown(new LightermanError('endpoint.bad-answer'));
      const plain = isAboutClass(result) ? asPlainMail(request) : null;
      if (plain !== null) final.push(...(await this.#writeBatch(folderId, [plain], signal, fullness)));
      else if (typedFlag && this.#isAboutFlag(request.content.properties, result))
        final.push(...(await this.#writeBatch(folderId, [request], signal, fullness)));
      else if (fullness === 'full' && isAboutProperty(result))
        final.push(...(await this.#writeBatch(folderId, [request], signal, 'lean')));
      else final.push(result);
    }
    return final;
  }

  /** Sent with `item:Flag` and refused for it, as it seems: from now on the properties behind it are written. */
  #isAboutFlag(properties: MessageProperties, result: WriteResult): boolean {
    const { state } = this.#caller;
    const maybe =
      result.kind === 'refused' &&
      state.optionalProvenBy.size === 0 &&
      properties.flagStatus !== 'NotFlagged' &&
      isFormRefusal(responseCodeOf(result));
    if (maybe) state.optional = { ...state.optional, flag: false };
    return maybe;
  }

  async #sendBatch(
    folderId: string,
    batch: readonly SmallRequest[],
    signal: AbortSignal,
    typedFlag: boolean,
    fullness: Fullness,
  ): Promise<readonly WriteResult[]> {
    const start = createItemStart(folderId);
    assertNeverSends(start);
    const body: BodyPart[] = [start];
    for (const request of batch) {
      const item = toWrite(request, request.content.properties);
      body.push(itemStart(request.itemClass), request.content.mimeBase64, itemEnd(item, typedFlag, fullness));
    }
    body.push(createItemEnd);
    let answer: PayloadAnswer;
    try {
      answer = await this.#caller.once({ operation: 'CreateItem', body }, signal);
    } catch (error) {
      const known = toLightermanError(error);
      if (!isRefusal(known)) return batch.map(() => unknown(known));
      if (batch.length > 1 && mayBeOneMessage(known)) return this.#oneByOne(folderId, batch, signal);
      return batch.map((request) => refused(ofOneMessage(known, sizeOf(request))));
    }
    return batch.map((request, index) => resultOf(answer.messages[index], request, answer.trace));
  }

  async #oneByOne(
    folderId: string,
    batch: readonly SmallRequest[],
    signal: AbortSignal,
  ): Promise<readonly WriteResult[]> {
    const results: WriteResult[] = [];
    for (const request of batch) results.push(...(await this.#writeBatch(folderId, [request], signal)));
    return results;
  }

  /**
   * Streams a large message, chunked. A server that does not take chunks gets it with a length: the source is then read
   * twice, once to learn the length and once to send, so that nothing is held or put on disk.
   */
  async writeLarge(folderId: string, request: WriteRequest, signal: AbortSignal): Promise<WriteResult> {
    if (isSmall(request)) {
      const [result] = await this.#writeBatch(folderId, [request], signal);
      return result ?? unknown(new LightermanError('endpoint.bad-answer'));
    }
    const { content } = request;
    if (content.kind !== 'streamed') throw new LightermanError('app.unexpected');
    const result = await this.#writeStream(folderId, request, content, signal);
    const plain = isAboutClass(result) ? asPlainMail(request) : null;
    if (plain === null || content.again === undefined) return result;
    const again = await content.again();
    if (again.kind === 'failed') return refused(toLightermanError(again.error));
    return writtenFrom(again, await this.#writeStream(folderId, plain, again, signal));
  }

  async #writeStream(
    folderId: string,
    request: WriteRequest,
    content: StreamedContent,
    signal: AbortSignal,
  ): Promise<WriteResult> {
    const { state } = this.#caller;
    if (state.uploads === 'with-length') return this.#writeMeasured(folderId, request, content, signal);
    const first = await this.#upload(folderId, request, content, null, signal);
    if (first.kind === 'written') state.hasTakenChunks = true;
    if (first.kind === 'written' || state.hasTakenChunks || !mayMeanLength(first)) return first;
    state.uploads = 'with-length';
    // Unknown: the caller probes before it comes again.
    if (first.kind === 'unknown' || content.again === undefined) return first;
    const again = await content.again();
    if (again.kind === 'failed') return refused(toLightermanError(again.error));
    return this.#writeMeasured(folderId, request, again, signal);
  }

  async #writeMeasured(
    folderId: string,
    request: WriteRequest,
    content: StreamedContent,
    signal: AbortSignal,
  ): Promise<WriteResult> {
    if (content.again === undefined) {
      return refused(
        new LightermanError('message.refused', {
          message: 'The server wants the length of an upload first, and the message cannot be read twice.',
        }),
      );
    }
    try {
      let payloadBytes = 0;
      for await (const piece of content.mimeBase64) payloadBytes += piece.byteLength;
      const tail = this.#tail(request, (await content.end).properties);
      const again = await content.again();
      if (again.kind === 'failed') return refused(toLightermanError(again.error));
      return writtenFrom(again, await this.#upload(folderId, request, again, { payloadBytes, tail }, signal));
    } catch (error) {
      // Nothing was sent yet: `#upload` does not throw.
      return refused(toLightermanError(error));
    }
  }

  #tail(request: WriteRequest, properties: MessageProperties): Buffer {
    const typedFlag = knowsFlag(this.#caller.state);
    return Buffer.from(
      itemEnd(toWrite(request, properties), typedFlag) + createItemEnd + envelopeEnd,
      'utf8',
    );
  }

  /** Does not throw. @param measured `null`: sent chunked. */
  async #upload(
    folderId: string,
    request: WriteRequest,
    content: StreamedContent,
    measured: Measured | null,
    signal: AbortSignal,
  ): Promise<WriteResult> {
    const caller = this.#caller;
    const start = createItemStart(folderId);
    assertNeverSends(start);
    const pieces = content.mimeBase64[Symbol.asyncIterator]();
    // An upload that fails first never comes to wait for it.
    content.end.catch(() => undefined);
    let hasStarted = false;
    let sourceFault: LightermanError | null = null;
    const head = Buffer.from(caller.envelopeStart() + start + itemStart(request.itemClass), 'utf8');
    const tailOf = async (): Promise<Buffer> => {
      const { properties } = await content.end;
      return measured?.tail ?? this.#tail(request, properties);
    };
    const length: Record<string, string> =
      measured === null
        ? {}
        : { 'content-length': String(head.length + measured.payloadBytes + measured.tail.length) };

    const upload = async function* (count: UploadCount): AsyncGenerator<Uint8Array> {
      hasStarted = true;
      count.bytes = 0;
      const sent = (piece: Uint8Array): Uint8Array => {
        count.bytes += piece.byteLength;
        return piece;
      };
      yield sent(head);
      let tail: Buffer;
      try {
        for (let next = await pieces.next(); next.done !== true; next = await pieces.next())
          yield sent(next.value);
        tail = await tailOf();
      } catch (error) {
        // The body then has no end: a server cannot take it for a whole one.
        sourceFault = toLightermanError(error);
        throw sourceFault;
      }
      yield sent(tail);
    };

    try {
      const answer = await caller.gated(
        'CreateItem',
        content.expectedBytes ?? 0,
        signal,
        async (trace, count) => {
          const sink = new WholeBody(4 * 1024 * 1024);
          const reply = await caller.send(
            {
              body: upload(count),
              deadlines: caller.deadlines(true),
              acceptGzip: false,
              isWrite: true,
              trace,
              headers: { ...soapAction('CreateItem'), ...length },
            },
            sink,
            caller.uploadSignal(signal),
          );
          return caller.readWhole(reply, sink.take(), trace, new Set());
        },
      );
      return resultOf(answer.messages[0], request, answer.trace);
    } catch (error) {
      const known: LightermanError = sourceFault ?? toLightermanError(error);
      const isCertain = sourceFault === null ? isRefusal(known) : !hasStarted;
      return isCertain ? refused(ofOneMessage(known, sizeOf(request))) : unknown(known);
    } finally {
      // Whatever ended the upload, the source must not wait for a reader.
      await pieces.return?.();
    }
  }
}

const writtenFrom = (content: StreamedContent, result: WriteResult): WriteResult =>
  result.kind === 'written' && result.from === undefined ? { ...result, from: content } : result;

const isSmall = (request: WriteRequest): request is SmallRequest => request.content.kind === 'small';

const isRefusal = (error: LightermanError): boolean =>
  isLightermanError(error) && error instanceof CallError ? error.effect === 'none' : false;

const toWrite = (request: WriteRequest, properties: MessageProperties): ItemToWrite => ({
  properties,
  itemClass: request.itemClass,
  originalClass: request.originalClass,
  stamp: request.stamp,
});

/** One item's part of a complete answer: the server's word is final, only silence and its own time-out are not. */
const resultOf = (
  message: ResponseMessage | undefined,
  request: WriteRequest,
  trace: string,
): WriteResult => {
  if (message === undefined) return unknown(new LightermanError('endpoint.bad-answer', { trace }));
  const { responseCode } = message;
  const details = { responseCode };
  if (responseCode === 'ErrorTimeoutExpired')
    return unknown(new LightermanError('endpoint.timeout', { details, trace }));
  if (message.responseClass === 'Error' || responseCode === 'ErrorBatchProcessingStopped') {
    const code = itemCodeOf(responseCode, 'write');
    const limitBytes = limitIn(message.values);
    const backOffMs = Number(message.values.get('BackOffMilliseconds') ?? Number.NaN);
    return refused(
      new LightermanError(code, {
        details: {
          ...details,
          ...(isSizeFault(code)
            ? { sizeBytes: sizeOf(request), ...(limitBytes === null ? {} : { limitBytes }) }
            : {}),
        },
        ...(Number.isFinite(backOffMs) ? { retryAfterMs: backOffMs } : {}),
        trace,
      }),
    );
  }
  const id = childOf(childOf(message.element, 'Items')?.children[0], 'ItemId')?.attributes;
  const itemId = id?.['Id'] ?? '';
  if (itemId === '') return unknown(new LightermanError('endpoint.bad-answer', { trace }));
  return { kind: 'written', itemId, changeKey: id?.['ChangeKey'] ?? null };
};
