import type { ItemView, PassView } from '#shared/contract/model.ts';
import { isEnded, type PassKind, type RunState, type WaitReason } from '#shared/domain/run-state.ts';
import { timeOfDay } from './format.ts';

/** How a state feels: decides colour and icon, never the word. */
export type Tone = 'quiet' | 'active' | 'waiting' | 'good' | 'warning' | 'bad';

export const toneOf: Readonly<Record<RunState, Tone>> = {
  'not-started': 'quiet',
  queued: 'quiet',
  verifying: 'active',
  running: 'active',
  waiting: 'waiting',
  stopping: 'waiting',
  completed: 'good',
  'completed-with-errors': 'warning',
  failed: 'bad',
  stopped: 'quiet',
};

const words: Readonly<Record<RunState, string>> = {
  'not-started': 'Not started',
  queued: 'Queued',
  verifying: 'Verifying',
  running: 'Running',
  waiting: 'Waiting',
  stopping: 'Stopping',
  completed: 'Completed',
  'completed-with-errors': 'Completed with errors',
  failed: 'Failed',
  stopped: 'Stopped',
};
const runningWords: Readonly<Record<PassKind, string>> = {
  verify: 'Verifying',
  full: 'Copying',
  reconcile: 'Comparing',
};

export const stateWord = (state: RunState, pass: PassKind | null = null): string => {
  if (state === 'running' && pass !== null) return runningWords[pass];
  if (state === 'completed' && pass === 'verify') return 'Verified';
  return words[state];
};

/** What a mailbox waits for, and how long: who acts is said. */
const waitWords: Readonly<Record<WaitReason, readonly [title: string, until: string, open: string]>> = {
  throttled: ['Waiting for the server', 'until', 'it asked us to'],
  network: ['Waiting for the network', 'next try', ''],
  'sign-in': ['Waiting for a sign-in', 'until', 'sign in above'],
  schedule: ['Waiting for its time', 'starts', ''],
  'destination-busy': ['Waiting for its turn', 'until', 'its group is being written'],
  settling: ['Settling an upload', 'until', 'its answer was lost'],
};

/** The word for a state, or what is waited for. */
export const stateTitle = (item: Pick<ItemView, 'state' | 'wait' | 'passKind'>): string =>
  item.state === 'waiting' && item.wait !== null
    ? waitWords[item.wait.reason][0]
    : stateWord(item.state, item.passKind);

/** The small line under a state: until when, why, or where it is. Empty where the word says it all. */
export const stateReason = (
  item: Pick<ItemView, 'state' | 'wait' | 'currentFolder' | 'complete' | 'proof'>,
  nowMs: number,
): string => {
  if (item.state === 'waiting' && item.wait !== null) {
    const [, until, open] = waitWords[item.wait.reason];
    return item.wait.untilMs === null ? open : `${until} ${timeOfDay(item.wait.untilMs, nowMs)}`;
  }
  if (item.state === 'running') return item.currentFolder ?? '';
  if (!isEnded(item.state)) return '';
  if (item.complete === true) return 'Every message found there';
  if (item.complete === false && item.proof !== null && item.proof.missing > 0)
    return `${item.proof.missing} missing at the destination`;
  return '';
};

export const passName: Readonly<Record<PassKind, string>> = {
  verify: 'Verification',
  full: 'Full migration',
  reconcile: 'Reconciliation',
};

export const passKindShort: Readonly<Record<PassKind, string>> = {
  verify: 'Verify',
  full: 'Full',
  reconcile: 'Reconcile',
};

/** How many mailboxes of a pass or a project have come to an end. */
export const endedRuns = (pass: Pick<PassView, 'states'>): number =>
  (pass.states.completed ?? 0) +
  (pass.states['completed-with-errors'] ?? 0) +
  (pass.states.failed ?? 0) +
  (pass.states.stopped ?? 0);
