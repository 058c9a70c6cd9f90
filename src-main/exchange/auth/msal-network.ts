import { setTimeout as delay } from 'node:timers/promises';
import type { INetworkModule } from '@azure/msal-node';
import { LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import { retryAfterOf } from '../http/http-errors.ts';
import { explainFailure } from './explain-failure.ts';
import { currentFlow, type Flow, runFlow } from './flow.ts';
import type { NetworkAnswer, NetworkFetch } from './network-fetch.ts';
import { readOAuthFailure } from './oauth-failure.ts';

/**
 * MSAL's way to the network, made ours:
 * - keeps the last refusal, which MSAL 7.2.1 drops in the device-code flow (`post_request_failed` with one word; an error of
 *   the device-code endpoint even counts as a code of undefined fields) — read in its DeviceCodeClient;
 * - paces the polling of device codes itself, so that cancelling takes effect at once, `slow_down` slows down instead of
 *   failing, a missing `interval` is the 5 s of RFC 8628 section 3.2 instead of no pause, and a short outage is survived
 *   (section 3.5);
 * - turns 429 and 5xx into an error at once: MSAL would answer the next calls for a minute from its own throttling cache.
 */
export const createNetworkModule = (
  fetch: NetworkFetch,
  sleep: (delayMs: number, signal: AbortSignal) => Promise<void> = (delayMs, signal) =>
    delay(delayMs, undefined, { signal }),
): INetworkModule => {
  const send = async (method: 'GET' | 'POST', url: string, options: Options | undefined): Promise<Answer> => {
    const flow = currentFlow();
    if (flow === null) return runFlow({}, () => send(method, url, options));
    const body = options?.body ?? null;
    const isPoll = method === 'POST' && isDevicePoll(body);
    if (isPoll) await sleep(flow.pollIntervalMs, flow.signal);
    const answer = await fetchOnce(fetch, flow, { method, url, headers: options?.headers ?? {}, body }).catch(
      (error: unknown) => {
        if (isPoll && surviveOutage(flow, toLightermanError(error))) return pending;
        throw error;
      },
    );
    if (isPoll) return afterPoll(flow, answer);
    return new URL(url).pathname.endsWith('/devicecode') ? takeInterval(flow, answer) : answer;
  };
  return {
    // The type of the body is MSAL's word: it reads the fields it knows from whatever JSON comes.
    sendGetRequestAsync: async <T>(url: string, options?: Options) =>
      typed<T>(await send('GET', url, options)),
    sendPostRequestAsync: async <T>(url: string, options?: Options) =>
      typed<T>(await send('POST', url, options)),
  };
};

interface Options {
  readonly headers?: Record<string, string>;
  readonly body?: string;
}
interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Readonly<Record<string, unknown>>;
}

const typed = <T>(answer: Answer): { status: number; headers: Record<string, string>; body: T } => ({
  ...answer,
  body: answer.body as T,
});

const pending: Answer = { status: 400, headers: {}, body: { error: 'authorization_pending' } };
const isDevicePoll = (body: string | null): boolean =>
  body !== null &&
  /(?:^|&)grant_type=(?:device_code|urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code)(?:&|$)/.test(
    body,
  );

const fetchOnce = async (
  fetch: NetworkFetch,
  flow: Flow,
  request: {
    readonly method: 'GET' | 'POST';
    readonly url: string;
    readonly headers: Record<string, string>;
    readonly body: string | null;
  },
): Promise<Answer> => {
  const fail = (error: LightermanError): never => {
    flow.lastProblem = { kind: 'broken', error };
    throw error;
  };
  if (flow.signal.aborted) return fail(new LightermanError('app.stopped'));
  const answer = await fetch({ ...request, signal: flow.signal }).catch((error: unknown) =>
    fail(toLightermanError(error)),
  );
  const body = jsonObject(answer.text);
  if (answer.status === 429 || answer.status >= 500) {
    const waitMs = retryAfterOf(answer.headers['retry-after'], Date.now()) ?? undefined;
    return fail(explainFailure(readOAuthFailure(body ?? {}, answer.status), 'sign-in', waitMs));
  }
  if (body === null) return fail(noAnswerOf(request.url, answer));
  if (answer.status >= 400 || typeof body['error'] === 'string') {
    flow.lastProblem = { kind: 'refused', failure: readOAuthFailure(body, answer.status) };
  } else {
    flow.lastProblem = null;
  }
  const { 'retry-after': _ours, ...headers } = answer.headers;
  return { status: answer.status, headers, body };
};

const noAnswerOf = (url: string, answer: NetworkAnswer): LightermanError =>
  new LightermanError('endpoint.bad-answer', {
    message: 'The sign-in address does not answer as a sign-in service does.',
    details: {
      host: new URL(url).host,
      status: answer.status,
      nextStep: 'Check the cloud of the endpoint, and what stands between here and the sign-in service.',
    },
  });

const jsonObject = (text: string): Readonly<Record<string, unknown>> | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    // A proxy's page, or nothing at all; said by the caller.
    return null;
  }
};

/** The pause between polls is ours from here on: MSAL is told there is none. */
const takeInterval = (flow: Flow, answer: Answer): Answer => {
  const seconds = answer.body['interval'];
  if (typeof seconds === 'number' && seconds > 0) flow.pollIntervalMs = seconds * 1_000;
  return { ...answer, body: { ...answer.body, interval: 0 } };
};

/** RFC 8628 section 3.5: five seconds more, for this and all later polls. */
const slowDownMs = 5_000;
const mostFailedPolls = 5;
const longestPollIntervalMs = 60_000;

const afterPoll = (flow: Flow, answer: Answer): Answer => {
  if (answer !== pending) flow.failedPolls = 0;
  if (answer.body['error'] !== 'slow_down') return answer;
  flow.pollIntervalMs += slowDownMs;
  return pending;
};

const surviveOutage = (flow: Flow, error: LightermanError): boolean => {
  if (flow.signal.aborted || error.info.retry === 'never') return false;
  flow.failedPolls++;
  flow.pollIntervalMs = Math.min(
    longestPollIntervalMs,
    Math.max(flow.pollIntervalMs * 2, error.retryAfterMs ?? 0),
  );
  return flow.failedPolls < mostFailedPolls;
};
