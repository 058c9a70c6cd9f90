import type { MessageState } from '#shared/domain/run-state.ts';
import type { WriteDb } from '../db.ts';
import type { RunContext } from './run-context.ts';
import { inSlices } from './slices.ts';

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
export const giveOrdinals = async (db: WriteDb, context: RunContext, listing: number): Promise<void> => {
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
const rank = (row: Candidate): number => (row.removed_at === null ? rankOfState[row.state] : 3);

const rankOfState: Readonly<Record<MessageState, number>> = {
  done: 0,
  reserved: 1,
  unknown: 1,
  written: 1,
  listed: 2,
  failed: 2,
  skipped: 4,
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
