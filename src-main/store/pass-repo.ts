import type { PassView, Page } from '#shared/contract/model.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { ItemId, PassId, RunId } from '#shared/domain/ids.ts';
import type { ProjectOptions } from '#shared/domain/plan.ts';
import { copiesMail, type PassState } from '#shared/domain/pass-state.ts';
import {
  isEnded,
  type PassKind,
  resumesAtStartup,
  type RunState,
  runStates,
} from '#shared/domain/run-state.ts';
import type { ReadDb, WriteDb } from './db.ts';
import { readProject } from './project-repo.ts';
import { itemRowOf, passIdOf, passRowOf, runIdOf } from './row-ids.ts';
import { moveRun, type Run, runById } from './run-repo.ts';

export interface Pass extends PassView {
  /** As they stood when the pass was submitted. */
  readonly options: ProjectOptions;
  readonly startedAtMs: number | null;
}

export interface NewPass {
  readonly kind: PassKind;
  /** Default: all mailboxes. */
  readonly itemIds?: readonly ItemId[] | undefined;
  readonly nowMs: number;
}

/**
 * Submits a pass: one queued run per mailbox. The first copying one locks endpoints and destination addresses.
 * @throws LightermanError app.conflict when a mailbox is part of an unfinished pass, app.bad-input when there is none, app.not-found
 */
export const createPass = (
  db: WriteDb,
  pass: NewPass,
): { readonly passId: PassId; readonly runs: readonly RunId[] } =>
  db.transaction(() => {
    const items =
      pass.itemIds === undefined
        ? db
            .read<{ id: number }>('SELECT id FROM items ORDER BY position')
            .all()
            .map((row) => row.id)
        : [...new Set(pass.itemIds)].map(itemRowOf);
    if (items.length === 0)
      throw new LightermanError('app.bad-input', { message: 'There is no mailbox to work on.' });
    const busy = db.read<{ source: string }>(
      "SELECT i.source FROM items i JOIN runs r ON r.item = i.id WHERE i.id = ? AND r.state NOT IN ('completed', 'completed-with-errors', 'failed', 'stopped')",
    );
    const known = db.read('SELECT 1 FROM items WHERE id = ?');
    const passRow = db
      .write('INSERT INTO passes (kind, state, options, created_at) VALUES (?, ?, ?, ?)')
      .run(pass.kind, 'running', JSON.stringify(readProject(db).options), pass.nowMs).rowId;
    const insert = db.write("INSERT INTO runs (pass, item, state, created_at) VALUES (?, ?, 'queued', ?)");
    const mark = db.write(
      "UPDATE items SET state = 'queued', last_run = ?, progress = CASE WHEN ? THEN 0 ELSE progress END WHERE id = ?",
    );
    const runs = items.map((item) => {
      if (known.get(item) === undefined)
        throw new LightermanError('app.not-found', { message: `There is no mailbox i${item}.` });
      const other = busy.get(item);
      if (other !== undefined)
        throw new LightermanError('app.conflict', {
          message: `${other.source} is part of a pass that has not ended.`,
        });
      const run = insert.run(passRow, item, pass.nowMs).rowId;
      mark.run(run, Number(copiesMail(pass.kind)), item);
      if (pass.kind === 'reconcile') takeOverCounts(db, item, run);
      return runIdOf(run);
    });
    if (copiesMail(pass.kind))
      db.write('UPDATE project SET locked_at = coalesce(locked_at, ?)').run(pass.nowMs);
    return { passId: passIdOf(passRow), runs };
  });

/** A reconcile run lists no source: it proves what the last listing found, and nothing of that was copied by itself. */
const takeOverCounts = (db: WriteDb, item: number, run: number): void => {
  const from = db
    .read<{ counts_run: number | null; listing: number | null }>(
      'SELECT counts_run, listing FROM items WHERE id = ?',
    )
    .get(item);
  if (from === undefined || from.counts_run === null) return;
  const columns =
    'found, filtered, already_there, copied, skipped, failed, not_attempted, bytes_found, bytes_copied';
  const values = 'found, filtered, already_there + copied, 0, skipped, failed, not_attempted, bytes_found, 0';
  db.write(
    `UPDATE runs SET listing = ?, (${columns}) = (SELECT ${values} FROM runs WHERE id = ?) WHERE id = ?`,
  ).run(from.listing, from.counts_run, run);
  db.write(
    `INSERT INTO run_folders (run, folder, included, reason, target, ${columns})
     SELECT ?, folder, included, reason, target, ${values} FROM run_folders WHERE run = ?`,
  ).run(run, from.counts_run);
  db.write(
    'INSERT INTO run_reasons (run, bucket, reason, messages) SELECT ?, bucket, reason, messages FROM run_reasons WHERE run = ?',
  ).run(run, from.counts_run);
};

