import { describe, expect, it } from 'vitest';
import {
  addItems,
  allItems,
  changeDestination,
  itemById,
  removeItem,
  updateItem,
} from '#main/store/item-repo.ts';
import { itemsPage, type ItemsQuery } from '#main/store/item-views.ts';
import {
  activePass,
  createPass,
  lastEndedPass,
  listPasses,
  passById,
  requeueInterrupted,
  runsOfPass,
  stopPass,
} from '#main/store/pass-repo.ts';
import {
  createProject,
  planOf,
  projectSummary,
  readProject,
  updateEndpoint,
  updateOptions,
} from '#main/store/project-repo.ts';
import { memoryProjectStore } from '#main/store/open-store.ts';
import { runIdOf } from '#main/store/row-ids.ts';
import { moveRun, runById, waitsOfRun } from '#main/store/run-repo.ts';
import { noCounts } from '#shared/domain/counters.ts';
import { itemId, passId } from '#shared/domain/ids.ts';
import { planSchema } from '#shared/domain/plan.ts';
import { canMove, isEnded, type RunState, runStates } from '#shared/domain/run-state.ts';
import { handClock, ledgerOf, planWith, projectWith, startPass } from './fixtures.ts';

const group = 'group@fabrikam.example';
const query: ItemsQuery = {
  offset: 0,
  limit: 100,
  sort: 'position',
  descending: false,
  text: '',
  states: [],
};

describe('a project', () => {
  it('comes from a plan and goes back into one that means the same', () => {
    const plan = planWith([['Anna@Contoso.example', 'Group@Fabrikam.example']]);
    const db = memoryProjectStore();
    createProject(db, plan, 5);
    expect(readProject(db)).toMatchObject({
      name: 'Test',
      customer: { name: 'Contoso', domain: 'contoso.example' },
      createdAtMs: 5,
      lockedAtMs: null,
    });
    const again = memoryProjectStore();
    createProject(again, planSchema.parse(planOf(db)), 6);
    const [first, second] = [readProject(db), readProject(again)];
    expect(second).toEqual({ ...first, storeId: second.storeId, createdAtMs: 6 });
    expect(second.storeId).not.toBe(first.storeId);
    expect(allItems(again)).toEqual(allItems(db));
  });

  it('is made once per store, and not from endpoints that cannot be', () => {
    const db = projectWith([]);
    expect(() => createProject(db, planWith([]), 1)).toThrow(
      expect.objectContaining({ code: 'app.conflict' }),
    );
    const bad = { ...planWith([]), source: { name: 'X', cloud: 'worldwide' as const } };
    const empty = memoryProjectStore();
    expect(() => createProject(empty, bad, 1)).toThrow(expect.objectContaining({ code: 'plan.invalid' }));
    expect(() => readProject(empty)).toThrow(expect.objectContaining({ code: 'store.not-a-store' }));
  });

  it('locks endpoints and destinations with the first copying pass, not with a verify', () => {
    const db = projectWith([['a@c.example', group]]);
    const { source, options } = readProject(db);
    const [item] = allItems(db);
    if (item === undefined) throw new Error('no item');
    const verify = createPass(db, { kind: 'verify', nowMs: 1 });
    for (const run of verify.runs) moveRun(db, run, 'stopped', 2);
    updateEndpoint(db, 'source', { ...source, userName: 'b' });
    changeDestination(db, item.id, 'other@fabrikam.example');
    createPass(db, { kind: 'full', nowMs: 3 });
    expect(readProject(db).lockedAtMs).toBe(3);
    expect(() => updateEndpoint(db, 'source', source)).toThrow(
      expect.objectContaining({ code: 'app.conflict' }),
    );
    expect(() => changeDestination(db, item.id, group)).toThrow(
      expect.objectContaining({ code: 'app.conflict' }),
    );
    updateOptions(db, { ...options, proof: 'deep' });
    expect(readProject(db)).toMatchObject({ options: { proof: 'deep' }, source: { userName: 'b' } });
    addItems(db, [{ source: 'new@c.example', destination: group }]);
    expect(updateItem(db, item.id, { tag: 'wave 1' })).toMatchObject({
      tag: 'wave 1',
      destination: 'other@fabrikam.example',
    });
  });
});

