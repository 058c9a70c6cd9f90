import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPasswordTrials, type PasswordTrials } from '#main/features/password-trials.ts';

describe('one try for an unproven password', () => {
  let trials: PasswordTrials;
  beforeEach(() => {
    vi.useFakeTimers();
    trials = createPasswordTrials();
  });
  afterEach(() => vi.useRealTimers());

  /** What became of each of so many who ask at once. */
  const crowd = (count: number): string[] => {
    const states: string[] = Array.from({ length: count }, () => 'waiting');
    states.forEach((_, index) => {
      trials.take('key').then(
        () => (states[index] = 'granted'),
        (error: { code: string }) => (states[index] = error.code),
      );
    });
    return states;
  };
  const settled = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(0);
  };

  it('lets the others in once it was accepted, and asks no more', async () => {
    const states = crowd(3);
    await settled();
    expect(states).toEqual(['granted', 'waiting', 'waiting']);
    trials.answered('key', 'accepted');
    await settled();
    expect(states).toEqual(['granted', 'granted', 'granted']);
    const later = crowd(2);
    await settled();
    expect(later).toEqual(['granted', 'granted']);
  });

  it('turns all others away once it was refused, until another password is given', async () => {
    const states = crowd(3);
    await settled();
    trials.answered('key', 'refused');
    await settled();
    expect(states).toEqual(['granted', 'auth.denied', 'auth.denied']);
    const later = crowd(1);
    await settled();
    expect(later).toEqual(['auth.denied']);
    trials.forget('key');
    const again = crowd(2);
    await settled();
    expect(again).toEqual(['granted', 'waiting']);
  });

  it('passes the try on when no answer came, also from one that is never heard of again', async () => {
    const states = crowd(3);
    await settled();
    trials.answered('key', 'unknown');
    await settled();
    expect(states).toEqual(['granted', 'granted', 'waiting']);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(states).toEqual(['granted', 'granted', 'granted']);
    trials.answered('key', 'unknown');
    const later = crowd(1);
    await settled();
    expect(later).toEqual(['granted']);
  });

  it('a refusal counts also after an acceptance: the password was changed', async () => {
    crowd(1);
    trials.answered('key', 'accepted');
    trials.answered('key', 'unknown');
    trials.answered('key', 'refused');
    const later = crowd(1);
    await settled();
    expect(later).toEqual(['auth.denied']);
    expect(await trials.take('another').then(() => 'granted')).toBe('granted');
  });
});
