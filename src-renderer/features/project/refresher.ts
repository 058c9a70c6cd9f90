export type Part = 'project' | 'rows' | 'detail' | 'errors';

export interface RefresherOptions extends Readonly<Record<Part, () => Promise<void>>> {
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}

export interface Refresher {
  readonly stale: (...parts: readonly Part[]) => void;
  readonly stop: () => void;
}

/**
 * Fetches again what has become stale: each part at most once in `everyMs` and one fetch at a time, however often it is
 * called stale. The first after a rest goes at once.
 */
export const createRefresher = (options: RefresherOptions): Refresher => {
  const stale = new Set<Part>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const plan = () => {
    if (running || stopped || timer !== null || stale.size === 0) return;
    timer = setTimeout(() => void run(), Math.max(0, lastMs + options.everyMs - performance.now()));
  };
  const run = async () => {
    timer = null;
    running = true;
    lastMs = performance.now();
    const due = [...stale];
    stale.clear();
    const results = await Promise.allSettled(due.map((part) => options[part]()));
    for (const result of results)
      if (result.status === 'rejected' && !stopped) options.onError(result.reason);
    running = false;
    plan();
  };

  return {
    stale: (...parts) => {
      for (const part of parts) stale.add(part);
      plan();
    },
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
};
