import { parentPort, workerData } from 'node:worker_threads';
import { LightermanError } from '#shared/domain/errors.ts';
import { fromWireError, toWireError } from '#shared/rpc/wire-error.ts';
import { armCrashPoints } from './crash-arming.ts';
import { openEwsMailbox } from '../exchange/ews/ews-mailbox.ts';
import type { Credentials, GatePermit, MailboxConnection, RequestGate } from '../exchange/mailbox.ts';
import { systemClock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { createProgressReporter } from './progress.ts';
import { returnPermit, takePermit, type ThreadBudget } from './shared-budget.ts';
import type { ProgressReporter, TaskContext, TaskInput, TaskOutcome } from './task-context.ts';
import { runFull } from './tasks/full.ts';
import { runReconcile } from './tasks/reconcile.ts';
import { runVerify } from './tasks/verify.ts';
import type { FromWorker, HostTarget, PermitAnswer, ToWorker } from './worker-protocol.ts';

/**
 * A long-lived thread that copies mailboxes. It owns no database, no settings and no decisions: ledger, permits, tokens and the
 * folder filter are the host's, reached by calls over the port.
 */
const port = parentPort;
if (port === null)
  throw new LightermanError('app.unexpected', { message: 'The worker was started outside a thread.' });
armCrashPoints();
const { budget } = workerData as { readonly budget: ThreadBudget };

const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
const running = new Map<number, { readonly controller: AbortController; readonly drain: AbortController }>();
/** After a stop an upload on the wire may go on for so long. */
const drainMs = 30_000;
let nextCall = 1;

const say = (message: FromWorker): void => port.postMessage(message);

const call = <Value>(
  taskId: number,
  target: HostTarget,
  method: string,
  args: readonly unknown[],
): Promise<Value> =>
  new Promise((resolve, reject) => {
    const id = nextCall;
    nextCall += 1;
    pending.set(id, { resolve: (value) => resolve(value as Value), reject });
    say({ type: 'call', id, taskId, target, method, args });
  });

/** The host's ledger, method by method, so that a new one is not forgotten here. */
const remoteLedger = (taskId: number): Ledger => {
  const ask =
    <Name extends keyof Ledger>(name: Name) =>
    (...args: Parameters<Ledger[Name]>): ReturnType<Ledger[Name]> =>
      call(taskId, 'ledger', name, args) as ReturnType<Ledger[Name]>;
  return {
    recordFolders: ask('recordFolders'),
    recordListing: ask('recordListing'),
    finishListing: ask('finishListing'),
    beginDestinationListing: ask('beginDestinationListing'),
    recordDestination: ask('recordDestination'),
    finishDestinationListing: ask('finishDestinationListing'),
    matchDestination: ask('matchDestination'),
    lease: ask('lease'),
    reserve: ask('reserve'),
    settle: ask('settle'),
    inDoubt: ask('inDoubt'),
    counts: ask('counts'),
    report: ask('report'),
    informationLine: ask('informationLine'),
    runError: ask('runError'),
    proofRows: ask('proofRows'),
    recordProof: ask('recordProof'),
  };
};

const remoteGate = (
  taskId: number,
  connection: MailboxConnection,
  progress: ProgressReporter,
): RequestGate => {
  const payer =
    connection.signIn.kind === 'bearer' ? connection.signIn.accountKey : connection.signIn.secretKey;
  // A streamed message holds a permit at both sides at once. With one budget for both, readers could take every permit
  // and wait for writers that never get one.
  const account = [connection.side, payer, connection.impersonate ?? ''].join('\n');
  /** Known from the host's first answer on. */
  let known: { readonly slot: number; readonly isCounted: boolean } | null = null;

  const helpOneself = (uploadBytes: number): GatePermit | null => {
    if (known === null || (known.isCounted && uploadBytes > 0)) return null;
    const { slot } = known;
    if (!takePermit(budget, slot, systemClock.now())) return null;
    return {
      leave(outcome) {
        if (!outcome.ok || outcome.tooManyConnections || outcome.backOffMs !== null)
          say({ type: 'leave-shared', slot, outcome });
        else if (returnPermit(budget, slot)) say({ type: 'look', slot });
      },
    };
  };

  return {
    async enter(request, signal) {
      if (signal.aborted) throw new LightermanError('app.stopped');
      const own = helpOneself(request.uploadBytes);
      if (own !== null) return own;
      const wanted = { ...request, account, side: connection.side };
      const first = await call<PermitAnswer>(taskId, 'gate', 'tryEnter', [wanted]);
      let permit: number;
      if (first.granted) {
        permit = first.permit;
        if (first.slot !== null) known ??= { slot: first.slot, isCounted: first.isCounted };
      } else {
        if (first.untilMs !== null) progress.wait('throttled', first.untilMs);
        permit = await call<number>(taskId, 'gate', 'enter', [wanted]);
        if (first.untilMs !== null) progress.endWait();
      }
      if (signal.aborted) {
        say({
          type: 'leave',
          permit,
          outcome: { ok: false, backOffMs: null, tooManyConnections: false, uploadedBytes: 0 },
        });
        throw new LightermanError('app.stopped');
      }
      return { leave: (outcome) => say({ type: 'leave', permit, outcome }) };
    },
  };
};

const contextOf = (
  taskId: number,
  input: TaskInput,
  signal: AbortSignal,
  drain: AbortSignal,
): TaskContext => {
  const ledger = remoteLedger(taskId);
  const progress = createProgressReporter(input.run, ledger, systemClock);
  const credentials: Credentials = {
    accessToken: (accountKey, forceRefresh, claims) =>
      call(taskId, 'credentials', 'accessToken', [accountKey, forceRefresh, claims]),
    password: (secretKey) => call(taskId, 'credentials', 'password', [secretKey]),
    passwordAnswered: (secretKey, answer) =>
      call(taskId, 'credentials', 'passwordAnswered', [secretKey, answer]),
  };
  const log: TaskContext['log'] = (level, text, fields = {}) =>
    say({ type: 'log', taskId, level, text, fields });
  const open = (connection: MailboxConnection): ReturnType<typeof openEwsMailbox> =>
    openEwsMailbox(connection, {
      credentials,
      gate: remoteGate(taskId, connection, progress),
      log: (line) => log('info', line),
      drain,
    });
  return {
    input,
    ledger,
    clock: systemClock,
    signal,
    progress,
    log,
    openSource: open,
    openDestination: open,
    keptByFilter: (filter, paths) => call(taskId, 'host', 'keptByFilter', [filter, paths]),
    destinationTurn: () => call(taskId, 'host', 'destinationTurn', [input.destination]),
    destinationListed: (ok) => call(taskId, 'host', 'destinationListed', [input.destination, ok]),
  };
};

const tasks: Readonly<Record<TaskInput['kind'], (context: TaskContext) => Promise<TaskOutcome>>> = {
  verify: runVerify,
  full: runFull,
  reconcile: runReconcile,
};

const run = async (taskId: number, input: TaskInput): Promise<void> => {
  const controller = new AbortController();
  const drain = new AbortController();
  running.set(taskId, { controller, drain });
  try {
    const context = contextOf(taskId, input, controller.signal, drain.signal);
    const outcome = await tasks[input.kind](context);
    say({ type: 'ended', taskId, ok: true, outcome });
  } catch (error) {
    say({ type: 'ended', taskId, ok: false, error: toWireError(error) });
  } finally {
    running.delete(taskId);
  }
};

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'run':
      void run(message.taskId, message.input);
      break;
    case 'stop': {
      const task = running.get(message.taskId);
      task?.controller.abort(new LightermanError('app.stopped'));
      setTimeout(() => task?.drain.abort(new LightermanError('app.stopped')), drainMs).unref();
      break;
    }
    case 'reply': {
      const waiter = pending.get(message.id);
      pending.delete(message.id);
      if (message.ok) waiter?.resolve(message.value);
      else waiter?.reject(fromWireError(message.error));
      break;
    }
    default: {
      const never: never = message;
      throw new LightermanError('app.unexpected', { message: `Unknown message ${JSON.stringify(never)}` });
    }
  }
});
