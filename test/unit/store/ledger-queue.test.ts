import { afterEach, describe, expect, it, vi } from 'vitest';
import type { WriteDb } from '#main/store/db.ts';
import { recount } from '#main/store/ledger/sweep.ts';
import { createRunContexts } from '#main/store/ledger/run-context.ts';
import { errorsPage } from '#main/store/error-repo.ts';
import { sumGap } from '#shared/domain/counters.ts';
import type { RunId } from '#shared/domain/ids.ts';
import { entry, handClock, ledgerOf, listAndMatch, projectWith, startPass } from './fixtures.ts';

const stateOf = (db: WriteDb, row: number): string | undefined =>
  db.read<{ state: string }>('SELECT state FROM messages WHERE id = ?').get(row)?.state;

const started = async (count: number) => {
  const clock = handClock();
  const db = projectWith([['a@c.example', 'group@fabrikam.example']]);
  const ledger = ledgerOf(db, clock);
  const run = startPass(db, clock.now());
  const mail = Array.from({ length: count }, (_, index) =>
    entry(`s${index}`, `x${index}`, { receivedAtMs: 1000 - index, sizeBytes: 100 }),
  );
  await listAndMatch(ledger, run, { Inbox: mail }, []);
  return { clock, db, ledger, run };
};
const done = (rowId: number) =>
  ({
    rowId,
    state: 'done',
    how: 'copied',
    destinationItemId: `D${rowId}`,
    mimeSha256: null,
    mimeBytes: null,
    envelope: null,
    wrapped: false,
  }) as const;

afterEach(() => {
  vi.useRealTimers();
});

describe('leasing', () => {
  it('hands out in received order, within bytes and count, and nothing twice', async () => {
    const { ledger, run } = await started(5);
    const first = await ledger.lease(run, { count: 2, bytes: 1e9 });
    expect(first.map((row) => row.sourceItemId)).toEqual(['s4', 's3']);
    expect((await ledger.lease(run, { count: 10, bytes: 250 })).map((row) => row.sourceItemId)).toEqual([
      's2',
      's1',
    ]);
    // One that is larger than the limit still comes, alone.
    expect((await ledger.lease(run, { count: 10, bytes: 1 })).map((row) => row.sourceItemId)).toEqual(['s0']);
    expect(await ledger.lease(run, { count: 10, bytes: 1e9 })).toEqual([]);
  });

  it('hands out again what was put back, with one more attempt though it was never sent', async () => {
    const { ledger, run } = await started(1);
    const [row] = await ledger.lease(run, { count: 1, bytes: 1e9 });
    if (row === undefined) throw new Error('nothing due');
    await ledger.settle(run, [{ rowId: row.rowId, state: 'listed' }]);
    expect(await ledger.lease(run, { count: 1, bytes: 1e9 })).toMatchObject([
      { rowId: row.rowId, attempts: 1 },
    ]);
    await ledger.reserve(run, [row.rowId]);
    await ledger.settle(run, [{ rowId: row.rowId, state: 'listed' }]);
    expect(await ledger.lease(run, { count: 1, bytes: 1e9 })).toMatchObject([
      { rowId: row.rowId, attempts: 2, reservedAtMs: null },
    ]);
  });
});

describe('reserving', () => {
  it('is written when it answers, all of a call or nothing, and one bad call refuses no other', async () => {
    const { db, ledger, run } = await started(3);
    const rows = await ledger.lease(run, { count: 3, bytes: 1e9 });
    const [a, b, c] = rows.map((row) => row.rowId);
    if (a === undefined || b === undefined || c === undefined) throw new Error('three rows expected');
    const [good, bad, other] = await Promise.allSettled([
      ledger.reserve(run, [a]),
      ledger.reserve(run, [b, 999]),
      ledger.reserve(run, [c]),
    ]);
    expect(good.status).toBe('fulfilled');
    expect(other.status).toBe('fulfilled');
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'app.conflict' } });
    expect([a, b, c].map((row) => stateOf(db, row))).toEqual(['reserved', 'listed', 'reserved']);
    await expect(ledger.reserve(run, [a])).rejects.toMatchObject({ code: 'app.conflict' });
  });
});

