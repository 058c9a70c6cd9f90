import type { FolderRecord, ItemRecord } from '../mailstore/records.ts';
import { idShape } from '../mailstore/identifiers.ts';
import type { Mailstore } from '../mailstore/mailstore.ts';
import type { Caller, Directory, MailboxAccess, PracticeMailbox, PracticeTenantName } from '../types.ts';
import { EwsError, EwsFault } from './errors.ts';
import { childOf, textOf, type XmlElement } from './xml-element.ts';

export interface OpenFolder {
  readonly folder: FolderRecord;
  readonly mailbox: PracticeMailbox;
  readonly access: MailboxAccess;
}

export interface OpenItem {
  readonly item: ItemRecord;
  readonly mailbox: PracticeMailbox;
  readonly access: MailboxAccess;
}

/** Who asks, and what he may open. Lives for one request. */
export interface Session {
  /** Whose mailbox a distinguished folder without an address means; `null` when the caller has none. */
  readonly ownMailbox: PracticeMailbox | null;
  /** Kept with an item as its author. */
  readonly author: string;
  /** Throws ErrorFolderNotFound, ErrorAccessDenied and their kin. `notFound`: what a missing folder is called here. */
  openFolder(
    id: XmlElement,
    notFound?:
      | 'ErrorFolderNotFound'
      | 'ErrorParentFolderNotFound'
      | 'ErrorToFolderNotFound'
      | 'ErrorSyncFolderNotFound',
  ): OpenFolder;
  /** Checks an `ItemId` element. */
  openItem(id: XmlElement): OpenItem;
  openItemById(id: string): OpenItem;
  mailboxOf(folder: FolderRecord): PracticeMailbox;
}

export interface SessionOptions {
  readonly tenant: PracticeTenantName;
  readonly directory: Directory;
  readonly mailstore: Mailstore;
  readonly caller: Caller;
  readonly impersonation: XmlElement | null;
}

const impersonatedAddress = (header: XmlElement): string => {
  const sid = childOf(header, 't:ConnectingSID');
  const address =
    textOf(sid, 't:PrimarySmtpAddress') ?? textOf(sid, 't:SmtpAddress') ?? textOf(sid, 't:PrincipalName');
  if (address === null || address === '')
    throw new EwsFault('ErrorInvalidExchangeImpersonationHeaderData', {
      text: 'ExchangeImpersonation SOAP header data is invalid.',
    });
  return address;
};

/** The mailbox a request acts as, by the rules of impersonation (reference §3): never for a signed-in person in Exchange Online. */
const actingMailbox = (
  options: SessionOptions,
): { mailbox: PracticeMailbox | null; isImpersonated: boolean } => {
  const { directory, tenant, caller, impersonation } = options;
  if (impersonation === null) {
    if (caller.kind === 'application') throw new EwsFault('ErrorInvalidExchangeImpersonationHeaderData');
    return { mailbox: directory.mailboxOf(caller), isImpersonated: false };
  }
  if (!directory.mayImpersonate(caller)) throw new EwsFault('ErrorImpersonateUserDenied');
  const mailbox = directory.findMailbox(tenant, impersonatedAddress(impersonation));
  if (mailbox === null) throw new EwsFault('ErrorNonExistentMailbox');
  const isGranted = caller.kind === 'on-premises' || directory.accessOf(caller, mailbox) === 'impersonation';
  if (mailbox.kind === 'group' || !isGranted) throw new EwsFault('ErrorImpersonateUserDenied');
  return { mailbox, isImpersonated: true };
};

