import { AsyncLocalStorage } from 'node:async_hooks';
import { LightermanError } from '#shared/domain/errors.ts';
import type { OAuthFailure } from './oauth-failure.ts';

/**
 * One call into MSAL, known to everything it starts. MSAL loses what the server said on several ways (device code, discovery,
 * network); the network module leaves it here, and who called MSAL picks it up.
 */
export interface Flow {
  readonly signal: AbortSignal;
  /** The last thing that went wrong on the wire; cleared by a good answer. */
  lastProblem:
    | { readonly kind: 'refused'; readonly failure: OAuthFailure }
    | { readonly kind: 'broken'; readonly error: LightermanError }
    | null;
  /** Wait before each poll of a device code; grows on `slow_down`. */
  pollIntervalMs: number;
  /** Polls in a row that met no usable answer. */
  failedPolls: number;
  /** This flow holds the cache lock already; see `token-cache-plugin.ts`. */
  readonly holdsCache: boolean;
}

const storage = new AsyncLocalStorage<Flow>();

export const runFlow = <Result>(
  options: { readonly signal?: AbortSignal | undefined; readonly holdsCache?: boolean },
  work: (flow: Flow) => Promise<Result>,
): Promise<Result> => {
  const flow: Flow = {
    signal: options.signal ?? new AbortController().signal,
    lastProblem: null,
    pollIntervalMs: 5_000,
    failedPolls: 0,
    holdsCache: options.holdsCache ?? false,
  };
  return storage.run(flow, () => work(flow));
};

export const currentFlow = (): Flow | null => storage.getStore() ?? null;

/** Settles with the work, or rejects at once when the signal aborts; the work goes on without us then. */
export const untilAborted = <Result>(
  signal: AbortSignal | undefined,
  work: Promise<Result>,
  aborted: () => LightermanError,
): Promise<Result> => {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(aborted());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
};
