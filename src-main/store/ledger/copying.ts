import { LightermanError } from '#shared/domain/errors.ts';
import { canMoveMessage, type MessageState } from '#shared/domain/run-state.ts';
import { stampOf } from '#shared/domain/stamp.ts';
import type { LedgerRow, SettledMessage } from '../../migration/ledger.ts';
import type { ReadDb, WriteDb } from '../db.ts';
import { closeMessageErrors, insertError, sideOfMessageError } from './message-errors.ts';
import type { RunContext } from './run-context.ts';
import { type CountedMessage, createTally, type Tally } from './tally.ts';

export interface RowOfMessage {
  readonly id: number;
  readonly folder: number;
  readonly source_item_id: string;
  readonly item_class: string;
  readonly subject: string;
  readonly size_bytes: number;
  readonly received_at: number | null;
  readonly state: MessageState;
  readonly identity: string;
  readonly ordinal: number;
  readonly destination_item_id: string | null;
  readonly attempts: number;
  readonly reserved_at: number | null;
}

/** Of `messages m JOIN message_facts f LEFT JOIN message_outcomes o`. */
export const ledgerColumns = `m.id, m.folder, f.source_item_id, f.item_class, f.subject, m.size_bytes, f.received_at, m.state, m.identity,
  m.ordinal, o.destination_item_id, m.attempts, m.reserved_at`;
export const fromMessages =
  'FROM messages m JOIN message_facts f ON f.id = m.id LEFT JOIN message_outcomes o ON o.id = m.id';

export const ledgerRowOf = (row: RowOfMessage): LedgerRow => ({
  rowId: row.id,
  folderRowId: row.folder,
  sourceItemId: row.source_item_id,
  itemClass: row.item_class,
  subject: row.subject,
  sizeBytes: row.size_bytes,
  receivedAtMs: row.received_at,
  state: row.state,
  stamp: stampOf(row.identity, row.ordinal),
  destinationItemId: row.destination_item_id,
  attempts: row.attempts,
  reservedAtMs: row.reserved_at,
});

/** Rows due, in folder and received order, without those already handed out. */
export const leaseRows = (
  db: ReadDb,
  context: RunContext,
  limit: { readonly count: number; readonly bytes: number },
): readonly LedgerRow[] => {
  const rows = db
    .read<RowOfMessage>(
      `SELECT ${ledgerColumns} ${fromMessages}
       WHERE m.item = ? AND m.state = 'listed' AND m.filtered_by IS NULL AND m.ordinal IS NOT NULL AND m.listing = ?
       ORDER BY m.folder, m.sort_at, m.id LIMIT ?`,
    )
    .all(context.item, context.listing, limit.count + context.leased.size);
  const leased: LedgerRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (context.leased.has(row.id)) continue;
    if (leased.length > 0 && (leased.length >= limit.count || bytes + row.size_bytes > limit.bytes)) break;
    bytes += row.size_bytes;
    leased.push(ledgerRowOf(row));
  }
  for (const row of leased) context.leased.add(row.rowId);
  return leased;
};

export const rowsInDoubt = (db: ReadDb, context: RunContext): readonly LedgerRow[] =>
  db
    .read<RowOfMessage>(
      `SELECT ${ledgerColumns} ${fromMessages}
       WHERE m.item = ? AND m.state IN ('reserved', 'unknown', 'written') ORDER BY m.reserved_at, m.id`,
    )
    .all(context.item)
    .map(ledgerRowOf);

/** @throws LightermanError app.conflict for a row that is not due: nothing of the call is reserved then */
export const reserveRows = (
  db: WriteDb,
  context: RunContext,
  rowIds: readonly number[],
  nowMs: number,
): void => {
  const reserve = db.write(
    "UPDATE messages SET state = 'reserved', reserved_at = ?, attempts = attempts + 1 WHERE id = ? AND item = ? AND state = 'listed' AND ordinal IS NOT NULL",
  );
  for (const id of rowIds)
    if (reserve.run(nowMs, id, context.item).changes !== 1)
      throw new LightermanError('app.conflict', {
        message: 'A message was to be sent that is not due.',
        details: { row: id, run: context.id },
      });
};

/** What a settlement needs to know of the row before it is written. */
export interface SettledRow extends CountedMessage {
  readonly id: number;
  readonly item: number;
  readonly listing: number;
  readonly error_code: string | null;
}

export interface CheckedSettlement {
  readonly context: RunContext;
  readonly settled: SettledMessage;
  readonly before: SettledRow;
  readonly after: SettledRow;
  readonly atMs: number;
}