export const openSession = (options: SessionOptions): Session => {
  const { tenant, directory, mailstore, caller } = options;
  const { mailbox: ownMailbox, isImpersonated } = actingMailbox(options);
  const accesses = new Map<string, MailboxAccess | null>();
  const byId = new Map<string, PracticeMailbox>();

  const actingCaller: Caller =
    isImpersonated && ownMailbox !== null
      ? { kind: 'on-premises', tenantId: caller.tenantId, upn: ownMailbox.primarySmtp }
      : caller;

  const accessTo = (mailbox: PracticeMailbox): MailboxAccess => {
    let access = accesses.get(mailbox.id);
    if (access === undefined) {
      access =
        isImpersonated && mailbox.id === ownMailbox?.id
          ? 'impersonation'
          : isImpersonated && mailbox.kind === 'group'
            ? null
            : directory.accessOf(actingCaller, mailbox);
      accesses.set(mailbox.id, access);
    }
    if (access === null) throw new EwsError(directory.settings(tenant).deniedAnswer);
    return access;
  };

  const mailboxById = (id: string): PracticeMailbox | null => {
    const known = byId.get(id);
    if (known !== undefined) return known;
    const found =
      directory.mailboxById?.(id) ??
      directory.listMailboxes(tenant).find((mailbox) => mailbox.id === id) ??
      null;
    if (found === null || found.tenant !== tenant) return null;
    byId.set(id, found);
    return found;
  };

  const namedMailbox = (address: string): PracticeMailbox => {
    const mailbox = directory.findMailbox(tenant, address);
    if (mailbox === null) throw new EwsError('ErrorNonExistentMailbox');
    if (mailbox.primarySmtp.toLowerCase() !== address.toLowerCase()) {
      throw new EwsError('ErrorNonPrimarySmtpAddress', { values: { Primary: mailbox.primarySmtp } });
    }
    return mailbox;
  };

  const ready = (mailbox: PracticeMailbox): void =>
    mailstore.createMailbox(mailbox.id, mailbox.language, mailbox.kind === 'group' ? 'group' : 'user');

  const openFolder: Session['openFolder'] = (id, notFound = 'ErrorFolderNotFound') => {
    const value = id.attributes['Id'] ?? '';
    if (id.name === 't:DistinguishedFolderId') {
      const address = textOf(childOf(id, 't:Mailbox'), 't:EmailAddress');
      const mailbox = address === null ? ownMailbox : namedMailbox(address);
      if (mailbox === null) throw new EwsError('ErrorMissingEmailAddress');
      const access = accessTo(mailbox);
      ready(mailbox);
      const folder = mailstore.folders.byDistinguishedId(mailbox.id, value);
      if (folder === null) throw new EwsError('ErrorFolderNotFound');
      return { folder, mailbox, access };
    }
    const shape = idShape(value);
    if (shape === 'malformed') throw new EwsError('ErrorInvalidIdMalformed');
    if (shape === 'item') throw new EwsError('ErrorCannotUseItemIdForFolderId');
    const folder = mailstore.folders.byId(value);
    const mailbox = folder === null ? null : mailboxById(folder.mailboxId);
    if (folder === null || mailbox === null) throw new EwsError(notFound);
    return { folder, mailbox, access: accessTo(mailbox) };
  };

  const openItemById: Session['openItemById'] = (value) => {
    const shape = idShape(value);
    if (shape === 'malformed') throw new EwsError('ErrorInvalidIdMalformed');
    if (shape === 'folder') throw new EwsError('ErrorCannotUseFolderIdForItemId');
    const item = mailstore.items.byId(value);
    const mailbox = item === null ? null : mailboxById(item.mailboxId);
    if (item === null || mailbox === null) throw new EwsError('ErrorItemNotFound');
    return { item, mailbox, access: accessTo(mailbox) };
  };

  return {
    ownMailbox,
    author:
      isImpersonated && ownMailbox !== null
        ? ownMailbox.primarySmtp.toLowerCase()
        : caller.kind === 'application'
          ? caller.appId
          : caller.upn.toLowerCase(),
    openFolder,
    openItem: (id) => {
      if (id.name !== 't:ItemId')
        throw new EwsError('ErrorInvalidOperation', {
          text: 'Recurring items are not part of the practice mailboxes.',
        });
      return openItemById(id.attributes['Id'] ?? '');
    },
    openItemById,
    mailboxOf: (folder) => {
      const mailbox = mailboxById(folder.mailboxId);
      if (mailbox === null) throw new EwsError('ErrorFolderNotFound');
      return mailbox;
    },
  };
};

/** A group's members are authors: they change and delete what is theirs; owners delete everything (reference §5.2). */
export const mayChange = ({ item, access }: OpenItem, author: string): boolean =>
  (access !== 'group-member' && access !== 'group-owner') || item.createdBy === author;

export const mayDelete = (open: OpenItem, author: string): boolean =>
  open.access === 'group-owner' || mayChange(open, author);

export const isGroupAccess = (access: MailboxAccess): boolean =>
  access === 'group-member' || access === 'group-owner';
