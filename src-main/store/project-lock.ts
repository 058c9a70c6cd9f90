import { LightermanError } from '#shared/domain/errors.ts';
import type { ReadDb } from './db.ts';

/**
 * After the first copying pass endpoints and destination addresses are fixed (domain.md §1).
 * @param what begins the sentence: `The endpoints are`
 * @throws LightermanError app.conflict
 */
export const refuseWhenLocked = (db: ReadDb, what: string): void => {
  const lockedAt =
    db.read<{ locked_at: number | null }>('SELECT locked_at FROM project').get()?.locked_at ?? null;
  if (lockedAt !== null)
    throw new LightermanError('app.conflict', {
      message: `${what} fixed since the first copying pass; duplicate the project to change them.`,
      details: { lockedAtMs: lockedAt },
    });
};
