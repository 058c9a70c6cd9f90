import type Database from 'better-sqlite3';
import { registerContains } from './contains.ts';
import { type FolderStore, type MailboxRecord, openFolders } from './folders.ts';
import type { ItemStore } from './item-store.ts';
import { openItems } from './items.ts';
import { type FolderRecord, type ItemRecord, messageFlag } from './records.ts';
import { mailstoreSchema } from './schema.ts';

/** Properties beside the MIME of a delivered message; all times in ms UTC. */
export interface DeliveryProperties {
  /** Default: the sent time. */
  readonly receivedAtMs?: number;
  /** Default: the Date header, else now. */
  readonly sentAtMs?: number;
  readonly createdAtMs?: number;
  readonly isRead?: boolean;
  /** Default: true in the Drafts folder only. */
  readonly isDraft?: boolean;
  readonly categories?: readonly string[];
  readonly importance?: 'low' | 'normal' | 'high';
  readonly flag?: 'none' | 'flagged' | 'complete';
  /** Default: what content conversion gives (S/MIME, reports and meeting messages have classes of their own). */
  readonly itemClass?: string;
  /** 16 bytes; default random. */
  readonly searchKey?: Uint8Array;
  /** Asking for the MIME of this item fails, its properties can be had: some items of every real mailbox are like that. */
  readonly refuseMimeConversion?: boolean;
}

export interface OutboxEntry {
  readonly mailboxId: string;
  readonly sentBy: string | null;
  readonly disposition: string;
  readonly subject: string;
  readonly recipients: string;
  readonly mime: Buffer;
  readonly sentAtMs: number;
}

/** The store of all practice mailboxes. `folders` and `items` are for the EWS face; the rest is for seeding and tests. */
export interface Mailstore {
  readonly folders: FolderStore;
  readonly items: ItemStore;
  /** Runs in one transaction; nested calls join it. */
  transaction<T>(work: () => T): T;
  now(): number;
  /** Highest value of the change counter so far. */
  currentSeq(): number;
  /** Makes the well-known folders in the mailbox's language (a group has Inbox and Calendar only); does nothing when it exists. */
  createMailbox(mailboxId: string, language: string, kind?: 'user' | 'group'): void;
  /** Answers the new folder's id; `parent` is a folder id or a distinguished id such as `inbox`. */
  createFolder(mailboxId: string, parent: string, name: string, folderClass?: string): string;
  folder(mailboxId: string, folderIdOrWellKnown: string): FolderRecord;
  /** Puts a message into a folder, bytes kept as they are; answers the item id. */
  deliver(mailboxId: string, folder: string, mime: Uint8Array, properties?: DeliveryProperties): string;
  /** The copy has an id and source key of its own and *shares* the search key. */
  copyItem(itemId: string, toFolder: string): string;
  /** Answers the new id: a move changes it. */
  moveItem(itemId: string, toFolder: string): string;
  deleteItem(itemId: string): void;
  listItems(mailboxId: string): readonly ItemRecord[];
  item(itemId: string): ItemRecord;
  mimeOf(itemId: string): Buffer;
  outbox(): readonly OutboxEntry[];
  addToOutbox(entry: OutboxEntry): void;
}

export interface MailstoreOptions {
  readonly now?: () => number;
}

const importances = { low: 0, normal: 1, high: 2 } as const;
const flagStatuses = { none: 0, complete: 1, flagged: 2 } as const;

