import { LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import type { FailedContent, MessageRef, StreamedContent } from '../mailbox.ts';
import { CallError } from '../http/http-errors.ts';
import { answerError } from './answer-errors.ts';
import { firstThatWorks, formRefusal } from './degrade.ts';
import { type EwsAnswer, readEnvelope, type ResponseMessage } from './envelope.ts';
import type { EwsCaller, PayloadAnswer } from './ews-caller.ts';
import { itemCodeOf, ruleOf } from './ews-response-codes.ts';
import {
  type ParsedItem,
  parseItem,
  recipientsOf,
  showsRecipients,
  toMessageProperties,
} from './item-parser.ts';
import { type ContentShape, getContent, getRecipients } from './operations/get-item.ts';
import {
  failed,
  failedMessage,
  isAboutMessage,
  isPassing,
  singleFailure,
  type ReadResult,
} from './read-failures.ts';
import { digestPayload } from './payload-digest.ts';
import { PieceQueue, StreamSink } from './payload-stream.ts';
import { envelopeEnd, joinParts, soapAction } from './soap-writer.ts';
import { askWithOptional } from './optional-properties.ts';
import { childOf, parseXml } from './xml-tree.ts';

/** Content out of a mailbox: many small messages in a request, one large one as a stream. */

/** Microsoft advises 10 items a batch; above some MB a batch only enlarges what a fault repeats. */
const mostItems = 10;
const mostBatchBytes = 4 * 1024 * 1024;
/** An answer may be larger than the listing promised, but not without bound. */
const leastLimitBytes = 8 * 1024 * 1024;
const recipientBatch = 100;
/** Tries of one message that the server fails on, after its batch. */
const mostSingleTries = 3;
const singleWaitMs = 1_000;

/** From all properties to those without which MIME is no message. */
const shapes = [{ extended: true }, { extended: false }] as const;

const mimeNames: ReadonlySet<string> = new Set(['MimeContent']);

/** MIME is the stored size give or take; base64 adds a third, properties some KB. */
const answerBytes = (message: MessageRef): number => Math.ceil((message.sizeBytes * 4) / 3) + 6_000;

export const batchesOf = <Message extends MessageRef>(
  messages: readonly Message[],
): readonly (readonly Message[])[] => {
  const batches: Message[][] = [];
  let current: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = answerBytes(message);
    if (current.length > 0 && (current.length >= mostItems || bytes + size > mostBatchBytes)) {
      batches.push(current);
      current = [];
      bytes = 0;
    }
    current.push(message);
    bytes += size;
  }
  if (current.length > 0) batches.push(current);
  return batches;
};

export class Reading {
  readonly #caller: EwsCaller;
  /** 0: with extended properties; 1: the server said it has none. */
  #level = 0;
  #doubts = 0;

  constructor(caller: EwsCaller) {
    this.#caller = caller;
  }

