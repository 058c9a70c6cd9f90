import {
  createExchangeHttp,
  type ExchangeHttp,
  type ExchangeRequest,
} from '#main/exchange/http/exchange-http.ts';
import type { CallError } from '#main/exchange/http/http-errors.ts';
import { type HttpHead, WholeBody } from '#main/exchange/http/round-trip.ts';
import type { Credentials, MailboxConnection } from '#main/exchange/mailbox.ts';
import { connectionTo, fastClock, fixedCredentials, noSignal } from './ews-connection.ts';
import { type EwsStub, startStub, type StubHandler } from './ews-stub.ts';

/** Our HTTP layer against scripted servers. */

const open: { close(): Promise<void> }[] = [];
/** For `afterEach`. */
export const closeAll = async (): Promise<void> => {
  while (open.length > 0) await open.pop()?.close();
};

/** Closed with the rest. */
export const alsoClose = (one: { close(): Promise<void> }): void => void open.push(one);

export const serve = async (handler: StubHandler): Promise<EwsStub> => {
  const stub = await startStub(handler);
  open.push(stub);
  return stub;
};

export const httpTo = (
  url: string,
  changes: Partial<MailboxConnection> = {},
  credentials: Credentials = fixedCredentials,
): ExchangeHttp => {
  const http = createExchangeHttp(connectionTo(url, changes), { credentials, clock: fastClock() });
  open.push(http);
  return http;
};

export const request = (changes: Partial<ExchangeRequest> = {}): ExchangeRequest => ({
  body: Buffer.from('<x/>'),
  deadlines: { headersMs: 2_000, idleMs: 2_000, wholeMs: 4_000 },
  acceptGzip: false,
  trace: 'trace-1',
  ...changes,
});

export const send = async (
  http: ExchangeHttp,
  changes: Partial<ExchangeRequest> = {},
  signal = noSignal(),
): Promise<HttpHead & { readonly text: string }> => {
  const sink = new WholeBody(1_000_000);
  const head = await http.send(request(changes), sink, signal);
  return { ...head, text: sink.take().toString('utf8') };
};

export const failureOf = async (work: Promise<unknown>): Promise<CallError> =>
  work.then(
    () => {
      throw new Error('It worked, which it must not.');
    },
    (error: unknown) => error as CallError,
  );

export const bearer = { kind: 'bearer', accountKey: 'a' } as const;
export const basic = { kind: 'basic', userName: 'CONTOSO\\anna', secretKey: 's' } as const;

/** Tokens handed out and how they were asked for. */
export const countingCredentials = (): Credentials & { readonly asked: [boolean, string | null][] } => {
  const asked: [boolean, string | null][] = [];
  return {
    asked,
    accessToken: (_key, force, claims) => {
      asked.push([force, claims]);
      return Promise.resolve(`token-${asked.length}`);
    },
    password: () => Promise.resolve('secret'),
  };
};
