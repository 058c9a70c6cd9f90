import type { WireError } from '#shared/rpc/wire-error.ts';
import type { GateOutcome, GateRequest } from '../exchange/mailbox.ts';
import type { TaskInput, TaskOutcome } from './task-context.ts';

/** What goes to a worker thread. */
export type ToWorker =
  /** Do this task; several may run in one thread, they wait for the network most of the time. */
  | { readonly type: 'run'; readonly taskId: number; readonly input: TaskInput }
  /** Bring the task to its end: finish what is on the wire, start nothing new. */
  | { readonly type: 'stop'; readonly taskId: number }
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly error: WireError };

/** Services of the host that a task may call; the names are those of the interfaces behind them. */
export type HostTarget = 'ledger' | 'gate' | 'credentials' | 'host';

/** What a worker thread says. */
export type FromWorker =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly taskId: number;
      readonly target: HostTarget;
      readonly method: string;
      readonly args: readonly unknown[];
    }
  /** A permit that the thread took itself goes back after a call that did not go well. */
  | { readonly type: 'leave-shared'; readonly slot: number; readonly outcome: GateOutcome }
  /** Somebody waits for a permit of this account, or its limit may grow. */
  | { readonly type: 'look'; readonly slot: number }
  /** A permit goes back; no answer is wanted. */
  | { readonly type: 'leave'; readonly permit: number; readonly outcome: GateOutcome }
  | { readonly type: 'ended'; readonly taskId: number; readonly ok: true; readonly outcome: TaskOutcome }
  | { readonly type: 'ended'; readonly taskId: number; readonly ok: false; readonly error: WireError }
  | {
      readonly type: 'log';
      readonly taskId: number;
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly text: string;
      readonly fields: Readonly<Record<string, string | number | boolean | null>>;
    };

/** A request for a permit, with whom it is charged to. */
export interface PermitRequest extends GateRequest {
  readonly account: string;
  readonly side: 'source' | 'destination';
}

/** `untilMs` is the server's own demand; `null` while only the number of open requests is in the way. */
export type PermitAnswer =
  | {
      readonly granted: true;
      readonly permit: number;
      /** The account's place in the shared budget, `null`: it has none. */
      readonly slot: number | null;
      /** Uploads to this mailbox are counted by the host. */
      readonly isCounted: boolean;
    }
  | { readonly granted: false; readonly untilMs: number | null };
