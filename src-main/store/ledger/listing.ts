import { LightermanError } from '#shared/domain/errors.ts';
import type { MessageState } from '#shared/domain/run-state.ts';
import type { FolderRecord, ListingEntry } from '../../migration/ledger.ts';
import type { WriteDb } from '../db.ts';
import { giveOrdinals } from './ordinals.ts';
import { listingOf, type RunContext } from './run-context.ts';
import { inSlices } from './slices.ts';
import { addLeftOutFolders, sweep } from './sweep.ts';
import { createTally } from './tally.ts';

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
