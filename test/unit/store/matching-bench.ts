import { expect } from 'vitest';
import type { Ledger, ListingEntry } from '#main/migration/ledger.ts';
import type { WriteDb } from '#main/store/db.ts';
import { moveRun } from '#main/store/run-repo.ts';
import { type Counts, sumGap } from '#shared/domain/counters.ts';
import type { RunId } from '#shared/domain/ids.ts';
import {
  copyAll,
  handClock,
  type HandClock,
  ledgerOf,
  listAndMatch,
  projectWith,
  startPass,
} from './fixtures.ts';

/** A project, its ledger and a destination that is only a list: whole passes without a server. */
export interface Bench {
  readonly clock: HandClock;
  readonly db: WriteDb;
  readonly ledger: Ledger;
  readonly destination: { itemId: string; stamp: string }[];
}
export const bench = (destination: Bench['destination'] = []): Bench => {
  const clock = handClock();
  const db = projectWith([['anna@contoso.example', 'group@fabrikam.example']]);
  return { clock, db, ledger: ledgerOf(db, clock), destination };
};

/** A whole pass of a server that never fails. */
export const pass = async (
  { clock, db, ledger, destination }: Bench,
  source: Readonly<Record<string, readonly ListingEntry[]>>,
): Promise<{ readonly run: RunId; readonly counts: Counts; readonly written: number }> => {
  clock.move(1000);
  const run = startPass(db, clock.now());
  await listAndMatch(ledger, run, source, destination);
  clock.move(1000);
  const written = await copyAll(ledger, run, destination);
  const counts = await ledger.counts(run);
  expect(sumGap(counts)).toBe(0);
  moveRun(db, run, 'completed', clock.now());
  return { run, counts, written };
};

/** As the reconcile after a pass does: every message is there. */
export const proveAll = async ({ ledger }: Bench, run: RunId): Promise<void> => {
  const rows = await ledger.proofRows(run, 0, 1000);
  await ledger.recordProof(
    run,
    rows.map((row) => ({
      rowId: row.rowId,
      levels: [1, 2],
      verdict: 'proven',
      differences: [],
      destinationItemIds: ['x'],
    })),
  );
};

export const stampsOf = (destination: Bench['destination']): readonly string[] =>
  destination.map((item) => item.stamp).sort();
