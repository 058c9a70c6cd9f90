import { expect, it } from 'vitest';
import type { ProjectView } from '#shared/contract/model.ts';
import { noCounts } from '#shared/domain/counters.ts';
import type { PassId } from '#shared/domain/ids.ts';
import { resolveOptions } from '#shared/domain/plan.ts';
import { passKinds, runStates, waitReasons } from '#shared/domain/run-state.ts';
import {
  count,
  countdown,
  duration,
  messageRate,
  size,
  sizeOf,
  timeOfDay,
} from '../../../src-renderer/text/format.ts';
import { headline, projectSentence, timeLeftMs } from '../../../src-renderer/text/headline.ts';
import { stateReason, stateTitle, stateWord } from '../../../src-renderer/text/states.ts';

it('writes numbers as people read them', () => {
  expect(count(1_234_567)).toBe('1,234,567');
  expect([0, 999, 1000, 84_000, 999_499, 999_500, 41_200_000, 7.5e9].map(size)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 KB',
    '84.0 KB',
    '999 KB',
    '1.0 MB',
    '41.2 MB',
    '7.5 GB',
  ]);
  expect(sizeOf(277e6, 708e6)).toBe('277 of 708 MB');
  expect(sizeOf(312_000, 1_200_000_000)).toBe('0.0 of 1.2 GB');
  expect(sizeOf(0, 0)).toBe('0 of 0 bytes');
  expect([0.2, 1.25, 9.94, 9.95, 120].map(messageRate)).toEqual([
    '12/min',
    '1.3/s',
    '9.9/s',
    '10/s',
    '120/s',
  ]);
  expect([400, 59_000, 61_000, 3_600_000, 12_000_000, 86_400_000, 97_200_000].map(duration)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '1 h',
    '3 h 20 min',
    '1 day',
    '1 day 3 h',
  ]);
  expect([-5, 0, 1, 61_000].map(countdown)).toEqual(['0:00', '0:00', '0:01', '1:01']);
});

it('names the day only when it is not today', () => {
  const now = new Date(2026, 10, 22, 15, 0, 0).getTime();
  expect(timeOfDay(new Date(2026, 10, 22, 14, 32, 10).getTime(), now)).toBe('14:32:10');
  expect(timeOfDay(new Date(2026, 10, 21, 14, 32, 10).getTime(), now)).toBe('21 Nov, 14:32:10');
  expect(timeOfDay(new Date(2025, 0, 2, 3, 4, 5).getTime(), now)).toBe('2 Jan 2025, 03:04:05');
});

it('has a word for every state and every wait, with its time', () => {
  for (const state of runStates)
    for (const kind of [...passKinds, null]) expect(stateWord(state, kind)).toMatch(/^[A-Z][a-z ]+$/u);
  const now = new Date(2026, 10, 22, 14, 0, 0).getTime();
  const waiting = (reason: (typeof waitReasons)[number], untilMs: number | null) =>
    ({
      state: 'waiting',
      passKind: 'full',
      currentFolder: null,
      complete: null,
      proof: null,
      wait: { reason, sinceMs: now, untilMs },
    }) as const;
  const until = new Date(2026, 10, 22, 14, 32, 10).getTime();
  expect(stateTitle(waiting('throttled', until))).toBe('Waiting for the server');
  expect(stateReason(waiting('throttled', until), now)).toBe('until 14:32:10');
  for (const reason of waitReasons) {
    expect(stateTitle(waiting(reason, null))).toMatch(/^(Waiting|Settling) /u);
    expect(stateReason(waiting(reason, until), now)).toContain('14:32:10');
  }
});

const project = (change: Partial<ProjectView> = {}): ProjectView => {
  const endpoint = {
    cloud: 'practice',
    ewsUrl: null,
    tenantId: null,
    clientId: null,
    signIn: 'modern',
    credentials: 'provided',
    userName: null,
    impersonation: false,
    practice: true,
    account: { userName: 'ada', tenantId: null, signedInAtMs: 0 },
  } as const;
  return {
    path: '/p',
    name: 'P',
    customer: null,
    readOnly: false,
    endpoints: [
      { ...endpoint, side: 'source', name: 'Contoso', kind: 'mailboxes' },
      { ...endpoint, side: 'destination', name: 'Fabrikam', kind: 'groups' },
    ],
    options: resolveOptions(undefined),
    itemCount: 12,
    destinationCount: 3,
    totals: noCounts,
    states: {},
    activePass: null,
    lastPass: null,
    errorCount: 0,
    ...change,
  };
};
const pass = (change: Partial<NonNullable<ProjectView['lastPass']>> = {}) => ({
  id: 'p' as PassId,
  kind: 'full' as const,
  state: 'ended' as const,
  createdAtMs: 0,
  endedAtMs: 1000,
  runs: 12,
  states: {},
  ...change,
});

it('says what the project does', () => {
  expect(projectSentence(project())).toBe(
    '12 mailboxes of Contoso go into 3 groups of Fabrikam. Only the Inbox.',
  );
  expect(projectSentence(project({ itemCount: 1, destinationCount: 1 }))).toBe(
    '1 mailbox of Contoso goes into 1 group of Fabrikam. Only the Inbox.',
  );
  expect(
    projectSentence(project({ options: { ...resolveOptions(undefined), folderFilter: '^(?!Inbox$)' } })),
  ).toContain('Folders matching ^(?!Inbox$) are left out.');
});

it('names one thing to press at every point of the way', () => {
  const next = (change: Partial<ProjectView>) => headline(project(change), 0).next;
  const [source, destination] = project().endpoints;
  if (source === undefined || destination === undefined) throw new Error('two endpoints are needed');
  expect(next({ itemCount: 0 })).toBe('add');
  expect(next({ endpoints: [{ ...source, account: null }, destination] })).toBe('sign-in');
  expect(next({ endpoints: [{ ...source, account: null, credentials: 'per-mailbox' }, destination] })).toBe(
    'start',
  );
  expect(next({})).toBe('start');
  expect(next({ activePass: pass({ state: 'running' }) })).toBe('stop');
  expect(next({ activePass: pass({ state: 'stopping' }) })).toBeNull();
  expect(next({ lastPass: pass({ kind: 'verify' }), states: { completed: 11, failed: 1 } })).toBe('verify');
  expect(next({ lastPass: pass(), states: { completed: 11, 'completed-with-errors': 1 } })).toBe('start');
  expect(next({ lastPass: pass(), states: { completed: 5, stopped: 7 } })).toBe('start');
  expect(next({ lastPass: pass(), states: { completed: 12 } })).toBe('report');
  expect(next({ lastPass: pass(), states: { completed: 12 }, completeItems: 12 })).toBe('report');
});

it('calls nothing complete that is not proven', () => {
  const ended = { lastPass: pass(), states: { completed: 12 } } as const;
  expect(headline(project({ ...ended, completeItems: 12 }), 0).title).toMatch(/^Complete since/u);
  const unproven = headline(project({ ...ended, completeItems: 11 }), 0);
  expect(unproven.title).not.toContain('Complete');
  expect(unproven.next).toBe('reconcile');
});

it('reckons the time left from what is left and the pace', () => {
  const totals = { ...noCounts, found: 1000, alreadyThere: 100, copied: 300, skipped: 10, failed: 90 };
  const active = project({ activePass: pass({ state: 'running' }), totals });
  expect(timeLeftMs(active, 10)).toBe(50_000);
  expect(timeLeftMs(active, 0)).toBeNull();
  expect(timeLeftMs(project({ totals }), 10)).toBeNull();
});