  async readSmall(messages: readonly MessageRef[], signal: AbortSignal): Promise<readonly ReadResult[]> {
    const results: ReadResult[] = [];
    for (const batch of batchesOf(messages)) results.push(...(await this.#readBatch(batch, signal)));
    return results;
  }

  async #readBatch(batch: readonly MessageRef[], signal: AbortSignal): Promise<readonly ReadResult[]> {
    let results: readonly (ReadResult | null)[];
    try {
      results = bind(batch, await this.#ask(batch, signal));
    } catch (error) {
      if (!isAboutMessage(error)) throw error;
      const [only] = batch;
      if (only !== undefined && batch.length === 1)
        return [singleFailure(only.itemId, toLightermanError(error))];
      results = batch.map(() => null);
    }
    const complete: ReadResult[] = [];
    for (const [index, message] of batch.entries()) {
      const result = results[index] ?? null;
      const isDone =
        result !== null && !(result.kind === 'failed' && isPassing.has(toLightermanError(result.error).code));
      complete.push(isDone ? result : await this.#readAlone(message, result === null ? 0 : 1, signal));
    }
    return complete;
  }

  async #readAlone(message: MessageRef, tries: number, signal: AbortSignal): Promise<ReadResult> {
    for (let attempt = tries; ; attempt++) {
      if (attempt > 0) await this.#caller.clock.sleep(singleWaitMs * 2 ** (attempt - 1), signal);
      let result: ReadResult;
      try {
        const answer = await this.#ask([message], signal);
        result =
          bind([message], answer)[0] ??
          failed(message.itemId, new LightermanError('message.unreadable', { trace: answer.trace }));
      } catch (error) {
        if (!isAboutMessage(error)) throw error;
        return singleFailure(message.itemId, toLightermanError(error));
      }
      if (
        result.kind !== 'failed' ||
        !isPassing.has(toLightermanError(result.error).code) ||
        attempt + 1 >= mostSingleTries
      )
        return result;
    }
  }

  async #ask(batch: readonly MessageRef[], signal: AbortSignal): Promise<PayloadAnswer> {
    const ids = batch.map((message) => message.itemId);
    const limitBytes = Math.max(
      leastLimitBytes,
      batch.reduce((sum, message) => sum + answerBytes(message), 0) * 3,
    );
    const isAlone = batch.length === 1;
    const { answer, index, isCertain } = await firstThatWorks(
      shapes,
      this.#level,
      // A silent failure of a batch is more likely one message's fault; the batch is then taken apart.
      isAlone ? formRefusal : { ...formRefusal, maybe: () => false },
      async (shape) =>
        askWithOptional(this.#caller.state, 'GetItem', async (optional) => {
          const body = [getContent(ids, { ...shape, ...optional })];
          const read = await this.#caller.read(
            { operation: 'GetItem', body, payloads: mimeNames, limitBytes },
            signal,
            isAlone && shape.extended ? undefined : 1,
          );
          throwIfFormRefused(read);
          return read;
        }),
    );
    this.#learn(index, isCertain);
    return answer;
  }

  /** Once may be the fault of one message; twice it is the server. */
  #learn(index: number, isCertain: boolean): void {
    if (index === this.#level) return;
    this.#doubts += 1;
    if (isCertain || this.#doubts > 1) this.#level = index;
  }

  /** @throws CallError for what concerns more than this message; after the first byte faults go to iterator and `end`. */
  async readLarge(message: MessageRef, signal: AbortSignal): Promise<StreamedContent | FailedContent> {
    try {
      const { answer, index, isCertain } = await firstThatWorks(
        shapes,
        this.#level,
        formRefusal,
        async (shape) =>
          askWithOptional(this.#caller.state, 'GetItem', async (optional) =>
            this.#caller.repeat(
              async () => this.#stream(message, { ...shape, ...optional }, signal),
              signal,
              shape.extended ? undefined : 1,
            ),
          ),
      );
      this.#learn(index, isCertain);
      return answer;
    } catch (error) {
      if (!isAboutMessage(error)) throw error;
      return singleFailure(message.itemId, toLightermanError(error));
    }
  }

  #stream(
    message: MessageRef,
    shape: ContentShape,
    signal: AbortSignal,
  ): Promise<StreamedContent | FailedContent> {
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const queue = new PieceQueue(() => stop.abort());
    const caller = this.#caller;
    return new Promise<StreamedContent | FailedContent>((resolve, reject) => {
      let hasBegun = false;
      const end = Promise.withResolvers<Awaited<StreamedContent['end']>>();
      // Whoever drops the stream midway does not wait for its end.
      end.promise.catch(() => undefined);
      const begin = (skeleton: Buffer): void => {
        refuseEarly(skeleton, message.itemId);
        hasBegun = true;
        resolve({
          kind: 'streamed',
          itemId: message.itemId,
          expectedBytes: answerBytes(message),
          mimeBase64: queue,
          end: end.promise,
          again: async () => this.readLarge(message, signal),
        });
      };
      const body = joinParts([caller.envelopeStart(), getContent([message.itemId], shape), envelopeEnd]);
      const run = caller.gated('GetItem', body.length, both, async (trace) => {
        const sink = new StreamSink(mimeNames, queue, begin);
        const head = await caller.send(
          {
            body,
            deadlines: caller.deadlines(true),
            acceptGzip: false,
            trace,
            headers: soapAction('GetItem'),
          },
          sink,
          both,
        );
        if (head.status !== 200) throw caller.errorOf(head, sink.refusal(), trace);
        const { skeleton, facts } = sink.finish();
        const answer = readEnvelope(parseXml(skeleton));
        caller.checkAnswer(answer, head, trace);
        const [result] = answer.messages;
        if (result === undefined) throw new CallError('endpoint.bad-answer', 'none', { trace });
        throwIfFormRefused(answer);
        if (result.responseClass === 'Error')
          throw new MessageRefusal(failedMessage(message.itemId, result, trace));
        const item = firstItem(result);
        if (facts === null || item === null) {
          throw new MessageRefusal(
            failed(message.itemId, new LightermanError('message.unreadable', { trace })),
          );
        }
        end.resolve({
          mimeSha256: facts.sha256,
          mimeBytes: facts.bytes,
          properties: toMessageProperties(item),
        });
        queue.end();
        return answer;
      });
      run.catch((error: unknown) => {
        const known = toLightermanError(error);
        if (hasBegun) {
          end.reject(known);
          queue.fail(known);
        } else if (known instanceof MessageRefusal) {
          resolve(known.result);
        } else {
          reject(known);
        }
      });
    });
  }

  async readRecipients(
    itemIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, readonly string[]>();
    let asked = itemIds;
    for (let inVain = 0; asked.length > 0 && inVain < mostSingleTries;) {
      if (inVain > 0) await this.#caller.clock.sleep(singleWaitMs * 2 ** (inVain - 1), signal);
      const left = await this.#askRecipients(asked, found, signal);
      inVain = left.length < asked.length ? 0 : inVain + 1;
      asked = left;
    }
    return found;
  }

  /** @returns ids whose fault may pass: a busy store, a batch that was stopped before them. */
  async #askRecipients(
    itemIds: readonly string[],
    found: Map<string, readonly string[]>,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const passing: string[] = [];
    for (let at = 0; at < itemIds.length; at += recipientBatch) {
      const ids = itemIds.slice(at, at + recipientBatch);
      const answer = await this.#caller.read(
        { operation: 'GetItem', body: [getRecipients(ids)], acceptGzip: true },
        signal,
      );
      for (const [index, message] of answer.messages.entries()) {
        const item = message.responseClass === 'Error' ? null : firstItem(message);
        const itemId = ids.length === answer.messages.length ? ids[index] : item?.itemId;
        if (itemId === undefined) continue;
        if (item === null) {
          if (isPassing.has(itemCodeOf(message.responseCode, 'read'))) passing.push(itemId);
        } else if (showsRecipients(item)) found.set(itemId, recipientsOf(item));
      }
    }
    return passing;
  }
}

