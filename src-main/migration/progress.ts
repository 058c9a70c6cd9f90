import type { RunId } from '#shared/domain/ids.ts';
import type { RunState, WaitReason } from '#shared/domain/run-state.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import type { ProgressReporter } from './task-context.ts';

const tickMs = 250;
/** Rates are over this window: long enough to be calm, short enough to follow a throttle. */
const windowMs = 15_000;

/**
 * Coalesces what a task says to at most four reports a second. The remaining time is an honest estimate from bytes left and
 * the rate of the last seconds; `null` until there is a rate.
 */
export const createProgressReporter = (run: RunId, ledger: Ledger, clock: Clock): ProgressReporter => {
  let state: RunState = 'running';
  let folder: string | null = null;
  let wait: { reason: WaitReason; untilMs: number | null; sinceMs: number } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> = Promise.resolve();
  let failure: unknown = null;
  const moves: { atMs: number; messages: number; bytes: number }[] = [];

  const send = async (): Promise<void> => {
    const now = clock.now();
    while (moves.length > 0 && (moves[0]?.atMs ?? now) < now - windowMs) moves.shift();
    const spanMs = Math.max(1000, now - (moves[0]?.atMs ?? now));
    const messages = moves.reduce((sum, move) => sum + move.messages, 0);
    const bytes = moves.reduce((sum, move) => sum + move.bytes, 0);
    const counts = await ledger.counts(run);
    const messagesPerSecond = (messages * 1000) / spanMs;
    const left = counts.found - counts.alreadyThere - counts.copied - counts.skipped - counts.failed;
    await ledger.report(run, {
      state: wait === null ? state : 'waiting',
      wait,
      currentFolder: folder,
      counts,
      messagesPerSecond,
      bytesPerSecond: (bytes * 1000) / spanMs,
      remainingMs: messagesPerSecond > 0 && left >= 0 ? Math.round((left / messagesPerSecond) * 1000) : null,
    });
  };
  const schedule = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      sending = sending.then(send).catch((error: unknown) => {
        failure = error;
      });
    }, tickMs);
  };

  return {
    state(next) {
      state = next;
      schedule();
    },
    folder(path) {
      folder = path;
      schedule();
    },
    moved(messages, bytes) {
      moves.push({ atMs: clock.now(), messages, bytes });
      schedule();
    },
    wait(reason, untilMs) {
      wait = { reason, untilMs, sinceMs: wait?.reason === reason ? wait.sinceMs : clock.now() };
      schedule();
    },
    endWait() {
      wait = null;
      schedule();
    },
    async flush() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await sending;
      await send();
      if (failure !== null) throw failure;
    },
  };
};
