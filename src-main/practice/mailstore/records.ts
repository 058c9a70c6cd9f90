/** A folder as the store holds it. */
export interface FolderRecord {
  readonly row: number;
  readonly id: string;
  readonly mailboxId: string;
  readonly parentRow: number | null;
  readonly displayName: string;
  readonly folderClass: string | null;
  readonly distinguishedId: string | null;
  readonly isHidden: boolean;
  /** 0 root, 1 generic, 2 search, as `PidTagFolderType`. */
  readonly folderType: number;
  readonly counter: number;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  readonly createdSeq: number;
  readonly changeSeq: number;
}

/** Types of extended properties as EWS names them; arrays are kept as JSON. */
export type PropertyType =
  | 'ApplicationTime'
  | 'Binary'
  | 'Boolean'
  | 'CLSID'
  | 'Currency'
  | 'Double'
  | 'Error'
  | 'Float'
  | 'Integer'
  | 'Long'
  | 'Null'
  | 'Object'
  | 'Short'
  | 'String'
  | 'SystemTime'
  | `${'ApplicationTime' | 'Binary' | 'CLSID' | 'Currency' | 'Double' | 'Float' | 'Integer' | 'Long' | 'Object' | 'Short' | 'String' | 'SystemTime'}Array`;

/** `tag:0x1035`, `{set guid}:name:Foo` or `{set guid}:id:1234`. */
export type PropertyKey = string;

export interface StoredProperty {
  readonly property: PropertyKey;
  readonly type: PropertyType;
  readonly value: string | number | Buffer;
}

/** An item as the store holds it, without its MIME. */
export interface ItemRecord {
  readonly row: number;
  readonly id: string;
  readonly changeKey: string;
  readonly mailboxId: string;
  readonly folderRow: number;
  readonly contentRow: number;
  readonly sizeBytes: number;
  readonly itemClass: string;
  readonly subject: string;
  readonly fromName: string | null;
  readonly fromAddress: string | null;
  readonly senderName: string | null;
  readonly senderAddress: string | null;
  readonly displayTo: string;
  readonly displayCc: string;
  readonly displayBcc: string;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: string | null;
  readonly conversationTopic: string;
  readonly conversationIndex: Buffer | null;
  readonly importance: number;
  readonly sensitivity: number;
  /** `PidTagMessageFlags` without the attachment bit, which follows `hasAttachments`. */
  readonly messageFlags: number;
  readonly hasAttachments: boolean;
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  readonly categories: readonly string[];
  /** 0 none, 1 complete, 2 flagged, as `PidTagFlagStatus`. */
  readonly flagStatus: number;
  readonly readReceiptRequested: boolean;
  readonly refusesMime: boolean;
  readonly searchKey: Buffer;
  readonly sourceKey: Buffer;
  readonly createdBy: string | null;
  readonly createdSeq: number;
  readonly changeSeq: number;
  /** Last change of anything but the read state. */
  readonly contentSeq: number;
}

export const messageFlag = {
  read: 0x1,
  unmodified: 0x2,
  submitted: 0x4,
  unsent: 0x8,
  hasAttachments: 0x10,
  fromMe: 0x20,
  associated: 0x40,
  resend: 0x80,
} as const;

/** Columns in the order {@link itemColumns} lists them. */
interface ItemRow {
  item_row: number;
  item_id: string;
  change_key: string;
  mailbox_id: string;
  folder_row: number;
  content_row: number;
  size_bytes: number;
  item_class: string;
  subject: string;
  from_name: string | null;
  from_address: string | null;
  sender_name: string | null;
  sender_address: string | null;
  display_to: string;
  display_cc: string;
  display_bcc: string;
  message_id: string | null;
  in_reply_to: string | null;
  internet_references: string | null;
  conversation_topic: string;
  conversation_index: Buffer | null;
  importance: number;
  sensitivity: number;
  message_flags: number;
  has_attachments: number;
  sent_at_ms: number;
  received_at_ms: number;
  created_at_ms: number;
  modified_at_ms: number;
  categories: string;
  flag_status: number;
  read_receipt_requested: number;
  refuses_mime: number;
  search_key: Buffer;
  source_key: Buffer;
  created_by: string | null;
  created_seq: number;
  change_seq: number;
  content_seq: number;
}

export interface FolderRow {
  folder_row: number;
  folder_id: string;
  mailbox_id: string;
  parent_row: number | null;
  display_name: string;
  folder_class: string | null;
  distinguished_id: string | null;
  is_hidden: number;
  folder_type: number;
  counter: number;
  created_at_ms: number;
  modified_at_ms: number;
  created_seq: number;
  change_seq: number;
}

export type { ItemRow };

export const itemColumns =
  'item_row, item_id, change_key, mailbox_id, folder_row, content_row, size_bytes, item_class, subject, from_name, from_address, ' +
  'sender_name, sender_address, display_to, display_cc, display_bcc, message_id, in_reply_to, internet_references, conversation_topic, ' +
  'conversation_index, importance, sensitivity, message_flags, has_attachments, sent_at_ms, received_at_ms, created_at_ms, modified_at_ms, ' +
  'categories, flag_status, read_receipt_requested, refuses_mime, search_key, source_key, created_by, created_seq, change_seq, content_seq';

export const itemOf = (row: ItemRow): ItemRecord => ({
  row: row.item_row,
  id: row.item_id,
  changeKey: row.change_key,
  mailboxId: row.mailbox_id,
  folderRow: row.folder_row,
  contentRow: row.content_row,
  sizeBytes: row.size_bytes,
  itemClass: row.item_class,
  subject: row.subject,
  fromName: row.from_name,
  fromAddress: row.from_address,
  senderName: row.sender_name,
  senderAddress: row.sender_address,
  displayTo: row.display_to,
  displayCc: row.display_cc,
  displayBcc: row.display_bcc,
  messageId: row.message_id,
  inReplyTo: row.in_reply_to,
  references: row.internet_references,
  conversationTopic: row.conversation_topic,
  conversationIndex: row.conversation_index,
  importance: row.importance,
  sensitivity: row.sensitivity,
  messageFlags: row.message_flags,
  hasAttachments: row.has_attachments !== 0,
  sentAtMs: row.sent_at_ms,
  receivedAtMs: row.received_at_ms,
  createdAtMs: row.created_at_ms,
  modifiedAtMs: row.modified_at_ms,
  categories: JSON.parse(row.categories) as string[],
  flagStatus: row.flag_status,
  readReceiptRequested: row.read_receipt_requested !== 0,
  refusesMime: row.refuses_mime !== 0,
  searchKey: row.search_key,
  sourceKey: row.source_key,
  createdBy: row.created_by,
  createdSeq: row.created_seq,
  changeSeq: row.change_seq,
  contentSeq: row.content_seq,
});

export const folderOf = (row: FolderRow): FolderRecord => ({
  row: row.folder_row,
  id: row.folder_id,
  mailboxId: row.mailbox_id,
  parentRow: row.parent_row,
  displayName: row.display_name,
  folderClass: row.folder_class,
  distinguishedId: row.distinguished_id,
  isHidden: row.is_hidden !== 0,
  folderType: row.folder_type,
  counter: row.counter,
  createdAtMs: row.created_at_ms,
  modifiedAtMs: row.modified_at_ms,
  createdSeq: row.created_seq,
  changeSeq: row.change_seq,
});
