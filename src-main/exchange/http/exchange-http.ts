import { randomUUID } from 'node:crypto';
import { LightermanError } from '#shared/domain/errors.ts';
import { basicAuthorization } from '../auth/basic.ts';
import type { Credentials, MailboxConnection } from '../mailbox.ts';
import { type Challenges, readChallenges } from './challenges.ts';
import { type Clock, systemClock } from './clock.ts';
import { CookieJar } from './cookie-jar.ts';
import { asCallError, CallError } from './http-errors.ts';
import { NtlmSockets } from './ntlm-sockets.ts';
import { type BodySink, type Deadlines, type HttpHead, type HttpRequest, roundTrip } from './round-trip.ts';
import { openPool, serverAddress } from './sockets.ts';
import { userAgent } from './user-agent.ts';

/**
 * HTTP to one server for one mailbox with one sign-in: its own sockets, its own cookies. Redirects are never followed, so
 * that no credential reaches a second server.
 */
export interface ExchangeHttp {
  readonly host: string;
  /**
   * Resolves with any status but 401.
   * @throws CallError, see `roundTrip`; `auth.*` when the sign-in is refused.
   */
  send(request: ExchangeRequest, sink: BodySink, signal: AbortSignal): Promise<HttpHead>;
  close(): Promise<void>;
}

export interface ExchangeRequest {
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  readonly deadlines: Deadlines;
  /** Listings shrink to a tenth; message content is not worth the CPU. */
  readonly acceptGzip: boolean;
  /** `client-request-id` of the call. */
  readonly trace: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'POST' | 'GET';
  /** See `HttpRequest.isWrite`. */
  readonly isWrite?: boolean;
}

export interface ExchangeHttpDeps {
  readonly credentials: Credentials;
  readonly clock?: Clock;
}

/** A token or password is asked for again after this; in between it need not cross a thread for every request. */
const rememberedMs = 60_000;

/** Exchange also answers 401 when it is overloaded: one more try after this, if it does not say what is wrong. */
const unauthorizedWaitMs = 30_000;

export type HttpConnection = Pick<
  MailboxConnection,
  'ewsUrl' | 'smtp' | 'isGroup' | 'impersonate' | 'caPem' | 'signIn'
>;

