/**
 * Ids in the form of Exchange's: base64 over mailbox guid, store uid, and counters, 120 characters for a folder, 152 for an item.
 * A client must take them as opaque, case-sensitive strings; ids that differ in case only do occur here, as in the field
 * (https://learn.microsoft.com/en-us/exchange/client-developer/exchange-web-services/ews-identifiers-in-exchange).
 */
export interface MailboxIdentity {
  readonly guid: string;
  readonly storeUid: Buffer;
  readonly replicaGuid: Buffer;
}

const head = Buffer.from([0x00, 0x03, 0x24, 0x00]);
const itemMark = Buffer.from([0x00, 0x46, 0x00, 0x00, 0x00, 0x00, 0x00]);
const folderMark = Buffer.from([0x00, 0x2e, 0x00, 0x00, 0x00, 0x00, 0x00]);

const counter8 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
};

export const folderIdOf = (mailbox: MailboxIdentity, folderCounter: number): string =>
  Buffer.concat([
    head,
    Buffer.from(mailbox.guid, 'latin1'),
    folderMark,
    mailbox.storeUid,
    Buffer.from([1, 0]),
    mailbox.replicaGuid,
    counter8(folderCounter),
  ]).toString('base64');

export const itemIdOf = (mailbox: MailboxIdentity, folderCounter: number, itemCounter: number): string =>
  Buffer.concat([
    head,
    Buffer.from(mailbox.guid, 'latin1'),
    itemMark,
    mailbox.storeUid,
    Buffer.from([7, 0]),
    mailbox.replicaGuid,
    counter8(folderCounter),
    mailbox.replicaGuid,
    counter8(itemCounter),
  ]).toString('base64');

export const changeKeyOf = (mailbox: MailboxIdentity, changeSeq: number): string =>
  Buffer.concat([
    Buffer.from([0x09, 0, 0, 0, 0x16, 0, 0, 0]),
    mailbox.replicaGuid,
    counter8(changeSeq).subarray(0, 6),
  ]).toString('base64');

/** `PidTagSourceKey`: replica guid and counter, 22 bytes. */
export const sourceKeyOf = (mailbox: MailboxIdentity, counter: number): Buffer =>
  Buffer.concat([mailbox.replicaGuid, counter8(counter).subarray(0, 6)]);

export type IdShape = 'folder' | 'item' | 'malformed';

/** What an id looks like, whether or not it exists. */
export const idShape = (id: string): IdShape => {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(id) || id.length % 4 !== 0) return 'malformed';
  const bytes = Buffer.from(id, 'base64');
  if (!bytes.subarray(0, 4).equals(head)) return 'malformed';
  if (bytes.length === 89 && bytes[41] === 0x2e) return 'folder';
  return bytes.length === 113 && bytes[41] === 0x46 ? 'item' : 'malformed';
};

/** The mailbox guid inside an id. */
export const mailboxGuidOf = (id: string): string => Buffer.from(id, 'base64').toString('latin1', 4, 40);
