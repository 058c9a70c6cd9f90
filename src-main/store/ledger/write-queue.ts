import type { SettledMessage } from '../../migration/ledger.ts';
import type { WriteDb } from '../db.ts';
import {
  type CheckedSettlement,
  checkSettlement,
  reserveRows,
  settledRow,
  type SettledRow,
  writeSettlements,
} from './copying.ts';
import type { RunContext } from './run-context.ts';

/** `done` may lag by so much (architecture.md §5): what a crash takes is found again by its stamp. */
const heldRows = 200;
const heldMs = 250;

/**
 * Reservations are on the disk before they answer; what arrives in the same turn of the event loop shares one commit, together
 * with the settlements held back. Settlements are checked at once and written a moment later.
 */
export interface WriteQueue {
  reserve(context: RunContext, rowIds: readonly number[], nowMs: number): Promise<void>;
  settle(context: RunContext, settled: readonly SettledMessage[], nowMs: number): void;
  /** Writes what is held back. @throws LightermanError store.full and others; it stays held then. */
  flush(): void;
}

interface Reservation {
  readonly context: RunContext;
  readonly rowIds: readonly number[];
  readonly nowMs: number;
  resolve(): void;
  reject(error: unknown): void;
}

export const createWriteQueue = (db: WriteDb): WriteQueue => {
  let settlements: CheckedSettlement[] = [];
  const latest = new Map<number, SettledRow>();
  let reservations: Reservation[] = [];
  let timer: NodeJS.Timeout | null = null;

  const written = (): void => {
    settlements = [];
    latest.clear();
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const flush = (): void => {
    if (settlements.length === 0) return;
    db.transaction(() => writeSettlements(db, settlements));
    written();
  };
  const flushLater = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      try {
        flush();
      } catch {
        // Still held: the next call of the run meets the same fault and reports it.
      }
    }, heldMs);
    timer.unref();
  };

  const answered = (reservation: Reservation): void => {
    for (const id of reservation.rowIds) reservation.context.leased.delete(id);
    reservation.resolve();
  };
  const commitReservations = (): void => {
    const due = reservations;
    reservations = [];
    try {
      db.transaction(
        () => {
          writeSettlements(db, settlements);
          for (const one of due) reserveRows(db, one.context, one.rowIds, one.nowMs);
        },
        { durable: true },
      );
      written();
      due.forEach(answered);
    } catch (error) {
      // One bad reservation must not refuse its neighbours: each is tried by itself.
      for (const one of due) {
        if (due.length === 1) one.reject(error);
        else commitAlone(one);
      }
    }
  };
  const commitAlone = (one: Reservation): void => {
    try {
      db.transaction(
        () => {
          writeSettlements(db, settlements);
          reserveRows(db, one.context, one.rowIds, one.nowMs);
        },
        { durable: true },
      );
      written();
      answered(one);
    } catch (error) {
      one.reject(error);
    }
  };

  return {
    reserve: (context, rowIds, nowMs) =>
      new Promise<void>((resolve, reject) => {
        if (reservations.length === 0) setImmediate(commitReservations);
        reservations.push({ context, rowIds, nowMs, resolve, reject });
      }),
    settle(context, settled, nowMs) {
      const checked = settled.map((one) =>
        checkSettlement(context, one, latest.get(one.rowId) ?? settledRow(db, one.rowId), nowMs),
      );
      for (const one of checked) {
        latest.set(one.settled.rowId, one.after);
        context.leased.delete(one.settled.rowId);
      }
      settlements.push(...checked);
      if (settlements.length >= heldRows) flush();
      else flushLater();
    },
    flush,
  };
};
