import { describe, expect, it } from 'vitest';
import type { Ledger } from '#main/migration/ledger.ts';
import { reportData } from '#main/store/report-data.ts';
import { moveRun } from '#main/store/run-repo.ts';
import { destinationKey, type RunId } from '#shared/domain/ids.ts';
import { stampOf } from '#shared/domain/stamp.ts';
import { entry, folder, limitMs, listAndMatch, startPass } from './fixtures.ts';
import { bench, pass, stampsOf, type Bench } from './matching-bench.ts';

describe('copies of one mail', () => {
  it('are told apart by creation, then source key, whatever order the listing has', async () => {
    const one = bench();
    const run = startPass(one.db, one.clock.now());
    await listAndMatch(
      one.ledger,
      run,
      {
        Inbox: [
          entry('third', 'x', { createdAtMs: 30, sourceKey: 'a' }),
          entry('second', 'x', { createdAtMs: 20, sourceKey: 'b' }),
          entry('first', 'x', { createdAtMs: 20, sourceKey: 'a' }),
        ],
      },
      [],
    );
    const rows = await one.ledger.lease(run, { count: 10, bytes: 1e9 });
    expect(Object.fromEntries(rows.map((row) => [row.sourceItemId, row.stamp]))).toEqual({
      first: stampOf('x', 0),
      second: stampOf('x', 1),
      third: stampOf('x', 2),
    });
  });

  it('an Inbox with three copies and one moved in later: four found, four present', async () => {
    const one = bench();
    const three = [entry('a', 'x'), entry('b', 'x'), entry('c', 'x')];
    expect((await pass(one, { Inbox: three })).counts).toMatchObject({ found: 3, copied: 3 });
    expect((await pass(one, { Inbox: [...three, entry('d', 'x')] })).counts).toMatchObject({
      found: 4,
      alreadyThere: 3,
      copied: 1,
    });
    expect(stampsOf(one.destination)).toEqual([0, 1, 2, 3].map((ordinal) => stampOf('x', ordinal)));
  });

  it('moving mail changes its id and writes nothing', async () => {
    const one = bench();
    await pass(one, { Inbox: [entry('a', 'x'), entry('b', 'x')] });
    const again = await pass(one, { Inbox: [entry('a', 'x')], Archive: [entry('b-moved', 'x')] });
    expect(again).toMatchObject({ written: 0, counts: { found: 2, alreadyThere: 2 } });
  });

  it('a page seen twice counts once', async () => {
    const one = bench();
    const run = startPass(one.db, one.clock.now());
    await listAndMatch(one.ledger, run, { Inbox: [entry('a', 'x'), entry('a', 'x'), entry('b', 'y')] }, []);
    expect(await one.ledger.counts(run)).toMatchObject({ found: 2 });
  });
});

describe('a store made anew', () => {
  it('finds everything already there from the stamps alone', async () => {
    const one = bench();
    const mail = [entry('a', 'x'), entry('b', 'x'), entry('c', 'y')];
    await pass(one, { Inbox: mail });
    const anew = bench(one.destination);
    expect(await pass(anew, { Inbox: mail })).toMatchObject({
      written: 0,
      counts: { found: 3, alreadyThere: 3 },
    });
  });

  it('takes copies for what they are when the first of them is gone at the source', async () => {
    // The destination holds the second copy only: the first failed then, and has been deleted since.
    const anew = bench([{ itemId: 'D1', stamp: stampOf('x', 1) }]);
    expect(await pass(anew, { Inbox: [entry('b', 'x')] })).toMatchObject({
      written: 0,
      counts: { alreadyThere: 1 },
    });
  });

  it('does not let a filtered copy answer for one that is wanted', async () => {
    const anew = bench([{ itemId: 'D1', stamp: stampOf('x', 1) }]);
    const mail = [
      entry('a', 'x', { createdAtMs: 1 }),
      entry('b', 'x', { createdAtMs: 2, filteredBy: 'date' }),
    ];
    expect(await pass(anew, { Inbox: mail })).toMatchObject({
      written: 0,
      counts: { found: 1, filtered: 1, alreadyThere: 1 },
    });
  });
});

