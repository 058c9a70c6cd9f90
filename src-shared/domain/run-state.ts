/** The states of domain.md §2 as data; the store's CHECK constraints are generated from the same lists. */

export const passKinds = ['verify', 'full', 'reconcile'] as const;
export type PassKind = (typeof passKinds)[number];

export const runStates = [
  'not-started',
  'queued',
  'verifying',
  'running',
  'waiting',
  'stopping',
  'completed',
  'completed-with-errors',
  'failed',
  'stopped',
] as const;
export type RunState = (typeof runStates)[number];

export const waitReasons = [
  'throttled',
  'network',
  'sign-in',
  'schedule',
  'destination-busy',
  'settling',
] as const;
export type WaitReason = (typeof waitReasons)[number];

const ends: readonly RunState[] = ['completed', 'completed-with-errors', 'failed', 'stopped'];
export const isEnded = (state: RunState): boolean => ends.includes(state);

const working: readonly RunState[] = ['verifying', 'running', 'waiting'];
const next: Readonly<Record<RunState, readonly RunState[]>> = {
  'not-started': ['queued', 'stopped'],
  queued: ['verifying', 'running', 'waiting', 'stopping', 'stopped', 'failed'],
  verifying: ['running', 'waiting', 'stopping', ...ends],
  running: ['verifying', 'waiting', 'stopping', ...ends],
  waiting: ['running', 'verifying', 'queued', 'stopping', ...ends],
  stopping: ends,
  completed: [],
  'completed-with-errors': [],
  failed: [],
  stopped: [],
};

/** A run found in a working state at start-up was cut off by a crash and is queued again. */
export const resumesAtStartup = (state: RunState): boolean => working.includes(state) || state === 'queued';

export const canMove = (from: RunState, to: RunState): boolean =>
  from === to || next[from].includes(to) || (working.includes(from) && to === 'queued');

/** States of one source message in the ledger. */
export const messageStates = [
  'listed',
  'reserved',
  'unknown',
  'written',
  'done',
  'skipped',
  'failed',
] as const;
export type MessageState = (typeof messageStates)[number];

const nextMessage: Readonly<Record<MessageState, readonly MessageState[]>> = {
  listed: ['reserved', 'done', 'skipped', 'failed'],
  reserved: ['written', 'done', 'unknown', 'listed', 'skipped', 'failed'],
  unknown: ['done', 'listed', 'skipped', 'failed'],
  written: ['done', 'unknown'],
  done: [],
  skipped: ['listed'],
  failed: ['listed', 'skipped', 'done'],
};
export const canMoveMessage = (from: MessageState, to: MessageState): boolean =>
  from === to || nextMessage[from].includes(to);
