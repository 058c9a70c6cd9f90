import { LightermanError } from '#shared/domain/errors.ts';
import { destinationKey, type DestinationKey } from '#shared/domain/ids.ts';
import { parseStamp } from '#shared/domain/stamp.ts';
import type { DestinationEntry } from '../../migration/ledger.ts';
import type { WriteDb } from '../db.ts';
import { writeOutcome } from './copying.ts';
import { closeMessageErrors } from './message-errors.ts';
import { listingOf, type RunContext } from './run-context.ts';
import { inSlices } from './slices.ts';
import { type CountedMessage, createTally } from './tally.ts';

/** @throws LightermanError app.not-found */
const destinationRow = (db: WriteDb, destination: DestinationKey): number => {
  const row = db
    .read<{ id: number }>('SELECT id FROM destinations WHERE key = ?')
    .get(destinationKey(destination));
  if (row === undefined)
    throw new LightermanError('app.not-found', {
      message: `No mailbox goes into ${destination}.`,
      details: { destination },
    });
  return row.id;
};

/** Forgets what an earlier listing found; the old stamps are gone with the first slice, so nothing matches half a listing. */
export const beginDestinationListing = async (
  db: WriteDb,
  destination: DestinationKey,
  nowMs: number,
): Promise<void> => {
  const row = destinationRow(db, destination);
  db.write('UPDATE destinations SET listing_begun_at = ?, listing_ended_at = NULL WHERE id = ?').run(
    nowMs,
    row,
  );
  const some = db.write('DELETE FROM destination_stamps WHERE destination = ? LIMIT 500');
  await inSlices(db, () => some.run(row).changes > 0);
};

/** Items that bear one of our stamps; any other text is somebody else's. An item shown twice counts once. */
export const recordDestination = async (
  db: WriteDb,
  destination: DestinationKey,
  entries: readonly DestinationEntry[],
): Promise<void> => {
  const row = destinationRow(db, destination);
  const insert = db.write(
    'INSERT OR IGNORE INTO destination_stamps (destination, identity, ordinal, item_id) VALUES (?, ?, ?, ?)',
  );
  let next = 0;
  await inSlices(db, () => {
    const entry = entries[next];
    next += 1;
    if (entry === undefined) return false;
    const stamp = parseStamp(entry.stamp);
    if (stamp !== null) insert.run(row, stamp.identity, stamp.ordinal, entry.itemId);
    return true;
  });
};

export const finishDestinationListing = (db: WriteDb, destination: DestinationKey, nowMs: number): void => {
  db.write('UPDATE destinations SET listing_ended_at = ? WHERE id = ?').run(
    nowMs,
    destinationRow(db, destination),
  );
};

interface MatchedMessage extends CountedMessage {
  readonly id: number;
  readonly item: number;
  readonly listing: number;
  readonly ordinal: number;
  readonly identity: string;
  readonly reserved_at: number | null;
  readonly done_at: number | null;
  readonly error_code: string | null;
}

export interface Match {
  readonly alreadyThere: number;
  readonly inDoubt: number;
  readonly removed: number;
}

/**
 * See `Ledger.matchDestination`. What the listing cannot have seen yet (written or reserved after it began) it does not judge.
 * Equal copies are one multiset: where a wanted copy is absent while the destination holds one that no other wanted copy answers
 * for, the two are the same (a store made anew numbers what is left at the source from nought).
 */
