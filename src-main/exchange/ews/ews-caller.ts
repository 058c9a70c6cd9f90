import { errorCodes } from '#shared/domain/error-codes.ts';
import { isLightermanError, type LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import type { GateOutcome, RequestGate } from '../mailbox.ts';
import type { Clock } from '../http/clock.ts';
import { type ExchangeHttp, newTrace } from '../http/exchange-http.ts';
import { asCallError, CallError } from '../http/http-errors.ts';
import { AnswerTooLarge, type Deadlines, type HttpHead, WholeBody } from '../http/round-trip.ts';
import { faultError, messageError, statusError } from './answer-errors.ts';
import { backOffOf, type EwsAnswer, readEnvelope, type ServerVersion } from './envelope.ts';
import { cutPayloads } from './payload-cut.ts';
import type { OptionalProperties } from './optional-properties.ts';
import { scanWhole } from './payload-scanner.ts';
import {
  type BodyPart,
  envelopeEnd,
  envelopeStart,
  joinParts,
  type RequestVersion,
  soapAction,
} from './soap-writer.ts';
import { parseXml } from './xml-tree.ts';

/**
 * One EWS request at a time: asks the gate, sends, reads the three layers of the answer, tells the gate, and repeats what
 * is safe to repeat.
 */
export interface EwsRequest {
  /** `FindItem`, …: for the gate, the log and the error. */
  readonly operation: string;
  /** The Body's child. */
  readonly body: readonly BodyPart[];
  /** Local names of the elements whose base64 text stays bytes. */
  readonly payloads?: ReadonlySet<string>;
  /** Longest answer to hold; default 64 MB. */
  readonly limitBytes?: number;
  readonly acceptGzip?: boolean;
}

export interface PayloadAnswer extends EwsAnswer {
  readonly payloads: readonly Buffer[];
  readonly trace: string;
}

/** What a caller needs to know of its connection; `version` steps down at first contact. */
export interface CallerState {
  version: RequestVersion;
  serverVersion: ServerVersion | null;
  hasSpokenSoap: boolean;
  /** How the server takes a body of unknown length: `chunked` until it has refused one. */
  uploads: 'chunked' | 'with-length';
  /** It has taken one. */
  hasTakenChunks: boolean;
  /** What it has not refused; see `OptionalProperties`. */
  optional: OptionalProperties;
  /** Operations it has answered with them: a refusal by one of these is about something else. */
  readonly optionalProvenBy: Set<string>;
}

export const newCallerState = (version: RequestVersion): CallerState => ({
  version,
  serverVersion: null,
  hasSpokenSoap: false,
  uploads: 'chunked',
  hasTakenChunks: false,
  optional: { flag: true, extras: true },
  optionalProvenBy: new Set(),
});

export interface CallerOptions {
  readonly http: ExchangeHttp;
  readonly gate: RequestGate;
  readonly clock: Clock;
  readonly mailbox: string;
  readonly impersonate: string | null;
  readonly requestTimeoutMs: number;
  readonly state: CallerState;
  /** Ends uploads on the wire; `null`: the call's own signal does. */
  readonly drain: AbortSignal | null;
  readonly log: (line: CallLine) => void;
}

/** One line per request; holds nothing of a message. */
export interface CallLine {
  readonly operation: string;
  readonly mailbox: string;
  readonly trace: string;
  readonly durationMs: number;
  readonly uploadBytes: number;
  /** `ok`, or the error's code. */
  readonly outcome: string;
  readonly responseCode: string | null;
  readonly status: number | null;
}

/** Set by a streamed upload, whose size is known at its end only. */
export interface UploadCount {
  bytes: number;
}

/** The first question is a small one, and an address that swallows it is most likely wrong. */
const firstAnswerMs = 60_000;
const noPayloads: ReadonlySet<string> = new Set();
const longestAnswerBytes = 64 * 1024 * 1024;
const idleMs = 60_000;

const backOffMs = [1_000, 4_000, 15_000] as const;
/** Where the server says neither how long nor why: the reference's rule for ErrorServerBusy without a time. */
const throttledMs = 60_000;
const mostThrottled = 10;

/** Waits between repetitions of a safe request; `null`: not again. */
const nextWait = (
  error: LightermanError,
  failures: number,
  patience: number,
  hasAnswered: boolean,
): number | null => {
  if (error instanceof AnswerTooLarge) return null;
  const { retry } = errorCodes[error.code];
  if (retry === 'never') return null;
  if (retry === 'after-delay') return failures > mostThrottled ? null : (error.retryAfterMs ?? throttledMs);
  // A whole time-out is dear; readers ask for less instead.
  if (error.code === 'endpoint.timeout' && failures > (hasAnswered ? 1 : 0)) return null;
  // A mailbox move takes hours: the scheduler waits, not a request.
  if (error.code === 'mailbox.moving') return null;
  const planned = backOffMs[failures - 1];
  if (planned === undefined || failures > patience) return null;
  return error.retryAfterMs ?? Math.round(planned * (0.8 + Math.random() * 0.4));
};

const isThrottle = (error: LightermanError): boolean =>
  error.code === 'endpoint.throttled' || error.code === 'endpoint.unavailable';

const outcomeOf = (
  error: LightermanError | null,
  uploadedBytes: number,
  answerBackOffMs: number | null,
): GateOutcome => ({
  ok: error === null,
  backOffMs:
    error === null
      ? answerBackOffMs
      : (error.retryAfterMs ?? (error.code === 'endpoint.throttled' ? throttledMs : null)),
  tooManyConnections: error instanceof CallError && error.responseCode === 'ErrorExceededConnectionCount',
  uploadedBytes:
    error instanceof CallError && error.effect === 'none' && !isThrottle(error) ? 0 : uploadedBytes,
});

/** The longest wait that single messages of a mixed answer demand. */
const backOffInside = (answer: EwsAnswer): number | null => {
  let waitMs: number | null = null;
  for (const message of answer.messages) {
    const asked = message.responseClass === 'Success' ? null : backOffOf(message.values);
    if (asked !== null) waitMs = Math.max(waitMs ?? 0, asked);
  }
  return waitMs;
};

export class EwsCaller {
  readonly #options: CallerOptions;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  get state(): CallerState {
    return this.#options.state;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  deadlines(isStream: boolean): Deadlines {
    const { requestTimeoutMs, state } = this.#options;
    return {
      headersMs: state.hasSpokenSoap ? requestTimeoutMs : Math.min(firstAnswerMs, requestTimeoutMs),
      idleMs: Math.min(idleMs, requestTimeoutMs),
      wholeMs: isStream ? null : requestTimeoutMs * 4,
    };
  }

  /** What ends an upload that is on the wire. */
  uploadSignal(signal: AbortSignal): AbortSignal {
    return this.#options.drain ?? signal;
  }

  envelopeStart(): string {
    return envelopeStart({ version: this.#options.state.version, impersonate: this.#options.impersonate });
  }

  /** A request without effect at the server: repeated with back-off on passing faults. @throws CallError */
  async read(
    request: EwsRequest,
    signal: AbortSignal,
    patience: number = backOffMs.length,
  ): Promise<PayloadAnswer> {
    return this.repeat(async () => this.once(request, signal), signal, patience);
  }

  /** @param patience repetitions after faults that the server does not ask to wait for. */
  async repeat<Value>(
    work: () => Promise<Value>,
    signal: AbortSignal,
    patience: number = backOffMs.length,
  ): Promise<Value> {
    for (let failures = 0; ;) {
      try {
        return await work();
      } catch (error) {
        failures += 1;
        const known = toLightermanError(error);
        const waitMs = signal.aborted ? null : nextWait(known, failures, patience, this.state.hasSpokenSoap);
        if (waitMs === null) throw known;
        await this.#sleep(waitMs, signal);
      }
    }
  }

  /** A request with or without effect, sent once. @throws CallError whose `effect` says whether it may have been carried out. */
  async once(request: EwsRequest, signal: AbortSignal): Promise<PayloadAnswer> {
    const body = joinParts([this.envelopeStart(), ...request.body, envelopeEnd]);
    return this.gated(request.operation, body.length, signal, async (trace) => {
      const sink = new WholeBody(request.limitBytes ?? longestAnswerBytes);
      const head = await this.#options.http.send(
        {
          body,
          deadlines: this.deadlines(false),
          acceptGzip: request.acceptGzip ?? false,
          isWrite: request.operation === 'CreateItem',
          trace,
          headers: soapAction(request.operation),
        },
        sink,
        request.operation === 'CreateItem' ? this.uploadSignal(signal) : signal,
      );
      return this.readWhole(head, sink.take(), trace, request.payloads ?? noPayloads);
    });
  }

  /** Sends as is: for streams, which do not go through `once`. */
  async send(...args: Parameters<ExchangeHttp['send']>): Promise<HttpHead> {
    return this.#options.http.send(...args);
  }

  /**
   * Runs one request under a permit and reports it, whatever happens.
   * @param uploadBytes what the throttle is to count; for streams an estimate.
   */
  async gated<Answer extends EwsAnswer | null>(
    operation: string,
    uploadBytes: number,
    signal: AbortSignal,
    send: (trace: string, upload: UploadCount) => Promise<Answer>,
  ): Promise<Answer> {
    const { gate, mailbox, clock, log } = this.#options;
    const permit = await gate.enter({ operation, mailbox, uploadBytes }, signal).catch((error: unknown) => {
      throw asCallError(error, 'none');
    });
    const trace = newTrace();
    const startedAtMs = clock.now();
    const line = { operation, mailbox, trace };
    const upload: UploadCount = { bytes: uploadBytes };
    try {
      const answer = await send(trace, upload);
      permit.leave(outcomeOf(null, upload.bytes, answer === null ? null : backOffInside(answer)));
      log({
        ...line,
        uploadBytes: upload.bytes,
        durationMs: clock.now() - startedAtMs,
        outcome: 'ok',
        responseCode: null,
        status: 200,
      });
      return answer;
    } catch (error) {
      // A defect of ours after the bytes went out proves nothing about them.
      const known = isLightermanError(error) ? error : asCallError(error, 'possible');
      permit.leave(outcomeOf(known, upload.bytes, null));
      log({
        ...line,
        uploadBytes: upload.bytes,
        durationMs: clock.now() - startedAtMs,
        outcome: known.code,
        responseCode: known instanceof CallError ? known.responseCode : null,
        status: known instanceof CallError ? known.status : null,
      });
      throw known;
    }
  }

  /** From bytes to an answer. @throws CallError for faults, refusals, and answers in which every message is the same refusal. */
  readWhole(head: HttpHead, body: Buffer, trace: string, payloads: ReadonlySet<string>): PayloadAnswer {
    const context = this.#context(trace);
    if (head.status !== 200) throw statusError(head, body, context);
    if (!startsLikeXml(body)) throw statusError(head, body, context);
    const scanned = cutOrScan(body, payloads);
    const answer = readEnvelope(parseXml(scanned.skeleton));
    this.checkAnswer(answer, head, trace);
    return { ...answer, payloads: scanned.payloads, trace };
  }

  /** Learns from an answer, and throws when it is a fault or a refusal of the whole. */
  checkAnswer(answer: EwsAnswer, head: HttpHead, trace: string): void {
    const { state } = this.#options;
    state.hasSpokenSoap = true;
    state.serverVersion = answer.version ?? state.serverVersion;
    if (answer.fault !== null) throw faultError(answer.fault, head, this.#context(trace));
    const [first] = answer.messages;
    if (first === undefined || first.responseClass !== 'Error') return;
    const isWhole =
      wholeRefusals.has(first.responseCode) &&
      answer.messages.every((message) => message.responseCode === first.responseCode);
    if (isWhole) throw messageError(first, trace);
  }

  errorOf(head: HttpHead, body: Buffer, trace: string): CallError {
    return statusError(head, body, this.#context(trace));
  }

  #context(trace: string): { trace: string; nowMs: number; hasSpokenSoap: boolean } {
    return { trace, nowMs: this.#options.clock.now(), hasSpokenSoap: this.#options.state.hasSpokenSoap };
  }

  async #sleep(waitMs: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.clock.sleep(waitMs, signal);
    } catch (error) {
      throw new CallError('app.stopped', 'none', { cause: error });
    }
  }
}

const nameBytes = new Map<string, Buffer>();

/** By search where the answer is plain, byte by byte where it is not. */
const cutOrScan = (
  body: Buffer,
  names: ReadonlySet<string>,
): { readonly skeleton: string | Buffer; readonly payloads: readonly Buffer[] } => {
  const [name, ...more] = names;
  if (name === undefined) return { skeleton: body, payloads: [] };
  if (more.length > 0) return scanWhole(body, names);
  const bytes = nameBytes.get(name) ?? Buffer.from(name, 'latin1');
  nameBytes.set(name, bytes);
  return cutPayloads(body, bytes) ?? scanWhole(body, names);
};

/** Codes that say nothing about an item: when all messages of an answer are of one of them, the request failed. */
const wholeRefusals = new Set(
  'ServerBusy ExceededConnectionCount ExceededFindCountLimit MailboxStoreUnavailable MailboxMoveInProgress MailboxFailover ADUnavailable ADOperation InternalServerTransientError InvalidServerVersion IncorrectSchemaVersion InvalidSchemaVersionForMailboxVersion'
    .split(' ')
    .map((name) => `Error${name}`),
);

const startsLikeXml = (body: Buffer): boolean => {
  let at = body[0] === 0xef ? 3 : 0;
  while (at < body.length && (body[at] ?? 0) <= 0x20) at += 1;
  return body[at] === 0x3c && !/^<(?:!doctype\s+html|html)/i.test(body.toString('latin1', at, at + 20));
};
