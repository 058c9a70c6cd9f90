import { beforeEach, expect, it } from 'vitest';
import type { ShellState } from '#shared/contract/shell.ts';
import type { EventMessage } from '#shared/rpc/envelope.ts';
import { startSync } from '../../../src-renderer/api/sync.ts';

let tellEvent: (event: EventMessage) => void;
let tellShell: (state: ShellState) => void;
let reloads: string[];
let heard: number[];
beforeEach(() => {
  reloads = [];
  heard = [];
  startSync({
    bridge: {
      onEvent: (listener) => {
        tellEvent = listener;
        return () => {};
      },
      onShellState: (listener) => {
        tellShell = listener;
        return () => {};
      },
    },
    onShellState: () => {},
    onReload: (epoch) => reloads.push(epoch),
    onEvent: ({ revision }) => heard.push(revision),
  });
});

const shell = (phase: ShellState['backend']['phase'], epoch: string | null): ShellState => ({
  version: '0',
  loopbackOnly: false,
  openFailure: null,
  backend: { phase, epoch, pid: null, restarts: 0, nextTryAtMs: null },
});
const event = (revision: number, epoch = 'a'): EventMessage => ({
  name: 'items.changed',
  epoch,
  revision,
  data: {},
});

it('fetches everything once for each run of the backend', () => {
  tellShell(shell('starting', null));
  expect(reloads).toEqual([]);
  tellShell(shell('running', 'a'));
  tellShell(shell('running', 'a'));
  expect(reloads).toEqual(['a']);
  tellShell(shell('restarting', null));
  expect(reloads).toEqual(['a']);
  tellShell(shell('running', 'b'));
  expect(reloads).toEqual(['a', 'b']);
});

it('begins at any revision and fetches everything again at a gap', () => {
  tellShell(shell('running', 'a'));
  for (const revision of [41, 42, 43]) tellEvent(event(revision));
  expect(reloads).toEqual(['a']);
  tellEvent(event(45));
  expect(reloads).toEqual(['a', 'a']);
  tellEvent(event(46));
  expect(reloads).toEqual(['a', 'a']);
  expect(heard).toEqual([41, 42, 43, 45, 46]);
});

it('passes over events of a run that it does not follow', () => {
  tellShell(shell('running', 'a'));
  tellEvent(event(7));
  tellEvent(event(1, 'b'));
  expect(heard).toEqual([7]);
  tellShell(shell('running', 'b'));
  tellEvent(event(2, 'b'));
  tellEvent(event(8, 'a'));
  expect(heard).toEqual([7, 2]);
  expect(reloads).toEqual(['a', 'b']);
});
