import type { WriteDb } from '../db.ts';

/** Long work is cut into transactions of about this length, so that nobody waits for the process. */
const sliceMs = 20;

let breathedAt = 0;
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => {
      breathedAt = performance.now();
      resolve();
    });
  });

/**
 * Calls `step` until it answers `false`, many times in one transaction, and lets others in between transactions.
 * A step must leave the store consistent: a crash may fall between any two slices.
 */
export const inSlices = async (db: WriteDb, step: () => boolean): Promise<void> => {
  for (;;) {
    const more = db.transaction(() => {
      const endAt = performance.now() + sliceMs;
      for (;;) {
        if (!step()) return false;
        if (performance.now() >= endAt) return true;
      }
    });
    // Many short pieces of work after one another hold everybody up like a long one.
    if (more || performance.now() - breathedAt > sliceMs) await breathe();
    if (!more) return;
  }
};