describe('what is not listed any more', () => {
  it('is skipped as gone when it was never written, and is no part of what was found', async () => {
    const one = bench();
    const first = startPass(one.db, one.clock.now());
    await listAndMatch(one.ledger, first, { Inbox: [entry('a', 'x'), entry('b', 'y')] }, []);
    moveRun(one.db, first, 'stopped', one.clock.now());
    const { counts, written } = await pass(one, { Inbox: [entry('a', 'x')] });
    expect(counts).toMatchObject({ found: 1, copied: 1, skipped: 0 });
    expect(written).toBe(1);
  });

  it('closes its error as gone', async () => {
    const one = bench();
    const run = startPass(one.db, one.clock.now());
    await listAndMatch(one.ledger, run, { Inbox: [entry('a', 'x')] }, []);
    await fail(one.ledger, run);
    moveRun(one.db, run, 'completed-with-errors', one.clock.now());
    expect(reportData(one.db).summary.errorCount).toBe(1);
    await pass(one, { Inbox: [] });
    expect(reportData(one.db).summary.errorCount).toBe(0);
  });

  it('of a folder that could not be listed says nothing about its mail', async () => {
    const one = bench();
    const run = startPass(one.db, one.clock.now());
    await listAndMatch(one.ledger, run, { Inbox: [entry('a', 'x')], Archive: [entry('b', 'y')] }, []);
    moveRun(one.db, run, 'stopped', one.clock.now());

    one.clock.move(1000);
    const next = startPass(one.db, one.clock.now());
    const rows = await one.ledger.recordFolders(next, [
      folder('Inbox', { totalCount: 1 }),
      folder('Archive', { totalCount: 1 }),
    ]);
    await one.ledger.recordListing(next, rows['Inbox'] ?? 0, [entry('a', 'x')]);
    expect(await one.ledger.finishListing(next)).toEqual({ found: 1, filtered: 0, bytesFound: 1000 });
    expect((await one.ledger.lease(next, { count: 10, bytes: 1e9 })).map((row) => row.sourceItemId)).toEqual([
      'a',
    ]);
    moveRun(one.db, next, 'stopped', one.clock.now());

    expect((await pass(one, { Inbox: [entry('a', 'x')], Archive: [entry('b', 'y')] })).counts).toMatchObject({
      found: 2,
      copied: 2,
    });
  });

  it('because its folder is left out now is skipped by that rule, and comes back with the folder', async () => {
    const one = bench();
    const run = startPass(one.db, one.clock.now());
    await listAndMatch(one.ledger, run, { Inbox: [], Archive: [entry('b', 'y')] }, []);
    moveRun(one.db, run, 'stopped', one.clock.now());
    const next = startPass(one.db, one.clock.now());
    await one.ledger.recordFolders(next, [
      folder('Inbox'),
      folder('Archive', { included: false, totalCount: 7, reason: 'filter' }),
    ]);
    await one.ledger.finishListing(next);
    expect(await one.ledger.counts(next)).toMatchObject({ found: 0, filtered: 7 });
    moveRun(one.db, next, 'stopped', one.clock.now());
    expect((await pass(one, { Archive: [entry('b', 'y')] })).written).toBe(1);
  });
});

const fail = async (ledger: Ledger, run: RunId): Promise<void> => {
  const rows = await ledger.lease(run, { count: 10, bytes: 1e9 });
  await ledger.reserve(
    run,
    rows.map((row) => row.rowId),
  );
  await ledger.settle(
    run,
    rows.map((row) => ({
      rowId: row.rowId,
      state: 'failed',
      code: 'message.too-large',
      message: 'too large',
      details: { limitBytes: 5 },
    })),
  );
};

describe('failed messages', () => {
  it('are due again in the next pass; what repairs them closes their error', async () => {
    const one = bench();
    const run = startPass(one.db, one.clock.now());
    await listAndMatch(one.ledger, run, { Inbox: [entry('a', 'x')] }, []);
    await fail(one.ledger, run);
    expect(await one.ledger.counts(run)).toMatchObject({ found: 1, failed: 1, notAttempted: 0 });
    expect(await one.ledger.lease(run, { count: 10, bytes: 1e9 })).toEqual([]);
    moveRun(one.db, run, 'completed-with-errors', one.clock.now());

    const second = startPass(one.db, one.clock.now());
    await listAndMatch(one.ledger, second, { Inbox: [entry('a', 'x')] }, []);
    await fail(one.ledger, second);
    moveRun(one.db, second, 'completed-with-errors', one.clock.now());
    // Twice failed is one open error, not two.
    expect(reportData(one.db).summary.errorCount).toBe(1);

    expect((await pass(one, { Inbox: [entry('a', 'x')] })).counts).toMatchObject({ copied: 1, failed: 0 });
    expect(reportData(one.db).summary.errorCount).toBe(0);
    expect([...reportData(one.db).errors()]).toEqual([]);
  });
});

