/** How often the picture may change by itself: four times a second, so that numbers can be read. */
export const pulseMs = 250;

export interface Pulse<Change> {
  readonly add: (change: Change) => void;
  readonly stop: () => void;
}

/**
 * Collects changes and hands them over together, at most once in `everyMs`. The first after a rest goes at once: a person
 * who clicked does not wait.
 */
export const createPulse = <Change>(
  apply: (changes: readonly Change[]) => void,
  everyMs = pulseMs,
): Pulse<Change> => {
  let waiting: Change[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;

  const flush = () => {
    timer = null;
    lastMs = performance.now();
    const changes = waiting;
    waiting = [];
    apply(changes);
  };

  return {
    add: (change) => {
      waiting.push(change);
      timer ??= setTimeout(flush, Math.max(0, lastMs + everyMs - performance.now()));
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      waiting = [];
    },
  };
};
