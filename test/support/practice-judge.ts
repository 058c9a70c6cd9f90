import { DatabaseSync } from 'node:sqlite';
import type { PracticeInfo } from '#main/practice/types.ts';

/**
 * Opens the practice store itself with Node's own SQLite, not through any server of ours: what lies in a mailbox, by plain SQL.
 */
export interface StoredItem {
  readonly subject: string;
  readonly itemClass: string;
  readonly stamp: string | null;
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  readonly isRead: boolean;
  readonly categories: readonly string[];
  readonly importance: number;
  readonly flagStatus: number;
  readonly folder: string | null;
  readonly mime: Uint8Array;
}

const stampProperty = 'LightermanSource';

/** @param smtp primary address of the mailbox */
export const itemsIn = (info: PracticeInfo, mailboxId: string): readonly StoredItem[] => {
  const db = new DatabaseSync(info.storeFile, { readOnly: true });
  try {
    const rows = db
      .prepare(
        `SELECT i.subject, i.item_class, i.sent_at_ms, i.received_at_ms, i.is_read, i.categories, i.importance, i.flag_status,
                f.distinguished_id, c.mime,
                (SELECT p.value FROM mail_item_properties p WHERE p.item_row = i.item_row AND p.property LIKE '%${stampProperty}' COLLATE NOCASE) AS stamp
         FROM mail_items i JOIN mail_folders f ON f.folder_row = i.folder_row JOIN mail_contents c ON c.content_row = i.content_row
         WHERE i.mailbox_id = ? ORDER BY i.created_seq`,
      )
      .all(mailboxId);
    return rows.map((row) => ({
      subject: String(row['subject']),
      itemClass: String(row['item_class']),
      stamp: row['stamp'] === null ? null : String(row['stamp']),
      sentAtMs: Number(row['sent_at_ms']),
      receivedAtMs: Number(row['received_at_ms']),
      isRead: row['is_read'] === 1,
      categories: JSON.parse(String(row['categories'])) as string[],
      importance: Number(row['importance']),
      flagStatus: Number(row['flag_status']),
      folder: row['distinguished_id'] === null ? null : String(row['distinguished_id']),
      mime: row['mime'] as Uint8Array,
    }));
  } finally {
    db.close();
  }
};

/** Mail that the practice server would have sent to people; a migration must leave it empty. */
export const outboxCount = (info: PracticeInfo): number => {
  const db = new DatabaseSync(info.storeFile, { readOnly: true });
  try {
    return Number(db.prepare('SELECT count(*) AS n FROM mail_outbox').get()?.['n'] ?? -1);
  } finally {
    db.close();
  }
};

export const mailboxIdOf = (
  mailboxes: readonly { readonly id: string; readonly primarySmtp: string }[],
  smtp: string,
): string => {
  const found = mailboxes.find((mailbox) => mailbox.primarySmtp.toLowerCase() === smtp.toLowerCase());
  if (found === undefined) throw new Error(`The practice tenants have no mailbox ${smtp}.`);
  return found.id;
};
