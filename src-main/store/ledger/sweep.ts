import { skipReasons } from '#shared/domain/skip-reasons.ts';
import type { WriteDb } from '../db.ts';
import { closeMessageErrors } from './message-errors.ts';
import type { RunContext } from './run-context.ts';
import { inSlices } from './slices.ts';
import { type CountedMessage, createTally, type Tally } from './tally.ts';

interface FolderFacts {
  readonly id: number;
  readonly included: number;
  readonly hidden: number;
  readonly is_search: number;
  readonly total_count: number;
  readonly listing: number;
  readonly listed: number | null;
}

const foldersOf = (db: WriteDb, context: RunContext): readonly FolderFacts[] =>
  db
    .read<FolderFacts>(
      'SELECT id, included, hidden, is_search, total_count, listing, listed FROM folders WHERE item = ?',
    )
    .all(context.item);

/** Folders left out are not listed: the server's own count says how much mail a rule kept out. Search folders hold no mail of their own. */
export const addLeftOutFolders = (db: WriteDb, context: RunContext, tally: Tally): void => {
  for (const folder of foldersOf(db, context))
    if (
      folder.listing === context.listing &&
      folder.included === 0 &&
      folder.hidden === 0 &&
      folder.is_search === 0
    )
      tally.addFiltered(folder.id, folder.total_count, 'folder');
};

interface SweptMessage extends CountedMessage {
  readonly id: number;
  readonly item: number;
  readonly listing: number;
  readonly reserved_at: number | null;
  readonly error_code: string | null;
}

const selectSwept = `SELECT id, item, listing, folder, state, size_bytes, filtered_by, skip_reason, done_run, removed_at, reserved_at,
  error_code FROM messages WHERE item = ? AND id > ? ORDER BY id LIMIT 500`;

/**
 * Goes through all rows of the item once: what is not listed any more and was never written is skipped; what failed or was skipped
 * and is listed is due again. Answers the counts.
 */
export const sweep = async (
  db: WriteDb,
  context: RunContext,
  listing: number,
  nowMs: number,
): Promise<Tally> => {
  const folders = new Map(foldersOf(db, context).map((folder) => [folder.id, folder]));
  const tally = createTally(context.run);
  addLeftOutFolders(db, context, tally);
  const page = db.read<SweptMessage>(selectSwept);
  const skip = db.write("UPDATE messages SET state = 'skipped', skip_reason = ? WHERE id = ?");
  const revive = db.write('UPDATE messages SET state = ?, skip_reason = NULL WHERE id = ?');
  let after = 0;
  await inSlices(db, () => {
    const rows = page.all(context.item, after);
    for (const row of rows) {
      after = row.id;
      if (row.listing === listing) {
        const due = row.state === 'failed' || row.state === 'skipped';
        // Skipped while its outcome was open: it is still open.
        const state = due ? (row.reserved_at === null ? 'listed' : 'unknown') : row.state;
        if (due) revive.run(state, row.id);
        tally.add({ ...row, state }, 1);
      } else if (row.state !== 'done' && row.state !== 'skipped') {
        const folder = folders.get(row.folder);
        const present = folder !== undefined && folder.listing === listing;
        // An included folder whose listing never came (the server refused it) says nothing about its messages.
        if (present && folder.included === 1 && folder.listed !== listing && folder.total_count > 0) continue;
        const leftOut = present && folder.included === 0;
        skip.run(leftOut ? skipReasons.folder : skipReasons.gone, row.id);
        if (row.error_code !== null && !leftOut) closeMessageErrors(db, row, context.run, 'gone', nowMs);
      }
    }
    return rows.length > 0;
  });
  return tally;
};

/** Counts the messages of the run's listing anew and compares; the sum of domain.md §3 rests on more than arithmetic. */
export const recount = async (db: WriteDb, context: RunContext): Promise<readonly number[]> => {
  if (context.listing === null) return [];
  const { listing } = context;
  const tally = createTally(context.run);
  addLeftOutFolders(db, context, tally);
  const page = db.read<SweptMessage>(selectSwept);
  let after = 0;
  await inSlices(db, () => {
    const rows = page.all(context.item, after);
    for (const row of rows) {
      after = row.id;
      if (row.listing === listing) tally.add(row, 1);
    }
    return rows.length > 0;
  });
  const differing = tally.differences(db);
  if (differing.length > 0) db.transaction(() => tally.replace(db));
  return differing;
};
