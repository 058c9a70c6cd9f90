import type { DestinationKey, PassId, RunId } from '#shared/domain/ids.ts';
import { LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import type { RunState, WaitReason } from '#shared/domain/run-state.ts';
import type { RunErrorRecord } from './ledger.ts';
import type { TaskInput, TaskOutcome } from './task-context.ts';
import type { RunningTask, TaskHost, WorkerPool } from './worker-pool.ts';

/** What the scheduler writes down about runs; the store implements it. */
export interface RunBook {
  state(
    run: RunId,
    state: RunState,
    wait?: { readonly reason: WaitReason; readonly untilMs: number | null },
  ): void;
  error(run: RunId, error: RunErrorRecord): void;
  passEnded(pass: PassId, stopped: boolean): void;
}

export interface PassPlan {
  readonly id: PassId;
  /** One task per run, in the order to be started. */
  readonly tasks: readonly TaskInput[];
  readonly atOnce: number;
  /** Prove each destination as soon as its last run has copied. */
  readonly prove: boolean;
}

export interface Scheduler {
  /** Resolves when every run of the pass has ended and is written down. */
  start(plan: PassPlan): Promise<void>;
  stop(pass: PassId): void;
  readonly active: readonly PassId[];
}

/** A thread that died takes no blame the first times: the ledger knows where the run stood. */
const maxRestarts = 3;

/** Runs the tasks of a pass, so many mailboxes at once; after copying, proves each destination from one fresh listing. */
export const createScheduler = (pool: WorkerPool, book: RunBook): Scheduler => {
  const passes = new Map<PassId, { stop(): void }>();

  return {
    get active() {
      return [...passes.keys()];
    },
    stop(pass) {
      passes.get(pass)?.stop();
    },
    async start(plan) {
      const pass = createPass(plan, pool, book);
      passes.set(plan.id, pass);
      try {
        await pass.work();
      } finally {
        passes.delete(plan.id);
      }
    },
  };
};

const createPass = (
  plan: PassPlan,
  pool: WorkerPool,
  book: RunBook,
): { work(): Promise<void>; stop(): void } => {
  const running = new Set<RunningTask>();
  const ends = new Map<RunId, RunState>();
  const left = new Map<DestinationKey, number>();
  let stopped = false;
  for (const task of plan.tasks) left.set(task.destination, (left.get(task.destination) ?? 0) + 1);
  const turns = createTurns();

  /** Runs one task to its end, again when its thread died. */
  const perform = async (input: TaskInput): Promise<TaskOutcome> => {
    for (let restarts = 0; ; restarts += 1) {
      if (stopped) return { state: 'stopped' };
      const seat = turns.seat();
      const task = pool.start(input, seat.host);
      running.add(task);
      try {
        return await task.outcome;
      } catch (thrown) {
        const error = toLightermanError(thrown);
        if (stopped || error.code === 'app.stopped') return { state: 'stopped' };
        if (error.code === 'backend.gone' && restarts < maxRestarts) continue;
        book.error(input.run, {
          code: error.code,
          side: sideOf(error),
          message: error.message,
          details: error.details,
          folderPath: null,
          trace: error.trace,
        });
        return { state: 'failed' };
      } finally {
        running.delete(task);
        seat.leave();
      }
    }
  };

  const finish = (run: RunId, state: RunState): void => {
    ends.set(run, state);
    book.state(run, state);
  };

  /** The last run of a destination to end brings the proof of all of them. */
  const afterCopy = async (input: TaskInput, state: RunState): Promise<void> => {
    const rest = (left.get(input.destination) ?? 1) - 1;
    left.set(input.destination, rest);
    ends.set(input.run, state);
    if (rest > 0) {
      if (state === 'stopped' || state === 'failed') finish(input.run, state);
      else book.state(input.run, 'waiting', { reason: 'destination-busy', untilMs: null });
      return;
    }
    const together = plan.tasks.filter((task) => task.destination === input.destination);
    const proving = together.filter(
      (task) => ends.get(task.run) === 'completed' || ends.get(task.run) === 'completed-with-errors',
    );
    for (const task of together)
      if (!proving.includes(task)) finish(task.run, ends.get(task.run) ?? 'failed');
    const [lead] = proving;
    if (lead === undefined) return;
    if (!plan.prove) {
      for (const task of proving) finish(task.run, ends.get(task.run) ?? 'failed');
      return;
    }
    for (const task of proving) book.state(task.run, 'verifying');
    const proof = await perform({
      ...lead,
      kind: 'reconcile',
      siblings: proving.map((task) => ({ run: task.run, source: task.source, sourceSmtp: task.sourceSmtp })),
    });
    for (const task of proving) {
      const copied = ends.get(task.run) ?? 'failed';
      const proven = proof.byRun?.[task.run] ?? proof.state;
      finish(task.run, proven === 'completed' ? copied : proven);
    }
  };

  return {
    stop() {
      stopped = true;
      for (const task of plan.tasks) if (!ends.has(task.run)) book.state(task.run, 'stopping');
      for (const task of running) task.stop();
    },
    async work() {
      let next = 0;
      const lane = async (): Promise<void> => {
        for (;;) {
          const input = plan.tasks[next];
          next += 1;
          if (input === undefined) return;
          if (!stopped)
            for (const run of runsOf(input)) book.state(run, input.kind === 'full' ? 'running' : 'verifying');
          const ended = await perform(input);
          if (input.kind === 'full') await afterCopy(input, ended.state);
          else for (const run of runsOf(input)) finish(run, ended.byRun?.[run] ?? ended.state);
        }
      };
      await Promise.all(Array.from({ length: Math.max(1, plan.atOnce) }, lane));
      book.passEnded(plan.id, stopped);
    },
  };
};

const runsOf = (input: TaskInput): readonly RunId[] =>
  input.kind === 'reconcile' ? input.siblings.map((one) => one.run) : [input.run];

const sideOf = (error: LightermanError): 'source' | 'destination' | 'local' => {
  const side = error.details['side'];
  return side === 'source' || side === 'destination' ? side : 'local';
};

interface Seat {
  readonly host: TaskHost;
  /** Passes the turn on if the task ended, or its thread died, in the middle of a listing. */
  leave(): void;
}

/** Who lists a destination first does it for all of the pass; if that one fails, the next in line does. */
const createTurns = (): { seat(): Seat } => {
  const turns = new Map<
    string,
    { done: boolean; busy: boolean; waiting: ((turn: 'lead' | 'ready') => void)[] }
  >();
  const settle = (destination: string, ok: boolean): void => {
    const turn = turns.get(destination);
    if (turn === undefined) return;
    if (ok) {
      turn.done = true;
      for (const go of turn.waiting.splice(0)) go('ready');
      return;
    }
    const heir = turn.waiting.shift();
    if (heir === undefined) turn.busy = false;
    else heir('lead');
  };
  return {
    seat() {
      const leading = new Set<string>();
      let gone = false;
      const lead = (destination: string): void => {
        if (gone) settle(destination, false);
        else leading.add(destination);
      };
      return {
        host: {
          async destinationTurn(destination) {
            const turn = turns.get(destination) ?? { done: false, busy: false, waiting: [] };
            turns.set(destination, turn);
            if (turn.done) return 'ready';
            if (!turn.busy) {
              turn.busy = true;
              lead(destination);
              return 'lead';
            }
            const mine = await new Promise<'lead' | 'ready'>((resolve) => {
              turn.waiting.push(resolve);
            });
            if (mine === 'lead') lead(destination);
            return mine;
          },
          destinationListed(destination, ok) {
            if (leading.delete(destination)) settle(destination, ok);
          },
        },
        leave() {
          gone = true;
          for (const destination of leading) settle(destination, false);
          leading.clear();
        },
      };
    },
  };
};
