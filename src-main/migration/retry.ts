import { isLightermanError, LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import type { WaitReason } from '#shared/domain/run-state.ts';
import type { Clock } from './clock.ts';
import type { ProgressReporter } from './task-context.ts';

export interface RetryBudget {
  readonly tries: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** About ten tries within a quarter of an hour: reference §6.3. */
export const defaultBudget: RetryBudget = { tries: 10, firstDelayMs: 1000, maxDelayMs: 120_000 };

const reasonOf = (error: LightermanError): WaitReason =>
  error.code === 'endpoint.throttled' ||
  error.code === 'endpoint.unavailable' ||
  error.code === 'mailbox.moving'
    ? 'throttled'
    : 'network';

/** The pause before try number `attempt` (from 1): the server's own demand, else doubling with up to 20 % of jitter. */
export const delayBefore = (
  attempt: number,
  error: LightermanError,
  budget: RetryBudget,
  random: () => number,
): number =>
  error.retryAfterMs ??
  Math.round(Math.min(budget.maxDelayMs, budget.firstDelayMs * 2 ** (attempt - 1)) * (0.8 + 0.4 * random()));

/**
 * Runs `work` again while its error says that this may help, and shows the operator what is waited for.
 * A stop ends the wait at once.
 */
export const withRetry = async <Value>(
  work: () => Promise<Value>,
  context: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly progress: ProgressReporter | null;
  },
  budget: RetryBudget = defaultBudget,
): Promise<Value> => {
  for (let attempt = 1; ; attempt += 1) {
    if (context.signal.aborted) throw new LightermanError('app.stopped');
    try {
      return await work();
    } catch (thrown) {
      const error = toLightermanError(thrown);
      if (context.signal.aborted) throw new LightermanError('app.stopped', { cause: error });
      if (error.info.retry === 'never' || attempt >= budget.tries) throw error;
      const delayMs = delayBefore(attempt, error, budget, Math.random);
      context.progress?.wait(reasonOf(error), context.clock.now() + delayMs);
      try {
        await context.clock.sleep(delayMs, context.signal);
      } catch (stopped) {
        throw isLightermanError(stopped) ? stopped : new LightermanError('app.stopped', { cause: stopped });
      } finally {
        context.progress?.endWait();
      }
    }
  }
};
