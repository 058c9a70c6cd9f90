import type { Bridge } from '#shared/contract/bridge.ts';
import type { Events } from '#shared/contract/contract.ts';
import { toLightermanError } from '#shared/domain/errors.ts';
import type { EventMessage } from '#shared/rpc/envelope.ts';
import { createCall, type Call } from '../../api/client.ts';
import { createPulse } from '../../api/pulse.ts';
import { startSync } from '../../api/sync.ts';
import { createGridLoader, type GridLoader } from './grid-loader.ts';
import { applyLive, createPace } from './live.ts';
import { type AppState, type AppStore, failureNotice, type LiveItem, withNotice } from './state.ts';
import { createRefresher } from './refresher.ts';
import { applySignInEvent } from '../sign-in/events.ts';

export interface Controller {
  readonly call: Call;
  readonly grid: GridLoader;
  /** Fetches the project, its visible rows and the open pane again. */
  readonly reload: () => Promise<void>;
  readonly stop: () => void;
}

/** While a pass runs, tables change all the time: what is on the screen is asked for again at most this often. */
const refreshMs = 1000;

type Change = (state: AppState) => Partial<AppState>;

/** Connects the store to the backend: snapshots, live numbers, and what becomes stale. */
export const startController = (bridge: Bridge, store: AppStore): Controller => {
  const call = createCall(bridge);
  const pace = createPace();
  const pulse = createPulse<Change>((changes) =>
    store.setState((state) =>
      changes.reduce((current, change) => ({ ...current, ...change(current) }), state),
    ),
  );
  const grid = createGridLoader({ call, store });

  const refresher = createRefresher<Change>({
    everyMs: refreshMs,
    publish: (changes) => {
      for (const change of changes) pulse.add(change);
    },
    project: async () => {
      const project = await call('project.view', {});
      return () => ({ project, messagesPerSecond: pace.messagesPerSecond(performance.now()) });
    },
    rows: grid.refresh,
    detail: async () => {
      const { selected } = store.getState();
      if (selected === null) return null;
      const detail = await call('items.detail', { itemId: selected });
      return (state) => (state.selected === selected ? { detail } : {});
    },
    errors: async () => {
      const { selected, errors: shown } = store.getState();
      if (selected === null) return null;
      const limit = Math.min(500, Math.max(100, shown?.rows.length ?? 0));
      const errors = await call('errors.page', { itemId: selected, limit });
      return (state) => (state.selected === selected ? { errors } : {});
    },
    onError: (error) => {
      const known = toLightermanError(error);
      // The banner says so already, and the next epoch reloads everything.
      if (known.code === 'backend.gone') return;
      store.setState(({ notices }) => ({
        notices: withNotice(notices, failureNotice('The view could not be refreshed', known)),
      }));
    },
  });

  const hear = (event: EventMessage) => {
    switch (event.name as keyof Events) {
      case 'pass.progressed': {
        const { items } = event.data as { items: readonly LiveItem[] };
        pace.note(items, performance.now());
        pulse.add((state) => ({
          ...applyLive(state, items),
          messagesPerSecond: pace.messagesPerSecond(performance.now()),
        }));
        refresher.stale('project');
        break;
      }
      case 'items.changed':
        refresher.stale('project', 'rows', 'detail', 'errors');
        break;
      case 'project.changed':
      case 'pass.changed':
        refresher.stale('project');
        break;
      case 'pass.ended':
        pace.forget();
        refresher.stale('project', 'rows', 'detail', 'errors');
        break;
      case 'signIn.codeReceived':
      case 'signIn.pageWanted':
      case 'signIn.ended':
        store.setState((state) => applySignInEvent(state, event));
        if (event.name === 'signIn.ended') refresher.stale('project');
        break;
    }
  };

  const reload = async (): Promise<void> => {
    pace.forget();
    try {
      const { epoch, project } = await call('app.state', {});
      const recent = project === null ? await call('project.recent', {}) : store.getState().recent;
      const isSame = store.getState().project?.path === project?.path;
      store.setState({
        epoch,
        project,
        recent,
        loaded: true,
        messagesPerSecond: 0,
        ...(isSame ? {} : { selected: null, detail: null, errors: null }),
        // A sign-in ends with the backend that ran it.
        ...(store.getState().epoch === epoch ? {} : { signIn: null }),
      });
      if (project === null) grid.clear();
      else await grid.reload();
      refresher.stale('detail', 'errors');
    } catch (error) {
      const known = toLightermanError(error);
      if (known.code === 'backend.gone') return;
      store.setState(({ notices }) => ({
        loaded: true,
        notices: withNotice(notices, failureNotice('The project could not be loaded', known)),
      }));
    }
  };

  const sync = startSync({
    bridge,
    onShellState: (shell) => store.setState({ shell }),
    onReload: () => void reload(),
    onEvent: hear,
  });
  void call('shell.state', {}).then(sync.tell, (error: unknown) => {
    store.setState(({ notices }) => ({
      notices: withNotice(notices, failureNotice('The app did not answer', toLightermanError(error))),
    }));
  });

  return {
    call,
    grid,
    reload,
    stop: () => {
      sync.stop();
      pulse.stop();
      refresher.stop();
    },
  };
};
