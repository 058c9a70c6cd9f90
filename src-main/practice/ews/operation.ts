import { changeKeyOf } from '../mailstore/identifiers.ts';
import type { Mailstore } from '../mailstore/mailstore.ts';
import type { FolderRecord, ItemRecord } from '../mailstore/records.ts';
import type { Caller, Directory, MailboxAccess, PracticeTenantName, TenantSettings } from '../types.ts';
import type { AnswerPart } from './answer.ts';
import { EwsError, EwsFault } from './errors.ts';
import { type EffectiveRights, type ItemView, viewOf } from './item-view.ts';
import type { ItemShape } from './item-xml.ts';
import { isGroupAccess, mayChange, mayDelete, type OpenItem, type Session } from './session.ts';
import { errorMessage, type SoapRequest } from './soap.ts';

/** What an operation has to work with; made anew for each request. */
export interface OperationContext {
  readonly tenant: PracticeTenantName;
  readonly directory: Directory;
  readonly settings: TenantSettings;
  readonly mailstore: Mailstore;
  readonly session: Session;
  readonly caller: Caller;
  readonly request: SoapRequest;
  /** Name the server gives itself in rewritten MIME. */
  readonly serverName: string;
  /** Undoes what a failing part had written; for reading operations it just calls. */
  readonly atomically: <T>(work: () => T) => T;
}

/** Answers with response messages, in the order of the request. Throws {@link EwsFault} for the request as a whole. */
export type Operation = (context: OperationContext) => readonly AnswerPart[];

/** Does `work` for each part; a failure becomes that part's response message and undoes only what that part had written. */
export const forEach = <T>(
  context: OperationContext,
  parts: readonly T[],
  messageName: string,
  errorTail: string,
  work: (part: T, index: number) => readonly AnswerPart[],
): readonly AnswerPart[] =>
  parts.flatMap((part, index) => {
    try {
      return context.atomically(() => work(part, index));
    } catch (error) {
      if (error instanceof EwsFault || !(error instanceof EwsError)) throw error;
      return [errorMessage(messageName, error, errorTail)];
    }
  });

export const folderChangeKey = (context: OperationContext, folder: FolderRecord): string => {
  const mailbox = context.mailstore.folders.mailbox(folder.mailboxId);
  return mailbox === null ? 'AQAAAA==' : changeKeyOf(mailbox, folder.changeSeq).replace(/^CQ/, 'AQ');
};

/** What a group's members and owners, and everybody else with access, may do in a folder. */
export const folderRights = (access: MailboxAccess): EffectiveRights =>
  isGroupAccess(access)
    ? { create: true, createFolders: false, delete: access === 'group-owner', modify: false }
    : { create: true, createFolders: true, delete: true, modify: true };

export const itemRights = (open: OpenItem, author: string): EffectiveRights => ({
  create: true,
  createFolders: !isGroupAccess(open.access),
  delete: mayDelete(open, author),
  modify: mayChange(open, author),
});

/** A view of an item for one shape. */
export const viewFor = (
  context: OperationContext,
  item: ItemRecord,
  access: MailboxAccess,
  folder: FolderRecord,
  shape: ItemShape,
  isListing: boolean,
): ItemView =>
  viewOf({
    item,
    isListing,
    wantsMilliseconds: context.request.wantsMilliseconds,
    bodyType: shape.bodyType,
    folderId: folder.id,
    folderChangeKey: 'AQAAAA==',
    rights: itemRights({ item, access, mailbox: context.session.mailboxOf(folder) }, context.session.author),
    readMessage: () => context.mailstore.items.message(item),
    readProperty: (key, type) => context.mailstore.items.property(item, key, type),
  });
