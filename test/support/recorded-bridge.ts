// A `window.lighterman` that plays scenes: the window is driven without a shell and a backend. It runs in the page.
import type { Bridge, BridgeReply } from '#shared/contract/bridge.ts';
import type { ItemView } from '#shared/contract/model.ts';
import type { ShellCommand, ShellState } from '#shared/contract/shell.ts';
import { type Counts, noCounts } from '#shared/domain/counters.ts';
import type { PassId, RunId } from '#shared/domain/ids.ts';
import type { RunState } from '#shared/domain/run-state.ts';
import type { EventMessage } from '#shared/rpc/envelope.ts';
import {
  createRandom,
  makeErrors,
  makeFolders,
  makeItem,
  makeProject,
  noonMs,
  type Scene,
} from './recorded-scenes.ts';

export interface Recording {
  /** How often each operation was called. */
  readonly calls: Record<string, number>;
  /** Every call in order, with its input. */
  readonly log: { op: string; input: unknown; atMs: number }[];
  /** Plays an event as the backend would tell it. */
  emit: (name: string, data: unknown) => void;
  /** Leaves out a revision, as if an event had been lost. */
  loseEvent: () => void;
  setShell: (change: Partial<ShellState['backend']>) => void;
  command: (command: ShellCommand) => void;
  /** Live numbers of the running mailboxes begin to flow, every 250 ms. */
  startTicking: () => void;
  stopTicking: () => void;
}

declare global {
  interface Window {
    scene?: Scene;
    recording?: Recording;
  }
}

