import type { Logger } from '#main/logging/logger.ts';
import { type Contract, contract } from '#shared/contract/contract.ts';
import { type HostContract, hostContract } from '#shared/contract/host.ts';
import type { Handlers, InputOf, OutputOf } from '#shared/contract/op.ts';
import type { BackendState } from '#shared/contract/shell.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { splitPort } from '#shared/rpc/channel-ports.ts';
import { createClient, type Client } from '#shared/rpc/client.ts';
import type { EventMessage } from '#shared/rpc/envelope.ts';
import { serve } from '#shared/rpc/server.ts';
import type { BackendProcess, Launcher } from './launcher.ts';

export interface SupervisorOptions {
  readonly launch: Launcher;
  readonly host: Handlers<HostContract>;
  readonly log: Logger;
  readonly onState: (state: BackendState) => void;
  readonly onEvent: (event: EventMessage) => void;
  /** Runs after each start, before the backend is said to be running: opens the project again. */
  readonly prepare: (client: Client<Contract>, isRestart: boolean) => Promise<void>;
  readonly limits?: Partial<SupervisorLimits>;
}

export interface SupervisorLimits {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** A backend that lived this long was healthy: the next restart is quick again. */
  readonly healthyAfterMs: number;
  /** A backend that has not answered by then is ended and started again. */
  readonly startMs: number;
  /** How long it may drain when the app ends. */
  readonly drainMs: number;
}

const defaultLimits: SupervisorLimits = {
  firstDelayMs: 250,
  longestDelayMs: 30_000,
  healthyAfterMs: 60_000,
  startMs: 30_000,
  drainMs: 10_000,
};

export interface Supervisor {
  readonly start: () => void;
  readonly state: () => BackendState;
  readonly call: <Name extends keyof Contract>(
    op: Name,
    input: InputOf<Contract[Name]>,
  ) => Promise<OutputOf<Contract[Name]>>;
  /** Asks the backend to end by closing its port, waits, ends it. Nothing is started afterwards. */
  readonly stop: () => Promise<void>;
}

/** Keeps one backend alive: starts it, starts it again with growing pauses when it dies, and ends it. */
export const createSupervisor = (options: SupervisorOptions): Supervisor => {
  const { log, launch } = options;
  const limits = { ...defaultLimits, ...options.limits };
  let state: BackendState = { phase: 'stopped', epoch: null, pid: null, restarts: 0, nextTryAtMs: null };
  let current: { readonly process: BackendProcess; readonly client: Client<Contract> } | null = null;
  let failuresInARow = 0;
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;

  const show = (change: Partial<BackendState>) => {
    state = { ...state, ...change };
    options.onState(state);
  };

  const startOnce = () => {
    timer = null;
    const startedAtMs = Date.now();
    const isRestart = state.restarts > 0;
    show({ phase: isRestart ? 'restarting' : 'starting', epoch: null, pid: null, nextTryAtMs: null });
    const process = launch();
    const { calls, host } = splitPort(process.port);
    serve(hostContract, options.host, 'shell').attach(host);
    const client = createClient(contract, calls);
    current = { process, client };
    client.onEvent((event) => options.onEvent(event));
    process.onExit((how) => {
      if (current?.process !== process) return;
      current = null;
      log.warn('the backend ended', { ...how, afterMs: Date.now() - startedAtMs, asked: stopping });
      if (stopping) show({ phase: 'stopped', epoch: null, pid: null });
      else restartLater(Date.now() - startedAtMs);
    });
    void makeReady(process, client, isRestart);
  };

  const makeReady = async (process: BackendProcess, client: Client<Contract>, isRestart: boolean) => {
    const overdue = setTimeout(() => process.kill(), limits.startMs);
    try {
      const { epoch } = await client.call('app.state', {});
      clearTimeout(overdue);
      await options.prepare(client, isRestart);
      if (current?.process !== process) return;
      log.info('the backend runs', { epoch, pid: process.pid() });
      show({ phase: 'running', epoch, pid: process.pid() ?? null });
    } catch (error) {
      log.error('the backend did not become ready', { error });
      process.kill();
    } finally {
      clearTimeout(overdue);
    }
  };

  const restartLater = (livedMs: number) => {
    failuresInARow = livedMs >= limits.healthyAfterMs ? 1 : failuresInARow + 1;
    const delayMs = Math.min(limits.firstDelayMs * 2 ** (failuresInARow - 1), limits.longestDelayMs);
    timer = setTimeout(startOnce, delayMs);
    show({
      phase: 'restarting',
      epoch: null,
      pid: null,
      restarts: state.restarts + 1,
      nextTryAtMs: Date.now() + delayMs,
    });
  };

  return {
    start: () => {
      if (current === null && timer === null && !stopping) startOnce();
    },
    state: () => state,
    call: (op, input) =>
      current === null ? Promise.reject(new LightermanError('backend.gone')) : current.client.call(op, input),
    stop: async () => {
      stopping = true;
      if (timer !== null) clearTimeout(timer);
      const ending = current?.process;
      if (ending === undefined) {
        show({ phase: 'stopped', nextTryAtMs: null });
        return;
      }
      await new Promise<void>((resolve) => {
        const overdue = setTimeout(() => {
          log.warn('the backend did not end in time and was killed', { drainMs: limits.drainMs });
          ending.kill();
        }, limits.drainMs);
        ending.onExit(() => {
          clearTimeout(overdue);
          resolve();
        });
        ending.port.close();
      });
    },
  };
};