describe('messages in doubt', () => {
  const reserveOne = async (one: Bench): Promise<{ readonly run: RunId; readonly stamp: string }> => {
    const run = startPass(one.db, one.clock.now());
    await listAndMatch(one.ledger, run, { Inbox: [entry('a', 'x')] }, one.destination);
    const [row] = await one.ledger.lease(run, { count: 1, bytes: 1e9 });
    if (row === undefined) throw new Error('nothing due');
    await one.ledger.reserve(run, [row.rowId]);
    moveRun(one.db, run, 'queued', one.clock.now());
    moveRun(one.db, run, 'running', one.clock.now());
    return { run, stamp: row.stamp };
  };

  it('found at the destination were copied by this run', async () => {
    const one = bench();
    const { run, stamp } = await reserveOne(one);
    one.clock.move(1000);
    const match = await listAndMatch(one.ledger, run, { Inbox: [entry('a', 'x')] }, [{ itemId: 'D', stamp }]);
    expect(match).toEqual({ alreadyThere: 0, inDoubt: 0, removed: 0 });
    expect(await one.ledger.counts(run)).toMatchObject({ found: 1, copied: 1, bytesCopied: 1000 });
  });

  it('stay in doubt until a listing that began after the limit does not show them', async () => {
    const one = bench();
    const { run } = await reserveOne(one);
    one.clock.move(limitMs - 1);
    expect(await listAndMatch(one.ledger, run, { Inbox: [entry('a', 'x')] }, [])).toMatchObject({
      inDoubt: 1,
    });
    expect((await one.ledger.inDoubt(run)).map((row) => row.sourceItemId)).toEqual(['a']);
    expect(await one.ledger.lease(run, { count: 1, bytes: 1e9 })).toEqual([]);
    one.clock.move(1);
    expect(await listAndMatch(one.ledger, run, { Inbox: [entry('a', 'x')] }, [])).toMatchObject({
      inDoubt: 0,
    });
    expect(await one.ledger.lease(run, { count: 1, bytes: 1e9 })).toHaveLength(1);
  });

  it('are not judged by a listing that began before the limit, however late it is matched', async () => {
    const one = bench();
    const { run } = await reserveOne(one);
    one.clock.move(10);
    await one.ledger.beginDestinationListing(destinationKey('group@fabrikam.example'));
    one.clock.move(limitMs);
    await one.ledger.finishDestinationListing(destinationKey('group@fabrikam.example'));
    expect(await one.ledger.matchDestination(run, limitMs)).toMatchObject({ inDoubt: 1 });
  });

  it('skipped meanwhile are still in doubt when they are taken again', async () => {
    const one = bench();
    const { run } = await reserveOne(one);
    moveRun(one.db, run, 'stopped', one.clock.now());
    const without = startPass(one.db, one.clock.now());
    await listAndMatch(one.ledger, without, { Inbox: [] }, []);
    moveRun(one.db, without, 'completed', one.clock.now());
    const again = startPass(one.db, one.clock.now());
    expect(await listAndMatch(one.ledger, again, { Inbox: [entry('a', 'x')] }, [])).toMatchObject({
      inDoubt: 1,
    });
    expect(await one.ledger.lease(again, { count: 1, bytes: 1e9 })).toEqual([]);
  });
});

describe('what is asked in the wrong order', () => {
  it('is refused', async () => {
    const one = bench();
    const run = startPass(one.db, one.clock.now());
    await expect(one.ledger.recordListing(run, 1, [])).rejects.toMatchObject({ code: 'app.conflict' });
    await expect(one.ledger.finishListing(run)).rejects.toMatchObject({ code: 'app.conflict' });
    await one.ledger.recordFolders(run, []);
    await expect(one.ledger.matchDestination(run, 1)).rejects.toMatchObject({ code: 'app.conflict' });
    await expect(one.ledger.beginDestinationListing(destinationKey('x@y.example'))).rejects.toMatchObject({
      code: 'app.not-found',
    });
    await one.ledger.beginDestinationListing(destinationKey('group@fabrikam.example'));
    await expect(one.ledger.matchDestination(run, 1)).rejects.toMatchObject({ code: 'app.conflict' });
  });

  it('a listing begun anew while it is compared with ends the comparison', async () => {
    const one = bench();
    const mail = Array.from({ length: 5000 }, (_, index) => entry(`s${index}`, `x${index}`));
    await pass(one, { Inbox: mail });
    one.clock.move(1000);
    const run = startPass(one.db, one.clock.now());
    await listAndMatch(one.ledger, run, { Inbox: mail }, one.destination);
    one.clock.move(1000);
    const matching = one.ledger.matchDestination(run, limitMs);
    const listing = one.ledger.beginDestinationListing(destinationKey('group@fabrikam.example'));
    const [matched] = await Promise.allSettled([matching, listing]);
    // Quick machines compare five thousand rows before the listing begins; then nothing was removed either.
    if (matched.status === 'rejected') expect(matched.reason).toMatchObject({ code: 'app.conflict' });
    expect(await one.ledger.counts(run)).toMatchObject({ alreadyThere: 5000, skipped: 0 });
    expect(one.db.read('SELECT 1 FROM messages WHERE removed_at IS NOT NULL').get()).toBeUndefined();
  });

  it('half a destination listing never removes anything', async () => {
    const one = bench();
    await pass(one, { Inbox: [entry('a', 'x')] });
    one.clock.move(1000);
    const run = startPass(one.db, one.clock.now());
    await one.ledger.beginDestinationListing(destinationKey('group@fabrikam.example'));
    const rows = await one.ledger.recordFolders(run, [folder('Inbox', { totalCount: 1 })]);
    await one.ledger.recordListing(run, rows['Inbox'] ?? 0, [entry('a', 'x')]);
    await one.ledger.finishListing(run);
    await expect(one.ledger.matchDestination(run, limitMs)).rejects.toMatchObject({ code: 'app.conflict' });
    expect(await one.ledger.counts(run)).toMatchObject({ alreadyThere: 1, skipped: 0 });
  });
});
