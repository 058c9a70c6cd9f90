import { randomBytes } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { FolderStore, MailboxRecord } from './folders.ts';
import { changeKeyOf, itemIdOf, sourceKeyOf } from './identifiers.ts';
import type { Address } from './mime/addresses.ts';
import { type MessageSummary, summaryOf } from './mime/message-summary.ts';
import type { ItemQuery, ItemStore, SqlFragment } from './item-store.ts';
import { readMessage } from './mime/read-message.ts';
import {
  itemColumns,
  itemOf,
  type ItemRecord,
  type ItemRow,
  messageFlag,
  type StoredProperty,
} from './records.ts';

/** As Outlook shows a list of people: names, or addresses where there is none. */
export const displayList = (addresses: readonly Address[]): string =>
  addresses.map(({ name, address }) => (name === '' ? address : name)).join('; ');

const fromContent = (summary: MessageSummary) => ({
  subject: summary.subject,
  from_name:
    summary.from === null ? null : summary.from.name === '' ? summary.from.address : summary.from.name,
  from_address: summary.from?.address ?? null,
  sender_name: (summary.sender ?? summary.from)?.name ?? null,
  sender_address: (summary.sender ?? summary.from)?.address ?? null,
  display_to: displayList(summary.to),
  display_cc: displayList(summary.cc),
  display_bcc: displayList(summary.bcc),
  message_id: summary.messageId,
  in_reply_to: summary.inReplyTo,
  internet_references: summary.references,
  conversation_topic: summary.conversationTopic,
  has_attachments: summary.hasAttachments ? 1 : 0,
});

const indexOf = (summary: MessageSummary): Buffer | null => {
  if (summary.conversationIndex === null) return null;
  const bytes = Buffer.from(summary.conversationIndex, 'base64');
  return bytes.length >= 22 ? bytes : null;
};

