import type { ListedMessage } from '../../exchange/mailbox.ts';
import type { EnvelopeFacts } from '../ledger.ts';

/** Field names by kind; never values. */
export interface EnvelopeDifferences {
  /** What nobody changes in a mailbox by hand: a difference is a defect of the copy. */
  readonly altered: readonly EnvelopeField[];
  /** What people change: `changed since` once the message has been proven (domain.md §5). */
  readonly changedSince: readonly ChangeableField[];
  /** `server-normalised:<rule>`, or `not-comparable:<field>`. */
  readonly normalised: readonly string[];
}

export type EnvelopeField =
  | 'subject'
  | 'sender'
  | 'sent'
  | 'received'
  | 'class'
  | 'importance'
  | 'has-attachments'
  | 'message-id'
  | 'recipients';
export type ChangeableField = 'read' | 'flag' | 'categories' | 'folder';

/** A listed message and, where they were asked for, its recipients. */
export interface ListedEnvelope extends ListedMessage {
  /** Lower-case SMTP addresses; `null` when they were not read. */
  readonly recipients: readonly string[] | null;
}

export interface EnvelopeOptions {
  /** The class the item was written with, where it differs from the source's on purpose (meeting messages in a group). */
  readonly classMappedTo?: string;
  /** Level 3 has found every attachment of this message: then the listing's flag is only a matter of counting. */
  readonly attachmentsProven?: boolean;
  /** Folder id the item was proven in before; a difference says that it was moved. */
  readonly provenIn?: { readonly folderId: string; readonly nowIn: string };
}

/** FindItem cuts strings at 255 characters. */
const comparedChars = 255;

/** As servers fold: any run of white space and controls is one space; compared over what both sides can have shown. */
const foldText = (text: string): string =>
  text
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex
    .replace(/[\s\u0000-\u001f\u007f\u00a0\u200b\ufeff]+/gu, ' ')
    .trim();

/** Equal, or equal as far as the shorter one goes when one of them was cut at 255 characters. */
const sameCutText = (a: string, b: string): boolean => {
  const left = foldText(a.slice(0, comparedChars));
  const right = foldText(b.slice(0, comparedChars));
  if (left === right) return true;
  // Folding shortens: texts cut at 255 raw characters differ in length although their beginnings agree.
  if (a.length < comparedChars && b.length < comparedChars) return false;
  const length = Math.min(left.length, right.length);
  return length >= comparedChars / 2 && left.slice(0, length) === right.slice(0, length);
};

/** Exchange's own addresses: `/O=…/OU=…/CN=…`; they mean something in their own organization only. */
const isLegacyDn = (address: string): boolean =>
  /^\/o=/iu.test(address) || address.toLowerCase().startsWith('imceaex-');

const normalAddress = (address: string): string => address.trim().replace(/^<|>$/gu, '').toLowerCase();
const normalMessageId = (id: string): string =>
  id
    .trim()
    .replace(/^<+|>+$/gu, '')
    .trim()
    .slice(0, comparedChars - 2);
const sameSet = (a: readonly string[], b: readonly string[]): boolean => {
  const left = new Set(a);
  return left.size === new Set(b).size && b.every((value) => left.has(value));
};

/**
 * Level 2: the envelope as both listings show it.
 * @param source as the ledger keeps it
 * @param destination as the fresh listing shows it
 */
export const compareEnvelopes = (
  source: EnvelopeFacts,
  destination: ListedEnvelope,
  options: EnvelopeOptions = {},
): EnvelopeDifferences => {
  const altered: EnvelopeField[] = [];
  const normalised: string[] = [];
  const check = (field: EnvelopeField, same: boolean): void => {
    if (!same) altered.push(field);
  };

  check('subject', sameCutText(source.subject, destination.subject));
  compareSender(source.senderAddress, destination.senderAddress, check, normalised);
  compareTime('sent', source.sentAtMs, destination.sentAtMs, check, normalised);
  compareTime('received', source.receivedAtMs, destination.receivedAtMs, check, normalised);
  compareClass(source.itemClass, destination, options.classMappedTo, check, normalised);
  check('importance', source.importance === destination.importance);
  compareHasAttachments(source, destination, options.attachmentsProven === true, check, normalised);
  compareMessageId(source.internetMessageId, destination.internetMessageId, check, normalised);
  compareRecipients(source.recipients, destination.recipients, check, normalised);

  const changedSince: ChangeableField[] = [];
  if (source.isRead !== destination.isRead) changedSince.push('read');
  if (source.flagStatus !== destination.flagStatus) changedSince.push('flag');
  if (!sameSet(source.categories.map(foldText), destination.categories.map(foldText)))
    changedSince.push('categories');
  if (options.provenIn !== undefined && options.provenIn.folderId !== options.provenIn.nowIn)
    changedSince.push('folder');
  return { altered, changedSince, normalised };
};

