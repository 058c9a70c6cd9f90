import type { DestinationKey, RunId } from '#shared/domain/ids.ts';
import type { ProjectOptions } from '#shared/domain/plan.ts';
import type { RunState, WaitReason } from '#shared/domain/run-state.ts';
import type { MailboxConnection, MailboxDestination, MailboxSource } from '../exchange/mailbox.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';

/** What a task is told; JSON, it crosses to a worker thread. */
export interface TaskInput {
  readonly kind: 'verify' | 'full' | 'reconcile';
  readonly run: RunId;
  readonly destination: DestinationKey;
  /** The other runs of the pass that flow into the same destination (reconcile looks at all in one listing). */
  readonly siblings: readonly {
    readonly run: RunId;
    readonly source: MailboxConnection;
    readonly sourceSmtp: string;
  }[];
  readonly sourceSmtp: string;
  readonly source: MailboxConnection;
  readonly target: MailboxConnection;
  /** SMTP address that signs in at each side, for the `Add-MailboxPermission` line; `null` when unknown. */
  readonly signedInAs: { readonly source: string | null; readonly destination: string | null };
  readonly options: ProjectOptions;
  readonly seed: string;
}

/** What a task may use. In a worker these are proxies to the host; in a test they are the real things. */
export interface TaskContext {
  readonly input: TaskInput;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  openSource(connection: MailboxConnection): MailboxSource;
  openDestination(connection: MailboxConnection): MailboxDestination & MailboxSource;
  /** Which folder paths the filter keeps; runs in a terminable thread. */
  keptByFilter(filter: string, paths: readonly string[]): Promise<readonly boolean[]>;
  /** `lead`: this task lists the destination and calls `listed`; `ready`: another one has done so in this pass. */
  destinationTurn(): Promise<'lead' | 'ready'>;
  destinationListed(ok: boolean): Promise<void>;
  readonly progress: ProgressReporter;
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    text: string,
    fields?: Readonly<Record<string, string | number | boolean | null>>,
  ): void;
}

/** The task says where it is; the reporter counts, measures and tells the ledger at most four times a second. */
export interface ProgressReporter {
  state(state: RunState): void;
  folder(path: string | null): void;
  moved(messages: number, bytes: number): void;
  wait(reason: WaitReason, untilMs: number | null): void;
  endWait(): void;
  /** Writes the last numbers; call once at the end. */
  flush(): Promise<void>;
}

/** How a task ended; the scheduler turns it into the run's state. */
export interface TaskOutcome {
  readonly state: Extract<RunState, 'completed' | 'completed-with-errors' | 'failed' | 'stopped'>;
  /** Reconcile looks at several runs at once and says of each how it stands. */
  readonly byRun?: Readonly<Record<string, 'completed' | 'completed-with-errors'>>;
}
