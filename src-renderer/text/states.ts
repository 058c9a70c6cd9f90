import type { ItemView, PassView, WaitView } from '#shared/contract/model.ts';
import type { PassKind, RunState } from '#shared/domain/run-state.ts';
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

/** Why a mailbox waits, and until when: who acts is said. */
export const waitText = (wait: WaitView, nowMs: number): string => {
  const until = wait.untilMs === null ? null : timeOfDay(wait.untilMs, nowMs);
  switch (wait.reason) {
    case 'throttled':
      return until === null ? 'The server asked us to wait' : `Waiting for the server until ${until}`;
    case 'network':
      return until === null ? 'Waiting for the network' : `Waiting for the network, next try ${until}`;
    case 'sign-in':
      return 'Waiting for someone to sign in';
    case 'schedule':
      return until === null ? 'Waiting for its time' : `Starts at ${until}`;
    case 'destination-busy':
      return 'Another mailbox writes to this group';
    case 'settling':
      return until === null ? 'Settling an unclear upload' : `Settling an unclear upload until ${until}`;
  }
};

/** The small line under a state: why, or where it is. Empty where the word says it all. */
export const stateReason = (
  item: Pick<ItemView, 'state' | 'wait' | 'currentFolder' | 'complete' | 'passKind' | 'proof'>,
  nowMs: number,
): string => {
  if (item.state === 'waiting' && item.wait !== null) return waitText(item.wait, nowMs);
  if (item.state === 'running') return item.currentFolder ?? '';
  if (item.complete === true) return 'Complete, every message found';
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

/** How many of a pass's mailboxes have come to an end. */
export const endedRuns = (pass: Pick<PassView, 'states'>): number =>
  (pass.states.completed ?? 0) +
  (pass.states['completed-with-errors'] ?? 0) +
  (pass.states.failed ?? 0) +
  (pass.states.stopped ?? 0);
