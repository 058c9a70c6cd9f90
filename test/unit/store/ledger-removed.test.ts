import { describe, expect, it } from 'vitest';
import { copyAgain } from '#main/store/destination-repo.ts';
import { reportData } from '#main/store/report-data.ts';
import { destinationKey } from '#shared/domain/ids.ts';
import { copyAll, entry, limitMs, listAndMatch, startPass } from './fixtures.ts';
import { bench, pass, proveAll, stampsOf } from './matching-bench.ts';

describe('removed at the destination since', () => {
  it('is not copied again, is counted as a rule and named, until the operator wants it', async () => {
    const one = bench();
    const mail = [entry('a', 'x'), entry('b', 'y')];
    await proveAll(one, (await pass(one, { Inbox: mail })).run);
    one.destination.shift();

    const second = await pass(one, { Inbox: mail });
    expect(second).toMatchObject({ written: 0, counts: { found: 2, alreadyThere: 1, skipped: 1 } });
    expect([...reportData(one.db).skipped()]).toMatchObject([
      { sourceItemId: 'a', reason: 'removed-at-destination', folderPath: 'Inbox' },
    ]);
    expect([...reportData(one.db).items()][0]?.skippedBy).toEqual([
      { reason: 'removed-at-destination', messages: 1 },
    ]);

    expect(copyAgain(one.db, destinationKey('group@fabrikam.example'))).toBe(1);
    expect(await pass(one, { Inbox: mail })).toMatchObject({
      written: 1,
      counts: { alreadyThere: 1, copied: 1 },
    });
  });

  it('is not said of what was never proven there: that may have been lost, and is copied again', async () => {
    const one = bench();
    const mail = [entry('a', 'x'), entry('b', 'y')];
    await pass(one, { Inbox: mail });
    one.destination.shift();
    expect(await pass(one, { Inbox: mail })).toMatchObject({
      written: 1,
      counts: { found: 2, copied: 1, alreadyThere: 1, skipped: 0 },
    });
    expect(one.destination).toHaveLength(2);
    expect(new Set(stampsOf(one.destination)).size).toBe(2);
  });

  it('is not said of what was written after the listing began', async () => {
    const one = bench();
    const run = startPass(one.db, one.clock.now());
    await listAndMatch(one.ledger, run, { Inbox: [entry('a', 'x')] }, []);
    await copyAll(one.ledger, run, one.destination);
    expect(await one.ledger.matchDestination(run, limitMs)).toEqual({
      alreadyThere: 0,
      inDoubt: 0,
      removed: 0,
    });
    expect(await one.ledger.counts(run)).toMatchObject({ copied: 1, skipped: 0 });
  });

  it('takes the mark back when the item is there again', async () => {
    const one = bench();
    await proveAll(one, (await pass(one, { Inbox: [entry('a', 'x')] })).run);
    const kept = one.destination.splice(0);
    await pass(one, { Inbox: [entry('a', 'x')] });
    one.destination.push(...kept);
    expect((await pass(one, { Inbox: [entry('a', 'x')] })).counts).toMatchObject({
      alreadyThere: 1,
      skipped: 0,
    });
  });
});
