import { LightermanError } from '#shared/domain/errors.ts';
import { skipReasons } from '#shared/domain/skip-reasons.ts';
import type { MessageState } from '#shared/domain/run-state.ts';
import type { FolderRecord, ListingEntry } from '../../migration/ledger.ts';
import type { WriteDb } from '../db.ts';
import { closeMessageErrors } from './message-errors.ts';
import { listingOf, type RunContext } from './run-context.ts';
import { inSlices } from './slices.ts';
import { type CountedMessage, createTally, type Tally } from './tally.ts';

/** Begins a listing: what an earlier one of this item left unfinished does not count any more. */
export const recordFolders = (
  db: WriteDb,
  context: RunContext,
  folders: readonly FolderRecord[],
  nowMs: number,
): Readonly<Record<string, number>> =>
  db.transaction(() => {
    const listing = db
      .write('INSERT INTO listings (item, run, begun_at) VALUES (?, ?, ?)')
      .run(context.item, context.run, nowMs).rowId;
    const upsert = db.write<{ id: number }>(
      `INSERT INTO folders (item, source_id, parent_id, path, display_name, well_known, folder_class, hidden, is_search,
         total_count, size_bytes, included, reason, target, listing)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (item, source_id) DO UPDATE SET parent_id = excluded.parent_id, path = excluded.path,
         display_name = excluded.display_name, well_known = excluded.well_known, folder_class = excluded.folder_class,
         hidden = excluded.hidden, is_search = excluded.is_search, total_count = excluded.total_count,
         size_bytes = excluded.size_bytes, included = excluded.included, reason = excluded.reason, target = excluded.target,
         listing = excluded.listing
       RETURNING id`,
    );
    const part = db.write(
      'INSERT INTO run_folders (run, folder, included, reason, target) VALUES (?, ?, ?, ?, ?)',
    );
    db.write('DELETE FROM run_folders WHERE run = ?').run(context.run);
    const ids: Record<string, number> = {};
    for (const { folder, included, reason, target } of folders) {
      const row = upsert.get(
        context.item,
        folder.id,
        folder.parentId,
        folder.path,
        folder.displayName,
        folder.wellKnown,
        folder.folderClass,
        Number(folder.hidden),
        Number(folder.isSearchFolder),
        folder.totalCount,
        folder.sizeBytes,
        Number(included),
        reason,
        target,
        listing,
      );
      if (row === undefined || folder.id in ids) continue;
      ids[folder.id] = row.id;
      part.run(context.run, row.id, Number(included), reason, target);
    }
    db.write('UPDATE runs SET listing = ? WHERE id = ?').run(listing, context.run);
    context.listing = listing;
    context.leased.clear();
    const tally = createTally(context.run);
    addLeftOutFolders(db, context, tally);
    tally.replace(db);
    return ids;
  });

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
const addLeftOutFolders = (db: WriteDb, context: RunContext, tally: Tally): void => {
  for (const folder of foldersOf(db, context))
    if (
      folder.listing === context.listing &&
      folder.included === 0 &&
      folder.hidden === 0 &&
      folder.is_search === 0
    )
      tally.addFiltered(folder.id, folder.total_count, 'folder');
};

/**
 * Rows known by their source item id are seen again; the first of an identity never met gets the ordinal 0 at once, as nearly all
 * are; the others wait for one until the listing is whole.
 */
export const recordListing = async (
  db: WriteDb,
  context: RunContext,
  folder: number,
  entries: readonly ListingEntry[],
): Promise<void> => {
  const listing = listingOf(context);
  const statements = listingStatements(db);
  db.write('UPDATE folders SET listed = ? WHERE id = ? AND item = ?').run(listing, folder, context.item);
  let next = 0;
  await inSlices(db, () => {
    const entry = entries[next];
    next += 1;
    if (entry === undefined) return false;
    const row = statements.known.get(context.item, entry.sourceItemId);
    if (row === undefined) addMessage(statements, context, folder, listing, entry);
    else if (row.listing !== listing) seeMessage(statements, row, folder, listing, entry);
    return true;
  });
};

