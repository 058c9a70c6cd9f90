import { LightermanError } from '#shared/domain/errors.ts';
import type { GateOutcome } from '../exchange/mailbox.ts';
import type { Clock } from './clock.ts';
import {
  type AccountCells,
  accountCells,
  goodCallsPerStep,
  newCells,
  newHeld,
  slots,
  type ThreadBudget,
} from './shared-budget.ts';
import type { PermitAnswer, PermitRequest } from './worker-protocol.ts';

/** EWSMaxConcurrency is 27 per caller; stay well below and start low (reference §6.1). */
const startConcurrency = 4;
const maxConcurrency = 10;
/** At the highest limit nobody counts any more. */
const noMoreSteps = -1_000_000_000;

export interface Throttle {
  /** A permit if one is free right now. */
  tryEnter(request: PermitRequest, owner: object): PermitAnswer;
  /** Waits for a permit; a known back-off is never cut short. */
  enter(request: PermitRequest, owner: object, signal: AbortSignal): Promise<number>;
  leave(permit: number, outcome: GateOutcome): void;
  /** A dead worker's permits come back at its exit. */
  releaseAll(owner: object): void;
  /** What a thread needs to help itself to permits (`shared-budget.ts`). */
  share(): ThreadBudget;
  /** A thread gives back a permit that it took itself, after a call that did not go well. */
  leaveShared(budget: ThreadBudget, slot: number, outcome: GateOutcome): void;
  /** A thread saw that somebody waits, or that enough calls went well. */
  look(slot: number): void;
  /** The permits that a dead thread had taken itself. */
  reclaim(budget: ThreadBudget): void;
}

export interface ThrottleOptions {
  readonly clock: Clock;
  /** Bytes one destination mailbox takes per window, or `null` (on-premises): about 150 MB in 5 minutes in Exchange Online. */
  readonly importCeiling: (mailbox: string) => { readonly bytes: number; readonly windowMs: number } | null;
}

interface Account {
  readonly cells: AccountCells;
  /** `null`: more accounts than slots; threads ask the host each time. */
  readonly slot: number | null;
  pausedUntilMs: number;
}

interface Permit {
  readonly owner: object;
  readonly account: string;
  readonly mailbox: string;
  readonly uploadBytes: number;
}

/**
 * One budget per account and destination mailbox for all threads. Delegated access charges everything to the signed-in
 * account: https://learn.microsoft.com/en-us/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange
 */
