import { LightermanError } from '#shared/domain/errors.ts';
import { type PlacedFolder, placedFolders, readTarget } from '#shared/domain/folder-target.ts';
import { CallError } from '../http/http-errors.ts';
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
  #hasListed = false;
  #names: ReadonlyMap<string, string> | null = null;

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
      ...(tags
        ? [
            { wellKnown: false, extended: true },
            { wellKnown: false, extended: false },
          ]
        : []),
    ];
    const { answer, index, isCertain } = await firstThatWorks(
      levels,
      this.#level,
      formRefusal,
      async (shape) => this.#allFolders(shape, signal),
    );
    this.#hasListed = true;
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
    const { start, path } = readTarget(target);
    const isWhole = path === '' && start !== null;
    if (isWhole && start === 'inbox') return this.#contact.inbox(signal);
    if (isWhole && start === 'calendar') return this.#distinguished(start, signal);
    if (this.#connection.isGroup) {
      throw new LightermanError('app.bad-input', {
        message: 'A group has no folders but Inbox and Calendar.',
      });
    }
    const names = path === '' ? [] : splitPath(path);
    if (start === null) return this.#openPath(null, names, signal);
    try {
      return await this.#openPath(await this.#distinguished(start, signal), names, signal);
    } catch (error) {
      // Not every mailbox has every one of them: then it is made like any other.
      if (!(error instanceof CallError) || error.code !== 'folder.not-found') throw error;
      return this.#openPath(null, [placedFolders[start], ...names], signal);
    }
  }

  async #distinguished(id: PlacedFolder, signal: AbortSignal): Promise<string> {
    if (id === 'inbox') return this.#contact.inbox(signal);
    const [message] = (await this.#contact.getDistinguished([id], signal)).messages;
    return folderIdOf(message);
  }

  async #allFolders(shape: FolderShape, signal: AbortSignal): Promise<readonly ParsedFolder[]> {
    const folders = new Map<string, ParsedFolder>();
    let offset = 0;
    for (;;) {
      const request = findFolder(shape, { size: pageSize, offset }, this.#contact.mailboxOfFolders);
      const [message] = (
        await this.#caller.read(
          { operation: 'FindFolder', body: [request], acceptGzip: true },
          signal,
          this.#hasListed ? undefined : 1,
        )
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

  /** They do not change while a connection lasts. */
  async #wellKnownIds(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    this.#names ??= await this.#askWellKnownIds(signal);
    return this.#names;
  }

  async #askWellKnownIds(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    try {
      return await this.#idsOf(commonFolders, signal);
    } catch (error) {
      if (!(error instanceof CallError) || !formRefusal.inWords(error)) throw error;
    }
    // One of the names is unknown to the server, and it does not say which.
    const names = new Map<string, string>();
    for (const name of commonFolders) {
      try {
        for (const [id, known] of await this.#idsOf([name], signal)) names.set(id, known);
      } catch (error) {
        if (!(error instanceof CallError) || !formRefusal.inWords(error)) throw error;
      }
    }
    return names;
  }

  async #idsOf(asked: readonly string[], signal: AbortSignal): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    const answer = await this.#contact.getDistinguished(asked, signal);
    for (const [index, message] of answer.messages.entries()) {
      const folder = childOf(message.element, 'Folders')?.children[0];
      const id = childOf(folder, 'FolderId')?.attributes['Id'];
      const name = asked[index];
      if (message.responseClass !== 'Error' && id !== undefined && name !== undefined) names.set(id, name);
    }
    return names;
  }

  /** @param startId where the first name is looked for; `null`: below the root. */
  async #openPath(startId: string | null, names: readonly string[], signal: AbortSignal): Promise<string> {
    if (startId !== null && names.length === 0) return startId;
    const folders = await this.listFolders(signal);
    const ids = new Set(folders.map((folder) => folder.id));
    let parentId = startId;
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
