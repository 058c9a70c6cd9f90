import { type Address, parseAddresses } from './addresses.ts';
import { parseDate } from './dates.ts';
import { decodeWords } from './encoded-words.ts';
import { fieldOf, fieldsOf, type HeaderField } from './header-block.ts';
import { contentOf } from './message-content.ts';
import type { MimeMessage, MimeNode } from './mime-tree.ts';
import { parameterOf } from './parameters.ts';

/** 0 low, 1 normal, 2 high, as in `PidTagImportance`. */
export type Importance = 0 | 1 | 2;
/** 0 normal, 1 personal, 2 private, 3 confidential, as in `PidTagSensitivity`. */
export type Sensitivity = 0 | 1 | 2 | 3;

/** The properties Exchange makes of a message's header. */
export interface MessageSummary {
  readonly subject: string;
  readonly from: Address | null;
  readonly sender: Address | null;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly replyTo: readonly Address[];
  readonly dateMs: number | null;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: string | null;
  readonly importance: Importance;
  readonly sensitivity: Sensitivity;
  readonly conversationTopic: string;
  /** Base64, as the header holds it. */
  readonly conversationIndex: string | null;
  readonly readReceiptRequested: boolean;
  readonly itemClass: string;
  /** Attachments shown as such: what the body shows inline is not counted. */
  readonly hasAttachments: boolean;
}

const textOf = (fields: readonly HeaderField[], name: string): string | null => {
  const field = fieldOf(fields, name);
  return field === undefined ? null : decodeWords(field.value).text.trim();
};

const addressesOf = (fields: readonly HeaderField[], name: string): readonly Address[] =>
  fieldsOf(fields, name).flatMap((field) => parseAddresses(field.value).addresses);

const importanceOf = (fields: readonly HeaderField[]): Importance => {
  const word = (textOf(fields, 'importance') ?? textOf(fields, 'x-msmail-priority') ?? '').toLowerCase();
  if (word === 'high') return 2;
  if (word === 'low') return 0;
  const digit = /^[1-5]/.exec(textOf(fields, 'x-priority') ?? '')?.[0];
  if (word === '' && (digit === '1' || digit === '2')) return 2;
  return word === '' && (digit === '4' || digit === '5') ? 0 : 1;
};

const sensitivityOf = (fields: readonly HeaderField[]): Sensitivity => {
  const word = (textOf(fields, 'sensitivity') ?? '').toLowerCase();
  if (word === 'personal') return 1;
  if (word === 'private') return 2;
  return word === 'company-confidential' ? 3 : 0;
};

const calendarMethod = (node: MimeNode): string | null => {
  if (node.kind === 'group' && !node.verbatim) {
    for (const child of node.children) {
      const method = calendarMethod(child);
      if (method !== null) return method;
    }
  }
  if (
    node.kind !== 'leaf' ||
    node.content.type !== 'text/calendar' ||
    node.content.disposition?.value === 'attachment'
  )
    return null;
  return (parameterOf(node.content.contentType, 'method') ?? '').toUpperCase();
};

const responseClass = (node: MimeNode): string => {
  const source = findCalendar(node);
  const status = /PARTSTAT=(ACCEPTED|DECLINED|TENTATIVE)/i.exec(source)?.[1]?.toUpperCase();
  if (status === 'DECLINED') return 'IPM.Schedule.Meeting.Resp.Neg';
  return status === 'TENTATIVE' ? 'IPM.Schedule.Meeting.Resp.Tent' : 'IPM.Schedule.Meeting.Resp.Pos';
};

const findCalendar = (node: MimeNode): string => {
  if (node.kind === 'group') return node.children.map(findCalendar).join('');
  return node.kind === 'leaf' && node.content.type === 'text/calendar'
    ? node.decode().bytes.toString('utf8')
    : '';
};

/** The message class content conversion gives: MS-OXCMAIL (https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxcmail/). */
const classOf = (root: MimeNode): string => {
  const { type, contentType } = root.content;
  if (type === 'multipart/signed') return 'IPM.Note.SMIME.MultipartSigned';
  if (/^application\/(?:x-)?pkcs7-mime$/.test(type)) return 'IPM.Note.SMIME';
  if (type === 'multipart/report') {
    const report = (parameterOf(contentType, 'report-type') ?? '').toLowerCase();
    if (report === 'delivery-status') return 'REPORT.IPM.Note.NDR';
    if (report === 'disposition-notification') return 'REPORT.IPM.Note.IPNRN';
  }
  const method = calendarMethod(root);
  if (method === 'REQUEST') return 'IPM.Schedule.Meeting.Request';
  if (method === 'CANCEL') return 'IPM.Schedule.Meeting.Canceled';
  return method === 'REPLY' || method === 'COUNTER' ? responseClass(root) : 'IPM.Note';
};

/** `Re:`, `Fw:`, `AW:` and the like are no part of the topic: MS-OXCMSG 2.2.1.9, up to three letters and a colon. */
const topicOf = (subject: string): string => subject.replace(/^(?:\p{L}{1,3}: )+/u, '');

export const summaryOf = (message: MimeMessage): MessageSummary => {
  const { fields } = message;
  const subject = textOf(fields, 'subject') ?? '';
  const date = fieldOf(fields, 'date');
  const content = contentOf(message);
  const [from = null] = addressesOf(fields, 'from');
  const [sender = null] = addressesOf(fields, 'sender');
  return {
    subject,
    from,
    sender,
    to: addressesOf(fields, 'to'),
    cc: addressesOf(fields, 'cc'),
    bcc: addressesOf(fields, 'bcc'),
    replyTo: addressesOf(fields, 'reply-to'),
    dateMs: date === undefined ? null : (parseDate(date.value)?.atMs ?? null),
    messageId: textOf(fields, 'message-id'),
    inReplyTo: textOf(fields, 'in-reply-to'),
    references: textOf(fields, 'references'),
    importance: importanceOf(fields),
    sensitivity: sensitivityOf(fields),
    conversationTopic: textOf(fields, 'thread-topic') ?? topicOf(subject),
    conversationIndex: textOf(fields, 'thread-index'),
    readReceiptRequested: fieldOf(fields, 'disposition-notification-to') !== undefined,
    itemClass: classOf(message.root),
    hasAttachments: content.attachments.some((attachment) => !content.inline.has(attachment)),
  };
};
