import { describe, expect, it } from 'vitest';
import { sumGap } from '#shared/domain/counters.ts';
import { moveRun, runById } from '#main/store/run-repo.ts';
import { copyAll, entry, handClock, ledgerOf, listAndMatch, projectWith, startPass } from './fixtures.ts';

const pair = ['anna@contoso.example', 'group@fabrikam.example'] as const;

describe('a full pass', () => {
  it('copies every message once, and a second one writes nothing', async () => {
    const clock = handClock();
    const db = projectWith([pair]);
    const ledger = ledgerOf(db, clock);
    const destination: { itemId: string; stamp: string }[] = [];
    const inbox = Array.from({ length: 25 }, (_, index) => entry(`S${index}`, `id${index}`));

    const first = startPass(db, clock.now());
    expect(await listAndMatch(ledger, first, { Inbox: inbox }, destination)).toEqual({
      alreadyThere: 0,
      inDoubt: 0,
      removed: 0,
    });
    expect(await copyAll(ledger, first, destination)).toBe(25);
    const counts = await ledger.counts(first);
    expect(counts).toMatchObject({
      found: 25,
      copied: 25,
      alreadyThere: 0,
      notAttempted: 0,
      bytesFound: 25_000,
      bytesCopied: 25_000,
    });
    expect(sumGap(counts)).toBe(0);
    moveRun(db, first, 'completed', clock.now());
    expect(runById(db, first)).toMatchObject({ state: 'completed', cutOffAtMs: clock.now(), counts });

    clock.move(1000);
    const second = startPass(db, clock.now());
    expect(await listAndMatch(ledger, second, { Inbox: inbox }, destination)).toEqual({
      alreadyThere: 25,
      inDoubt: 0,
      removed: 0,
    });
    expect(await copyAll(ledger, second, destination)).toBe(0);
    expect(await ledger.counts(second)).toMatchObject({ found: 25, alreadyThere: 25, copied: 0 });
  });
});
