import type { EventMessage } from '../rpc/envelope.ts';
import type { WireError } from '../rpc/wire-error.ts';
import type { ShellCommand, ShellState } from './shell.ts';

/** The answer to a call over the bridge: errors thrown across Electron's IPC would lose their fields. */
export type BridgeReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError };

/** All that the window's page can reach: `window.lighterman`. Listeners return what ends them. */
export interface Bridge {
  readonly call: (op: string, input: unknown) => Promise<BridgeReply>;
  readonly onEvent: (listener: (event: EventMessage) => void) => () => void;
  readonly onShellState: (listener: (state: ShellState) => void) => () => void;
  readonly onCommand: (listener: (command: ShellCommand) => void) => () => void;
}

/** Names of Electron's IPC channels, in one place for shell and preload. */
export const channels = {
  call: 'lighterman:call',
  event: 'lighterman:event',
  shellState: 'lighterman:shell-state',
  command: 'lighterman:command',
} as const;
