/** Folders know their counts, so that nobody counts a million rows for a page of a thousand. Hidden items are counted apart. */
const counted = (row: 'NEW' | 'OLD', sign: '+' | '-'): string => `UPDATE mail_folders SET
    total_count = total_count ${sign} (${row}.message_flags & 64 = 0),
    unread_count = unread_count ${sign} (${row}.message_flags & 65 = 0),
    associated_count = associated_count ${sign} (${row}.message_flags & 64 <> 0),
    total_bytes = total_bytes ${sign} ${row}.size_bytes
    WHERE folder_row = ${row}.folder_row;`;

/**
 * Tables of the mail store; all start with `mail_`. The README beside this file tells an independent reader what is in them.
 * Times are ms since 1970 UTC, `*_seq` values come from one counter that only grows.
 */
export const mailstoreSchema = `
CREATE TABLE IF NOT EXISTS mail_sequence (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  value INTEGER NOT NULL
) STRICT;
INSERT OR IGNORE INTO mail_sequence (id, value) VALUES (1, 1);

CREATE TABLE IF NOT EXISTS mail_mailboxes (
  mailbox_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('user', 'group')),
  language TEXT NOT NULL,
  guid TEXT NOT NULL,
  store_uid BLOB NOT NULL,
  replica_guid BLOB NOT NULL,
  used_bytes INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS mail_folders (
  folder_row INTEGER PRIMARY KEY,
  folder_id TEXT NOT NULL UNIQUE,
  mailbox_id TEXT NOT NULL REFERENCES mail_mailboxes (mailbox_id) ON DELETE CASCADE,
  parent_row INTEGER REFERENCES mail_folders (folder_row),
  display_name TEXT NOT NULL,
  folder_class TEXT,
  distinguished_id TEXT,
  is_hidden INTEGER NOT NULL DEFAULT 0,
  folder_type INTEGER NOT NULL DEFAULT 1,
  counter INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  modified_at_ms INTEGER NOT NULL,
  created_seq INTEGER NOT NULL,
  change_seq INTEGER NOT NULL,
  total_count INTEGER NOT NULL DEFAULT 0,
  unread_count INTEGER NOT NULL DEFAULT 0,
  associated_count INTEGER NOT NULL DEFAULT 0,
  total_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS mail_folders_by_parent ON mail_folders (parent_row);
CREATE INDEX IF NOT EXISTS mail_folders_by_mailbox ON mail_folders (mailbox_id, distinguished_id);

CREATE TABLE IF NOT EXISTS mail_folder_tombstones (
  seq INTEGER PRIMARY KEY,
  mailbox_id TEXT NOT NULL,
  folder_id TEXT NOT NULL,
  created_seq INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS mail_contents (
  content_row INTEGER PRIMARY KEY,
  mime BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS mail_items (
  item_row INTEGER PRIMARY KEY,
  item_id TEXT NOT NULL UNIQUE,
  change_key TEXT NOT NULL,
  mailbox_id TEXT NOT NULL,
  folder_row INTEGER NOT NULL REFERENCES mail_folders (folder_row),
  content_row INTEGER NOT NULL REFERENCES mail_contents (content_row),
  size_bytes INTEGER NOT NULL,
  item_class TEXT NOT NULL,
  subject TEXT NOT NULL,
  from_name TEXT,
  from_address TEXT,
  sender_name TEXT,
  sender_address TEXT,
  display_to TEXT NOT NULL,
  display_cc TEXT NOT NULL,
  display_bcc TEXT NOT NULL,
  message_id TEXT,
  in_reply_to TEXT,
  internet_references TEXT,
  conversation_topic TEXT NOT NULL,
  conversation_index BLOB,
  importance INTEGER NOT NULL,
  sensitivity INTEGER NOT NULL,
  message_flags INTEGER NOT NULL,
  is_read INTEGER GENERATED ALWAYS AS (message_flags & 1) VIRTUAL,
  is_draft INTEGER GENERATED ALWAYS AS ((message_flags >> 3) & 1) VIRTUAL,
  is_associated INTEGER GENERATED ALWAYS AS ((message_flags >> 6) & 1) VIRTUAL,
  has_attachments INTEGER NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  received_at_ms INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  modified_at_ms INTEGER NOT NULL,
  categories TEXT NOT NULL DEFAULT '[]',
  flag_status INTEGER NOT NULL DEFAULT 0,
  read_receipt_requested INTEGER NOT NULL DEFAULT 0,
  refuses_mime INTEGER NOT NULL DEFAULT 0,
  search_key BLOB NOT NULL,
  source_key BLOB NOT NULL,
  created_by TEXT,
  created_seq INTEGER NOT NULL,
  change_seq INTEGER NOT NULL,
  content_seq INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS mail_items_by_creation ON mail_items (folder_row, created_at_ms, item_row, message_flags);
CREATE INDEX IF NOT EXISTS mail_items_by_receipt ON mail_items (folder_row, received_at_ms, item_row, message_flags);
CREATE INDEX IF NOT EXISTS mail_items_by_arrival ON mail_items (folder_row, created_seq);
CREATE INDEX IF NOT EXISTS mail_items_by_change ON mail_items (folder_row, change_seq);
CREATE INDEX IF NOT EXISTS mail_items_by_content ON mail_items (content_row);

CREATE TRIGGER IF NOT EXISTS mail_items_counted AFTER INSERT ON mail_items BEGIN
  ${counted('NEW', '+')}
END;
CREATE TRIGGER IF NOT EXISTS mail_items_uncounted AFTER DELETE ON mail_items BEGIN
  ${counted('OLD', '-')}
END;
CREATE TRIGGER IF NOT EXISTS mail_items_recounted AFTER UPDATE OF folder_row, message_flags, size_bytes ON mail_items BEGIN
  ${counted('OLD', '-')}
  ${counted('NEW', '+')}
END;

CREATE TABLE IF NOT EXISTS mail_item_properties (
  item_row INTEGER NOT NULL REFERENCES mail_items (item_row) ON DELETE CASCADE,
  property TEXT NOT NULL,
  type TEXT NOT NULL,
  value ANY NOT NULL,
  PRIMARY KEY (item_row, property, type)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mail_item_properties_by_text ON mail_item_properties (property, value) WHERE type = 'String';

CREATE TABLE IF NOT EXISTS mail_item_tombstones (
  seq INTEGER PRIMARY KEY,
  folder_row INTEGER NOT NULL,
  item_id TEXT NOT NULL,
  created_seq INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS mail_item_tombstones_by_folder ON mail_item_tombstones (folder_row, seq);

CREATE TABLE IF NOT EXISTS mail_outbox (
  outbox_row INTEGER PRIMARY KEY,
  mailbox_id TEXT NOT NULL,
  sent_by TEXT,
  disposition TEXT NOT NULL,
  subject TEXT NOT NULL,
  recipients TEXT NOT NULL,
  mime BLOB NOT NULL,
  sent_at_ms INTEGER NOT NULL
) STRICT;
`;