describe('settling', () => {
  it('lags by a moment, and is written by the time, by the number, by a reservation and by closing', async () => {
    const { db, ledger, run } = await started(300);
    const rows = (await ledger.lease(run, { count: 300, bytes: 1e9 })).map((row) => row.rowId);
    await ledger.reserve(run, rows);
    vi.useFakeTimers();
    const settle = async (from: number, to: number): Promise<readonly (string | undefined)[]> => {
      await ledger.settle(run, rows.slice(from, to).map(done));
      return [...new Set(rows.slice(from, to).map((row) => stateOf(db, row)))];
    };
    expect(await settle(0, 10)).toEqual(['reserved']);
    vi.advanceTimersByTime(250);
    expect(stateOf(db, rows[9] ?? 0)).toBe('done');
    expect(await settle(10, 210)).toEqual(['done']);
    expect(await settle(210, 220)).toEqual(['reserved']);
    db.flush();
    expect(stateOf(db, rows[219] ?? 0)).toBe('done');
    expect(await ledger.counts(run)).toMatchObject({ copied: 220, notAttempted: 80 });
  });

  it('refuses what the state machine has not, and takes a repeated answer for what it is', async () => {
    const { ledger, run } = await started(2);
    const [a, b] = (await ledger.lease(run, { count: 2, bytes: 1e9 })).map((row) => row.rowId);
    if (a === undefined || b === undefined) throw new Error('two rows expected');
    await ledger.reserve(run, [a]);
    await ledger.settle(run, [{ rowId: a, state: 'unknown' }]);
    await ledger.settle(run, [done(a)]);
    await ledger.settle(run, [done(a)]);
    await expect(ledger.settle(run, [{ rowId: a, state: 'listed' }])).rejects.toMatchObject({
      code: 'app.conflict',
    });
    await expect(ledger.settle(run, [{ rowId: b, state: 'unknown' }])).rejects.toMatchObject({
      code: 'app.conflict',
    });
    await expect(ledger.settle(run, [done(77)])).rejects.toMatchObject({ code: 'app.conflict' });
    expect(await ledger.counts(run)).toMatchObject({ found: 2, copied: 1, notAttempted: 1 });
  });

  it('counts what was skipped and what failed, and the sum holds', async () => {
    const { ledger, run } = await started(4);
    const [a, b, c] = (await ledger.lease(run, { count: 3, bytes: 1e9 })).map((row) => row.rowId);
    await ledger.settle(run, [
      { rowId: a ?? 0, state: 'skipped', reason: 'gone at the source' },
      { rowId: b ?? 0, state: 'failed', code: 'message.refused', message: 'no', details: {} },
      { ...done(c ?? 0), how: 'already-there' },
    ]);
    const counts = await ledger.counts(run);
    expect(counts).toMatchObject({
      found: 4,
      skipped: 1,
      failed: 1,
      alreadyThere: 1,
      copied: 0,
      notAttempted: 1,
    });
    expect(sumGap(counts)).toBe(0);
  });
});

describe('on a full disk', () => {
  it('what was settled stays held, is told at the next call, and is written when there is room', async () => {
    const { db, ledger, run } = await started(300);
    const rows = (await ledger.lease(run, { count: 300, bytes: 1e9 })).map((row) => row.rowId);
    await ledger.reserve(run, rows);
    const pages = db.read<{ page_count: number }>('PRAGMA page_count').get()?.page_count ?? 0;
    db.read(`PRAGMA max_page_count = ${pages}`).get();
    const long = 'D'.repeat(4000);
    await expect(
      ledger.settle(
        run,
        rows.map((rowId) => ({ ...done(rowId), destinationItemId: `${long}${rowId}` })),
      ),
    ).rejects.toMatchObject({ code: 'store.full' });
    await expect(ledger.counts(run)).rejects.toMatchObject({ code: 'store.full' });
    db.read('PRAGMA max_page_count = 1000000').get();
    expect(await ledger.counts(run)).toMatchObject({ copied: 300, notAttempted: 0 });
  });
});

describe('the sums', () => {
  const broken = (db: WriteDb, run: RunId): Promise<readonly number[]> =>
    recount(db, createRunContexts(db)(run));

  it('are what the messages say; when they are not, the run says so and they are put right', async () => {
    const { db, ledger, run } = await started(3);
    expect(await broken(db, run)).toEqual([]);
    await ledger.proofRows(run, 0, 10);
    expect(errorsPage(db, { offset: 0, limit: 10 }).total).toBe(0);
    db.write('UPDATE run_folders SET copied = copied + 1').run();
    await ledger.proofRows(run, 0, 10);
    expect(errorsPage(db, { offset: 0, limit: 10 }).rows).toMatchObject([
      { code: 'proof.sum', scope: 'mailbox', side: 'local' },
    ]);
    expect(await broken(db, run)).toEqual([]);
    expect(await ledger.counts(run)).toMatchObject({ found: 3, copied: 0, notAttempted: 3 });
  });
});
