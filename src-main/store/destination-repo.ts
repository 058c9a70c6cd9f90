import type { ItemView, ProofCounts } from '#shared/contract/model.ts';
import { addCounts, type Counts, noCounts } from '#shared/domain/counters.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { type DestinationKey, destinationKey } from '#shared/domain/ids.ts';
import type { ReadDb, WriteDb } from './db.ts';
import { itemRow, viewOf } from './item-views.ts';

/** One destination mailbox with all that flows into it. */
export interface DestinationSummary {
  readonly destination: DestinationKey;
  readonly items: number;
  readonly counts: Counts;
  /** `null` until every mailbox with counts has been proven after its last listing. */
  readonly proof: ProofCounts | null;
  readonly complete: boolean | null;
  readonly errorCount: number;
}

export const addProofs = (a: ProofCounts, b: ProofCounts): ProofCounts => ({
  present: a.present + b.present,
  missing: a.missing + b.missing,
  duplicates: a.duplicates + b.duplicates,
  altered: a.altered + b.altered,
  removedSince: a.removedSince + b.removedSince,
  changedSince: a.changedSince + b.changedSince,
  levels: {
    '1': a.levels['1'] + b.levels['1'],
    '2': a.levels['2'] + b.levels['2'],
    '3': a.levels['3'] + b.levels['3'],
    '4': a.levels['4'] + b.levels['4'],
  },
});

/** Sums of mailboxes: a sum is proven, or complete, when each of its parts is. */
export const sumViews = (
  views: readonly ItemView[],
): Pick<DestinationSummary, 'items' | 'counts' | 'proof' | 'complete' | 'errorCount'> => {
  const proofs = views.flatMap((view) => (view.proof === null ? [] : [view.proof]));
  const [first, ...rest] = proofs;
  return {
    items: views.length,
    counts: views.reduce((sum, view) => addCounts(sum, view.counts), noCounts),
    proof: first === undefined || proofs.length < views.length ? null : rest.reduce(addProofs, first),
    complete: views.some((view) => view.complete === false)
      ? false
      : views.every((view) => view.complete === true)
        ? true
        : null,
    errorCount: views.reduce((sum, view) => sum + view.errorCount, 0),
  };
};

/** Destinations after one another, by address. */
export function* destinationSummaries(db: ReadDb): Generator<DestinationSummary> {
  let after = '';
  for (;;) {
    const next = db
      .read<{ key: string }>('SELECT min(destination_key) AS key FROM items WHERE destination_key > ?')
      .get(after);
    if (next === undefined || next.key === null) return;
    after = next.key;
    const views = db
      .read<{ id: number }>('SELECT id FROM items WHERE destination_key = ? ORDER BY source_key')
      .all(after)
      .map(({ id }) => viewOf(itemRow(db, id), db));
    yield { destination: destinationKey(after), ...sumViews(views) };
  }
}

/** @throws LightermanError app.not-found */
export const destinationSummary = (db: ReadDb, destination: DestinationKey): DestinationSummary => {
  const views = db
    .read<{ id: number }>('SELECT id FROM items WHERE destination_key = ? ORDER BY source_key')
    .all(destination)
    .map(({ id }) => viewOf(itemRow(db, id), db));
  if (views.length === 0)
    throw new LightermanError('app.not-found', { message: `No mailbox goes into ${destination}.` });
  return { destination, ...sumViews(views) };
};

/**
 * The Inbox's folder id as the first pass met it: another one under the same address is a mailbox that was deleted and made anew
 * (domain.md §4). `null` before the first.
 */
export const destinationInboxId = (db: ReadDb, destination: DestinationKey): string | null =>
  db
    .read<{ id: string | null }>('SELECT inbox_folder_id AS id FROM destinations WHERE key = ?')
    .get(destination)?.id ?? null;

export const rememberDestinationInboxId = (
  db: WriteDb,
  destination: DestinationKey,
  folderId: string,
): void => {
  db.write('UPDATE destinations SET inbox_folder_id = ? WHERE key = ?').run(folderId, destination);
};

/**
 * The operator wants what was removed at the destination once more. @returns how many messages are due again.
 * They count as not attempted until the next pass.
 */
export const copyAgain = (db: WriteDb, destination: DestinationKey): number =>
  db.transaction(
    () =>
      db
        .write(
          `UPDATE messages SET state = 'listed', removed_at = NULL, done_run = NULL, done_at = NULL
           WHERE removed_at IS NOT NULL AND item IN (SELECT id FROM items WHERE destination_key = ?)`,
        )
        .run(destination).changes,
  );

/** How many different mailboxes the project's items go into. */
export const destinationCount = (db: ReadDb): number =>
  db.read<{ n: number }>('SELECT count(DISTINCT destination_key) AS n FROM items').get()?.n ?? 0;
