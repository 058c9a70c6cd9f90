export type Part = 'project' | 'rows' | 'detail' | 'errors';

/** Fetches a part. @returns what is to be shown of it; told together with the others */
type Fetch<Change> = () => Promise<Change | null>;

export interface RefresherOptions<Change> extends Readonly<Record<Part, Fetch<Change>>> {
  readonly everyMs: number;
  /** Takes what was fetched at one time, so that the parts of the picture fit each other. */
  readonly publish: (changes: readonly Change[]) => void;
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
export const createRefresher = <Change>(options: RefresherOptions<Change>): Refresher => {
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
    if (stopped) return;
    const changes: Change[] = [];
    for (const result of results)
      if (result.status === 'rejected') options.onError(result.reason);
      else if (result.value !== null) changes.push(result.value);
    if (changes.length > 0) options.publish(changes);
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