/** Puts the bridge in place for a scene. */
const installRecordedBridge = (scene: Scene): void => {
  const random = createRandom(20_261_122);
  const size = scene === 'big' ? 10_000 : scene === 'empty' ? 0 : 14;
  const items = Array.from({ length: size }, (_, position) => makeItem(scene, position, size, random));
  let hasProject = scene !== 'empty';
  const eventListeners = new Set<(event: EventMessage) => void>();
  const shellListeners = new Set<(state: ShellState) => void>();
  const commandListeners = new Set<(command: ShellCommand) => void>();
  const recording: Recording = {
    calls: {},
    log: [],
    emit: (name, data) => {
      revision += 1;
      const event = { name, epoch: shell.backend.epoch ?? '', revision, data };
      for (const listener of eventListeners) listener(event);
    },
    loseEvent: () => {
      revision += 1;
    },
    setShell: (change) => {
      shell = { ...shell, backend: { ...shell.backend, ...change } };
      for (const listener of shellListeners) listener(shell);
    },
    command: (command) => {
      for (const listener of commandListeners) listener(command);
    },
    startTicking: () => {
      ticker ??= setInterval(tick, 250);
    },
    stopTicking: () => {
      if (ticker !== null) clearInterval(ticker);
      ticker = null;
    },
  };
  let revision = 0;
  let ticker: ReturnType<typeof setInterval> | null = null;
  let shell: ShellState = {
    version: '0.1.0',
    backend: { phase: 'running', epoch: 'epoch-1', pid: 4711, restarts: 0, nextTryAtMs: null },
    loopbackOnly: true,
    openFailure: null,
  };

  const tick = () => {
    const moved = items.flatMap((item, position) => {
      if (item.state !== 'running') return [];
      const step = Math.min(1 + Math.floor(random() * 20), item.counts.notAttempted);
      const counts: Counts = {
        ...item.counts,
        copied: item.counts.copied + step,
        notAttempted: item.counts.notAttempted - step,
        bytesCopied: item.counts.bytesCopied + step * 91_000,
      };
      const next: ItemView = {
        ...item,
        counts,
        messagesPerSecond: 4 + random() * 40,
        bytesPerSecond: 4e6 * random(),
      };
      items[position] = next;
      return [next];
    });
    recording.emit('pass.progressed', {
      passId: 'pass-1',
      items: moved.map(({ id, ...item }) => ({
        itemId: id,
        state: item.state,
        wait: item.wait,
        counts: item.counts,
        messagesPerSecond: item.messagesPerSecond,
        bytesPerSecond: item.bytesPerSecond,
        remainingMs: item.remainingMs,
        currentFolder: item.currentFolder,
      })),
    });
  };

  const byId = (input: unknown): ItemView => {
    const { itemId } = input as { itemId: string };
    const item = items.find(({ id }) => id === itemId);
    if (item === undefined) throw new Error(`no item ${itemId}`);
    return item;
  };

  const answers: Record<string, (input: never) => unknown> = {
    'shell.state': () => shell,
    'app.state': () => ({
      epoch: shell.backend.epoch,
      project: hasProject ? makeProject(scene, items) : null,
      version: '0.1.0',
      loopbackOnly: true,
    }),
    'project.view': () => makeProject(scene, items),
    'project.recent': () =>
      scene === 'empty'
        ? [
            {
              path: '/home/ada/Projects/Northwind archive.lighterman',
              name: 'Northwind archive',
              openedAtMs: noonMs,
              exists: true,
            },
            {
              path: '/home/ada/Projects/Tailspin.lighterman',
              name: 'Tailspin',
              openedAtMs: noonMs - 86_400_000 * 3,
              exists: true,
            },
            {
              path: '/media/usb/Old.lighterman',
              name: 'Old',
              openedAtMs: noonMs - 86_400_000 * 400,
              exists: false,
            },
          ]
        : [],
    'project.close': () => {
      hasProject = false;
      return null;
    },
    'items.page': (input: {
      offset: number;
      limit: number;
      text: string;
      states: readonly RunState[];
      sort: string;
      descending: boolean;
    }) => {
      const fits = items.filter(
        (item) =>
          (input.text === '' || `${item.source} ${item.destination}`.includes(input.text.toLowerCase())) &&
          (input.states.length === 0 || input.states.includes(item.state)),
      );
      if (input.sort === 'source') fits.sort((a, b) => (a.source < b.source ? -1 : 1));
      if (input.sort === 'errors') fits.sort((a, b) => a.errorCount - b.errorCount);
      if (input.descending) fits.reverse();
      return { rows: fits.slice(input.offset, input.offset + input.limit), total: fits.length };
    },
    'items.detail': (input) => {
      const item = byId(input);
      return {
        ...item,
        runs:
          item.passKind === null
            ? []
            : [
                {
                  id: 'run-1' as RunId,
                  passId: 'pass-1' as PassId,
                  kind: item.passKind,
                  state: item.state,
                  startedAtMs: noonMs,
                  endedAtMs: item.state === 'running' ? null : noonMs + 900_000,
                  counts: item.counts,
                },
                {
                  id: 'run-0' as RunId,
                  passId: 'pass-0' as PassId,
                  kind: 'verify',
                  state: 'completed',
                  startedAtMs: noonMs - 3_600_000,
                  endedAtMs: noonMs - 3_590_000,
                  counts: noCounts,
                },
              ],
        folders: makeFolders(item),
        information: [
          { atMs: noonMs + 1000, text: 'Modern authentication is used at the source.' },
          { atMs: noonMs + 2000, text: 'Modern authentication is used at the destination.' },
          { atMs: noonMs + 60_000, text: 'The server asked us to wait 12 seconds.' },
        ],
      };
    },
    'errors.page': (input) => {
      const rows = makeErrors(byId(input));
      return { rows, total: rows.length };
    },
    'signIn.start': (input: { endpoint: string }) => {
      setTimeout(() => {
        recording.emit('signIn.codeReceived', {
          signInId: 's1',
          endpoint: input.endpoint,
          userCode: 'BQXK-TRVW',
          verificationUri: 'https://microsoft.com/devicelogin',
          expiresAtMs: Date.now() + 14 * 60_000 + 32_000,
          practice: true,
        });
      }, 50);
      return { signInId: 's1' };
    },
    'pass.start': () => ({ passId: 'pass-1' }),
    'shell.saveReport': () => ({ path: '/home/ada/Contoso to Fabrikam.pdf', sizeBytes: 184_000 }),
  };

  const call = async (op: string, input: unknown): Promise<BridgeReply> => {
    recording.calls[op] = (recording.calls[op] ?? 0) + 1;
    recording.log.push({ op, input, atMs: performance.now() });
    await new Promise((resolve) => setTimeout(resolve, 2));
    const isShell = op.startsWith('shell.');
    if (!isShell && shell.backend.phase !== 'running')
      return {
        ok: false,
        error: {
          code: 'backend.gone',
          message: 'Gone.',
          details: {},
          trace: null,
          retryAfterMs: null,
          cause: null,
        },
      };
    return { ok: true, value: structuredClone(answers[op]?.(input as never) ?? null) };
  };
  const listen =
    <Message>(listeners: Set<(message: Message) => void>) =>
    (listener: (message: Message) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };
  const bridge: Bridge = {
    call,
    onEvent: listen(eventListeners),
    onShellState: listen(shellListeners),
    onCommand: listen(commandListeners),
  };
  Object.assign(window, { lighterman: bridge, recording });
};

installRecordedBridge(window.scene ?? 'empty');