export const createThrottle = ({ clock, importCeiling }: ThrottleOptions): Throttle => {
  const accounts = new Map<string, Account>();
  const bySlot: Account[] = [];
  const shared = newCells(slots);
  const baseMs = clock.now();
  const uploads = new Map<string, { atMs: number; bytes: number }[]>();
  const permits = new Map<number, Permit>();
  const waiting = new Set<() => void>();
  let nextPermit = 1;
  let timer: NodeJS.Timeout | null = null;

  const accountOf = (name: string): Account => {
    const known = accounts.get(name);
    if (known !== undefined) return known;
    const slot = bySlot.length < slots ? bySlot.length : null;
    const cells = slot === null ? accountCells(newCells(1), 0) : accountCells(shared, slot);
    cells.setLimit(startConcurrency);
    const fresh: Account = { cells, slot, pausedUntilMs: 0 };
    if (slot !== null) bySlot.push(fresh);
    accounts.set(name, fresh);
    return fresh;
  };

  /** When the destination's window has room again, 0 when it has. */
  const ceilingUntilMs = (request: PermitRequest, now: number): number => {
    const ceiling = request.uploadBytes > 0 ? importCeiling(request.mailbox) : null;
    if (ceiling === null) return 0;
    const recent = (uploads.get(request.mailbox) ?? []).filter(
      (upload) => upload.atMs > now - ceiling.windowMs,
    );
    uploads.set(request.mailbox, recent);
    let over = recent.reduce((sum, upload) => sum + upload.bytes, 0) + request.uploadBytes - ceiling.bytes;
    for (const upload of recent) {
      if (over <= 0) break;
      over -= upload.bytes;
      if (over <= 0) return upload.atMs + ceiling.windowMs;
    }
    return 0;
  };

  const blockedUntilMs = (request: PermitRequest): number => {
    const now = clock.now();
    const until = Math.max(accountOf(request.account).pausedUntilMs, ceilingUntilMs(request, now));
    return until > now ? until : 0;
  };

  const tryEnter = (request: PermitRequest, owner: object): PermitAnswer => {
    const untilMs = blockedUntilMs(request);
    if (untilMs > 0) return { granted: false, untilMs };
    const account = accountOf(request.account);
    if (!account.cells.take()) return { granted: false, untilMs: null };
    const permit = nextPermit;
    nextPermit += 1;
    permits.set(permit, {
      owner,
      account: request.account,
      mailbox: request.mailbox,
      uploadBytes: request.uploadBytes,
    });
    if (request.uploadBytes > 0 && importCeiling(request.mailbox) !== null) {
      const list = uploads.get(request.mailbox) ?? [];
      list.push({ atMs: clock.now(), bytes: request.uploadBytes });
      uploads.set(request.mailbox, list);
    }
    return { granted: true, permit, slot: account.slot, isCounted: importCeiling(request.mailbox) !== null };
  };

  const wake = (): void => {
    for (const retry of waiting) retry();
  };
  const wakeAt = (untilMs: number): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(
      () => {
        timer = null;
        wake();
      },
      Math.max(1, untilMs - clock.now()),
    );
  };

  const release = (number: number): Permit | undefined => {
    const permit = permits.get(number);
    if (permit === undefined) return undefined;
    permits.delete(number);
    accountOf(permit.account).cells.giveBack(1);
    return permit;
  };

  const addStep = (account: Account): void => {
    const { cells } = account;
    if (cells.limit() < maxConcurrency) {
      cells.setLimit(cells.limit() + 1);
      cells.setGood(0);
    } else cells.setGood(noMoreSteps);
  };
  /** What an outcome teaches about its account. */
  const learn = (account: Account, outcome: GateOutcome): void => {
    const { cells } = account;
    if (outcome.tooManyConnections) {
      cells.setLimit(Math.max(1, Math.floor(cells.limit() / 2)));
      cells.setGood(0);
    } else if (outcome.ok && cells.wentWell() >= goodCallsPerStep) addStep(account);
    if (outcome.backOffMs !== null) {
      account.pausedUntilMs = Math.max(account.pausedUntilMs, clock.now() + outcome.backOffMs);
      cells.pause(account.pausedUntilMs, baseMs);
    }
    wake();
  };

  return {
    tryEnter,
    enter(request, owner, signal) {
      return new Promise((resolve, reject) => {
        const { cells } = accountOf(request.account);
        const stop = (): void => {
          if (waiting.delete(attempt)) cells.addWaiting(-1);
          reject(new LightermanError('app.stopped'));
        };
        const attempt = (): void => {
          const answer = tryEnter(request, owner);
          if (!answer.granted) {
            if (answer.untilMs !== null) wakeAt(answer.untilMs);
            return;
          }
          waiting.delete(attempt);
          cells.addWaiting(-1);
          signal.removeEventListener('abort', stop);
          resolve(answer.permit);
        };
        if (signal.aborted) {
          stop();
          return;
        }
        signal.addEventListener('abort', stop, { once: true });
        waiting.add(attempt);
        // Before the first attempt: a thread that gives a permit back after it must see that somebody waits.
        cells.addWaiting(1);
        attempt();
      });
    },
    leave(number, outcome) {
      const permit = release(number);
      if (permit === undefined) return;
      learn(accountOf(permit.account), outcome);
    },
    releaseAll(owner) {
      for (const [number, permit] of permits) if (permit.owner === owner) release(number);
      wake();
    },
    share: () => ({ cells: shared, held: newHeld(), baseMs }),
    leaveShared(budget, slot, outcome) {
      const account = bySlot[slot];
      if (account === undefined) return;
      Atomics.sub(budget.held, slot, 1);
      account.cells.giveBack(1);
      learn(account, outcome);
    },
    look(slot) {
      const account = bySlot[slot];
      if (account !== undefined && account.cells.good() >= goodCallsPerStep) addStep(account);
      wake();
    },
    reclaim(budget) {
      for (const [slot, account] of bySlot.entries())
        account.cells.giveBack(Atomics.exchange(budget.held, slot, 0));
      wake();
    },
  };
};