describe('mailboxes', () => {
  it('that are there already are named, whatever their case', () => {
    const db = projectWith([['a@c.example', group]]);
    const result = addItems(db, [
      { source: 'A@C.example', destination: group.toUpperCase() },
      { source: 'b@c.example', destination: group },
      { source: ' b@c.example', destination: group },
      { source: 'a@c.example', destination: 'other@fabrikam.example' },
    ]);
    expect(result.added).toHaveLength(2);
    expect(result.duplicates.map((one) => one.index)).toEqual([0, 2]);
    expect(projectSummary(db)).toMatchObject({
      itemCount: 3,
      states: { 'not-started': 3 },
      errorCount: 0,
      totals: noCounts,
    });
  });

  it('are removed only before they ran', () => {
    const db = projectWith([['a@c.example', group]]);
    const [item] = allItems(db);
    if (item === undefined) throw new Error('no item');
    createPass(db, { kind: 'verify', nowMs: 1 });
    expect(() => removeItem(db, item.id)).toThrow(expect.objectContaining({ code: 'app.conflict' }));
    const { added } = addItems(db, [{ source: 'b@c.example', destination: group }]);
    for (const id of added) removeItem(db, id);
    expect(allItems(db)).toHaveLength(1);
    expect(() => itemById(db, itemId.parse('i99'))).toThrow(
      expect.objectContaining({ code: 'app.not-found' }),
    );
    expect(() => itemById(db, itemId.parse('r1'))).toThrow(
      expect.objectContaining({ code: 'app.not-found' }),
    );
  });

  it('page by page, sorted and filtered, without a scan in order', () => {
    const db = projectWith(
      Array.from(
        { length: 250 },
        (_, index) =>
          [
            `user${String(index).padStart(3, '0')}@contoso.example`,
            `team${index % 3}@fabrikam.example`,
          ] as const,
      ),
    );
    const page = itemsPage(db, { ...query, offset: 240, limit: 20 });
    expect(page.total).toBe(250);
    expect(page.rows.map((row) => row.source)).toEqual(
      Array.from({ length: 10 }, (_, index) => `user${240 + index}@contoso.example`),
    );
    expect(itemsPage(db, { ...query, sort: 'source', descending: true, limit: 1 }).rows[0]?.source).toBe(
      'user249@contoso.example',
    );
    expect(itemsPage(db, { ...query, text: 'USER01' }).total).toBe(10);
    expect(itemsPage(db, { ...query, text: 'team2' }).total).toBe(83);
    expect(itemsPage(db, { ...query, states: ['running'] }).total).toBe(0);
    expect(itemsPage(db, { ...query, states: ['running', 'not-started'], text: 'user00' }).total).toBe(10);
    for (const order of [
      'position',
      'source_key, destination_key',
      'destination_key, source_key',
      'state, position',
      'progress, position',
      'error_count, position',
    ]) {
      const plan = db
        .read<{ detail: string }>(
          `EXPLAIN QUERY PLAN SELECT id FROM items ORDER BY ${order} LIMIT 100 OFFSET 9000`,
        )
        .all();
      expect(plan.map((row) => row.detail).join('\n')).not.toContain('TEMP B-TREE');
    }
  });
});