const listingStatements = (db: WriteDb) => ({
  known: db.read<{ id: number; state: MessageState; listing: number }>(
    `SELECT m.id, m.state, m.listing FROM message_facts f JOIN messages m ON m.id = f.id
     WHERE f.item = ? AND f.source_item_id = ?`,
  ),
  identityKnown: db.read('SELECT 1 FROM messages WHERE item = ? AND identity = ? LIMIT 1'),
  insert: db.write(
    `INSERT INTO messages (item, folder, state, listing, first_listing, ordinal, size_bytes, sort_at, filtered_by, identity)
     VALUES (?, ?, 'listed', ?, ?, ?, ?, ?, ?, ?)`,
  ),
  insertFacts: db.write(
    `INSERT INTO message_facts (id, item, source_item_id, change_key, source_key, created_at, received_at, item_class, subject, envelope)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  seenDone: db.write('UPDATE messages SET listing = ?, folder = ?, filtered_by = ? WHERE id = ?'),
  seenOpen: db.write(
    'UPDATE messages SET listing = ?, folder = ?, filtered_by = ?, size_bytes = ?, sort_at = ? WHERE id = ?',
  ),
  newFacts: db.write(
    `UPDATE message_facts SET change_key = ?, source_key = ?, created_at = ?, received_at = ?, subject = ?, envelope = ? WHERE id = ?`,
  ),
});
type ListingStatements = ReturnType<typeof listingStatements>;

const sortTimeOf = (entry: ListingEntry): number =>
  entry.receivedAtMs ?? entry.sentAtMs ?? entry.createdAtMs ?? 0;

const addMessage = (
  { identityKnown, insert, insertFacts }: ListingStatements,
  context: RunContext,
  folder: number,
  listing: number,
  entry: ListingEntry,
): void => {
  const ordinal = identityKnown.get(context.item, entry.identity) === undefined ? 0 : null;
  const id = insert.run(
    context.item,
    folder,
    listing,
    listing,
    ordinal,
    entry.sizeBytes,
    sortTimeOf(entry),
    entry.filteredBy,
    entry.identity,
  ).rowId;
  insertFacts.run(
    id,
    context.item,
    entry.sourceItemId,
    entry.changeKey,
    entry.sourceKey,
    entry.createdAtMs,
    entry.receivedAtMs,
    entry.itemClass,
    entry.subject,
    JSON.stringify(entry.envelope),
  );
};

const seeMessage = (
  { seenDone, seenOpen, newFacts }: ListingStatements,
  row: { readonly id: number; readonly state: MessageState },
  folder: number,
  listing: number,
  entry: ListingEntry,
): void => {
  // What was copied keeps the facts it was copied with: the proof compares with those.
  if (row.state === 'done') {
    seenDone.run(listing, folder, entry.filteredBy, row.id);
    return;
  }
  seenOpen.run(listing, folder, entry.filteredBy, entry.sizeBytes, sortTimeOf(entry), row.id);
  newFacts.run(
    entry.changeKey,
    entry.sourceKey,
    entry.createdAtMs,
    entry.receivedAtMs,
    entry.subject,
    JSON.stringify(entry.envelope),
    row.id,
  );
};

export interface FinishedListing {
  readonly found: number;
  readonly filtered: number;
  readonly bytesFound: number;
}

export const finishListing = async (
  db: WriteDb,
  context: RunContext,
  nowMs: number,
): Promise<FinishedListing> => {
  const listing = listingOf(context);
  await giveOrdinals(db, context, listing);
  const tally = await sweep(db, context, listing, nowMs);
  return db.transaction(() => {
    db.write('UPDATE listings SET ended_at = ? WHERE id = ?').run(nowMs, listing);
    db.write('UPDATE runs SET cut_off_at = ? WHERE id = ?').run(nowMs, context.run);
    db.write('UPDATE items SET listing = ?, counts_run = ? WHERE id = ?').run(
      listing,
      context.run,
      context.item,
    );
    tally.replace(db);
    const row = db
      .read<FinishedListing>('SELECT found, filtered, bytes_found AS bytesFound FROM runs WHERE id = ?')
      .get(context.run);
    if (row === undefined) throw new LightermanError('app.not-found', { details: { id: context.id } });
    return row;
  });
};

interface Candidate {
  readonly id: number;
  readonly ordinal: number | null;
  readonly listing: number;
  readonly first_listing: number;
  readonly state: MessageState;
  readonly removed_at: number | null;
  readonly filtered_by: string | null;
  readonly created_at: number | null;
  readonly source_key: string | null;
}

/**
 * New entries of one identity meet the rows of that identity whose source item id was not listed: a message that moved keeps its
 * row. What is left over is a message never seen, and gets the next ordinals in the order (creation, source key).
 */
const giveOrdinals = async (db: WriteDb, context: RunContext, listing: number): Promise<void> => {
  const due = db.read<{ identity: string }>(
    'SELECT DISTINCT identity FROM messages WHERE item = ? AND ordinal IS NULL ORDER BY identity LIMIT 200',
  );
  const group = db.read<Candidate>(
    `SELECT m.id, m.ordinal, m.listing, m.first_listing, m.state, m.removed_at, m.filtered_by, f.created_at, f.source_key
     FROM messages m JOIN message_facts f ON f.id = m.id WHERE m.item = ? AND m.identity = ?`,
  );
  const give = db.write('UPDATE messages SET ordinal = ? WHERE id = ?');
  const drop = db.write('DELETE FROM messages WHERE id = ?');
  let waiting: string[] = [];
  await inSlices(db, () => {
    const identity = waiting.pop();
    if (identity === undefined) {
      waiting = due.all(context.item).map((row) => row.identity);
      return waiting.length > 0;
    }
    const rows = group.all(context.item, identity);
    // Met for the first time in this very listing: the one that came first holds ordinal 0 only until the order is known.
    const fresh = rows.filter((row) => row.first_listing === listing).sort(inOrderOfCreation);
    const known = rows.filter((row) => row.first_listing !== listing && row.ordinal !== null);
    // Put down without an ordinal by a listing that was cut off, and not seen again.
    for (const row of rows)
      if (row.ordinal === null && row.first_listing !== listing) {
        if (row.listing === listing) fresh.push(row);
        else drop.run(row.id);
      }
    const orphans = known
      .filter((row) => row.listing !== listing)
      .sort((a, b) => rank(a) - rank(b) || (a.ordinal ?? 0) - (b.ordinal ?? 0));
    let ordinal = known.reduce((highest, row) => Math.max(highest, row.ordinal ?? -1), -1) + 1;
    for (const row of fresh) if (row.ordinal !== null) give.run(null, row.id);
    fresh.forEach((row, index) => {
      const orphan = orphans[index];
      if (orphan === undefined) {
        give.run(ordinal, row.id);
        ordinal += 1;
      } else moveRow(db, row.id, orphan.id, orphan.state === 'done');
    });
    return true;
  });
};

/** Messages that a rule keeps out come last: an ordinal that is never written would be one missing at the destination. */
const inOrderOfCreation = (a: Candidate, b: Candidate): number =>
  Number(a.filtered_by !== null) - Number(b.filtered_by !== null) ||
  (a.created_at ?? 0) - (b.created_at ?? 0) ||
  compareText(a.source_key ?? '', b.source_key ?? '') ||
  a.id - b.id;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Equal copies are one multiset: a new place of one of them takes over a row that is at the destination before one that may be,
 * and that before one that is not; so nothing is written twice, and what has no row left is written.
 */
const rank = (row: Candidate): number => {
  switch (row.state) {
    case 'done':
      return row.removed_at === null ? 0 : 3;
    case 'reserved':
    case 'unknown':
    case 'written':
      return 1;
    case 'listed':
    case 'failed':
      return 2;
    case 'skipped':
      return 4;
  }
};

/** The row of a message that moved takes over the new entry's place; facts it was copied with stay. */
const moveRow = (db: WriteDb, entry: number, row: number, done: boolean): void => {
  const facts = db
    .read<Record<string, string | number | null>>(
      `SELECT m.listing, m.folder, m.filtered_by, m.size_bytes, m.sort_at, f.source_item_id, f.change_key, f.source_key, f.created_at,
         f.received_at, f.subject, f.envelope FROM messages m JOIN message_facts f ON f.id = m.id WHERE m.id = ?`,
    )
    .get(entry);
  if (facts === undefined) return;
  db.write('DELETE FROM messages WHERE id = ?').run(entry);
  const take = (table: 'messages' | 'message_facts', names: readonly string[]): void => {
    db.write(`UPDATE ${table} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`).run(
      ...names.map((name) => facts[name] ?? null),
      row,
    );
  };
  take('messages', ['listing', 'folder', 'filtered_by']);
  take('message_facts', ['source_item_id', 'change_key', 'source_key', 'created_at']);
  if (done) return;
  take('messages', ['size_bytes', 'sort_at']);
  take('message_facts', ['received_at', 'subject', 'envelope']);
};

interface SweptMessage extends CountedMessage {
  readonly id: number;
  readonly item: number;
  readonly listing: number;
  readonly reserved_at: number | null;
  readonly error_code: string | null;
}

/**
 * Goes through all rows of the item once: what is not listed any more and was never written is skipped; what failed or was skipped
 * and is listed is due again. Answers the counts.
 */
const sweep = async (db: WriteDb, context: RunContext, listing: number, nowMs: number): Promise<Tally> => {
  const folders = new Map(foldersOf(db, context).map((folder) => [folder.id, folder]));
  const tally = createTally(context.run);
  addLeftOutFolders(db, context, tally);
  const page = db.read<SweptMessage>(
    `SELECT id, item, listing, folder, state, size_bytes, filtered_by, skip_reason, done_run, removed_at, reserved_at, error_code
     FROM messages WHERE item = ? AND id > ? ORDER BY id LIMIT 500`,
  );
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
  const page = db.read<SweptMessage>(
    `SELECT id, item, listing, folder, state, size_bytes, filtered_by, skip_reason, done_run, removed_at, reserved_at, error_code
     FROM messages WHERE item = ? AND id > ? ORDER BY id LIMIT 500`,
  );
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
