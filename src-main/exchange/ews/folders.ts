import { LightermanError } from '#shared/domain/errors.ts';
import type { MailboxConnection, SourceFolder } from '../mailbox.ts';
import { answerError } from './answer-errors.ts';
import { firstThatWorks, formRefusal } from './degrade.ts';
import type { EwsCaller } from './ews-caller.ts';
import { type FirstContact, folderIdOf } from './first-contact.ts';
import { sameName, splitPath, withPaths } from './folder-tree.ts';
import {
  createFolder,
  findFolder,
  type FolderShape,
  parentById,
  parentDistinguished,
  type ParsedFolder,
  parseFolder,
} from './operations/folders.ts';
import { pageFacts } from './operations/paging.ts';
import { has2013 } from './soap-writer.ts';
import { childOf } from './xml-tree.ts';

const pageSize = 1000;

/** Asked for by name where the server does not tag folders itself; all of them exist since Exchange 2007. */
const commonFolders = [
  'inbox',
  'calendar',
  'contacts',
  'deleteditems',
  'drafts',
  'journal',
  'junkemail',
  'notes',
  'outbox',
  'sentitems',
  'tasks',
  'searchfolders',
  'voicemail',
] as const;

/** The folder tree of a mailbox, and folders made in it. */
export class Folders {
  readonly #connection: MailboxConnection;
  readonly #caller: EwsCaller;
  readonly #contact: FirstContact;
  #level = 0;

  constructor(connection: MailboxConnection, caller: EwsCaller, contact: FirstContact) {
    this.#connection = connection;
    this.#caller = caller;
    this.#contact = contact;
  }

  async listFolders(signal: AbortSignal): Promise<readonly SourceFolder[]> {
    const inboxId = await this.#contact.inbox(signal);
    const tags = has2013(this.#caller.state.version);
    const levels: readonly FolderShape[] = [
      { wellKnown: tags, extended: true },
      { wellKnown: tags, extended: false },
      { wellKnown: false, extended: false },
    ];
    const { answer, index, isCertain } = await firstThatWorks(
      levels,
      this.#level,
      formRefusal,
      async (shape) => this.#allFolders(shape, signal),
    );
    if (isCertain) this.#level = index;
    const names =
      levels[index]?.wellKnown === true ? new Map<string, string>() : await this.#wellKnownIds(signal);
    const folders = answer.map((folder) => ({
      ...folder,
      wellKnown: folder.id === inboxId ? 'inbox' : (names.get(folder.id) ?? folder.wellKnown),
    }));
    return withPaths(folders);
  }

  async openFolder(target: string, signal: AbortSignal): Promise<string> {
    const wellKnown = target.toLowerCase();
    if (wellKnown === 'inbox') return this.#contact.inbox(signal);
    if (wellKnown === 'calendar') {
      const [message] = (await this.#contact.getDistinguished(['calendar'], signal)).messages;
      return folderIdOf(message);
    }
    if (this.#connection.isGroup) {
      throw new LightermanError('app.bad-input', {
        message: 'A group has no folders but Inbox and Calendar.',
      });
    }
    return this.#openPath(splitPath(target), signal);
  }

  async #allFolders(shape: FolderShape, signal: AbortSignal): Promise<readonly ParsedFolder[]> {
    const folders = new Map<string, ParsedFolder>();
    let offset = 0;
    for (;;) {
      const request = findFolder(shape, { size: pageSize, offset }, this.#contact.mailboxOfFolders);
      const [message] = (
        await this.#caller.read({ operation: 'FindFolder', body: [request], acceptGzip: true }, signal)
      ).messages;
      if (message === undefined || message.responseClass === 'Error') throw answerError(message);
      const root = childOf(message.element, 'RootFolder');
      const found = childOf(root, 'Folders')?.children.map(parseFolder) ?? [];
      const before = folders.size;
      for (const folder of found) if (folder.id !== '') folders.set(folder.id, folder);
      const facts = pageFacts(root);
      const next =
        facts.nextOffset !== null && facts.nextOffset > offset ? facts.nextOffset : offset + found.length;
      const isEnd = facts.isLast ?? (facts.totalCount !== null && next >= facts.totalCount);
      // The second: a server that sends the same page for ever.
      if (isEnd || folders.size === before) return [...folders.values()];
      offset = next;
    }
  }

  async #wellKnownIds(signal: AbortSignal): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    const answer = await this.#contact.getDistinguished(commonFolders, signal);
    for (const [index, message] of answer.messages.entries()) {
      const folder = childOf(message.element, 'Folders')?.children[0];
      const id = childOf(folder, 'FolderId')?.attributes['Id'];
      const name = commonFolders[index];
      if (message.responseClass !== 'Error' && id !== undefined && name !== undefined) names.set(id, name);
    }
    return names;
  }

  async #openPath(names: readonly string[], signal: AbortSignal): Promise<string> {
    const folders = await this.listFolders(signal);
    const ids = new Set(folders.map((folder) => folder.id));
    let parentId: string | null = null;
    for (const name of names) {
      const known: SourceFolder | undefined = folders.find((folder) => {
        const isHere: boolean =
          parentId === null
            ? folder.parentId === null || !ids.has(folder.parentId)
            : folder.parentId === parentId;
        return isHere && sameName(folder.displayName, name);
      });
      parentId = known?.id ?? (await this.#createFolder(parentId, name, signal));
    }
    return parentId ?? this.#contact.inbox(signal);
  }

  async #createFolder(parentId: string | null, name: string, signal: AbortSignal): Promise<string> {
    const parent =
      parentId === null
        ? parentDistinguished('msgfolderroot', this.#contact.mailboxOfFolders)
        : parentById(parentId);
    const [message] = (
      await this.#caller.once(
        { operation: 'CreateFolder', body: [createFolder(parent, name, 'IPF.Note')] },
        signal,
      )
    ).messages;
    if (message?.responseCode === 'ErrorFolderExists') {
      // Somebody made it meanwhile.
      const folders = await this.listFolders(signal);
      const known = folders.find(
        (folder) => (parentId === null || folder.parentId === parentId) && sameName(folder.displayName, name),
      );
      if (known !== undefined) return known.id;
    }
    return folderIdOf(message);
  }
}
