import { foldField } from '../mailstore/mime/header-block.ts';
import { htmlToText } from '../mailstore/mime/html-text.ts';
import type { PropertyType } from '../mailstore/records.ts';
import type { ItemView } from './item-view.ts';
import type { PropertyValue } from './property-values.ts';

/** How a column is compared and sorted. */
export type ColumnKind = 'text' | 'integer' | 'boolean' | 'time' | 'binary' | 'importance' | 'sensitivity';

export interface Column {
  readonly sql: string;
  readonly kind: ColumnKind;
}

/** A MAPI property the store computes: it is never kept as an extended property of its own. */
export interface SystemProperty {
  readonly types: readonly PropertyType[];
  /** `null`: cannot be searched or sorted by. */
  readonly column: Column | null;
  /** False: only a fetch gives it, because it must be read out of the message. */
  readonly isListed: boolean;
  read(view: ItemView): PropertyValue | null;
}

const column = (
  types: readonly PropertyType[],
  sql: string,
  kind: ColumnKind,
  read: (view: ItemView) => PropertyValue | null,
): SystemProperty => ({ types, column: { sql, kind }, isListed: true, read });

const computed = (type: PropertyType, read: (view: ItemView) => PropertyValue | null): SystemProperty => ({
  types: [type],
  column: null,
  isListed: false,
  read,
});

const text = (sql: string, read: (view: ItemView) => string | null): SystemProperty =>
  column(['String'], sql, 'text', read);

const headerText = (view: ItemView): string => {
  const { fields, root } = view.message();
  return [...fields, ...root.content.fields].map((field) => foldField(field.name, field.value)).join('');
};

const folderEntryId = (view: ItemView): Buffer => Buffer.from(view.folderId, 'base64').subarray(43);

/** By property tag: https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxprops/ */
export const systemProperties: ReadonlyMap<number, SystemProperty> = new Map<number, SystemProperty>([
  [0x0017, column(['Integer'], 'importance', 'integer', (view) => view.item.importance)],
  [0x001a, text('item_class', (view) => view.item.itemClass)],
  [
    0x0029,
    column(['Boolean'], 'read_receipt_requested', 'boolean', (view) =>
      view.item.readReceiptRequested ? 1 : 0,
    ),
  ],
  [0x0036, column(['Integer'], 'sensitivity', 'integer', (view) => view.item.sensitivity)],
  [0x0037, text('subject', (view) => view.item.subject)],
  [0x0039, column(['SystemTime'], 'sent_at_ms', 'time', (view) => view.item.sentAtMs)],
  [0x0042, text('from_name', (view) => view.item.fromName)],
  [
    0x0064,
    text("CASE WHEN from_address IS NULL THEN NULL ELSE 'SMTP' END", (view) =>
      view.item.fromAddress === null ? null : 'SMTP',
    ),
  ],
  [0x0065, text('from_address', (view) => view.item.fromAddress)],
  [0x0070, text('conversation_topic', (view) => view.item.conversationTopic)],
  [0x0071, column(['Binary'], 'conversation_index', 'binary', (view) => view.item.conversationIndex)],
  [0x007d, computed('String', headerText)],
  [0x0c1a, text('sender_name', (view) => view.item.senderName)],
  [
    0x0c1e,
    text("CASE WHEN sender_address IS NULL THEN NULL ELSE 'SMTP' END", (view) =>
      view.item.senderAddress === null ? null : 'SMTP',
    ),
  ],
  [0x0c1f, text('sender_address', (view) => view.item.senderAddress)],
  [0x0e02, text('display_bcc', (view) => view.item.displayBcc)],
  [0x0e03, text('display_cc', (view) => view.item.displayCc)],
  [0x0e04, text('display_to', (view) => view.item.displayTo)],
  [0x0e06, column(['SystemTime'], 'received_at_ms', 'time', (view) => view.item.receivedAtMs)],
  [
    0x0e07,
    column(['Integer'], '(message_flags | (has_attachments << 4))', 'integer', (view) => view.flags()),
  ],
  [0x0e08, column(['Integer', 'Long'], 'size_bytes', 'integer', (view) => view.item.sizeBytes)],
  [0x0e09, { types: ['Binary'], column: null, isListed: true, read: folderEntryId }],
  [0x0e1b, column(['Boolean'], 'has_attachments', 'boolean', (view) => (view.item.hasAttachments ? 1 : 0))],
  [0x0e1d, text('conversation_topic', (view) => view.item.conversationTopic)],
  [0x0e69, column(['Boolean'], '(message_flags & 1)', 'boolean', (view) => view.item.messageFlags & 1)],
  [
    0x0fff,
    {
      types: ['Binary'],
      column: null,
      isListed: true,
      read: (view) => Buffer.from(view.item.id, 'base64').subarray(43),
    },
  ],
  [
    0x1000,
    computed(
      'String',
      (view) =>
        view.bodies().plain ?? (view.bodies().html === null ? null : htmlToText(view.bodies().html ?? '')),
    ),
  ],
  [
    0x1013,
    computed('Binary', (view) =>
      view.bodies().html === null ? null : Buffer.from(view.bodies().html ?? '', 'utf8'),
    ),
  ],
  [0x1035, text('message_id', (view) => view.item.messageId)],
  [0x1039, text('internet_references', (view) => view.item.references)],
  [0x1042, text('in_reply_to', (view) => view.item.inReplyTo)],
  [
    0x1090,
    column(['Integer'], 'NULLIF(flag_status, 0)', 'integer', (view) =>
      view.item.flagStatus === 0 ? null : view.item.flagStatus,
    ),
  ],
  [0x3007, column(['SystemTime'], 'created_at_ms', 'time', (view) => view.item.createdAtMs)],
  [0x3008, column(['SystemTime'], 'modified_at_ms', 'time', (view) => view.item.modifiedAtMs)],
  [0x300b, column(['Binary'], 'search_key', 'binary', (view) => view.item.searchKey)],
  [0x3fde, { types: ['Integer'], column: null, isListed: true, read: () => 65001 }],
  [0x5d01, text('sender_address', (view) => view.item.senderAddress)],
  [0x5d02, text('from_address', (view) => view.item.fromAddress)],
  [0x65e0, column(['Binary'], 'source_key', 'binary', (view) => view.item.sourceKey)],
]);

