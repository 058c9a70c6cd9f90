import { describe, expect, it } from 'vitest';
import type { MailboxConnection } from '#main/exchange/mailbox.ts';
import { createScheduler, type RunBook } from '#main/migration/scheduler.ts';
import type { TaskInput, TaskOutcome } from '#main/migration/task-context.ts';
import type { TaskHost, WorkerPool } from '#main/migration/worker-pool.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { destinationKey, passId, runId } from '#shared/domain/ids.ts';
import { resolveOptions } from '#shared/domain/plan.ts';

const connection: MailboxConnection = {
  ewsUrl: 'https://localhost/',
  smtp: 'a@x.example',
  side: 'source',
  isGroup: false,
  impersonate: null,
  requestServerVersion: null,
  caPem: null,
  signIn: { kind: 'bearer', accountKey: 'x' },
  requestTimeoutMs: 1,
};
const task = (run: string, destination: string, kind: TaskInput['kind'] = 'full'): TaskInput => ({
  kind,
  run: runId.parse(run),
  destination: destinationKey(destination),
  siblings: [{ run: runId.parse(run), source: connection, sourceSmtp: `${run}@x.example` }],
  sourceSmtp: `${run}@x.example`,
  source: connection,
  target: connection,
  signedInAs: { source: null, destination: null },
  options: resolveOptions({}),
  seed: 's',
});

type Play = (input: TaskInput, host: TaskHost, signal: AbortSignal) => Promise<TaskOutcome>;
const poolOf = (play: Play): WorkerPool & { readonly started: string[] } => {
  const started: string[] = [];
  return {
    started,
    start(input, host) {
      started.push(`${input.kind} ${input.run}`);
      const controller = new AbortController();
      return {
        outcome: play(input, host, controller.signal),
        stop: () => controller.abort(new LightermanError('app.stopped')),
      };
    },
    close: async () => undefined,
  };
};
const bookOf = (): RunBook & { readonly lines: string[]; readonly last: Map<string, string> } => {
  const lines: string[] = [];
  const last = new Map<string, string>();
  return {
    lines,
    last,
    state: (run, state) => {
      lines.push(`${run} ${state}`);
      last.set(run, state);
    },
    error: (run, error) => void lines.push(`${run} error ${error.code}`),
    passEnded: (pass, stopped) => void lines.push(`${pass} ended${stopped ? ' stopped' : ''}`),
  };
};
const plan = (tasks: readonly TaskInput[], more: { atOnce?: number; prove?: boolean } = {}) => ({
  id: passId.parse('p1'),
  tasks,
  atOnce: 2,
  prove: true,
  ...more,
});

describe('scheduler', () => {
  it('proves a destination once, after the last of its mailboxes has copied, and lets each run say how it stands', async () => {
    const pool = poolOf(async (input) => {
      if (input.kind === 'reconcile' && input.run === 'r1') {
        expect(input.siblings.map((one) => one.run)).toEqual(['r1', 'r2']);
        return { state: 'completed-with-errors', byRun: { r1: 'completed', r2: 'completed-with-errors' } };
      }
      return { state: 'completed' };
    });
    const book = bookOf();
    await createScheduler(pool, book).start(
      plan([task('r1', 'g@y.example'), task('r2', 'G@y.example'), task('r3', 'h@y.example')], { atOnce: 1 }),
    );
    expect(pool.started).toEqual(['full r1', 'full r2', 'reconcile r1', 'full r3', 'reconcile r3']);
    expect(Object.fromEntries(book.last)).toEqual({
      r1: 'completed',
      r2: 'completed-with-errors',
      r3: 'completed',
    });
    expect(book.lines.indexOf('r1 waiting')).toBeLessThan(book.lines.indexOf('r1 verifying'));
    expect(book.lines.at(-1)).toBe('p1 ended');
  });

  it('starts a run again when its thread died, and gives up after three times', async () => {
    let deaths = 0;
    const book = bookOf();
    const pool = poolOf(async (input) => {
      if (input.run === 'r1' && deaths < 2) {
        deaths += 1;
        throw new LightermanError('backend.gone');
      }
      if (input.run === 'r2') throw new LightermanError('backend.gone');
      return { state: 'completed' };
    });
    await createScheduler(pool, book).start(
      plan([task('r1', 'g@y.example'), task('r2', 'h@y.example')], { prove: false }),
    );
    expect(Object.fromEntries(book.last)).toEqual({ r1: 'completed', r2: 'failed' });
    expect(pool.started.filter((one) => one === 'full r2')).toHaveLength(4);
    expect(book.lines).toContain('r2 error backend.gone');
  });

  it('hands the listing of a destination on when the one who leads it fails', async () => {
    const listed: string[] = [];
    let failFirst = true;
    const pool = poolOf(async (input, host) => {
      const turn = await host.destinationTurn(input.destination);
      if (turn === 'lead') {
        listed.push(input.run);
        if (failFirst) {
          failFirst = false;
          throw new LightermanError('mailbox.access-denied');
        }
        host.destinationListed(input.destination, true);
      }
      return { state: 'completed' };
    });
    const book = bookOf();
    await createScheduler(pool, book).start(
      plan([task('r1', 'g@y.example'), task('r2', 'g@y.example'), task('r3', 'g@y.example')], {
        atOnce: 3,
        prove: false,
      }),
    );
    expect(listed).toEqual(['r1', 'r2']);
    expect(Object.fromEntries(book.last)).toEqual({ r1: 'failed', r2: 'completed', r3: 'completed' });
  });

  it('stops what runs and what is queued, and proves nothing then', async () => {
    const book = bookOf();
    const pool = poolOf(
      (_input, _host, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
    );
    const scheduler = createScheduler(pool, book);
    const done = scheduler.start(
      plan([task('r1', 'g@y.example'), task('r2', 'g@y.example'), task('r3', 'h@y.example')], { atOnce: 1 }),
    );
    await Promise.resolve();
    scheduler.stop(passId.parse('p1'));
    await done;
    expect(pool.started).toEqual(['full r1']);
    expect(Object.fromEntries(book.last)).toEqual({ r1: 'stopped', r2: 'stopped', r3: 'stopped' });
    expect(book.lines.at(-1)).toBe('p1 ended stopped');
  });
});
