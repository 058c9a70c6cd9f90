import { useSyncExternalStore } from 'react';

interface Clock {
  readonly subscribe: (changed: () => void) => () => void;
  readonly read: () => number;
}

/** One timer for all who look at the same clock; none while nobody does. */
const createClock = (everyMs: number): Clock => {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | null = null;
  let nowMs = 0;
  // Whole steps: two looks within one drawing must give the same time.
  const look = () => Math.floor(Date.now() / everyMs) * everyMs;
  return {
    subscribe: (changed) => {
      listeners.add(changed);
      nowMs = look();
      timer ??= setInterval(() => {
        nowMs = look();
        for (const listener of listeners) listener();
      }, everyMs);
      return () => {
        listeners.delete(changed);
        if (listeners.size > 0 || timer === null) return;
        clearInterval(timer);
        timer = null;
      };
    },
    read: () => (timer === null ? look() : nowMs),
  };
};

const minutes = createClock(60_000);
const seconds = createClock(1000);
const noSubscription = () => () => {};

/** The time to the minute: enough to know which day it is. */
export const useToday = (): number => useSyncExternalStore(minutes.subscribe, minutes.read);

/** The time to the second while something counts down, and standing still otherwise. */
export const useSeconds = (isCounting: boolean): number =>
  useSyncExternalStore(isCounting ? seconds.subscribe : noSubscription, seconds.read);
