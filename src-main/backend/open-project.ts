import { availableParallelism } from 'node:os';
import type { Events } from '#shared/contract/contract.ts';
import type { ProgressEvent } from '#shared/contract/model.ts';
import { LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import type { PassId, RunId } from '#shared/domain/ids.ts';
import type { Endpoint } from '#shared/domain/endpoint.ts';
import { type PassContext, resumePass, submitPass } from '../features/passes.ts';
import type { SignInService } from '../features/sign-in.ts';
import type { Logger } from '../logging/logger.ts';
import { systemClock } from '../migration/clock.ts';
import { keptByFilter } from '../migration/folder-filter.ts';
import type { Ledger } from '../migration/ledger.ts';
import { createScheduler, type PassPlan, type RunBook } from '../migration/scheduler.ts';
import { createThrottle } from '../migration/throttle.ts';
import { createWorkerPool, type WorkerPool } from '../migration/worker-pool.ts';
import type { ReadDb, WriteDb } from '../store/db.ts';
import { createLedger } from '../store/ledger-repo.ts';
import { openProjectStore, readProjectStore } from '../store/open-store.ts';
import { requeueInterrupted, stopPass } from '../store/pass-repo.ts';
import { readProject } from '../store/project-repo.ts';
import { moveRun, runById } from '../store/run-repo.ts';
import { workerEntry } from './entries.ts';

export interface OpenProjectOptions {
  readonly path: string;
  readonly readOnly: boolean;
  readonly signIn: SignInService;
  readonly loopbackOnly: boolean;
  /** The application takes up what a crash cut off; the command line waits for its operator. */
  readonly resume: boolean;
  readonly logger: Logger;
  readonly ewsUrlOf: (endpoint: Endpoint, smtp: string) => Promise<string>;
  readonly emit: <Name extends keyof Events>(name: Name, data: Events[Name]) => void;
}

export interface OpenProject {
  readonly db: ReadDb;
  readonly readOnly: boolean;
  /** @throws `app.conflict` for a project opened read-only. */
  writable(): WriteDb;
  startPass(
    ...args: [
      kind: Parameters<typeof submitPass>[1],
      itemIds: Parameters<typeof submitPass>[2],
      prove: boolean,
    ]
  ): Promise<PassId>;
  stopPass(pass: PassId): void;
  close(): Promise<void>;
}

const progressEveryMs = 250;
/** About 150 MB in five minutes for one mailbox of Exchange Online (reference §6.1), counted in bytes on the wire. */
const onlineCeiling = { bytes: 150_000_000, windowMs: 300_000 };

export const openProject = (options: OpenProjectOptions): OpenProject =>
  options.readOnly ? openToRead(options) : openToWrite(options);

const openToRead = ({ path }: OpenProjectOptions): OpenProject => {
  const db = readProjectStore(path);
  const refuse = (): never => {
    throw new LightermanError('app.conflict', { message: 'The project is open for reading only.' });
  };
  return {
    db,
    readOnly: true,
    writable: refuse,
    startPass: refuse,
    stopPass: refuse,
    close: async () => db.close(),
  };
};

const openToWrite = (options: OpenProjectOptions): OpenProject => {
  const { signIn, logger, emit } = options;
  const db = openProjectStore(options.path);
  const ledger = createLedger(db, { clock: systemClock });
  const progress = createProgressRelay(db, ledger, emit);
  const { source, destination } = readProject(db);
  const online = destination.cloud !== 'on-premises' && destination.cloud !== 'practice';
  const throttle = createThrottle({
    clock: systemClock,
    importCeiling: () => (online ? onlineCeiling : null),
  });
  let pool: WorkerPool | null = null;
  const working = new Map<PassId, Promise<void>>();

  const book: RunBook = {
    state(run, state, wait) {
      const nowMs = Date.now();
      moveRun(db, run, state, nowMs, wait);
      emit('items.changed', {});
    },
    error(run, error) {
      void progress.ledger.runError(run, error);
    },
    passEnded(pass) {
      progress.forget(pass);
    },
  };
  const poolOf = (): WorkerPool => {
    pool ??= createWorkerPool(workerEntry(), availableParallelism(), {
      ledger: progress.ledger,
      throttle,
      credentials: signIn.credentialsFor([source, destination]),
      keptByFilter,
      log: (level, text, fields) => logger[level](text, fields),
    });
    return pool;
  };
  let scheduler: ReturnType<typeof createScheduler> | null = null;

  const context: PassContext = {
    db,
    loopbackOnly: options.loopbackOnly,
    account: (endpoint) => signIn.require(endpoint),
    ewsUrlOf: options.ewsUrlOf,
    isActive: (pass) => working.has(pass),
    now: () => Date.now(),
  };

  const launch = (plan: PassPlan): void => {
    logger.info('A pass starts.', { pass: plan.id, tasks: plan.tasks.length, atOnce: plan.atOnce });
    scheduler ??= createScheduler(poolOf(), book);
    const work = scheduler
      .start(plan)
      .catch((error: unknown) =>
        logger.error('A pass ended with a fault of its own.', { error: toLightermanError(error).message }),
      )
      .finally(() => {
        logger.info('A pass has ended.', { pass: plan.id });
        working.delete(plan.id);
        emit('pass.changed', { passId: plan.id });
        emit('items.changed', {});
        emit('pass.ended', { passId: plan.id });
      });
    working.set(plan.id, work);
    emit('pass.changed', { passId: plan.id });
  };

  const interrupted = requeueInterrupted(db, Date.now());
  if (options.resume && interrupted.length > 0) {
    const passes = [...new Set(interrupted.map((run) => run.passId))];
    void (async () => {
      for (const pass of passes) launch(await resumePass(context, pass));
    })().catch((error: unknown) =>
      logger.warn('A pass that was cut off could not be taken up.', {
        error: toLightermanError(error).message,
      }),
    );
  }

  return {
    db,
    readOnly: false,
    writable: () => db,
    async startPass(kind, itemIds, prove) {
      const plan = await submitPass(context, kind, itemIds, prove);
      launch(plan);
      return plan.id;
    },
    stopPass(pass) {
      stopPass(db, pass, Date.now());
      scheduler?.stop(pass);
      emit('pass.changed', { passId: pass });
      emit('items.changed', {});
    },
    async close() {
      for (const pass of working.keys()) scheduler?.stop(pass);
      await Promise.all(working.values());
      await pool?.close();
      progress.close();
      db.close();
    },
  };
};

/** Passes reports on to the store and tells the callers of a pass's progress at most four times a second. */
const createProgressRelay = (
  db: ReadDb,
  ledger: Ledger,
  emit: OpenProjectOptions['emit'],
): { readonly ledger: Ledger; forget(pass: PassId): void; close(): void } => {
  const waiting = new Map<PassId, Map<RunId, ProgressEvent['items'][number]>>();
  const places = new Map<
    RunId,
    { readonly passId: PassId; readonly itemId: ProgressEvent['items'][number]['itemId'] }
  >();
  const timer = setInterval(() => {
    for (const [passId, items] of waiting)
      if (items.size > 0) emit('pass.progressed', { passId, items: [...items.values()] });
    waiting.clear();
  }, progressEveryMs);
  timer.unref();
  const placeOf = (run: RunId): { passId: PassId; itemId: ProgressEvent['items'][number]['itemId'] } => {
    const known = places.get(run);
    if (known !== undefined) return known;
    const { passId, itemId } = runById(db, run);
    places.set(run, { passId, itemId });
    return { passId, itemId };
  };
  return {
    ledger: {
      ...ledger,
      async report(run, progress) {
        await ledger.report(run, progress);
        const { passId, itemId } = placeOf(run);
        const items = waiting.get(passId) ?? new Map<RunId, ProgressEvent['items'][number]>();
        items.set(run, { itemId, ...progress });
        waiting.set(passId, items);
      },
    },
    forget(pass) {
      for (const [run, place] of places) if (place.passId === pass) places.delete(run);
      waiting.delete(pass);
    },
    close: () => clearInterval(timer),
  };
};