export const openItems = (
  db: Database.Database,
  folders: FolderStore,
  nextSeq: () => number,
  now: () => number,
): ItemStore => {
  const statements = new Map<string, Database.Statement>();
  const prepared = <P extends unknown[], R>(sql: string): Database.Statement<P, R> => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      statements.set(sql, statement);
    }
    return statement as Database.Statement<P, R>;
  };

  const insertContent = db.prepare('INSERT INTO mail_contents (mime) VALUES (?)');
  const selectContent = db.prepare<[number], { mime: Buffer }>(
    'SELECT mime FROM mail_contents WHERE content_row = ?',
  );
  const isShared = db.prepare<[number], { found: number }>(
    'SELECT 1 AS found FROM mail_items WHERE content_row = ? LIMIT 1',
  );
  const deleteContent = db.prepare('DELETE FROM mail_contents WHERE content_row = ?');
  const columns = itemColumns.split(', ').filter((column) => column !== 'item_row');
  const insertItem = db.prepare(
    `INSERT INTO mail_items (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  );
  const selectByRow = db.prepare<[number], ItemRow>(
    `SELECT ${itemColumns} FROM mail_items WHERE item_row = ?`,
  );
  const selectById = db.prepare<[string], ItemRow>(`SELECT ${itemColumns} FROM mail_items WHERE item_id = ?`);
  const selectOfMailbox = db.prepare<[string], ItemRow>(
    `SELECT ${itemColumns} FROM mail_items WHERE mailbox_id = ? ORDER BY item_row`,
  );
  const deleteItem = db.prepare('DELETE FROM mail_items WHERE item_row = ?');
  const deleteProperties = db.prepare('DELETE FROM mail_item_properties WHERE item_row = ?');
  const upsertProperty = db.prepare(
    `INSERT INTO mail_item_properties (item_row, property, type, value) VALUES (?, ?, ?, ?)
     ON CONFLICT (item_row, property, type) DO UPDATE SET value = excluded.value`,
  );
  const removeProperty = db.prepare('DELETE FROM mail_item_properties WHERE item_row = ? AND property = ?');
  const selectProperty = db.prepare<[number, string, string], { value: StoredProperty['value'] }>(
    'SELECT value FROM mail_item_properties WHERE item_row = ? AND property = ? AND type = ?',
  );
  const selectProperties = db.prepare<[number], StoredProperty>(
    'SELECT property, type, value FROM mail_item_properties WHERE item_row = ? ORDER BY property, type',
  );
  const copyProperties = db.prepare(
    'INSERT INTO mail_item_properties (item_row, property, type, value) SELECT ?, property, type, value FROM mail_item_properties WHERE item_row = ?',
  );
  const insertTombstone = db.prepare(
    'INSERT INTO mail_item_tombstones (seq, folder_row, item_id, created_seq) VALUES (?, ?, ?, ?)',
  );
  const selectTombstones = db.prepare<
    [number, number, number],
    { seq: number; item_id: string; created_seq: number }
  >(
    'SELECT seq, item_id, created_seq FROM mail_item_tombstones WHERE folder_row = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const selectCreated = db.prepare<[number, number, number, number], ItemRow>(
    `SELECT ${itemColumns} FROM mail_items WHERE folder_row = ? AND created_seq <= ? AND created_seq < ? ORDER BY created_seq DESC LIMIT ?`,
  );
  const selectChanged = db.prepare<[number, number, number], ItemRow>(
    `SELECT ${itemColumns} FROM mail_items WHERE folder_row = ? AND change_seq > ? ORDER BY change_seq LIMIT ?`,
  );
  const selectCounts = db.prepare<
    [number],
    { total: number; unread: number; associated: number; bytes: number }
  >(
    `SELECT total_count AS total, unread_count AS unread, associated_count AS associated, total_bytes AS bytes
     FROM mail_folders WHERE folder_row = ?`,
  );

  const mailboxOf = (mailboxId: string): MailboxRecord => {
    const mailbox = folders.mailbox(mailboxId);
    if (mailbox === null) throw new Error('the item belongs to no mailbox');
    return mailbox;
  };

  const read = (row: number): ItemRecord => {
    const found = selectByRow.get(row);
    if (found === undefined) throw new Error('the item just written is not there');
    return itemOf(found);
  };

  const insert: ItemStore['insert'] = (mailbox, folder, mime, spec) => {
    const summary = summaryOf(readMessage(mime));
    const seq = nextSeq();
    const content = insertContent.run(mime);
    const sentAtMs = spec.sentAtMs ?? summary.dateMs ?? now();
    const result = insertItem.run({
      ...fromContent(summary),
      item_id: itemIdOf(mailbox, folder.counter, seq),
      change_key: changeKeyOf(mailbox, seq),
      mailbox_id: mailbox.mailboxId,
      folder_row: folder.row,
      content_row: Number(content.lastInsertRowid),
      size_bytes: mime.length,
      item_class: spec.itemClass ?? summary.itemClass,
      conversation_topic: spec.conversationTopic ?? summary.conversationTopic,
      conversation_index: spec.conversationIndex ?? indexOf(summary),
      importance: spec.importance ?? summary.importance,
      sensitivity: spec.sensitivity ?? summary.sensitivity,
      message_flags: spec.messageFlags & ~messageFlag.hasAttachments,
      sent_at_ms: sentAtMs,
      received_at_ms: spec.receivedAtMs ?? sentAtMs,
      created_at_ms: spec.createdAtMs,
      modified_at_ms: now(),
      categories: JSON.stringify(spec.categories ?? []),
      flag_status: spec.flagStatus ?? 0,
      read_receipt_requested: (spec.readReceiptRequested ?? summary.readReceiptRequested) ? 1 : 0,
      refuses_mime: spec.refusesMime === true ? 1 : 0,
      search_key: spec.searchKey ?? randomBytes(16),
      source_key: sourceKeyOf(mailbox, seq),
      created_by: spec.createdBy ?? null,
      created_seq: seq,
      change_seq: seq,
      content_seq: seq,
    });
    const row = Number(result.lastInsertRowid);
    for (const { property, type, value } of spec.properties ?? [])
      upsertProperty.run(row, property, type, value);
    folders.addUsedBytes(mailbox.mailboxId, mime.length);
    return read(row);
  };

  const dropContent = (contentRow: number): void => {
    if (isShared.get(contentRow) === undefined) deleteContent.run(contentRow);
  };

  const update: ItemStore['update'] = (item, change) => {
    const seq = nextSeq();
    const values: Record<string, string | number | Buffer | null> = {
      change_key: changeKeyOf(mailboxOf(item.mailboxId), seq),
      modified_at_ms: now(),
      change_seq: seq,
    };
    if (change.mime !== undefined) {
      const content = insertContent.run(change.mime);
      Object.assign(values, fromContent(summaryOf(readMessage(change.mime))), {
        content_row: Number(content.lastInsertRowid),
        size_bytes: change.mime.length,
      });
      folders.addUsedBytes(item.mailboxId, change.mime.length - item.sizeBytes);
    }
    if (change.itemClass !== undefined) values['item_class'] = change.itemClass;
    if (change.messageFlags !== undefined)
      values['message_flags'] = change.messageFlags & ~messageFlag.hasAttachments;
    if (change.sentAtMs !== undefined) values['sent_at_ms'] = change.sentAtMs;
    if (change.receivedAtMs !== undefined) values['received_at_ms'] = change.receivedAtMs;
    if (change.categories !== undefined) values['categories'] = JSON.stringify(change.categories);
    if (change.importance !== undefined) values['importance'] = change.importance;
    if (change.sensitivity !== undefined) values['sensitivity'] = change.sensitivity;
    if (change.flagStatus !== undefined) values['flag_status'] = change.flagStatus;
    if (change.readReceiptRequested !== undefined)
      values['read_receipt_requested'] = change.readReceiptRequested ? 1 : 0;
    const isReadStateOnly = Object.entries(change).every(
      ([name, value]) => name === 'messageFlags' || value === undefined,
    );
    if (!isReadStateOnly) values['content_seq'] = seq;
    const names = Object.keys(values);
    prepared(
      `UPDATE mail_items SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE item_row = @item_row`,
    ).run({
      ...values,
      item_row: item.row,
    });
    for (const property of change.removeProperties ?? []) removeProperty.run(item.row, property);
    for (const { property, type, value } of change.setProperties ?? [])
      upsertProperty.run(item.row, property, type, value);
    if (change.mime !== undefined) dropContent(item.contentRow);
    return read(item.row);
  };

  const remove: ItemStore['remove'] = (item) => {
    insertTombstone.run(nextSeq(), item.folderRow, item.id, item.createdSeq);
    deleteProperties.run(item.row);
    deleteItem.run(item.row);
    dropContent(item.contentRow);
    folders.addUsedBytes(item.mailboxId, -item.sizeBytes);
  };

  const copy: ItemStore['copy'] = (item, target, createdBy) => {
    const seq = nextSeq();
    const mailbox = mailboxOf(target.mailboxId);
    const source = selectByRow.get(item.row);
    if (source === undefined) throw new Error('the item to copy is gone');
    const { item_row: sourceRow, ...rest } = source;
    const result = insertItem.run({
      ...rest,
      item_id: itemIdOf(mailbox, target.counter, seq),
      change_key: changeKeyOf(mailbox, seq),
      folder_row: target.row,
      created_at_ms: now(),
      modified_at_ms: now(),
      source_key: sourceKeyOf(mailbox, seq),
      created_by: createdBy,
      created_seq: seq,
      change_seq: seq,
      content_seq: seq,
    });
    const row = Number(result.lastInsertRowid);
    copyProperties.run(row, sourceRow);
    folders.addUsedBytes(item.mailboxId, item.sizeBytes);
    return read(row);
  };

  const move: ItemStore['move'] = (item, target) => {
    const seq = nextSeq();
    const mailbox = mailboxOf(target.mailboxId);
    insertTombstone.run(nextSeq(), item.folderRow, item.id, item.createdSeq);
    prepared(
      `UPDATE mail_items SET item_id = ?, change_key = ?, folder_row = ?, source_key = ?, modified_at_ms = ?, created_seq = ?, change_seq = ?,
       content_seq = ? WHERE item_row = ?`,
    ).run(
      itemIdOf(mailbox, target.counter, seq),
      changeKeyOf(mailbox, seq),
      target.row,
      sourceKeyOf(mailbox, seq),
      now(),
      seq,
      seq,
      seq,
      item.row,
    );
    return read(item.row);
  };

  const conditions = ({
    folderRow,
    associated,
    where,
  }: Omit<ItemQuery, 'limit' | 'offset'>): SqlFragment => ({
    sql: `${where?.isSelective === true ? '+' : ''}folder_row = ? AND message_flags & 64 ${associated === true ? '<>' : '='} 0${where === undefined ? '' : ` AND (${where.sql})`}`,
    parameters: [folderRow, ...(where?.parameters ?? [])],
  });

  return {
    insert,
    byId: (itemId) => {
      const row = selectById.get(itemId);
      return row === undefined ? null : itemOf(row);
    },
    update,
    copy,
    move,
    remove,
    find: (query) => {
      const { sql, parameters } = conditions(query);
      const order = query.orderBy ?? { sql: 'received_at_ms DESC, item_row DESC', parameters: [] };
      // Row numbers first: an index alone answers how to get past a far offset.
      return prepared<(string | number | Buffer)[], { item_row: number }>(
        `SELECT item_row FROM mail_items AS i WHERE ${sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`,
      )
        .all(...parameters, ...order.parameters, query.limit, query.offset)
        .map((row) => read(row.item_row));
    },
    count: (query) => {
      if (query.where === undefined) {
        const counts = selectCounts.get(query.folderRow);
        return (query.associated === true ? counts?.associated : counts?.total) ?? 0;
      }
      const { sql, parameters } = conditions(query);
      return (
        prepared<(string | number | Buffer)[], { total: number }>(
          `SELECT COUNT(*) AS total FROM mail_items AS i WHERE ${sql}`,
        ).get(...parameters)?.total ?? 0
      );
    },
    ofMailbox: (mailboxId) => selectOfMailbox.all(mailboxId).map(itemOf),
    createdUpTo: (folderRow, seq, below, limit) =>
      selectCreated.all(folderRow, seq, below, limit).map(itemOf),
    changedAfter: (folderRow, seq, limit) => selectChanged.all(folderRow, seq, limit).map(itemOf),
    tombstonesAfter: (folderRow, seq, limit) =>
      selectTombstones
        .all(folderRow, seq, limit)
        .map((row) => ({ seq: row.seq, itemId: row.item_id, createdSeq: row.created_seq })),
    counts: (folderRow) => selectCounts.get(folderRow) ?? { total: 0, unread: 0, bytes: 0 },
    mime: (item) => {
      const row = selectContent.get(item.contentRow);
      if (row === undefined) throw new Error('the content of the item is gone');
      return row.mime;
    },
    message: (item) => {
      const row = selectContent.get(item.contentRow);
      if (row === undefined) throw new Error('the content of the item is gone');
      return readMessage(row.mime);
    },
    property: (item, property, type) => selectProperty.get(item.row, property, type)?.value ?? null,
    properties: (item) => selectProperties.all(item.row),
  };
};
