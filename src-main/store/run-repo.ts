import { LightermanError } from '#shared/domain/errors.ts';
import type { Counts } from '#shared/domain/counters.ts';
import {
  type DestinationKey,
  destinationKey,
  type ItemId,
  type PassId,
  type RunId,
} from '#shared/domain/ids.ts';
import { canMove, isEnded, type PassKind, type RunState, type WaitReason } from '#shared/domain/run-state.ts';
import { type CountRow, countColumns, countsOf } from './count-columns.ts';
import type { ReadDb, WriteDb } from './db.ts';
import { itemIdOf, passIdOf, runIdOf, runRowOf } from './row-ids.ts';

/** One mailbox's part in one pass. */
export interface Run {
  readonly id: RunId;
  readonly passId: PassId;
  readonly kind: PassKind;
  readonly itemId: ItemId;
  readonly source: string;
  readonly destination: DestinationKey;
  readonly state: RunState;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** End of the source listing: mail that came later belongs to the next pass. */
  readonly cutOffAtMs: number | null;
  readonly wait: {
    readonly reason: WaitReason;
    readonly sinceMs: number;
    readonly untilMs: number | null;
  } | null;
  readonly currentFolder: string | null;
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly remainingMs: number | null;
  readonly counts: Counts;
}

export interface RunRow extends CountRow {
  readonly id: number;
  readonly pass: number;
  readonly kind: PassKind;
  readonly item: number;
  readonly source: string;
  readonly destination_key: string;
  readonly state: RunState;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly cut_off_at: number | null;
  readonly wait_reason: WaitReason | null;
  readonly wait_since: number | null;
  readonly wait_until: number | null;
  readonly current_folder: string | null;
  readonly messages_per_second: number;
  readonly bytes_per_second: number;
  readonly remaining_ms: number | null;
}

export const selectRun = `SELECT r.id, r.pass, p.kind, r.item, i.source, i.destination_key, r.state, r.created_at, r.started_at, r.ended_at,
  r.cut_off_at, r.wait_reason, r.wait_since, r.wait_until, r.current_folder, r.messages_per_second, r.bytes_per_second,
  r.remaining_ms, ${countColumns('r')}
  FROM runs r JOIN passes p ON p.id = r.pass JOIN items i ON i.id = r.item`;

export const waitOf = (row: Pick<RunRow, 'wait_reason' | 'wait_since' | 'wait_until'>): Run['wait'] =>
  row.wait_reason === null
    ? null
    : { reason: row.wait_reason, sinceMs: row.wait_since ?? 0, untilMs: row.wait_until };

export const runOf = (row: RunRow): Run => ({
  id: runIdOf(row.id),
  passId: passIdOf(row.pass),
  kind: row.kind,
  itemId: itemIdOf(row.item),
  source: row.source,
  destination: destinationKey(row.destination_key),
  state: row.state,
  createdAtMs: row.created_at,
  startedAtMs: row.started_at,
  endedAtMs: row.ended_at,
  cutOffAtMs: row.cut_off_at,
  wait: waitOf(row),
  currentFolder: row.current_folder,
  messagesPerSecond: row.messages_per_second,
  bytesPerSecond: row.bytes_per_second,
  remainingMs: row.remaining_ms,
  counts: countsOf(row),
});

/** @throws LightermanError app.not-found */
export const runById = (db: ReadDb, id: RunId): Run => {
  const row = db.read<RunRow>(`${selectRun} WHERE r.id = ?`).get(runRowOf(id));
  if (row === undefined)
    throw new LightermanError('app.not-found', { message: `There is no run ${id}.`, details: { id } });
  return runOf(row);
};

/**
 * Moves a run along its state machine; the item shows the state of its last run, and a pass ends with its last run.
 * @throws LightermanError app.conflict for a step that the state machine has not
 */
export const moveRun = (
  db: WriteDb,
  id: RunId,
  to: RunState,
  nowMs: number,
  wait?: { readonly reason: WaitReason; readonly untilMs: number | null },
): void => {
  // What the ledger still holds back belongs to the counts of the run.
  if (isEnded(to)) db.flush();
  db.transaction(() => {
    step(db, id, to, nowMs);
    if (wait !== undefined) beginWait(db, runRowOf(id), { ...wait, sinceMs: nowMs }, nowMs);
  });
};