/** `FieldURI`s that can be searched and sorted by. */
export const fieldColumns: Readonly<Record<string, Column>> = {
  'item:ItemClass': { sql: 'item_class', kind: 'text' },
  'item:Subject': { sql: 'subject', kind: 'text' },
  'item:DateTimeReceived': { sql: 'received_at_ms', kind: 'time' },
  'item:DateTimeSent': { sql: 'sent_at_ms', kind: 'time' },
  'item:DateTimeCreated': { sql: 'created_at_ms', kind: 'time' },
  'item:LastModifiedTime': { sql: 'modified_at_ms', kind: 'time' },
  'item:Size': { sql: 'size_bytes', kind: 'integer' },
  'item:Importance': { sql: 'importance', kind: 'importance' },
  'item:Sensitivity': { sql: 'sensitivity', kind: 'sensitivity' },
  'item:HasAttachments': { sql: 'has_attachments', kind: 'boolean' },
  'item:IsDraft': { sql: '(message_flags >> 3 & 1)', kind: 'boolean' },
  'item:IsSubmitted': { sql: '(message_flags >> 2 & 1)', kind: 'boolean' },
  'item:IsAssociated': { sql: '(message_flags >> 6 & 1)', kind: 'boolean' },
  'item:InReplyTo': { sql: 'in_reply_to', kind: 'text' },
  'item:DisplayTo': { sql: 'display_to', kind: 'text' },
  'item:DisplayCc': { sql: 'display_cc', kind: 'text' },
  'message:From': { sql: 'from_name', kind: 'text' },
  'message:Sender': { sql: 'sender_name', kind: 'text' },
  'message:IsRead': { sql: '(message_flags & 1)', kind: 'boolean' },
  'message:InternetMessageId': { sql: 'message_id', kind: 'text' },
  'message:ConversationTopic': { sql: 'conversation_topic', kind: 'text' },
  'message:ConversationIndex': { sql: 'conversation_index', kind: 'binary' },
  'message:References': { sql: 'internet_references', kind: 'text' },
  'message:IsReadReceiptRequested': { sql: 'read_receipt_requested', kind: 'boolean' },
};
