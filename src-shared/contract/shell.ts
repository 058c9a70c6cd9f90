import { z } from 'zod';
import type { WireError } from '../rpc/wire-error.ts';
import { command, query } from './op.ts';

const nothing = z.object({}).strict();

/** What the window asks of the shell itself: dialogs, files, pages. Everything else goes to the backend. */
export const shellContract = {
  'shell.state': query(nothing).returns<ShellState>(),
  /** Lets the person choose a project store; `null` when they changed their mind. */
  'shell.chooseProject': command(nothing).returns<{ path: string } | null>(),
  /** Lets the person name a new project store. */
  'shell.chooseNewProject': command(
    z.object({ suggestedName: z.string().min(1).max(200) }).strict(),
  ).returns<{ path: string } | null>(),
  /** Lets the person choose a `plan.json` or a CSV and reads it. */
  'shell.readTextFile': command(z.object({ kind: z.enum(['plan', 'csv']) }).strict()).returns<{
    name: string;
    text: string;
  } | null>(),
  /** A fresh path for a rehearsal's store, in the app's own folder. */
  'shell.newRehearsal': command(nothing).returns<{ path: string }>(),
  /** Asks where to, renders the open project's report, prints it if it is a PDF, and writes it. */
  'shell.saveReport': command(z.object({ format: z.enum(['pdf', 'html', 'csv', 'json']) }).strict()).returns<{
    path: string;
    sizeBytes: number;
  } | null>(),
  /** Shows a file that was saved since the start in the system's file manager. */
  'shell.showSavedFile': command(z.object({ path: z.string().min(1).max(4096) }).strict()).returns<null>(),
  /** Opens the page of a sign-in that is under way: in the system's browser, or an app window for practice tenants. */
  'shell.openSignInPage': command(z.object({ signInId: z.string().max(100) }).strict()).returns<null>(),
  'shell.copyText': command(z.object({ text: z.string().max(100_000) }).strict()).returns<null>(),
} as const;
export type ShellContract = typeof shellContract;

export const backendPhases = ['starting', 'running', 'restarting', 'stopped'] as const;
export type BackendPhase = (typeof backendPhases)[number];

export interface BackendState {
  readonly phase: BackendPhase;
  /** Of the run that answers now; `null` until it has said so. */
  readonly epoch: string | null;
  readonly pid: number | null;
  /** How often it had to be started again since the app was opened. */
  readonly restarts: number;
  /** When the next try is made, while `restarting`. */
  readonly nextTryAtMs: number | null;
}

export interface ShellState {
  readonly version: string;
  readonly backend: BackendState;
  /** The substitute runtime is in use: the app connects to this machine alone. */
  readonly loopbackOnly: boolean;
  /** Why the project named at the start, or the one open before a restart, could not be opened. */
  readonly openFailure: WireError | null;
}

/** What the menu asks the window to do. */
export const shellCommands = ['openProject', 'rehearse', 'saveReport', 'closeProject', 'find'] as const;
export type ShellCommand = (typeof shellCommands)[number];
