/**
 * The part of the throttle's budgets that threads see for themselves: how many requests of an account are open, how many may be, and
 * until when it is paused. A permit that is there is taken with one atomic step, where asking the host costs two messages; whoever
 * does not get one that way asks the host and waits there in order.
 */
export const slots = 256;
/** So many calls that went well allow one more at a time. */
export const goodCallsPerStep = 100;

const open = 0;
const limit = 1;
const good = 2;
const waiting = 3;
/** In ticks since `baseMs`: milliseconds since 1970 do not fit. */
const pausedUntil = 4;
const cellsPerSlot = 5;
const tickMs = 100;

/** JSON but for the shared memory; goes to a thread when it starts. */
export interface ThreadBudget {
  readonly cells: Int32Array;
  /** Permits this thread holds by slot: they come back when it dies. */
  readonly held: Int32Array;
  readonly baseMs: number;
}

export const newCells = (count: number): Int32Array =>
  new Int32Array(new SharedArrayBuffer(count * cellsPerSlot * Int32Array.BYTES_PER_ELEMENT));

export const newHeld = (): Int32Array =>
  new Int32Array(new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT));

/** One account's cells, as the host sees them. */
export interface AccountCells {
  /** Takes a permit if one is free; pauses are the caller's business. */
  take(): boolean;
  giveBack(permits: number): void;
  /** One more call went well. @returns how many did since the count was last set. */
  wentWell(): number;
  good(): number;
  setGood(count: number): void;
  limit(): number;
  setLimit(permits: number): void;
  /** Threads stop helping themselves while somebody waits. */
  addWaiting(by: 1 | -1): void;
  pause(untilMs: number, baseMs: number): void;
}

const takeAt = (cells: Int32Array, at: number): boolean => {
  for (;;) {
    const now = Atomics.load(cells, at + open);
    if (now >= Atomics.load(cells, at + limit)) return false;
    if (Atomics.compareExchange(cells, at + open, now, now + 1) === now) return true;
  }
};

export const accountCells = (cells: Int32Array, slot: number): AccountCells => {
  const at = slot * cellsPerSlot;
  return {
    take: () => takeAt(cells, at),
    giveBack: (permits) => void Atomics.sub(cells, at + open, permits),
    wentWell: () => Atomics.add(cells, at + good, 1) + 1,
    good: () => Atomics.load(cells, at + good),
    setGood: (count) => void Atomics.store(cells, at + good, count),
    limit: () => Atomics.load(cells, at + limit),
    setLimit: (permits) => void Atomics.store(cells, at + limit, permits),
    addWaiting: (by) => void Atomics.add(cells, at + waiting, by),
    // Rounded up: a known back-off is never cut short.
    pause: (untilMs, baseMs) =>
      void Atomics.store(cells, at + pausedUntil, Math.ceil((untilMs - baseMs) / tickMs)),
  };
};

/** A thread helps itself to a permit. @returns `false`: ask the host. */
export const takePermit = ({ cells, held, baseMs }: ThreadBudget, slot: number, nowMs: number): boolean => {
  const at = slot * cellsPerSlot;
  if (Atomics.load(cells, at + waiting) > 0) return false;
  if (Atomics.load(cells, at + pausedUntil) * tickMs > nowMs - baseMs) return false;
  // Noted before it is taken: should the thread die in between, no permit is lost for ever.
  Atomics.add(held, slot, 1);
  if (takeAt(cells, at)) return true;
  Atomics.sub(held, slot, 1);
  return false;
};

/** After a call that went well. @returns whether the host should look: somebody waits, or a longer row of good calls is full. */
export const returnPermit = ({ cells, held }: ThreadBudget, slot: number): boolean => {
  const at = slot * cellsPerSlot;
  Atomics.sub(held, slot, 1);
  Atomics.sub(cells, at + open, 1);
  // Read after the permit is back: whoever began to wait before saw it taken and is seen here, or finds it free.
  return Atomics.add(cells, at + good, 1) + 1 >= goodCallsPerStep || Atomics.load(cells, at + waiting) > 0;
};
