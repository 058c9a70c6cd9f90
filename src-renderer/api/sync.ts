import type { Bridge } from '#shared/contract/bridge.ts';
import type { EventMessage } from '#shared/rpc/envelope.ts';
import type { ShellState } from '#shared/contract/shell.ts';

export interface SyncOptions {
  readonly bridge: Pick<Bridge, 'onEvent' | 'onShellState'>;
  readonly onShellState: (state: ShellState) => void;
  /** The whole picture has to be fetched: first time, another run of the backend, or an event was missed. */
  readonly onReload: (epoch: string) => void;
  readonly onEvent: (event: EventMessage) => void;
}

export interface Sync {
  /** Takes a state that was asked for instead of told. */
  readonly tell: (state: ShellState) => void;
  readonly stop: () => void;
}

/**
 * Follows the backend by epoch and revision: an event of another epoch, or one whose revision is not the next, means that
 * something was missed, and everything is fetched anew. A reload of the window and a restart of the backend are the same.
 */
export const startSync = ({ bridge, onShellState, onReload, onEvent }: SyncOptions): Sync => {
  let epoch: string | null = null;
  let revision: number | null = null;

  const follow = (next: string) => {
    epoch = next;
    revision = null;
    onReload(next);
  };
  const tell = (state: ShellState) => {
    onShellState(state);
    const { phase, epoch: running } = state.backend;
    if (phase === 'running' && running !== null && running !== epoch) follow(running);
  };
  const stopEvents = bridge.onEvent((event) => {
    if (event.epoch !== epoch) {
      // The shell says when a new run is ready to be asked; until then its events are part of the coming snapshot.
      return;
    }
    const missed = revision !== null && event.revision !== revision + 1;
    revision = event.revision;
    if (missed) onReload(event.epoch);
    onEvent(event);
  });
  const stopStates = bridge.onShellState(tell);
  return {
    tell,
    stop: () => {
      stopEvents();
      stopStates();
    },
  };
};