/** Opens (and on first use creates) the mail tables in the given database, which the caller owns and closes. */
export const openMailstore = (db: Database.Database, options: MailstoreOptions = {}): Mailstore => {
  const now = options.now ?? Date.now;
  db.exec(mailstoreSchema);
  registerContains(db);
  const takeSeq = db.prepare<[], { value: number }>(
    'UPDATE mail_sequence SET value = value + 1 WHERE id = 1 RETURNING value',
  );
  const readSeq = db.prepare<[], { value: number }>('SELECT value FROM mail_sequence WHERE id = 1');
  const nextSeq = (): number => takeSeq.get()?.value ?? 0;
  const folders = openFolders(db, nextSeq, now);
  const items = openItems(db, folders, nextSeq, now);
  const insertOutbox = db.prepare(
    'INSERT INTO mail_outbox (mailbox_id, sent_by, disposition, subject, recipients, mime, sent_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const selectOutbox = db.prepare<
    [],
    {
      mailbox_id: string;
      sent_by: string | null;
      disposition: string;
      subject: string;
      recipients: string;
      mime: Buffer;
      sent_at_ms: number;
    }
  >('SELECT * FROM mail_outbox ORDER BY outbox_row');

  const mailboxOf = (mailboxId: string): MailboxRecord => {
    const mailbox = folders.mailbox(mailboxId);
    if (mailbox === null) throw new Error(`no mailbox ${mailboxId}`);
    return mailbox;
  };

  const folder = (mailboxId: string, name: string): FolderRecord => {
    const found = folders.byDistinguishedId(mailboxId, name) ?? folders.byId(name);
    if (found === null || found.mailboxId !== mailboxId)
      throw new Error(`no folder ${name} in mailbox ${mailboxId}`);
    return found;
  };

  const item = (itemId: string): ItemRecord => {
    const found = items.byId(itemId);
    if (found === null) throw new Error('no such item');
    return found;
  };

  const transaction = <T>(work: () => T): T => db.transaction(work).immediate();

  const deliver: Mailstore['deliver'] = (mailboxId, folderName, mime, properties = {}) =>
    transaction(() => {
      const target = folder(mailboxId, folderName);
      const isDraft = properties.isDraft ?? target.distinguishedId === 'drafts';
      const atMs = now();
      const inserted = items.insert(mailboxOf(mailboxId), target, mime, {
        messageFlags:
          (properties.isRead === true ? messageFlag.read : 0) | (isDraft ? messageFlag.unsent : 0),
        sentAtMs: properties.sentAtMs ?? null,
        receivedAtMs: properties.receivedAtMs ?? null,
        createdAtMs: properties.createdAtMs ?? properties.receivedAtMs ?? atMs,
        refusesMime: properties.refuseMimeConversion ?? false,
        ...(properties.categories === undefined ? {} : { categories: properties.categories }),
        ...(properties.importance === undefined ? {} : { importance: importances[properties.importance] }),
        ...(properties.flag === undefined ? {} : { flagStatus: flagStatuses[properties.flag] }),
        ...(properties.itemClass === undefined ? {} : { itemClass: properties.itemClass }),
        ...(properties.searchKey === undefined ? {} : { searchKey: Buffer.from(properties.searchKey) }),
      });
      return inserted.id;
    });

  return {
    folders,
    items,
    transaction,
    now,
    currentSeq: () => readSeq.get()?.value ?? 0,
    createMailbox: (mailboxId, language, kind = 'user') => {
      if (folders.mailbox(mailboxId) !== null) return;
      transaction(() => folders.createMailbox(mailboxId, language, kind));
    },
    createFolder: (mailboxId, parent, name, folderClass) =>
      transaction(
        () =>
          folders.addFolder(mailboxOf(mailboxId), folder(mailboxId, parent), {
            displayName: name,
            ...(folderClass === undefined ? {} : { folderClass }),
          }).id,
      ),
    folder,
    deliver,
    copyItem: (itemId, toFolder) =>
      transaction(() => {
        const source = item(itemId);
        return items.copy(source, folder(source.mailboxId, toFolder), source.createdBy).id;
      }),
    moveItem: (itemId, toFolder) =>
      transaction(() => {
        const source = item(itemId);
        return items.move(source, folder(source.mailboxId, toFolder)).id;
      }),
    deleteItem: (itemId) => transaction(() => items.remove(item(itemId))),
    listItems: (mailboxId) => items.ofMailbox(mailboxId),
    item,
    mimeOf: (itemId) => items.mime(item(itemId)),
    outbox: () =>
      selectOutbox.all().map((row) => ({
        mailboxId: row.mailbox_id,
        sentBy: row.sent_by,
        disposition: row.disposition,
        subject: row.subject,
        recipients: row.recipients,
        mime: row.mime,
        sentAtMs: row.sent_at_ms,
      })),
    addToOutbox: (entry) =>
      void insertOutbox.run(
        entry.mailboxId,
        entry.sentBy,
        entry.disposition,
        entry.subject,
        entry.recipients,
        entry.mime,
        entry.sentAtMs,
      ),
  };
};
