import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ledger, LedgerRow, ListingEntry } from '#main/migration/ledger.ts';
import type { WriteDb } from '#main/store/db.ts';
import { requeueInterrupted } from '#main/store/pass-repo.ts';
import { moveRun } from '#main/store/run-repo.ts';
import { sumGap } from '#shared/domain/counters.ts';
import type { RunId } from '#shared/domain/ids.ts';
import {
  entry,
  handClock,
  type HandClock,
  ledgerOf,
  limitMs,
  listAndMatch,
  projectWith,
  startPass,
} from './fixtures.ts';

/**
 * The matching against a model: a source mailbox in which people move, copy and delete mail between passes, and a server that
 * may die, or land a message late, at every point of a pass.
 */
type Step =
  | { readonly kind: 'arrive'; readonly identity: number }
  | { readonly kind: 'copy' | 'move' | 'hide' | 'show' | 'delete'; readonly which: number }
  | { readonly kind: 'pass'; readonly outcomes: readonly Outcome[]; readonly crashAfter: number | null }
  | { readonly kind: 'lose-store' }
  | { readonly kind: 'time'; readonly byMs: number };
type Outcome = 'done' | 'failed' | 'lost-before-server' | 'lost-after-server' | 'late';

const outcome = fc.constantFrom<Outcome>(
  'done',
  'done',
  'done',
  'failed',
  'lost-before-server',
  'lost-after-server',
  'late',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('arrive' as const), identity: fc.nat(3) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'copy' as const,
        'move' as const,
        'hide' as const,
        'show' as const,
        'delete' as const,
      ),
      which: fc.nat(20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      outcomes: fc.array(outcome, { minLength: 1, maxLength: 8 }),
      crashAfter: fc.option(fc.nat(6), { nil: null }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'lose-store' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('time' as const), byMs: fc.nat(200_000) }) },
);

interface Message {
  id: string;
  readonly identity: string;
  readonly createdAtMs: number;
  /** In a folder that is listed. */
  visible: boolean;
}

class World {
  readonly clock: HandClock = handClock();
  source: Message[] = [];
  destination: { itemId: string; stamp: string; landsAtMs: number }[] = [];
  /** Most of an identity that was ever listed by one pass. */
  readonly most = new Map<string, number>();
  db: WriteDb;
  ledger: Ledger;
  private next = 0;

  constructor() {
    this.db = projectWith([['anna@contoso.example', 'group@fabrikam.example']]);
    this.ledger = ledgerOf(this.db, this.clock);
  }

  fresh(prefix: string): string {
    this.next += 1;
    return `${prefix}${this.next}`;
  }

  apply(one: Exclude<Step, { kind: 'pass' }>): void {
    this.clock.move(1);
    if (one.kind === 'time') this.clock.move(one.byMs);
    else if (one.kind === 'arrive')
      this.source.push({
        id: this.fresh('S'),
        identity: `mail${one.identity}`,
        createdAtMs: this.clock.now(),
        visible: true,
      });
    else if (one.kind === 'lose-store') {
      this.db = projectWith([['anna@contoso.example', 'group@fabrikam.example']]);
      this.ledger = ledgerOf(this.db, this.clock);
      // A new project is not made while a server still works on a request of the old one.
      this.clock.move(limitMs);
    } else {
      const message = this.source[one.which % Math.max(1, this.source.length)];
      if (message === undefined) return;
      switch (one.kind) {
        case 'copy':
          this.source.push({ ...message, id: this.fresh('S'), createdAtMs: this.clock.now() });
          break;
        case 'delete':
          this.source = this.source.filter((other) => other !== message);
          break;
        case 'move':
          message.id = this.fresh('S');
          break;
        case 'hide':
        case 'show':
          message.id = this.fresh('S');
          message.visible = one.kind === 'show';
          break;
      }
    }
  }

  private listed(): readonly ListingEntry[] {
    return this.source
      .filter((message) => message.visible)
      .map((message) => entry(message.id, message.identity, { createdAtMs: message.createdAtMs }));
  }

  landed(): { itemId: string; stamp: string }[] {
    return this.destination.filter((item) => item.landsAtMs <= this.clock.now());
  }

  countAtSource(identity: string): number {
    return this.source.filter((message) => message.visible && message.identity === identity).length;
  }