export const matchDestination = async (
  db: WriteDb,
  context: RunContext,
  requestLimitMs: number,
  nowMs: number,
): Promise<Match> => {
  const listing = listingOf(context);
  const begunAt = finishedListingOf(db, context);
  const anyStamp =
    db.read('SELECT 1 FROM destination_stamps WHERE destination = ? LIMIT 1').get(context.destination) !==
    undefined;
  const stampOfRow = db.read<{ item_id: string }>(
    'SELECT item_id FROM destination_stamps WHERE destination = ? AND identity = ? AND ordinal = ? LIMIT 1',
  );
  const stampOfIdentity = db.read(
    'SELECT 1 FROM destination_stamps WHERE destination = ? AND identity = ? LIMIT 1',
  );
  const page = db.read<MatchedMessage>(
    `${selectMatched} WHERE item = ? AND id > ? AND ordinal IS NOT NULL ORDER BY id LIMIT 200`,
  );
  const one = db.read<MatchedMessage>(`${selectMatched} WHERE id = ?`);
  const markRemoved = db.write('UPDATE messages SET removed_at = ? WHERE id = ?');
  const wasProven = db.read('SELECT 1 FROM proofs WHERE message = ? AND proven_at IS NOT NULL');
  const copyOnceMore = db.write(
    "UPDATE messages SET state = 'listed', done_run = NULL, done_at = NULL, reserved_at = NULL WHERE id = ?",
  );
  const listAgain = db.write("UPDATE messages SET state = 'listed', reserved_at = NULL WHERE id = ?");

  const changes = createTally(context.run);
  const note = (from: MatchedMessage, to: MatchedMessage): void => {
    if (to.listing !== listing) return;
    changes.add(from, -1);
    changes.add(to, 1);
  };
  const found = (row: MatchedMessage): string | undefined =>
    anyStamp ? stampOfRow.get(context.destination, row.identity, row.ordinal)?.item_id : undefined;
  const isWanted = (row: MatchedMessage): boolean => row.listing === listing && row.filtered_by === null;
  const result = { alreadyThere: 0, inDoubt: 0, removed: 0 };
  const count = (row: MatchedMessage): void => {
    if (!isWanted(row)) return;
    if (row.removed_at !== null) result.removed += 1;
    else if (row.state === 'done' && row.done_run !== context.run) result.alreadyThere += 1;
    else if (isInDoubt(row)) result.inDoubt += 1;
  };

  const wantedWithSpare: number[] = [];
  const unwantedButThere: number[] = [];
  let after = 0;
  await inSlices(db, () => {
    // A listing begun anew meanwhile takes its stamps away: what is absent then has not been removed.
    if (finishedListingOf(db, context) !== begunAt)
      throw new LightermanError('app.conflict', {
        message: 'The destination was listed anew while a mailbox was compared with it.',
        details: { destination: context.destinationKey },
      });
    const rows = page.all(context.item, after);
    for (const row of rows) {
      after = row.id;
      const itemId = found(row);
      let now = row;
      if (row.state === 'done') {
        if (itemId !== undefined) now = { ...row, removed_at: null };
        else if (row.removed_at === null && (row.done_at ?? 0) < begunAt) {
          // Somebody removed it only if it was proven there once; else it may have been lost on the way. Only a fresh listing
          // of the destination takes the word `done` back: no answer of a worker may.
          if (wasProven.get(row.id) !== undefined) now = { ...row, removed_at: nowMs };
          else {
            copyOnceMore.run(row.id);
            now = { ...row, state: 'listed', done_run: null, done_at: null, reserved_at: null };
          }
        }
        if (now.removed_at !== row.removed_at) markRemoved.run(now.removed_at, row.id);
      } else if (itemId !== undefined) {
        // Reserved and found: we wrote it, and only the answer was lost.
        if (isWanted(row) || row.reserved_at !== null)
          now = settlePresent(db, context, row, itemId, row.reserved_at !== null, nowMs);
        else unwantedButThere.push(row.id);
      } else if (isInDoubt(row)) {
        if (begunAt >= (row.reserved_at ?? 0) + requestLimitMs) {
          listAgain.run(row.id);
          now = { ...row, state: 'listed', reserved_at: null };
        }
      } else if (row.state === 'listed' && isWanted(row) && anyStamp) {
        if (stampOfIdentity.get(context.destination, row.identity) !== undefined)
          wantedWithSpare.push(row.id);
      }
      if (now !== row) note(row, now);
      count(now);
    }
    return rows.length > 0;
  });
  await inSlices(db, () => {
    const id = wantedWithSpare.pop();
    if (id === undefined) return false;
    const row = one.get(id);
    const itemId = row === undefined ? null : takeSpareStamp(db, context, row, isWanted);
    if (row === undefined || itemId === null) return true;
    const now = settlePresent(db, context, row, itemId, false, nowMs);
    note(row, now);
    count(now);
    return true;
  });
  await inSlices(db, () => {
    const id = unwantedButThere.pop();
    if (id === undefined) return false;
    const row = one.get(id);
    const itemId = row === undefined ? undefined : found(row);
    if (row !== undefined && itemId !== undefined)
      note(row, settlePresent(db, context, row, itemId, false, nowMs));
    return true;
  });
  db.transaction(() => changes.write(db));
  return result;
};