/** @throws LightermanError app.conflict for a step that a message's state has not, or a row of another mailbox */
export const checkSettlement = (
  context: RunContext,
  settled: SettledMessage,
  before: SettledRow | undefined,
  atMs: number,
): CheckedSettlement => {
  if (before === undefined || before.item !== context.item || !canMoveMessage(before.state, settled.state))
    throw new LightermanError('app.conflict', {
      message: `A message that is ${before?.state ?? 'unknown to the ledger'} cannot become ${settled.state}.`,
      details: { row: settled.rowId, run: context.id, from: before?.state ?? null, to: settled.state },
    });
  // A lost answer that came after all says the same once more.
  if (before.state === 'done') return { context, settled, before, after: before, atMs };
  const after: SettledRow = {
    ...before,
    state: settled.state,
    done_run: settled.state === 'done' && settled.how === 'copied' ? context.run : null,
    skip_reason: settled.state === 'skipped' ? settled.reason : null,
    removed_at: null,
    error_code:
      settled.state === 'failed' ? settled.code : settled.state === 'done' ? null : before.error_code,
  };
  return { context, settled, before, after, atMs };
};

export const settledRow = (db: ReadDb, id: number): SettledRow | undefined =>
  db
    .read<SettledRow>(
      `SELECT id, item, listing, folder, state, size_bytes, filtered_by, skip_reason, done_run, removed_at, error_code
       FROM messages WHERE id = ?`,
    )
    .get(id);

/** Writes checked settlements and their counts; the caller has the transaction. */
export const writeSettlements = (db: WriteDb, settlements: readonly CheckedSettlement[]): void => {
  const tallies = new Map<number, Tally>();
  for (const settlement of settlements) {
    const { context, before, after } = settlement;
    writeOne(db, settlement);
    if (before.listing !== context.listing) continue;
    const tally = tallies.get(context.run) ?? createTally(context.run);
    tallies.set(context.run, tally);
    tally.add(before, -1);
    tally.add(after, 1);
  }
  for (const tally of tallies.values()) tally.write(db);
};

const writeOne = (db: WriteDb, { context, settled, before, atMs }: CheckedSettlement): void => {
  switch (settled.state) {
    case 'done':
      if (before.state === 'done') return;
      db.write(
        `UPDATE messages SET state = 'done', done_run = ?, done_at = ?, reserved_at = NULL, error_code = NULL, skip_reason = NULL,
           removed_at = NULL WHERE id = ?`,
      ).run(settled.how === 'copied' ? context.run : null, atMs, settled.rowId);
      writeOutcome(db, before, settled);
      if (before.error_code !== null) closeMessageErrors(db, before, context.run, 'repaired', atMs);
      return;
    case 'unknown':
      db.write(
        "UPDATE messages SET state = 'unknown', reserved_at = coalesce(reserved_at, ?) WHERE id = ?",
      ).run(atMs, settled.rowId);
      return;
    case 'listed':
      // Put back before it was ever sent: that, too, was an attempt, or a message that never can be read would be tried for ever.
      db.write(
        "UPDATE messages SET state = 'listed', reserved_at = NULL, attempts = attempts + ? WHERE id = ?",
      ).run(Number(before.state === 'listed'), settled.rowId);
      return;
    case 'skipped':
      // The reservation stays where the outcome was open: should the message be taken again, it is asked for first.
      db.write("UPDATE messages SET state = 'skipped', skip_reason = ? WHERE id = ?").run(
        settled.reason,
        settled.rowId,
      );
      if (before.error_code !== null) closeMessageErrors(db, before, context.run, 'gone', atMs);
      return;
    case 'failed':
      db.write("UPDATE messages SET state = 'failed', error_code = ?, reserved_at = NULL WHERE id = ?").run(
        settled.code,
        settled.rowId,
      );
      if (before.error_code !== null) closeMessageErrors(db, before, context.run, 'repeated', atMs);
      insertError(db, {
        run: context.run,
        item: context.item,
        scope: 'message',
        side: sideOfMessageError(settled.code, settled.details),
        code: settled.code,
        message: settled.message,
        details: settled.details,
        trace: null,
        messageRow: settled.rowId,
        folderPath: null,
        atMs,
      });
      return;
  }
};

type Outcome = Pick<
  Extract<SettledMessage, { readonly state: 'done' }>,
  'destinationItemId' | 'mimeSha256' | 'mimeBytes' | 'wrapped' | 'envelope'
>;

/** What came of a message at the destination. Facts read together with the content are kept as they are, and laid over the listing's when read. */
export const writeOutcome = (
  db: WriteDb,
  message: { readonly id: number; readonly item: number },
  outcome: Outcome,
): void => {
  db.write(
    `INSERT OR REPLACE INTO message_outcomes (id, item, destination_item_id, mime_sha256, mime_bytes, wrapped, envelope)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    message.id,
    message.item,
    outcome.destinationItemId,
    outcome.mimeSha256,
    outcome.mimeBytes,
    Number(outcome.wrapped),
    outcome.envelope === null ? null : JSON.stringify(outcome.envelope),
  );
};
