import { randomBytes, randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import { localizedFolderName, type LocalizedFolder } from './folder-names.ts';
import { folderIdOf, type MailboxIdentity } from './identifiers.ts';
import { type FolderRecord, folderOf, type FolderRow } from './records.ts';

export interface MailboxRecord extends MailboxIdentity {
  readonly mailboxId: string;
  readonly kind: 'user' | 'group';
  readonly language: string;
  readonly usedBytes: number;
}

export interface FolderSpec {
  readonly displayName: string;
  readonly folderClass?: string | null;
  readonly distinguishedId?: string | null;
  readonly isHidden?: boolean;
  readonly folderType?: 0 | 1 | 2;
}

export interface FolderTombstone {
  readonly seq: number;
  readonly folderId: string;
  readonly createdSeq: number;
}

export interface FolderStore {
  createMailbox(mailboxId: string, language: string, kind: 'user' | 'group'): void;
  mailbox(mailboxId: string): MailboxRecord | null;
  mailboxByGuid(guid: string): MailboxRecord | null;
  addFolder(mailbox: MailboxRecord, parent: FolderRecord | null, spec: FolderSpec): FolderRecord;
  byId(folderId: string): FolderRecord | null;
  byRow(row: number): FolderRecord | null;
  byDistinguishedId(mailboxId: string, distinguishedId: string): FolderRecord | null;
  children(parentRow: number): readonly FolderRecord[];
  /** All below, parents before children. */
  descendants(parentRow: number): readonly FolderRecord[];
  /** Rows of the mailbox's folders a condition over `mail_folders i` holds for. */
  matching(
    mailboxId: string,
    where: { sql: string; parameters: readonly (string | number | Buffer)[] },
  ): ReadonlySet<number>;
  rename(folder: FolderRecord, displayName: string): void;
  /** The folder must be empty of items; its sub-folders too. */
  remove(folder: FolderRecord): void;
  tombstonesAfter(mailboxId: string, seq: number): readonly FolderTombstone[];
  addUsedBytes(mailboxId: string, bytes: number): void;
}

const classOf: Readonly<Partial<Record<LocalizedFolder, string>>> = {
  calendar: 'IPF.Appointment',
  contacts: 'IPF.Contact',
  tasks: 'IPF.Task',
  notes: 'IPF.StickyNote',
  journal: 'IPF.Journal',
};

const visible: readonly LocalizedFolder[] = [
  'inbox',
  'drafts',
  'sentitems',
  'deleteditems',
  'outbox',
  'junkemail',
  'calendar',
  'contacts',
  'tasks',
  'notes',
  'journal',
];

const groupFolders: readonly LocalizedFolder[] = ['inbox', 'calendar'];

interface MailboxRow {
  mailbox_id: string;
  kind: 'user' | 'group';
  language: string;
  guid: string;
  store_uid: Buffer;
  replica_guid: Buffer;
  used_bytes: number;
}

const mailboxOf = (row: MailboxRow): MailboxRecord => ({
  mailboxId: row.mailbox_id,
  kind: row.kind,
  language: row.language,
  guid: row.guid,
  storeUid: row.store_uid,
  replicaGuid: row.replica_guid,
  usedBytes: row.used_bytes,
});

export const openFolders = (db: Database.Database, nextSeq: () => number, now: () => number): FolderStore => {
  const selectMailbox = db.prepare<[string], MailboxRow>('SELECT * FROM mail_mailboxes WHERE mailbox_id = ?');
  const selectByGuid = db.prepare<[string], MailboxRow>('SELECT * FROM mail_mailboxes WHERE guid = ?');
  const insertMailbox = db.prepare(
    'INSERT INTO mail_mailboxes (mailbox_id, kind, language, guid, store_uid, replica_guid, created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const addUsed = db.prepare('UPDATE mail_mailboxes SET used_bytes = used_bytes + ? WHERE mailbox_id = ?');
  const insertFolder = db.prepare(
    `INSERT INTO mail_folders (folder_id, mailbox_id, parent_row, display_name, folder_class, distinguished_id, is_hidden, folder_type,
      counter, created_at_ms, modified_at_ms, created_seq, change_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectById = db.prepare<[string], FolderRow>('SELECT * FROM mail_folders WHERE folder_id = ?');
  const selectByRow = db.prepare<[number], FolderRow>('SELECT * FROM mail_folders WHERE folder_row = ?');
  const selectByDistinguished = db.prepare<[string, string], FolderRow>(
    'SELECT * FROM mail_folders WHERE mailbox_id = ? AND distinguished_id = ?',
  );
  const selectChildren = db.prepare<[number], FolderRow>(
    'SELECT * FROM mail_folders WHERE parent_row = ? ORDER BY folder_row',
  );
  const selectDescendants = db.prepare<[number], FolderRow>(
    `WITH RECURSIVE below (folder_row, depth) AS (
       SELECT folder_row, 1 FROM mail_folders WHERE parent_row = ?
       UNION ALL SELECT f.folder_row, depth + 1 FROM mail_folders f JOIN below ON f.parent_row = below.folder_row)
     SELECT f.* FROM mail_folders f JOIN below USING (folder_row) ORDER BY depth, f.folder_row`,
  );
  const updateName = db.prepare(
    'UPDATE mail_folders SET display_name = ?, modified_at_ms = ?, change_seq = ? WHERE folder_row = ?',
  );
  const deleteFolder = db.prepare('DELETE FROM mail_folders WHERE folder_row = ?');
  const insertTombstone = db.prepare(
    'INSERT INTO mail_folder_tombstones (seq, mailbox_id, folder_id, created_seq) VALUES (?, ?, ?, ?)',
  );
  const selectTombstones = db.prepare<
    [string, number],
    { seq: number; folder_id: string; created_seq: number }
  >(
    'SELECT seq, folder_id, created_seq FROM mail_folder_tombstones WHERE mailbox_id = ? AND seq > ? ORDER BY seq',
  );

  const orNull = (row: FolderRow | undefined): FolderRecord | null =>
    row === undefined ? null : folderOf(row);

  const addFolder = (mailbox: MailboxRecord, parent: FolderRecord | null, spec: FolderSpec): FolderRecord => {
    const counter = nextSeq();
    const atMs = now();
    const result = insertFolder.run(
      folderIdOf(mailbox, counter),
      mailbox.mailboxId,
      parent?.row ?? null,
      spec.displayName,
      spec.folderClass === undefined ? 'IPF.Note' : spec.folderClass,
      spec.distinguishedId ?? null,
      spec.isHidden === true ? 1 : 0,
      spec.folderType ?? 1,
      counter,
      atMs,
      atMs,
      counter,
      counter,
    );
    const folder = orNull(selectByRow.get(Number(result.lastInsertRowid)));
    if (folder === null) throw new Error('the folder just written is not there');
    return folder;
  };

  const createMailbox = (mailboxId: string, language: string, kind: 'user' | 'group'): void => {
    const guid = randomUUID();
    insertMailbox.run(mailboxId, kind, language, guid, randomBytes(16), randomBytes(16), now());
    const row = selectMailbox.get(mailboxId);
    if (row === undefined) throw new Error('the mailbox just written is not there');
    const mailbox = mailboxOf(row);
    const root = addFolder(mailbox, null, {
      displayName: 'Root',
      folderClass: null,
      distinguishedId: 'root',
      folderType: 0,
    });
    const top = addFolder(mailbox, root, {
      displayName: 'Top of Information Store',
      folderClass: null,
      distinguishedId: 'msgfolderroot',
    });
    for (const id of kind === 'group' ? groupFolders : visible) {
      addFolder(mailbox, top, {
        displayName: localizedFolderName(id, language),
        folderClass: classOf[id] ?? 'IPF.Note',
        distinguishedId: id,
      });
    }
    const recoverable = addFolder(mailbox, root, {
      displayName: 'Recoverable Items',
      folderClass: null,
      distinguishedId: 'recoverableitemsroot',
    });
    addFolder(mailbox, recoverable, {
      displayName: 'Deletions',
      folderClass: null,
      distinguishedId: 'recoverableitemsdeletions',
    });
    if (kind === 'user') {
      // Kept by Outlook in every mailbox, hidden, of a class nobody migrates.
      addFolder(mailbox, top, {
        displayName: 'Conversation Action Settings',
        folderClass: 'IPF.Configuration',
        isHidden: true,
      });
      addFolder(mailbox, root, {
        displayName: 'Finder',
        folderClass: null,
        distinguishedId: 'searchfolders',
      });
    }
  };

  return {
    createMailbox,
    mailbox: (mailboxId) => {
      const row = selectMailbox.get(mailboxId);
      return row === undefined ? null : mailboxOf(row);
    },
    mailboxByGuid: (guid) => {
      const row = selectByGuid.get(guid);
      return row === undefined ? null : mailboxOf(row);
    },
    addFolder,
    byId: (folderId) => orNull(selectById.get(folderId)),
    byRow: (row) => orNull(selectByRow.get(row)),
    byDistinguishedId: (mailboxId, distinguishedId) =>
      orNull(selectByDistinguished.get(mailboxId, distinguishedId)),
    children: (parentRow) => selectChildren.all(parentRow).map(folderOf),
    descendants: (parentRow) => selectDescendants.all(parentRow).map(folderOf),
    matching: (mailboxId, where) =>
      new Set(
        db
          .prepare<(string | number | Buffer)[], { folder_row: number }>(
            `SELECT i.folder_row FROM mail_folders i WHERE i.mailbox_id = ? AND (${where.sql})`,
          )
          .all(mailboxId, ...where.parameters)
          .map((row) => row.folder_row),
      ),
    rename: (folder, displayName) => void updateName.run(displayName, now(), nextSeq(), folder.row),
    remove: (folder) => {
      insertTombstone.run(nextSeq(), folder.mailboxId, folder.id, folder.createdSeq);
      deleteFolder.run(folder.row);
    },
    tombstonesAfter: (mailboxId, seq) =>
      selectTombstones
        .all(mailboxId, seq)
        .map((row) => ({ seq: row.seq, folderId: row.folder_id, createdSeq: row.created_seq })),
    addUsedBytes: (mailboxId, bytes) => void addUsed.run(bytes, mailboxId),
  };
};