describe('a pass', () => {
  it('has one queued run per mailbox and ends with its last run', () => {
    const db = projectWith([
      ['a@c.example', group],
      ['b@c.example', group],
    ]);
    const { passId: id, runs } = createPass(db, { kind: 'full', nowMs: 10 });
    expect(passById(db, id)).toMatchObject({
      kind: 'full',
      state: 'running',
      runs: 2,
      states: { queued: 2 },
      endedAtMs: null,
    });
    expect(activePass(db)?.id).toBe(id);
    const [first, second] = runs;
    if (first === undefined || second === undefined) throw new Error('two runs expected');
    moveRun(db, first, 'running', 11);
    expect(passById(db, id).startedAtMs).toBe(11);
    moveRun(db, first, 'completed', 12);
    expect(passById(db, id).state).toBe('running');
    moveRun(db, second, 'failed', 13);
    expect(passById(db, id)).toMatchObject({
      state: 'ended',
      endedAtMs: 13,
      states: { completed: 1, failed: 1 },
    });
    expect(activePass(db)).toBeNull();
    expect(lastEndedPass(db)?.id).toBe(id);
    expect(listPasses(db, { offset: 0, limit: 10 })).toMatchObject({ total: 1, rows: [{ id }] });
    expect(allItems(db).map((item) => item.state)).toEqual(['completed', 'failed']);
  });

  it('is refused without mailboxes, for unknown ones, and for those still at work', () => {
    const db = projectWith([['a@c.example', group]]);
    expect(() => createPass(db, { kind: 'full', itemIds: [], nowMs: 1 })).toThrow(
      expect.objectContaining({ code: 'app.bad-input' }),
    );
    expect(() => createPass(db, { kind: 'full', itemIds: [itemId.parse('i9')], nowMs: 1 })).toThrow(
      expect.objectContaining({ code: 'app.not-found' }),
    );
    expect(listPasses(db, { offset: 0, limit: 1 }).total).toBe(0);
    createPass(db, { kind: 'full', nowMs: 1 });
    expect(() => createPass(db, { kind: 'verify', nowMs: 2 })).toThrow(
      expect.objectContaining({ code: 'app.conflict' }),
    );
    expect(() => passById(db, passId.parse('p9'))).toThrow(
      expect.objectContaining({ code: 'app.not-found' }),
    );
  });

  it('cut off is queued again; one being stopped is stopped', () => {
    const states: readonly RunState[] = [
      'queued',
      'verifying',
      'running',
      'waiting',
      'stopping',
      'completed',
    ];
    const db = projectWith(states.map((_, index) => [`u${index}@c.example`, group] as const));
    const { passId: id, runs } = createPass(db, { kind: 'full', nowMs: 1 });
    states.forEach((state, index) => {
      const run = runs[index];
      if (run === undefined) throw new Error('a run is missing');
      if (state === 'completed') moveRun(db, run, 'running', 2);
      moveRun(db, run, state, 2);
    });
    const again = requeueInterrupted(db, 3);
    expect(again.map((run) => run.source)).toEqual([
      'u0@c.example',
      'u1@c.example',
      'u2@c.example',
      'u3@c.example',
    ]);
    expect(runsOfPass(db, id).map((run) => run.state)).toEqual([
      'queued',
      'queued',
      'queued',
      'queued',
      'stopped',
      'completed',
    ]);
    expect(requeueInterrupted(db, 4)).toHaveLength(4);
  });

  it('stopped leaves its open runs stopping until they have drained', () => {
    const db = projectWith([
      ['a@c.example', group],
      ['b@c.example', group],
    ]);
    const { passId: id, runs } = createPass(db, { kind: 'full', nowMs: 1 });
    const [first] = runs;
    if (first === undefined) throw new Error('a run is missing');
    moveRun(db, first, 'running', 2);
    expect(stopPass(db, id, 3).map((run) => run.state)).toEqual(['stopping', 'stopping']);
    expect(passById(db, id).state).toBe('stopping');
    for (const run of runs) moveRun(db, run, 'stopped', 4);
    expect(passById(db, id).state).toBe('ended');
    expect(stopPass(db, id, 5)).toEqual([]);
  });
});

describe('the state of a run', () => {
  it('moves along its machine and nowhere else', () => {
    for (const from of runStates)
      for (const to of runStates) {
        const db = projectWith([['a@c.example', group]]);
        createPass(db, { kind: 'full', nowMs: 1 });
        db.write('UPDATE runs SET state = ?, ended_at = ?').run(from, isEnded(from) ? 1 : null);
        const move = (): void => moveRun(db, runIdOf(1), to, 2);
        if (canMove(from, to)) {
          move();
          expect(runById(db, runIdOf(1)).state).toBe(to);
        } else expect(move).toThrow(expect.objectContaining({ code: 'app.conflict' }));
      }
  });

  it('keeps its waits, and a late report of work neither undoes a stop nor revives the dead', async () => {
    const clock = handClock();
    const db = projectWith([['a@c.example', group]]);
    const ledger = ledgerOf(db, clock);
    const run = startPass(db, clock.now());
    const working = {
      state: 'running',
      wait: null,
      currentFolder: 'Inbox',
      counts: noCounts,
      messagesPerSecond: 1.5,
      bytesPerSecond: 10,
      remainingMs: 99.5,
    } as const;
    const sinceMs = clock.now();
    await ledger.report(run, {
      ...working,
      state: 'waiting',
      wait: { reason: 'throttled', sinceMs, untilMs: 5 },
    });
    await ledger.report(run, {
      ...working,
      state: 'waiting',
      wait: { reason: 'throttled', sinceMs, untilMs: 9 },
    });
    expect(runById(db, run)).toMatchObject({
      state: 'waiting',
      wait: { reason: 'throttled', untilMs: 9 },
      currentFolder: 'Inbox',
    });
    clock.move(7);
    await ledger.report(run, working);
    expect(runById(db, run)).toMatchObject({ state: 'running', wait: null, remainingMs: 100 });
    expect(waitsOfRun(db, run)).toEqual([
      { reason: 'throttled', sinceMs, untilMs: 9, endedAtMs: sinceMs + 7 },
    ]);
    moveRun(db, run, 'stopping', clock.now());
    await ledger.report(run, working);
    expect(runById(db, run).state).toBe('stopping');
    moveRun(db, run, 'stopped', clock.now());
    await ledger.report(run, working);
    expect(runById(db, run)).toMatchObject({ state: 'stopped', currentFolder: null });
  });
});