/** @throws LightermanError `app.bad-input`, `auth.clear-text`. */
export const createExchangeHttp = (connection: HttpConnection, deps: ExchangeHttpDeps): ExchangeHttp => {
  const clock = deps.clock ?? systemClock;
  const address = serverAddress(connection.ewsUrl);
  const cookies = new CookieJar(address.path);
  const { signIn } = connection;
  const anchor = connection.impersonate ?? connection.smtp;

  const headersFor = (request: ExchangeRequest, authorization: string | null): Record<string, string> => {
    const headers: Record<string, string> = {
      'content-type': 'text/xml; charset=utf-8',
      accept: 'text/xml',
      'user-agent': userAgent,
      'client-request-id': request.trace,
      'return-client-request-id': 'true',
      'accept-encoding': request.acceptGzip ? 'gzip' : 'identity',
      'x-anchormailbox': anchor,
      ...request.headers,
    };
    // The EWS Managed API sets it for groups, so that the request is routed straight to the group's mailbox.
    if (connection.isGroup) headers['x-owa-explicitlogonuser'] = anchor;
    const cookie = cookies.header(clock.now());
    if (cookie !== null) headers['cookie'] = cookie;
    if (authorization !== null) headers['authorization'] = authorization;
    return headers;
  };

  const httpRequest = (request: ExchangeRequest, authorization: string | null): HttpRequest => ({
    method: request.method ?? 'POST',
    path: address.path,
    headers: headersFor(request, authorization),
    body: request.method === 'GET' ? null : request.body,
    isWrite: request.isWrite ?? false,
  });

  const keepCookies = (sink: BodySink): BodySink => ({
    head: (head, flow) => {
      cookies.store(head.headers['set-cookie'], clock.now());
      sink.head(head, flow);
    },
    data: (chunk) => sink.data(chunk),
  });

  /** Whether the host waits to hear what became of the password it gave us. */
  let owesAnswer = false;
  let remembered: { readonly secret: string; readonly untilMs: number } | null = null;
  const secretOf = async (ask: () => Promise<string>): Promise<string> => {
    if (remembered !== null && remembered.untilMs > clock.now()) return remembered.secret;
    const secret = await ask().catch((error: unknown) => {
      throw asCallError(error, 'none');
    });
    remembered = { secret, untilMs: clock.now() + rememberedMs };
    owesAnswer = true;
    return secret;
  };

  const tell = async (secretKey: string, answer: 'accepted' | 'refused' | 'unknown'): Promise<void> => {
    if (!owesAnswer && answer !== 'refused') return;
    owesAnswer = false;
    // The request's own result counts more than whether the host heard of it.
    await deps.credentials.passwordAnswered?.(secretKey, answer).catch(() => undefined);
  };
  const telling = async (secretKey: string, send: () => Promise<HttpHead>): Promise<HttpHead> => {
    try {
      const head = await send();
      await tell(secretKey, head.status === 401 ? 'refused' : head.status === 200 ? 'accepted' : 'unknown');
      return head;
    } catch (error) {
      const isRefused = error instanceof CallError && error.code === 'auth.denied' && error.status === 401;
      await tell(secretKey, isRefused && !offersBasicOnly(error) ? 'refused' : 'unknown');
      throw error;
    }
  };

  const ntlm =
    signIn.kind === 'bearer' || signIn.kind === 'basic'
      ? null
      : new NtlmSockets(
          address,
          {
            userName: signIn.userName,
            password: async () => secretOf(async () => deps.credentials.password(signIn.secretKey)),
          },
          connection.caPem,
        );
  /** `negotiate-password`: NTLM where the server offers it, else Basic; decided by the first answer. */
  let useNtlm = ntlm !== null;

  const pool = openPool(address, connection.caPem);
  const isReplayable = (request: ExchangeRequest): boolean => request.body instanceof Uint8Array;

  /** The sink never sees a 401. */
  const attempt = async (
    request: ExchangeRequest,
    authorization: string,
    sink: BodySink,
    signal: AbortSignal,
  ): Promise<HttpHead> => {
    let refused = false;
    const inner = keepCookies({
      head: (head, flow) => {
        refused = head.status === 401;
        if (!refused) sink.head(head, flow);
      },
      data: (chunk) => {
        if (!refused) sink.data(chunk);
      },
    });
    return roundTrip(
      pool,
      address.host,
      httpRequest(request, authorization),
      inner,
      request.deadlines,
      signal,
    );
  };

  const sendBearer = async (
    accountKey: string,
    request: ExchangeRequest,
    sink: BodySink,
    signal: AbortSignal,
  ): Promise<HttpHead> => {
    const token = await secretOf(async () => deps.credentials.accessToken(accountKey, false, null));
    const first = await attempt(request, `Bearer ${token}`, sink, signal);
    if (first.status !== 401) return first;
    const challenges = readChallenges(first.headers['www-authenticate']);
    const fresh = await deps.credentials
      .accessToken(accountKey, true, challenges.claims)
      .catch((error: unknown) => {
        throw asCallError(error, 'none');
      });
    remembered = { secret: fresh, untilMs: clock.now() + rememberedMs };
    if (!isReplayable(request)) {
      throw new CallError('auth.transient', 'none', {
        message: 'The sign-in was renewed; the upload starts again.',
        status: 401,
      });
    }
    const second = await attempt(request, `Bearer ${fresh}`, sink, signal);
    if (second.status !== 401) return second;
    if (!saysWhy(second)) {
      await clock.sleep(unauthorizedWaitMs, signal).catch((error: unknown) => {
        throw asCallError(error, 'none');
      });
      const third = await attempt(request, `Bearer ${fresh}`, sink, signal);
      if (third.status !== 401) return third;
    }
    throw bearerRefused(second, readChallenges(second.headers['www-authenticate']));
  };

  const sendBasic = async (
    user: { readonly userName: string; readonly secretKey: string },
    request: ExchangeRequest,
    sink: BodySink,
    signal: AbortSignal,
  ): Promise<HttpHead> => {
    const head = await telling(user.secretKey, async () => {
      const password = await secretOf(async () => deps.credentials.password(user.secretKey));
      return attempt(request, basicAuthorization(user.userName, password), sink, signal);
    });
    if (head.status !== 401) return head;
    const offered = readChallenges(head.headers['www-authenticate']).schemes;
    throw new CallError('auth.denied', 'none', {
      ...(offered.includes('basic') || offered.length === 0
        ? {}
        : { message: 'The server does not offer Basic sign-in.' }),
      details: { offered: offered.join(' ') },
      status: 401,
    });
  };

  return {
    host: address.host,
    send: async (request, sink, signal) => {
      if (signIn.kind === 'bearer') return sendBearer(signIn.accountKey, request, sink, signal);
      if (ntlm !== null && useNtlm) {
        try {
          return await telling(signIn.secretKey, async () =>
            ntlm.send(httpRequest(request, null), keepCookies(sink), request.deadlines, signal),
          );
        } catch (error) {
          if (signIn.kind !== 'negotiate-password' || !offersBasicOnly(error)) throw error;
          useNtlm = false;
        }
      }
      return sendBasic(signIn, request, sink, signal);
    },
    close: async () => {
      remembered = null;
      await Promise.all([pool.destroy(), ntlm?.close()]);
    },
  };
};

/** Thrown before a body was sent: the handshake's first leg had no answer. */
const offersBasicOnly = (error: unknown): boolean =>
  error instanceof CallError && error.code === 'auth.denied' && error.details['offered'] === 'basic';

const saysWhy = (head: HttpHead): boolean =>
  readChallenges(head.headers['www-authenticate']).bearerError !== null ||
  head.headers['x-ms-diagnostics'] !== undefined;

/** `x-ms-diagnostics: 2000002;reason="…";error_category="token_expired"`; only number and category go on. */
const diagnosticsOf = (head: HttpHead): Record<string, string> => {
  const header = head.headers['x-ms-diagnostics'];
  const text = Array.isArray(header) ? header.join(' ') : (header ?? '');
  const match = /^(\d+);.*?error_category="([a-z_]+)"/.exec(text);
  return match === null ? {} : { diagnostics: match[1] ?? '', category: match[2] ?? '' };
};

const bearerRefused = (head: HttpHead, challenges: Challenges): LightermanError =>
  new CallError('auth.expired', 'none', {
    message: 'The server refuses the sign-in even after it was renewed.',
    details: {
      ...diagnosticsOf(head),
      ...(challenges.bearerError === null ? {} : { bearerError: challenges.bearerError }),
    },
    status: 401,
  });

export const newTrace = (): string => randomUUID();