type Check = (field: EnvelopeField, same: boolean) => void;

/** To the second: FindItem gives no more. What the source does not have, a server may make up. */
const compareTime = (
  field: 'sent' | 'received',
  here: number | null,
  there: number | null,
  check: Check,
  normalised: string[],
): void => {
  if (here === null && there !== null) normalised.push(`server-normalised:${field}-generated`);
  else if (here !== null && there !== null)
    check(field, Math.floor(here / 1000) === Math.floor(there / 1000));
  else check(field, here === there);
};

const compareSender = (
  here: string | null,
  there: string | null,
  check: Check,
  normalised: string[],
): void => {
  const left = normalAddress(here ?? '');
  const right = normalAddress(there ?? '');
  if (left === right) return;
  // An EX address cannot be compared with the SMTP address that another organization makes of it.
  if (isLegacyDn(left) || isLegacyDn(right)) normalised.push('not-comparable:sender');
  else check('sender', false);
};

/** `IPM.Note` for a meeting message is accepted where our second stamp names the source's class (domain.md §6). */
const compareClass = (
  here: string,
  destination: ListedEnvelope,
  mappedTo: string | undefined,
  check: Check,
  normalised: string[],
): void => {
  const left = here.toLowerCase();
  const right = destination.itemClass.toLowerCase();
  if (left === right) return;
  const expected = (mappedTo ?? 'IPM.Note').toLowerCase();
  if (right === expected && destination.originalClass?.toLowerCase() === left)
    normalised.push('server-normalised:class-mapped');
  else check('class', false);
};

/**
 * The flag counts only attachments that are not shown in the body, and servers differ on what that is (pictures of an HTML body,
 * signatures, a text part beside the body). So one more at the destination is only named; one less is altered, unless the
 * attachments themselves were compared and are all there.
 */
const compareHasAttachments = (
  source: EnvelopeFacts,
  destination: ListedEnvelope,
  proven: boolean,
  check: Check,
  normalised: string[],
): void => {
  if (source.hasAttachments === destination.hasAttachments) return;
  if (destination.hasAttachments || proven) normalised.push('server-normalised:has-attachments-inline');
  else check('has-attachments', false);
};

const compareMessageId = (
  here: string | null,
  there: string | null,
  check: Check,
  normalised: string[],
): void => {
  const left = normalMessageId(here ?? '');
  const right = normalMessageId(there ?? '');
  if (left === right) return;
  // A message without a Message-ID may be given one when it is stored.
  if (left === '') normalised.push('server-normalised:message-id-generated');
  else check('message-id', false);
};

const compareRecipients = (
  here: readonly string[] | null,
  there: readonly string[] | null,
  check: Check,
  normalised: string[],
): void => {
  if (here === null || there === null) {
    normalised.push('not-comparable:recipients');
    return;
  }
  const left = here.map(normalAddress).filter((address) => address !== '');
  const right = there.map(normalAddress).filter((address) => address !== '');
  if (sameSet(left, right)) return;
  // Members that stand as EX addresses on either side cannot be told; the others must agree.
  const legacy = left.some(isLegacyDn) || right.some(isLegacyDn);
  if (legacy) {
    const smtpLeft = left.filter((address) => !isLegacyDn(address));
    const smtpRight = right.filter((address) => !isLegacyDn(address));
    const onlyHere = smtpLeft.filter((address) => !smtpRight.includes(address)).length;
    const onlyThere = smtpRight.filter((address) => !smtpLeft.includes(address)).length;
    if (onlyHere <= right.filter(isLegacyDn).length && onlyThere <= left.filter(isLegacyDn).length) {
      normalised.push('not-comparable:recipients');
      return;
    }
  }
  check('recipients', false);
};