const selectMatched = `SELECT id, item, listing, ordinal, identity, folder, state, size_bytes, filtered_by, skip_reason, done_run, done_at,
  removed_at, reserved_at, error_code FROM messages`;

const isInDoubt = (row: MatchedMessage): boolean =>
  row.state === 'reserved' || row.state === 'unknown' || row.state === 'written';

/** @throws LightermanError app.conflict when the destination has not been listed to its end */
const finishedListingOf = (db: WriteDb, context: RunContext): number => {
  const row = db
    .read<{ begun: number | null; ended: number | null }>(
      'SELECT listing_begun_at AS begun, listing_ended_at AS ended FROM destinations WHERE id = ?',
    )
    .get(context.destination);
  if (row === undefined || row.begun === null || row.ended === null)
    throw new LightermanError('app.conflict', {
      message: 'The destination has not been listed to its end.',
      details: { destination: context.destinationKey },
    });
  return row.begun;
};

const settlePresent = (
  db: WriteDb,
  context: RunContext,
  row: MatchedMessage,
  itemId: string,
  ours: boolean,
  nowMs: number,
): MatchedMessage => {
  db.write(
    `UPDATE messages SET state = 'done', done_run = ?, done_at = ?, reserved_at = NULL, skip_reason = NULL, error_code = NULL,
       removed_at = NULL WHERE id = ?`,
  ).run(ours ? context.run : null, nowMs, row.id);
  writeOutcome(db, row, {
    destinationItemId: itemId,
    mimeSha256: null,
    mimeBytes: null,
    wrapped: false,
    envelope: null,
  });
  closeMessageErrors(db, row, context.run, 'repaired', nowMs);
  return {
    ...row,
    state: 'done',
    done_run: ours ? context.run : null,
    done_at: nowMs,
    reserved_at: null,
    removed_at: null,
  };
};

/** Gives the row the ordinal of a copy at the destination that nobody answers for; its holder, if any, takes the row's. */
const takeSpareStamp = (
  db: WriteDb,
  context: RunContext,
  row: MatchedMessage,
  isWanted: (row: MatchedMessage) => boolean,
): string | null => {
  const stamps = db
    .read<{ ordinal: number; item_id: string }>(
      'SELECT ordinal, min(item_id) AS item_id FROM destination_stamps WHERE destination = ? AND identity = ? GROUP BY ordinal ORDER BY ordinal',
    )
    .all(context.destination, row.identity);
  const holderOf = db.read<MatchedMessage>(
    `${selectMatched} WHERE item = ? AND identity = ? AND ordinal = ?`,
  );
  const give = db.write('UPDATE messages SET ordinal = ? WHERE id = ?');
  for (const stamp of stamps) {
    const holder = holderOf.get(context.item, row.identity, stamp.ordinal);
    if (holder === undefined) {
      give.run(stamp.ordinal, row.id);
      return stamp.item_id;
    }
    if (holder.state === 'done' || isInDoubt(holder) || isWanted(holder)) continue;
    // Unique at every moment: the holder steps aside first.
    give.run(-1 - holder.id, holder.id);
    give.run(stamp.ordinal, row.id);
    give.run(row.ordinal, holder.id);
    return stamp.item_id;
  }
  return null;
};
