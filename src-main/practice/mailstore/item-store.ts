import type { MailboxRecord } from './folders.ts';
import type { MimeMessage } from './mime/mime-tree.ts';
import type { FolderRecord, ItemRecord, StoredProperty } from './records.ts';

/** Properties that stand beside the MIME; what is missing is taken from the message itself. */
export interface ItemSpec {
  readonly itemClass?: string;
  readonly messageFlags: number;
  /** `null`: the Date header, else now. */
  readonly sentAtMs: number | null;
  /** `null`: as sent. */
  readonly receivedAtMs: number | null;
  readonly createdAtMs: number;
  readonly categories?: readonly string[];
  readonly importance?: number;
  readonly sensitivity?: number;
  readonly flagStatus?: number;
  readonly readReceiptRequested?: boolean;
  readonly searchKey?: Buffer;
  readonly conversationIndex?: Buffer;
  readonly conversationTopic?: string;
  readonly refusesMime?: boolean;
  readonly createdBy?: string | null;
  readonly properties?: readonly StoredProperty[];
}

/** What an update may set; `undefined` leaves a field alone. A new `mime` replaces content and everything read from it. */
export interface ItemChange {
  readonly mime?: Uint8Array;
  readonly itemClass?: string;
  readonly messageFlags?: number;
  readonly sentAtMs?: number;
  readonly receivedAtMs?: number;
  readonly categories?: readonly string[];
  readonly importance?: number;
  readonly sensitivity?: number;
  readonly flagStatus?: number;
  readonly readReceiptRequested?: boolean;
  readonly setProperties?: readonly StoredProperty[];
  readonly removeProperties?: readonly string[];
}

export interface SqlFragment {
  readonly sql: string;
  /** True when its own index finds the few rows that match: better than going through the folder. */
  readonly isSelective?: boolean;
  readonly parameters: readonly (string | number | Buffer)[];
}

export interface ItemQuery {
  readonly folderRow: number;
  readonly associated?: boolean;
  readonly where?: SqlFragment;
  readonly orderBy?: SqlFragment;
  readonly limit: number;
  readonly offset: number;
}

export interface ItemTombstone {
  readonly seq: number;
  readonly itemId: string;
  readonly createdSeq: number;
}

export interface FolderCounts {
  readonly total: number;
  readonly unread: number;
  readonly bytes: number;
}

export interface ItemStore {
  insert(mailbox: MailboxRecord, folder: FolderRecord, mime: Uint8Array, spec: ItemSpec): ItemRecord;
  byId(itemId: string): ItemRecord | null;
  update(item: ItemRecord, change: ItemChange): ItemRecord;
  copy(item: ItemRecord, target: FolderRecord, createdBy: string | null): ItemRecord;
  move(item: ItemRecord, target: FolderRecord): ItemRecord;
  remove(item: ItemRecord): void;
  find(query: ItemQuery): readonly ItemRecord[];
  count(query: Omit<ItemQuery, 'limit' | 'offset'>): number;
  ofMailbox(mailboxId: string): readonly ItemRecord[];
  /** Created at or before `seq`, newest first, below a cursor. */
  createdUpTo(folderRow: number, seq: number, below: number, limit: number): readonly ItemRecord[];
  changedAfter(folderRow: number, seq: number, limit: number): readonly ItemRecord[];
  tombstonesAfter(folderRow: number, seq: number, limit: number): readonly ItemTombstone[];
  counts(folderRow: number): FolderCounts;
  mime(item: ItemRecord): Buffer;
  message(item: ItemRecord): MimeMessage;
  property(item: ItemRecord, property: string, type: string): StoredProperty['value'] | null;
  properties(item: ItemRecord): readonly StoredProperty[];
}