interface PassRow {
  readonly id: number;
  readonly kind: PassKind;
  readonly state: PassState;
  readonly options: string;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
}
const passColumns = 'id, kind, state, options, created_at, started_at, ended_at';

const passOf = (db: ReadDb, row: PassRow): Pass => {
  const states: Partial<Record<RunState, number>> = {};
  let runs = 0;
  for (const part of db
    .read<{ state: RunState; n: number }>(
      'SELECT state, count(*) AS n FROM runs WHERE pass = ? GROUP BY state',
    )
    .all(row.id)) {
    states[part.state] = part.n;
    runs += part.n;
  }
  return {
    id: passIdOf(row.id),
    kind: row.kind,
    state: row.state,
    options: JSON.parse(row.options) as ProjectOptions,
    createdAtMs: row.created_at,
    startedAtMs: row.started_at,
    endedAtMs: row.ended_at,
    runs,
    states,
  };
};

/** @throws LightermanError app.not-found */
export const passById = (db: ReadDb, id: PassId): Pass => {
  const row = db.read<PassRow>(`SELECT ${passColumns} FROM passes WHERE id = ?`).get(passRowOf(id));
  if (row === undefined)
    throw new LightermanError('app.not-found', { message: `There is no pass ${id}.`, details: { id } });
  return passOf(db, row);
};

/** Newest first. */
export const listPasses = (
  db: ReadDb,
  page: { readonly offset: number; readonly limit: number },
): Page<Pass> => ({
  rows: db
    .read<PassRow>(`SELECT ${passColumns} FROM passes ORDER BY id DESC LIMIT ? OFFSET ?`)
    .all(page.limit, page.offset)
    .map((row) => passOf(db, row)),
  total: db.read<{ n: number }>('SELECT count(*) AS n FROM passes').get()?.n ?? 0,
});

/** The newest pass that has not ended, and the newest that has. */
export const activePass = (db: ReadDb): Pass | null => {
  const row = db
    .read<PassRow>(`SELECT ${passColumns} FROM passes WHERE state <> 'ended' ORDER BY id DESC LIMIT 1`)
    .get();
  return row === undefined ? null : passOf(db, row);
};
export const lastEndedPass = (db: ReadDb): Pass | null => {
  const row = db
    .read<PassRow>(`SELECT ${passColumns} FROM passes WHERE state = 'ended' ORDER BY id DESC LIMIT 1`)
    .get();
  return row === undefined ? null : passOf(db, row);
};

/** Runs of a pass in the order of their mailboxes, or only those in one of `states`. */
export const runsOfPass = (db: ReadDb, id: PassId, states: readonly RunState[] = runStates): readonly Run[] =>
  db
    .read<{ id: number }>(
      `SELECT r.id FROM runs r JOIN items i ON i.id = r.item
       WHERE r.pass = ? AND r.state IN (SELECT value FROM json_each(?)) ORDER BY i.position`,
    )
    .all(passRowOf(id), JSON.stringify(states))
    .map((row) => runById(db, runIdOf(row.id)));

/** The operator stops a pass: its open runs are `stopping` until whoever works on them has drained. @returns those */
export const stopPass = (db: WriteDb, id: PassId, nowMs: number): readonly Run[] =>
  db.transaction(() => {
    const pass = passById(db, id);
    if (pass.state === 'ended') return [];
    db.write("UPDATE passes SET state = 'stopping' WHERE id = ?").run(passRowOf(id));
    const open = runsOfPass(db, id).filter((run) => !isEnded(run.state));
    for (const run of open) moveRun(db, run.id, run.state === 'not-started' ? 'stopped' : 'stopping', nowMs);
    return open.map((run) => runById(db, run.id)).filter((run) => run.state === 'stopping');
  });

/**
 * At opening: what a crash cut off is queued again, and what was being stopped is stopped. Ended runs are left alone.
 * @returns the runs that wait to be taken up, in the order of their passes and mailboxes.
 */
export const requeueInterrupted = (db: WriteDb, nowMs: number): readonly Run[] =>
  db.transaction(() => {
    const open = db
      .read<{ id: number }>(
        `SELECT r.id FROM runs r JOIN items i ON i.id = r.item
         WHERE r.state NOT IN ('completed', 'completed-with-errors', 'failed', 'stopped') ORDER BY r.pass, i.position`,
      )
      .all()
      .map((row) => runById(db, runIdOf(row.id)));
    for (const run of open) {
      if (run.state === 'stopping') moveRun(db, run.id, 'stopped', nowMs);
      else if (resumesAtStartup(run.state)) moveRun(db, run.id, 'queued', nowMs);
    }
    return open.map((run) => runById(db, run.id)).filter((run) => run.state === 'queued');
  });