  /** One full pass. `false`: it was cut off. */
  async pass(outcomes: readonly Outcome[], crashAfter: number | null): Promise<boolean> {
    this.clock.move(1);
    for (const { identity } of this.source)
      this.most.set(identity, Math.max(this.most.get(identity) ?? 0, this.countAtSource(identity)));
    const [resumed] = requeueInterrupted(this.db, this.clock.now());
    const run = resumed?.id ?? startPass(this.db, this.clock.now());
    if (resumed !== undefined) moveRun(this.db, run, 'running', this.clock.now());
    await listAndMatch(this.ledger, run, { Inbox: this.listed() }, this.landed());
    this.clock.move(1);
    let sent = 0;
    for (;;) {
      const rows = await this.ledger.lease(run, { count: 3, bytes: 1_000_000 });
      if (rows.length === 0 && !(await this.settleDoubts(run))) break;
      if (rows.length === 0) continue;
      await this.ledger.reserve(
        run,
        rows.map((row) => row.rowId),
      );
      for (const row of rows) {
        if (crashAfter !== null && sent >= crashAfter) {
          this.crash();
          return false;
        }
        // No server loses every answer for ever.
        await this.send(run, row, sent < 40 ? (outcomes[sent % outcomes.length] ?? 'done') : 'done');
        sent += 1;
      }
    }
    const counts = await this.ledger.counts(run);
    expect(sumGap(counts)).toBe(0);
    expect(counts.notAttempted).toBe(0);
    moveRun(this.db, run, counts.failed > 0 ? 'completed-with-errors' : 'completed', this.clock.now());
    return counts.failed === 0;
  }

  /** The process dies: what it held in memory is gone, the store is opened again. */
  private crash(): void {
    this.db.flush();
    this.ledger = ledgerOf(this.db, this.clock);
  }

  private async send(run: RunId, row: LedgerRow, how: Outcome): Promise<void> {
    const itemId = this.fresh('D');
    const land = (inMs: number): void => {
      this.destination.push({ itemId, stamp: row.stamp, landsAtMs: this.clock.now() + inMs });
    };
    const base = { rowId: row.rowId };
    switch (how) {
      case 'done':
        land(0);
        await this.ledger.settle(run, [
          {
            ...base,
            state: 'done',
            how: 'copied',
            destinationItemId: itemId,
            mimeSha256: null,
            mimeBytes: null,
            envelope: null,
            wrapped: false,
          },
        ]);
        return;
      case 'failed':
        await this.ledger.settle(run, [
          { ...base, state: 'failed', code: 'message.refused', message: 'no', details: {} },
        ]);
        return;
      case 'lost-before-server':
        await this.ledger.settle(run, [{ ...base, state: 'unknown' }]);
        return;
      case 'lost-after-server':
        land(0);
        await this.ledger.settle(run, [{ ...base, state: 'unknown' }]);
        return;
      case 'late':
        land(limitMs - 1);
        await this.ledger.settle(run, [{ ...base, state: 'unknown' }]);
    }
  }

  /** As migration/tasks/doubt.ts does: asks, and gives up only after the server's own limit. */
  private async settleDoubts(run: RunId): Promise<boolean> {
    const rows = await this.ledger.inDoubt(run);
    if (rows.length === 0) return false;
    for (const row of rows) {
      const there = this.landed().find((item) => item.stamp === row.stamp);
      if (there !== undefined)
        await this.ledger.settle(run, [
          {
            rowId: row.rowId,
            state: 'done',
            how: 'copied',
            destinationItemId: there.itemId,
            mimeSha256: null,
            mimeBytes: null,
            envelope: null,
            wrapped: false,
          },
        ]);
      else if (this.clock.now() >= (row.reservedAtMs ?? 0) + limitMs)
        await this.ledger.settle(run, [{ rowId: row.rowId, state: 'listed' }]);
    }
    this.clock.move(50_000);
    return true;
  }
}

const identityOfStamp = (stamp: string): string => stamp.split('-')[1] ?? '';

describe('matching, whatever people and servers do between passes', () => {
  it('never writes a stamp twice, never more than there ever was, and loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
        const world = new World();
        for (const one of steps)
          if (one.kind === 'pass') await world.pass(one.outcomes, one.crashAfter);
          else world.apply(one);
        // Then a quiet pass, and one more that has nothing to do.
        world.clock.move(limitMs);
        expect(await world.pass(['done'], null)).toBe(true);
        const written = world.destination.length;
        expect(await world.pass(['done'], null)).toBe(true);
        expect(world.destination.length).toBe(written);

        const stamps = world.destination.map((item) => item.stamp);
        expect(new Set(stamps).size).toBe(stamps.length);
        for (const identity of new Set([
          ...stamps.map(identityOfStamp),
          ...world.source.map((message) => message.identity),
        ])) {
          const there = stamps.filter((stamp) => identityOfStamp(stamp) === identity).length;
          expect(there).toBeGreaterThanOrEqual(world.countAtSource(identity));
          expect(there).toBeLessThanOrEqual(world.most.get(identity) ?? 0);
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
