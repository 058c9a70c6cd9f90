import { type ErrorCode, errorCodes } from '#shared/domain/error-codes.ts';
import { type Counts, noCounts, sumGap } from '#shared/domain/counters.ts';
import { isEnded, type RunState } from '#shared/domain/run-state.ts';
import type { RunErrorRecord, RunProgress } from '../../migration/ledger.ts';
import { type CountRow, countColumns, countsOf } from '../count-columns.ts';
import type { ReadDb, WriteDb } from '../db.ts';
import { beginWait, endWait, moveRun } from '../run-repo.ts';
import { insertError } from './message-errors.ts';
import type { RunContext } from './run-context.ts';

export const countsOfRun = (db: ReadDb, context: RunContext): Counts => {
  const row = db.read<CountRow>(`SELECT ${countColumns('r')} FROM runs r WHERE r.id = ?`).get(context.run);
  return row === undefined ? noCounts : countsOf(row);
};

/** Share done, per thousand, for sorting and bars. */
const progressOf = (counts: Counts): number =>
  counts.found === 0
    ? 0
    : Math.floor(
        ((counts.alreadyThere + counts.copied + counts.skipped + counts.failed) * 1000) / counts.found,
      );

/**
 * Writes down where a run is. A report of work that comes after the operator's stop, or after the end, moves no state back:
 * it was on its way when that happened.
 */
export const writeProgress = (db: WriteDb, context: RunContext, progress: RunProgress, nowMs: number): void =>
  db.transaction(() => {
    const state = db.read<{ state: RunState }>('SELECT state FROM runs WHERE id = ?').get(context.run)?.state;
    if (state === undefined || isEnded(state)) return;
    if (state !== 'stopping' || isEnded(progress.state)) moveRun(db, context.id, progress.state, nowMs);
    if (isEnded(progress.state)) return;
    if (progress.wait === null) endWait(db, context.run, nowMs);
    else beginWait(db, context.run, progress.wait, nowMs);
    db.write(
      'UPDATE runs SET current_folder = ?, messages_per_second = ?, bytes_per_second = ?, remaining_ms = ? WHERE id = ?',
    ).run(
      progress.currentFolder,
      progress.messagesPerSecond,
      progress.bytesPerSecond,
      progress.remainingMs === null ? null : Math.round(progress.remainingMs),
      context.run,
    );
    db.write('UPDATE items SET progress = ? WHERE counts_run = ?').run(
      progressOf(countsOfRun(db, context)),
      context.run,
    );
  });

export const writeInformation = (db: WriteDb, context: RunContext, text: string, nowMs: number): void => {
  // A run that is taken up again says the same things again.
  db.write('INSERT INTO information (run, at, text) VALUES (?, ?, ?) ON CONFLICT (run, text) DO NOTHING').run(
    context.run,
    nowMs,
    text,
  );
};

export const writeRunError = (
  db: WriteDb,
  context: RunContext,
  error: RunErrorRecord,
  nowMs: number,
): void => {
  insertErrorOfRun(db, context, error.code, error, nowMs);
};

const insertErrorOfRun = (
  db: WriteDb,
  context: RunContext,
  code: ErrorCode,
  error: Omit<RunErrorRecord, 'code'>,
  nowMs: number,
): void =>
  db.transaction(() =>
    insertError(db, {
      run: context.run,
      item: context.item,
      scope: errorCodes[code].scope === 'folder' || error.folderPath !== null ? 'folder' : 'mailbox',
      side: error.side,
      code,
      message: error.message,
      details: error.details,
      trace: error.trace,
      messageRow: null,
      folderPath: error.folderPath,
      atMs: nowMs,
    }),
  );

/** A sum that does not hold is a defect, and says so (domain.md §3). @param differing folders whose counts were not what their messages say */
export const reportBrokenSum = (
  db: WriteDb,
  context: RunContext,
  differing: readonly number[],
  nowMs: number,
): void => {
  const gap = sumGap(countsOfRun(db, context));
  if (differing.length === 0 && gap === 0) return;
  insertErrorOfRun(
    db,
    context,
    'proof.sum',
    {
      side: 'local',
      message: errorCodes['proof.sum'].meaning,
      details: { folders: differing.length, gap },
      folderPath: null,
      trace: null,
    },
    nowMs,
  );
};
