import { LightermanError } from '#shared/domain/errors.ts';
import type {
  ListedMessage,
  MailboxDestination,
  MailboxSource,
  SourceFolder,
} from '../../exchange/mailbox.ts';
import { chooseFolders } from '../folder-choice.ts';
import { identityOf } from '../identity.ts';
import type { EnvelopeFacts, FolderRecord, ListingEntry } from '../ledger.ts';
import { withRetry } from '../retry.ts';
import type { TaskContext } from '../task-context.ts';

/** What a listing shows, as proof level 2 compares it later. */
export const envelopeOf = (message: ListedMessage): EnvelopeFacts => ({
  subject: message.subject,
  senderAddress: message.senderAddress,
  sentAtMs: message.sentAtMs,
  receivedAtMs: message.receivedAtMs,
  itemClass: message.itemClass,
  isRead: message.isRead,
  categories: message.categories,
  importance: message.importance,
  flagStatus: message.flagStatus,
  hasAttachments: message.hasAttachments,
  internetMessageId: message.internetMessageId,
  recipients: null,
});

/** Classes that are no mail: items that strayed into a mail folder stay where they are and are counted as filtered. */
const notMailClasses = [
  'ipm.appointment',
  'ipm.contact',
  'ipm.distlist',
  'ipm.task',
  'ipm.activity',
  'ipm.stickynote',
];
const filteredBy = (itemClass: string): string | null => {
  const name = itemClass.toLowerCase();
  return notMailClasses.some((prefix) => name === prefix || name.startsWith(`${prefix}.`))
    ? 'item-type'
    : null;
};

const entryOf = (sourceSmtp: string, message: ListedMessage): ListingEntry => ({
  sourceItemId: message.itemId,
  changeKey: message.changeKey,
  identity: identityOf(sourceSmtp, message),
  itemClass: message.itemClass,
  subject: message.subject,
  sizeBytes: message.sizeBytes,
  receivedAtMs: message.receivedAtMs,
  sentAtMs: message.sentAtMs,
  createdAtMs: message.createdAtMs,
  sourceKey: message.sourceKey,
  filteredBy: filteredBy(message.itemClass),
  envelope: envelopeOf(message),
});

export interface ListedSource {
  readonly records: readonly FolderRecord[];
  /** Ledger row of each folder id. */
  readonly rowIds: Readonly<Record<string, number>>;
}

/** Reads the folder tree, decides what is taken, and lists every included folder into the ledger. */
export const listSource = async (context: TaskContext, source: MailboxSource): Promise<ListedSource> => {
  const { input, ledger, signal, progress } = context;
  const folders = await withRetry(() => source.listFolders(signal), context);
  const records = await decideFolders(context, folders);
  const rowIds = await ledger.recordFolders(input.run, records);
  for (const record of records) {
    if (!record.included) continue;
    const folderRowId = rowIds[record.folder.id];
    if (folderRowId === undefined)
      throw new LightermanError('app.unexpected', {
        message: `The ledger gave folder ${record.folder.path} no row.`,
      });
    progress.folder(record.folder.path);
    await withRetry(async () => {
      for await (const page of source.listMessages(record.folder.id, { withStamps: false }, signal))
        await ledger.recordListing(
          input.run,
          folderRowId,
          page.messages.map((message) => entryOf(input.sourceSmtp, message)),
        );
    }, context);
  }
  progress.folder(null);
  return { records, rowIds };
};

export const decideFolders = async (
  context: TaskContext,
  folders: readonly SourceFolder[],
): Promise<readonly FolderRecord[]> => {
  const { options, target } = context.input;
  const kept =
    options.folderFilter === null
      ? null
      : await context.keptByFilter(
          options.folderFilter,
          folders.map((folder) => folder.path),
        );
  const records = chooseFolders(folders, kept, options, target.isGroup);
  if (kept !== null && !records.some((record) => record.included))
    await context.ledger.informationLine(
      context.input.run,
      'The folder filter keeps no folder of this mailbox: check that the pattern is in the mailbox’s own language.',
    );
  return records;
};

/** Folders of the destination that may hold our items: all of a mailbox's mail folders, a group's Inbox and mapped Calendar. */
export const destinationFolders = async (
  context: TaskContext,
  destination: MailboxDestination & MailboxSource,
): Promise<readonly string[]> => {
  const { options, target } = context.input;
  if (target.isGroup) {
    const names = options.folderMapping.some((entry) => entry.to === 'calendar')
      ? ['inbox', 'calendar']
      : ['inbox'];
    const ids: string[] = [];
    for (const name of names)
      ids.push(await withRetry(() => destination.openFolder(name, context.signal), context));
    return ids;
  }
  const folders = await withRetry(() => destination.listFolders(context.signal), context);
  return folders.filter((folder) => !folder.isSearchFolder).map((folder) => folder.id);
};

/** Takes the stamps at the destination into the ledger, once per pass and destination, whoever comes first. */
export const listDestinationOnce = async (
  context: TaskContext,
  destination: MailboxDestination & MailboxSource,
): Promise<void> => {
  const { ledger, input, signal } = context;
  if ((await context.destinationTurn()) === 'ready') return;
  let listed = false;
  try {
    await ledger.beginDestinationListing(input.destination);
    for (const folderId of await destinationFolders(context, destination))
      await withRetry(async () => {
        for await (const page of destination.listMessages(folderId, { withStamps: true }, signal)) {
          const entries = page.messages.flatMap((message) =>
            message.stamp === null ? [] : [{ itemId: message.itemId, stamp: message.stamp }],
          );
          if (entries.length > 0) await ledger.recordDestination(input.destination, entries);
        }
      }, context);
    await ledger.finishDestinationListing(input.destination);
    listed = true;
  } finally {
    await context.destinationListed(listed);
  }
};