/** Carries a result of one message out of a call: its code is the message's, so that the gate learns what happened. */
class MessageRefusal extends CallError {
  readonly result: FailedContent;

  constructor(result: FailedContent) {
    const error = toLightermanError(result.error);
    super(error.code, 'none', { details: error.details, trace: error.trace });
    this.result = result;
  }
}

/** Every message of the answer says that our request asks for what the server has not: then it is asked for less. */
const throwIfFormRefused = (answer: EwsAnswer): void => {
  const [first] = answer.messages;
  const isRefused = ({ responseClass, responseCode }: ResponseMessage): boolean =>
    responseClass === 'Error' && ruleOf(responseCode).code === 'endpoint.request-refused';
  if (first !== undefined && answer.messages.every(isRefused)) throw answerError(first);
};

/** ResponseCode stands before the items: an error there is seen before its payload, should one follow. */
const refuseEarly = (skeleton: Buffer, itemId: string): void => {
  const [message] = readEnvelope(parseXml(skeleton, false)).messages;
  if (message !== undefined && message.responseClass === 'Error')
    throw new MessageRefusal(failedMessage(itemId, message, ''));
};

const firstItem = (message: ResponseMessage): ParsedItem | null => {
  const item = childOf(message.element, 'Items')?.children[0];
  return item === undefined ? null : parseItem(item);
};

/** One result per message asked for; `null` where the answer has none that is certainly its. */
const bind = (batch: readonly MessageRef[], answer: PayloadAnswer): readonly (ReadResult | null)[] => {
  const results: (ReadResult | null)[] = batch.map(() => null);
  const indexOfId = new Map(batch.map((message, index) => [message.itemId, index]));
  const isComplete = answer.messages.length === batch.length;
  for (const [order, message] of answer.messages.entries()) {
    const item = message.responseClass === 'Error' ? null : firstItem(message);
    const named = item === null ? undefined : indexOfId.get(item.itemId);
    // In request order by contract; an id that names another message of the batch counts more.
    const index = named ?? (isComplete ? order : undefined);
    const itemId = index === undefined ? undefined : batch[index]?.itemId;
    if (index === undefined || itemId === undefined) continue;
    results[index] =
      item === null ? failedMessage(itemId, message, answer.trace) : contentOf(itemId, item, answer);
  }
  return results;
};

const contentOf = (itemId: string, item: ParsedItem, answer: PayloadAnswer): ReadResult => {
  const mimeBase64 = item.mimeIndex === null ? undefined : answer.payloads[item.mimeIndex];
  if (mimeBase64 === undefined)
    return failed(itemId, new LightermanError('message.unreadable', { trace: answer.trace }));
  const facts = digestPayload(mimeBase64);
  return {
    kind: 'small',
    itemId,
    mimeBase64,
    mimeSha256: facts.sha256,
    mimeBytes: facts.bytes,
    properties: toMessageProperties(item),
  };
};
