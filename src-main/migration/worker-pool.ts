import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { LightermanError } from '#shared/domain/errors.ts';
import { fromWireError, toWireError } from '#shared/rpc/wire-error.ts';
import type { Credentials } from '../exchange/mailbox.ts';
import type { Ledger } from './ledger.ts';
import type { ThreadBudget } from './shared-budget.ts';
import type { TaskInput, TaskOutcome } from './task-context.ts';
import type { Throttle } from './throttle.ts';
import type { FromWorker, PermitRequest, ToWorker } from './worker-protocol.ts';

/** What the host gives to its threads. */
export interface PoolServices {
  readonly ledger: Ledger;
  readonly throttle: Throttle;
  readonly credentials: Credentials;
  keptByFilter(filter: string, paths: readonly string[]): Promise<readonly boolean[]>;
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    text: string,
    fields: Readonly<Record<string, string | number | boolean | null>>,
  ): void;
}

/** Answers of the pass a task belongs to. */
export interface TaskHost {
  destinationTurn(destination: string): Promise<'lead' | 'ready'>;
  destinationListed(destination: string, ok: boolean): void;
}

export interface RunningTask {
  readonly outcome: Promise<TaskOutcome>;
  stop(): void;
}

export interface WorkerPool {
  start(input: TaskInput, host: TaskHost): RunningTask;
  /** Ends the threads; tasks still running reject. */
  close(): Promise<void>;
}

interface Task {
  readonly host: TaskHost;
  readonly controller: AbortController;
  resolve(outcome: TaskOutcome): void;
  reject(error: Error): void;
}

interface Thread {
  readonly budget: ThreadBudget;
  readonly worker: Worker;
  readonly tasks: Map<number, Task>;
}

/**
 * A worker's own objects are few; what it turns over are buffers of message content, dead within milliseconds. V8 takes their
 * volume for a growing heap and marks the whole of it again and again (measured: half of all CPU at 20 KB a message). The
 * nursery's own sweeps free them; the old generation is not marked before it is worth it.
 * The flag holds for threads started after it: https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
const nurseryMb = 24;
const unmarkedMb = 64;
const largestHeapMb = 512;

/** @param entry the worker's file: the source in development, the bundle in the product. */
export const createWorkerPool = (entry: URL, threads: number, services: PoolServices): WorkerPool => {
  setFlagsFromString(`--initial-old-space-size=${unmarkedMb}`);
  const pool: Thread[] = [];
  let nextTask = 1;

  const thread = (): Thread => {
    const least = pool.toSorted((a, b) => a.tasks.size - b.tasks.size)[0];
    if (least !== undefined && (least.tasks.size === 0 || pool.length >= threads)) return least;
    const budget = services.throttle.share();
    const fresh: Thread = {
      budget,
      worker: new Worker(entry, {
        name: 'migration',
        workerData: { budget },
        resourceLimits: { maxOldGenerationSizeMb: largestHeapMb, maxYoungGenerationSizeMb: nurseryMb },
      }),
      tasks: new Map(),
    };
    pool.push(fresh);
    fresh.worker.on('message', (message: FromWorker) => hear(fresh, message));
    fresh.worker.on('error', (error) => bury(fresh, error));
    fresh.worker.on('exit', () =>
      bury(fresh, new LightermanError('backend.gone', { message: 'A worker thread ended unexpectedly.' })),
    );
    fresh.worker.unref();
    return fresh;
  };

  /** A dead thread gives its permits back and fails its tasks; the scheduler decides whether they start again. */
  const bury = (dead: Thread, error: Error): void => {
    const index = pool.indexOf(dead);
    if (index >= 0) pool.splice(index, 1);
    services.throttle.releaseAll(dead);
    services.throttle.reclaim(dead.budget);
    for (const task of dead.tasks.values()) {
      task.controller.abort();
      task.reject(
        new LightermanError('backend.gone', { message: 'A worker thread ended unexpectedly.', cause: error }),
      );
    }
    dead.tasks.clear();
  };

  const hear = (from: Thread, message: FromWorker): void => {
    switch (message.type) {
      case 'call': {
        const answer = (reply: ToWorker): void => from.worker.postMessage(reply);
        dispatch(from, message).then(
          (value) => answer({ type: 'reply', id: message.id, ok: true, value }),
          (error: unknown) => answer({ type: 'reply', id: message.id, ok: false, error: toWireError(error) }),
        );
        break;
      }
      case 'leave-shared':
        services.throttle.leaveShared(from.budget, message.slot, message.outcome);
        break;
      case 'look':
        services.throttle.look(message.slot);
        break;
      case 'leave':
        services.throttle.leave(message.permit, message.outcome);
        break;
      case 'ended': {
        const task = from.tasks.get(message.taskId);
        from.tasks.delete(message.taskId);
        if (from.tasks.size === 0) from.worker.unref();
        if (message.ok) task?.resolve(message.outcome);
        else task?.reject(fromWireError(message.error));
        break;
      }
      case 'log':
        services.log(message.level, message.text, message.fields);
        break;
      default:
        throw new LightermanError('app.unexpected', {
          message: `Unknown message ${JSON.stringify(message satisfies never)}`,
        });
    }
  };

  const dispatch = async (from: Thread, message: Extract<FromWorker, { type: 'call' }>): Promise<unknown> => {
    const { target, method, args } = message;
    const task = from.tasks.get(message.taskId);
    if (task === undefined) throw new LightermanError('app.stopped');
    if (target === 'ledger') return invoke(services.ledger, method, args);
    if (target === 'credentials') return invoke(services.credentials, method, args);
    if (target === 'gate') {
      const [request] = args as [PermitRequest];
      return method === 'tryEnter'
        ? services.throttle.tryEnter(request, from)
        : services.throttle.enter(request, from, task.controller.signal);
    }
    if (method === 'keptByFilter')
      return services.keptByFilter(args[0] as string, args[1] as readonly string[]);
    if (method === 'destinationTurn') return task.host.destinationTurn(args[0] as string);
    if (method === 'destinationListed')
      return task.host.destinationListed(args[0] as string, args[1] as boolean);
    throw new LightermanError('app.unknown-operation', { details: { target, method } });
  };

  return {
    start(input, host) {
      const on = thread();
      const taskId = nextTask;
      nextTask += 1;
      const controller = new AbortController();
      const outcome = new Promise<TaskOutcome>((resolve, reject) => {
        on.tasks.set(taskId, { host, controller, resolve, reject });
      });
      on.worker.ref();
      on.worker.postMessage({ type: 'run', taskId, input } satisfies ToWorker);
      return {
        outcome,
        stop() {
          controller.abort();
          on.worker.postMessage({ type: 'stop', taskId } satisfies ToWorker);
        },
      };
    },
    async close() {
      await Promise.all(pool.map((one) => one.worker.terminate()));
    },
  };
};

/** Calls a method by the name a worker sent; only own functions of the service can be reached. */
const invoke = (service: object, method: string, args: readonly unknown[]): Promise<unknown> => {
  const found: unknown = Object.hasOwn(service, method) ? Reflect.get(service, method) : undefined;
  if (typeof found !== 'function')
    throw new LightermanError('app.unknown-operation', { details: { method } });
  return Promise.resolve(Reflect.apply(found, service, args) as unknown);
};
