import type { Mailstore } from './mailstore/mailstore.ts';
import type { MessageProps, SeedFolder } from './seed/generated.ts';
import type { PracticeMailbox } from './types.ts';

/** Properties of a delivered message; what is left out follows from the MIME. */
export type DeliverProps = { readonly [Name in keyof MessageProps]?: MessageProps[Name] | undefined } & {
  readonly itemClass?: string | undefined;
  /** Asking for the MIME of this item fails, as for the few messages Exchange cannot convert. */
  readonly refuseMimeConversion?: boolean | undefined;
};

export interface ItemSummary {
  readonly itemId: string;
  /** Display names from the top, with `/` between. */
  readonly folder: string;
  readonly subject: string;
  readonly sizeBytes: number;
  readonly receivedAtMs: number;
  readonly isRead: boolean;
  readonly itemClass: string;
}

/** What seeding and the control side do with the mail store, beside the EWS operations. */
export interface MailSink {
  /** Makes the store's folders of a mailbox that the directory has just got. */
  createMailbox(mailbox: PracticeMailbox): void;
  /** Answers the item id. Folders of a path are made where they are missing. */
  deliver(mailbox: PracticeMailbox, folder: SeedFolder, mime: Uint8Array, props: DeliverProps): string;
  /** Both answer the new id: ids change on a move, and a copy shares the search key. */
  copyItem(mailbox: PracticeMailbox, itemId: string, folder: SeedFolder): string;
  moveItem(mailbox: PracticeMailbox, itemId: string, folder: SeedFolder): string;
  deleteItem(mailbox: PracticeMailbox, itemId: string): void;
  listItems(mailbox: PracticeMailbox): readonly ItemSummary[];
  /** All or nothing, and one commit for many deliveries. */
  transaction<T>(work: () => T): T;
}

const defined = <T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };

export const createMailSink = (mailstore: Mailstore): MailSink => {
  const folderId = (mailbox: PracticeMailbox, folder: SeedFolder): string => {
    if (folder.kind !== 'path') return folder.kind;
    let parent = mailstore.folder(mailbox.id, 'msgfolderroot');
    for (const name of folder.path.split('/').filter((part) => part !== '')) {
      const found = mailstore.folders.children(parent.row).find((child) => child.displayName === name);
      parent = mailstore.folder(mailbox.id, found?.id ?? mailstore.createFolder(mailbox.id, parent.id, name));
    }
    return parent.id;
  };

  const requireOwn = (mailbox: PracticeMailbox, itemId: string): void => {
    if (mailstore.item(itemId).mailboxId !== mailbox.id)
      throw new Error(`the item is not in ${mailbox.primarySmtp}`);
  };

  const pathOf = (folderRow: number): string => {
    const names: string[] = [];
    for (
      let at = mailstore.folders.byRow(folderRow);
      at !== null && at.distinguishedId !== 'msgfolderroot';
    ) {
      names.unshift(at.displayName);
      at = at.parentRow === null ? null : mailstore.folders.byRow(at.parentRow);
    }
    return names.join('/');
  };

  return {
    createMailbox: (mailbox) =>
      mailstore.createMailbox(mailbox.id, mailbox.language, mailbox.kind === 'group' ? 'group' : 'user'),
    deliver: (mailbox, folder, mime, props) =>
      mailstore.transaction(() =>
        mailstore.deliver(mailbox.id, folderId(mailbox, folder), mime, defined(props)),
      ),
    copyItem(mailbox, itemId, folder) {
      requireOwn(mailbox, itemId);
      return mailstore.copyItem(itemId, folderId(mailbox, folder));
    },
    moveItem(mailbox, itemId, folder) {
      requireOwn(mailbox, itemId);
      return mailstore.moveItem(itemId, folderId(mailbox, folder));
    },
    deleteItem(mailbox, itemId) {
      requireOwn(mailbox, itemId);
      mailstore.deleteItem(itemId);
    },
    listItems: (mailbox) =>
      mailstore.listItems(mailbox.id).map((item) => ({
        itemId: item.id,
        folder: pathOf(item.folderRow),
        subject: item.subject,
        sizeBytes: item.sizeBytes,
        receivedAtMs: item.receivedAtMs,
        isRead: (item.messageFlags & 1) !== 0,
        itemClass: item.itemClass,
      })),
    transaction: (work) => mailstore.transaction(work),
  };
};
