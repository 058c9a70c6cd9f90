import { LightermanError } from '#shared/domain/errors.ts';
import type { RunId } from '#shared/domain/ids.ts';
import type { WriteDb } from '../db.ts';
import { runRowOf } from '../row-ids.ts';

/** Where a run stands, read once and kept: these facts do not change while it lives, but for its listing. */
export interface RunContext {
  readonly id: RunId;
  readonly run: number;
  readonly item: number;
  readonly destination: number;
  readonly destinationKey: string;
  /** The listing whose messages this run counts; `null` before its folders are known. */
  listing: number | null;
  /** Rows handed out and neither reserved nor settled yet. */
  readonly leased: Set<number>;
}

export type RunContexts = (run: RunId) => RunContext;

export const createRunContexts = (db: WriteDb): RunContexts => {
  const known = new Map<RunId, RunContext>();
  return (id) => {
    const kept = known.get(id);
    if (kept !== undefined) return kept;
    const row = db
      .read<{ item: number; listing: number | null; destination: number; destination_key: string }>(
        `SELECT r.item, r.listing, d.id AS destination, i.destination_key
         FROM runs r JOIN items i ON i.id = r.item JOIN destinations d ON d.key = i.destination_key WHERE r.id = ?`,
      )
      .get(runRowOf(id));
    if (row === undefined)
      throw new LightermanError('app.not-found', { message: `There is no run ${id}.`, details: { id } });
    const context: RunContext = {
      id,
      run: runRowOf(id),
      item: row.item,
      destination: row.destination,
      destinationKey: row.destination_key,
      listing: row.listing,
      leased: new Set(),
    };
    known.set(id, context);
    return context;
  };
};

/** @throws LightermanError app.conflict before `recordFolders` */
export const listingOf = (context: RunContext): number => {
  if (context.listing === null)
    throw new LightermanError('app.conflict', {
      message: 'The folders of this run have not been recorded yet.',
      details: { run: context.id },
    });
  return context.listing;
};