const step = (db: WriteDb, id: RunId, to: RunState, nowMs: number): void => {
  const row = runRowOf(id);
  const run = db
    .read<{ state: RunState; pass: number; item: number; started_at: number | null }>(
      'SELECT state, pass, item, started_at FROM runs WHERE id = ?',
    )
    .get(row);
  if (run === undefined)
    throw new LightermanError('app.not-found', { message: `There is no run ${id}.`, details: { id } });
  if (run.state === to) return;
  if (!canMove(run.state, to))
    throw new LightermanError('app.conflict', {
      message: `A run that is ${run.state} cannot become ${to}.`,
      details: { id, from: run.state, to },
    });
  const begins = to === 'running' || to === 'verifying' || to === 'waiting';
  db.write('UPDATE runs SET state = ?, started_at = ?, ended_at = ? WHERE id = ?').run(
    to,
    run.started_at ?? (begins ? nowMs : null),
    isEnded(to) ? nowMs : null,
    row,
  );
  if (to !== 'waiting') endWait(db, row, nowMs);
  if (isEnded(to) || to === 'queued')
    db.write(
      'UPDATE runs SET current_folder = NULL, messages_per_second = 0, bytes_per_second = 0, remaining_ms = NULL WHERE id = ?',
    ).run(row);
  db.write('UPDATE items SET state = ? WHERE last_run = ?').run(to, row);
  if (begins)
    db.write('UPDATE passes SET started_at = coalesce(started_at, ?) WHERE id = ?').run(nowMs, run.pass);
  if (to === 'completed' || to === 'completed-with-errors') repairMailboxErrors(db, row, run.item, nowMs);
  if (isEnded(to)) endPassWithLastRun(db, run.pass, nowMs);
};

const endPassWithLastRun = (db: WriteDb, pass: number, nowMs: number): void => {
  db.write(
    `UPDATE passes SET state = 'ended', ended_at = ? WHERE id = ? AND NOT EXISTS (
       SELECT 1 FROM runs WHERE pass = passes.id AND state NOT IN ('completed', 'completed-with-errors', 'failed', 'stopped'))`,
  ).run(nowMs, pass);
};

/** A mailbox that got through repairs what kept it from getting through before; message errors are repaired one by one. */
const repairMailboxErrors = (db: WriteDb, run: number, item: number, nowMs: number): void => {
  const repaired = db
    .write(
      "UPDATE errors SET closed_run = ?, closed_at = ?, closed_as = 'repaired' WHERE item = ? AND closed_run IS NULL AND scope <> 'message' AND run <> ?",
    )
    .run(run, nowMs, item, run).changes;
  if (repaired > 0)
    db.write('UPDATE items SET error_count = error_count - ? WHERE id = ?').run(repaired, item);
};

/** Opens or renews the wait of a run and its place in the history of waits. */
export const beginWait = (db: WriteDb, run: number, wait: NonNullable<Run['wait']>, nowMs: number): void => {
  const now = db
    .read<Pick<RunRow, 'wait_reason' | 'wait_since' | 'wait_until'>>(
      'SELECT wait_reason, wait_since, wait_until FROM runs WHERE id = ?',
    )
    .get(run);
  if (now?.wait_reason === wait.reason && now.wait_since === wait.sinceMs && now.wait_until === wait.untilMs)
    return;
  if (
    now !== undefined &&
    now.wait_reason !== null &&
    (now.wait_reason !== wait.reason || now.wait_since !== wait.sinceMs)
  )
    endWait(db, run, nowMs);
  db.write('UPDATE runs SET wait_reason = ?, wait_since = ?, wait_until = ? WHERE id = ?').run(
    wait.reason,
    wait.sinceMs,
    wait.untilMs,
    run,
  );
  db.write(
    `INSERT INTO waits (run, reason, since, until) VALUES (?, ?, ?, ?)
     ON CONFLICT (run, since, reason) DO UPDATE SET until = excluded.until, ended_at = NULL`,
  ).run(run, wait.reason, wait.sinceMs, wait.untilMs);
};

export const endWait = (db: WriteDb, run: number, nowMs: number): void => {
  const ended = db
    .write('UPDATE waits SET ended_at = ? WHERE run = ? AND ended_at IS NULL')
    .run(nowMs, run).changes;
  if (ended > 0)
    db.write('UPDATE runs SET wait_reason = NULL, wait_since = NULL, wait_until = NULL WHERE id = ?').run(
      run,
    );
};

/** How long a run waited, and for what, over all its life. */
export interface WaitRecord {
  readonly reason: WaitReason;
  readonly sinceMs: number;
  readonly untilMs: number | null;
  readonly endedAtMs: number | null;
}
export const waitsOfRun = (db: ReadDb, id: RunId): readonly WaitRecord[] =>
  db
    .read<WaitRecord>(
      'SELECT reason, since AS sinceMs, until AS untilMs, ended_at AS endedAtMs FROM waits WHERE run = ? ORDER BY since, id',
    )
    .all(runRowOf(id));
