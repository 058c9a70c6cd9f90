import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { silentLogger } from '#main/logging/logger.ts';
import { createSupervisor, type Supervisor, type SupervisorOptions } from '#main/shell/backend-supervisor.ts';
import { createForkLauncher } from '#main/shell/launch-fork.ts';
import type { BackendState } from '#shared/contract/shell.ts';
import type { EventMessage } from '#shared/rpc/envelope.ts';

const entry = join(import.meta.dirname, '..', 'support', 'fake-backend.ts');
const started: Supervisor[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((supervisor) => supervisor.stop()));
});

const supervise = (how: string, options: Partial<SupervisorOptions> = {}) => {
  const states: BackendState[] = [];
  const events: EventMessage[] = [];
  const supervisor = createSupervisor({
    launch: createForkLauncher(process.execPath, { entry, env: { LIGHTERMAN_FAKE: how } }),
    host: {
      'keychain.available': () => ({ available: true, backend: 'test' }),
      'keychain.wrap': ({ key }) => ({ wrapped: key.map((byte) => byte + 1) }),
      'keychain.unwrap': ({ wrapped }) => ({ key: wrapped }),
      'page.openExternal': () => null,
      'page.openPractice': () => null,
    },
    log: silentLogger,
    onState: (state) => states.push(state),
    onEvent: (event) => events.push(event),
    prepare: async () => {},
    ...options,
  });
  started.push(supervisor);
  supervisor.start();
  const reached = (phase: BackendState['phase'], restarts = 0) =>
    vi.waitFor(
      () => {
        const state = supervisor.state();
        expect(state).toMatchObject({ phase });
        expect(state.restarts).toBeGreaterThanOrEqual(restarts);
        return state;
      },
      { timeout: 15_000, interval: 20 },
    );
  return { supervisor, states, events, reached };
};

it('starts the backend, names its run, and answers its own questions', async () => {
  const { supervisor, states, events, reached } = supervise('well');
  const state = await reached('running');
  expect(state.epoch).toBe(`epoch-${state.pid}`);
  expect(states.map(({ phase }) => phase)).toEqual(['starting', 'running']);
  // The event follows the answer that made the backend "running", in a message of its own.
  await vi.waitFor(() =>
    expect(events).toEqual([{ name: 'project.changed', epoch: state.epoch, revision: 1, data: {} }]),
  );
  // The fake answers with what the host gave it, not with a project.
  const answer: object = await supervisor.call('project.open', { path: '/p' });
  expect(answer).toMatchObject({ path: '/p', wrapped: [2, 3, 4] });
  expect((answer as { env: string[] }).env).not.toContain('NODE_OPTIONS');
});

it('restarts a killed backend, prepares it, and rejects what waited', async () => {
  const prepared: boolean[] = [];
  const { supervisor, reached } = supervise('well', {
    prepare: async (_client, isRestart) => void prepared.push(isRestart),
  });
  const first = await reached('running');
  const waiting = supervisor.call('project.view', {}).catch((error: unknown) => error);
  process.kill(first.pid ?? 0, 'SIGKILL');
  expect(await waiting).toMatchObject({ code: 'backend.gone' });
  expect(await supervisor.call('project.view', {}).catch((error: unknown) => error)).toMatchObject({
    code: 'backend.gone',
  });
  const second = await reached('running', 1);
  expect(second.epoch).not.toBe(first.epoch);
  expect(prepared).toEqual([false, true]);
});

it('waits longer each time a backend dies, up to a limit', async () => {
  const { states, reached } = supervise('dies at once', {
    limits: { firstDelayMs: 20, longestDelayMs: 80 },
  });
  await reached('restarting', 5);
  const delaysMs = states
    .filter((state) => state.nextTryAtMs !== null)
    .slice(0, 5)
    .map((state, index, all) =>
      index === 0 ? 0 : (state.nextTryAtMs ?? 0) - (all[index - 1]?.nextTryAtMs ?? 0),
    );
  // Between two planned tries lie the start of a process and the next pause: never less than the pause itself.
  expect(delaysMs[1]).toBeGreaterThanOrEqual(40);
  expect(delaysMs[2]).toBeGreaterThanOrEqual(80);
  expect(delaysMs[3]).toBeGreaterThanOrEqual(80);
});

it('ends and restarts a backend that never answers', async () => {
  const { reached } = supervise('is mute', { limits: { startMs: 300, firstDelayMs: 20 } });
  const state = await reached('restarting', 2);
  expect(state.epoch).toBeNull();
});

it('asks the backend to drain, and kills it when it does not', async () => {
  const good = supervise('well');
  await good.reached('running');
  await good.supervisor.stop();
  expect(good.supervisor.state()).toMatchObject({ phase: 'stopped', pid: null });

  const bad = supervise('does not drain', { limits: { drainMs: 300 } });
  const { pid } = await bad.reached('running');
  await bad.supervisor.stop();
  expect(bad.supervisor.state().phase).toBe('stopped');
  expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
});

it('starts nothing after it was stopped', async () => {
  const { supervisor, states } = supervise('dies at once', { limits: { firstDelayMs: 50 } });
  await vi.waitFor(() => expect(supervisor.state().restarts).toBeGreaterThan(0));
  await supervisor.stop();
  const count = states.length;
  supervisor.start();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(states.length).toBe(count);
});
