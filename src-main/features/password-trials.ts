import { LightermanError } from '#shared/domain/errors.ts';

export type PasswordAnswer = 'accepted' | 'refused' | 'unknown';

/**
 * One try for a password that no server has answered yet. Hundreds of mailboxes may share an account; if each found out for
 * itself that its password is wrong, the account would be locked.
 */
export interface PasswordTrials {
  /** Resolves when the caller may use the password: at once, or after the one who tries it has had an answer. @throws `auth.denied` */
  take(secretKey: string): Promise<void>;
  answered(secretKey: string, answer: PasswordAnswer): void;
  /** Another password is kept under the key from now on, or none. */
  forget(secretKey: string): void;
}

type Waiter = PromiseWithResolvers<void>;

interface Trial {
  state: 'trying' | 'accepted' | 'refused';
  readonly waiting: Waiter[];
  limit: NodeJS.Timeout | null;
}

/** Who tries and is never heard of again must not keep the others: longer than any request may take. */
const longestTrialMs = 200_000;

const refusedBefore = (): LightermanError =>
  new LightermanError('auth.denied', {
    message: 'The server refused this sign-in a moment ago; it was not tried again.',
  });

export const createPasswordTrials = (): PasswordTrials => {
  const trials = new Map<string, Trial>();

  const watch = (secretKey: string, trial: Trial): void => {
    if (trial.limit !== null) clearTimeout(trial.limit);
    trial.limit = setTimeout(() => settle(secretKey, 'unknown'), longestTrialMs);
    trial.limit.unref();
  };

  const settle = (secretKey: string, answer: PasswordAnswer): void => {
    const trial = trials.get(secretKey);
    if (trial === undefined) return;
    if (answer === 'unknown') {
      if (trial.state !== 'trying') return;
      const next = trial.waiting.shift();
      if (next === undefined) {
        if (trial.limit !== null) clearTimeout(trial.limit);
        trials.delete(secretKey);
      } else {
        watch(secretKey, trial);
        next.resolve();
      }
      return;
    }
    if (trial.limit !== null) clearTimeout(trial.limit);
    trial.limit = null;
    trial.state = answer;
    for (const waiter of trial.waiting.splice(0)) {
      if (answer === 'accepted') waiter.resolve();
      else waiter.reject(refusedBefore());
    }
  };

  return {
    async take(secretKey) {
      const trial = trials.get(secretKey);
      if (trial === undefined) {
        const fresh: Trial = { state: 'trying', waiting: [], limit: null };
        trials.set(secretKey, fresh);
        watch(secretKey, fresh);
        return;
      }
      if (trial.state === 'accepted') return;
      if (trial.state === 'refused') throw refusedBefore();
      const waiter = Promise.withResolvers<void>();
      trial.waiting.push(waiter);
      await waiter.promise;
    },
    answered: settle,
    forget(secretKey) {
      const trial = trials.get(secretKey);
      trials.delete(secretKey);
      if (trial === undefined) return;
      if (trial.limit !== null) clearTimeout(trial.limit);
      for (const waiter of trial.waiting) waiter.resolve();
    },
  };
};
