import { expect, it } from 'vitest';
import type { ItemView } from '#shared/contract/model.ts';
import { noCounts } from '#shared/domain/counters.ts';
import type { ItemId } from '#shared/domain/ids.ts';
import type { RunState } from '#shared/domain/run-state.ts';
import { applyLive, createPace } from '../../../src-renderer/features/project/live.ts';
import type { LiveItem } from '../../../src-renderer/features/project/state.ts';

const row = (id: string, state: RunState, found = 100): ItemView => ({
  id: id as ItemId,
  source: `${id}@contoso.example`,
  destination: 'team@fabrikam.example',
  state,
  passKind: 'full',
  wait: null,
  counts: { ...noCounts, found, copied: 10 },
  messagesPerSecond: 0,
  bytesPerSecond: 0,
  remainingMs: null,
  currentFolder: null,
  errorCount: 0,
  lastPassAtMs: null,
  proof: null,
  complete: null,
});
const live = (id: string, state: RunState, copied: number, messagesPerSecond = 5, found = 100): LiveItem => ({
  itemId: id as ItemId,
  state,
  wait: null,
  counts: { ...noCounts, found, copied },
  messagesPerSecond,
  bytesPerSecond: 1000,
  remainingMs: 1000,
  currentFolder: 'Inbox',
});

it('changes the rows that moved and leaves the others as they are', () => {
  const rows = new Map([
    [0, row('a', 'running')],
    [1, row('b', 'running')],
  ]);
  const next = applyLive({ rows, detail: null }, [live('b', 'running', 42), live('far away', 'running', 7)]);
  expect(next.rows.get(0)).toBe(rows.get(0));
  expect(next.rows.get(1)).toMatchObject({ counts: { copied: 42 }, currentFolder: 'Inbox' });
  expect(next.rows.size).toBe(2);
  expect(applyLive({ rows, detail: null }, [live('far away', 'running', 7)]).rows).toBe(rows);
});

it('does not bring a mailbox back to life that has ended', () => {
  const rows = new Map([[0, row('a', 'failed')]]);
  expect(applyLive({ rows, detail: null }, [live('a', 'running', 42)]).rows).toBe(rows);
});

it('keeps the counts of earlier passes while a run has counted nothing', () => {
  const rows = new Map([[0, row('a', 'queued')]]);
  const next = applyLive({ rows, detail: null }, [live('a', 'verifying', 0, 0, 0)]).rows.get(0);
  expect(next).toMatchObject({ state: 'verifying', counts: { found: 100, copied: 10 } });
});

it('adds up the pace of those that told it lately', () => {
  const pace = createPace();
  pace.note([live('a', 'running', 1, 5), live('b', 'running', 1, 7)], 1000);
  expect(pace.messagesPerSecond(1500)).toBe(12);
  pace.note([live('a', 'waiting', 1, 0)], 2000);
  expect(pace.messagesPerSecond(2000)).toBe(7);
  expect(pace.messagesPerSecond(9000)).toBe(0);
});
