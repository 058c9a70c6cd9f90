import { LightermanError } from '#shared/domain/errors.ts';
import { type Clock, systemClock } from '../http/clock.ts';
import { createExchangeHttp, type ExchangeHttp } from '../http/exchange-http.ts';
import { asCallError, CallError } from '../http/http-errors.ts';
import type {
  Credentials,
  ListedPage,
  ListOptions,
  MailboxConnection,
  MailboxDestination,
  MailboxIdentity,
  MailboxSource,
  RequestGate,
  SourceFolder,
} from '../mailbox.ts';
import { firstThatWorks, formRefusal, isRefusal, versionRefusal } from './degrade.ts';
import type { EwsAnswer, ResponseMessage } from './envelope.ts';
import { type CallerState, type CallLine, EwsCaller, newCallerState } from './ews-caller.ts';
import { ruleOf } from './ews-response-codes.ts';
import { sameName, splitPath, withPaths } from './folder-tree.ts';
import { parseItem, toListedMessage } from './item-parser.ts';
import { type RawPage, stableListing } from './listing.ts';
import { namedAddress, resolvedName } from './names.ts';
import { findByStamps, findItem } from './operations/find-item.ts';
import {
  createFolder,
  findFolder,
  type FolderShape,
  getDistinguishedFolders,
  type ParsedFolder,
  parentById,
  parentDistinguished,
  parseFolder,
} from './operations/folders.ts';
import { resolveNames } from './operations/other-requests.ts';
import { pageFacts } from './operations/paging.ts';
import { paths } from './property-paths.ts';
import { Reading } from './reading.ts';
import { type ListingLevel, listingLevels, rememberedVersion, rememberVersion } from './server-memory.ts';
import { has2013, type RequestVersion, requestVersions } from './soap-writer.ts';
import { Writing } from './writing.ts';
import { childOf } from './xml-tree.ts';

/** A mailbox behind EWS, as a migration needs it: source and destination in one. */

export interface EwsMailboxDeps {
  readonly credentials: Credentials;
  readonly gate: RequestGate;
  /** Noteworthy lines only; no secret, no mail content. */
  readonly log?: (line: string) => void;
  readonly clock?: Clock;
  /** For tests. */
  readonly http?: ExchangeHttp;
}

const defaultPageSize = 500;
const largestPage = 1000;
const stampsPerRequest = 20;
const defaultTimeoutMs = 150_000;

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

/** Opens nothing yet. @throws LightermanError `app.bad-input`, `auth.clear-text` for the address. */
export const openEwsMailbox = (
  connection: MailboxConnection,
  deps: EwsMailboxDeps,
): MailboxSource & MailboxDestination => new EwsMailbox(connection, deps);

class EwsMailbox implements MailboxSource, MailboxDestination {
  readonly #connection: MailboxConnection;
  readonly #http: ExchangeHttp;
  readonly #caller: EwsCaller;
  readonly #reading: Reading;
  readonly #writing: Writing;
  readonly #log: (line: string) => void;
  readonly #state: CallerState;
  /** For `t:Mailbox`; the primary address once the server has named it. */
  #smtp: string;
  #inboxId: string | null = null;
  #folderLevel = 0;
  readonly #listingLevel = { stamped: 0, plain: 0 };

  constructor(connection: MailboxConnection, deps: EwsMailboxDeps) {
    this.#connection = connection;
    this.#smtp = connection.smtp;
    this.#log = deps.log ?? (() => undefined);
    const clock = deps.clock ?? systemClock;
    this.#http = deps.http ?? createExchangeHttp(connection, { credentials: deps.credentials, clock });
    this.#state = newCallerState(startVersion(connection));
    this.#caller = new EwsCaller({
      http: this.#http,
      gate: deps.gate,
      clock,
      mailbox: connection.smtp,
      impersonate: connection.impersonate,
      requestTimeoutMs: connection.requestTimeoutMs > 0 ? connection.requestTimeoutMs : defaultTimeoutMs,
      state: this.#state,
      log: (line) => this.#logCall(line),
    });
    this.#reading = new Reading(this.#caller);
    this.#writing = new Writing(this.#caller);
    this.readSmall = this.#reading.readSmall.bind(this.#reading);
    this.readLarge = this.#reading.readLarge.bind(this.#reading);
    this.readRecipients = this.#reading.readRecipients.bind(this.#reading);
    this.writeSmall = this.#writing.writeSmall.bind(this.#writing);
    this.writeLarge = this.#writing.writeLarge.bind(this.#writing);
  }

  readonly readSmall: MailboxSource['readSmall'];
  readonly readLarge: MailboxSource['readLarge'];
  readonly readRecipients: MailboxSource['readRecipients'];
  readonly writeSmall: MailboxDestination['writeSmall'];
  readonly writeLarge: MailboxDestination['writeLarge'];

  async open(signal: AbortSignal): Promise<MailboxIdentity> {
    const inboxFolderId = await this.#openInbox(signal);
    const server = this.#state.serverVersion;
    // 14.2 is Exchange 2010 SP2. https://learn.microsoft.com/en-us/exchange/new-features/build-numbers-and-release-dates
    if (server !== null && (server.major < 14 || (server.major === 14 && server.minor < 2))) {
      throw new LightermanError('endpoint.version', { details: { serverVersion: server.text } });
    }
    const name = await this.#resolve(signal);
    return {
      primarySmtp: name?.primarySmtp ?? this.#smtp,
      displayName: name?.displayName ?? null,
      kind: name?.kind ?? null,
      inboxFolderId,
      serverVersion: server?.text ?? null,
    };
  }

  async listFolders(signal: AbortSignal): Promise<readonly SourceFolder[]> {
    const inboxId = await this.#inbox(signal);
    const tags = has2013(this.#state.version);
    const levels: readonly FolderShape[] = [
      { wellKnown: tags, extended: true },
      { wellKnown: tags, extended: false },
      { wellKnown: false, extended: false },
    ];
    const { answer, index, isCertain } = await firstThatWorks(
      levels,
      this.#folderLevel,
      formRefusal,
      async (shape) => this.#allFolders(shape, signal),
    );
    if (isCertain) this.#folderLevel = index;
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
    if (wellKnown === 'inbox') return this.#inbox(signal);
    if (wellKnown === 'calendar') {
      const [message] = (await this.#getDistinguished(['calendar'], signal)).messages;
      return folderIdOf(message);
    }
    if (this.#connection.isGroup) {
      throw new LightermanError('app.bad-input', {
        message: 'A group has no folders but Inbox and Calendar.',
      });
    }
    return this.#openPath(splitPath(target), signal);
  }

  listMessages(folderId: string, options: ListOptions, signal: AbortSignal): AsyncIterable<ListedPage> {
    return stableListing({
      pageSize: Math.min(largestPage, Math.max(1, options.pageSize ?? defaultPageSize)),
      mustRest: this.#connection.side === 'destination',
      fetch: async (page) => this.#listPage(folderId, options.withStamps, page, signal),
    });
  }

  async findStamps(
    folderId: string,
    stamps: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    try {
      return await this.#findByRestriction(folderId, stamps, signal);
    } catch (error) {
      if (!isRefusal(error, formRefusal)) throw error;
      this.#log('The server does not search by our property: the folder is listed instead.');
      return this.#findByListing(folderId, stamps, signal);
    }
  }

  async #findByListing(
    folderId: string,
    stamps: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const wanted = new Set(stamps);
    const found = new Map<string, Set<string>>();
    for await (const page of this.listMessages(folderId, { withStamps: true }, signal)) {
      for (const { stamp, itemId } of page.messages) {
        if (stamp === null || !wanted.has(stamp)) continue;
        const ids = found.get(stamp) ?? new Set();
        found.set(stamp, ids.add(itemId));
      }
    }
    return new Map([...found].map(([stamp, ids]) => [stamp, [...ids]]));
  }

  async #findByRestriction(
    folderId: string,
    stamps: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, Set<string>>();
    for (let at = 0; at < stamps.length; at += stampsPerRequest) {
      const asked = stamps.slice(at, at + stampsPerRequest);
      let offset = 0;
      for (;;) {
        const page = { size: 200, offset };
        const answer = await this.#caller.read(
          { operation: 'FindItem', body: [findByStamps(folderId, asked, page)] },
          signal,
        );
        const { items, facts } = itemPage(answer);
        for (const item of items) {
          const stamp = item.extended.get(paths.stamp.key);
          // A server whose comparison ignores case or cuts the value must not pass a neighbour for ours.
          if (stamp === undefined || !asked.includes(stamp)) continue;
          const ids = found.get(stamp) ?? new Set();
          found.set(stamp, ids.add(item.itemId));
        }
        const next =
          facts.nextOffset !== null && facts.nextOffset > offset ? facts.nextOffset : offset + items.length;
        if (items.length === 0 || (facts.isLast ?? next >= (facts.totalCount ?? next))) break;
        offset = next;
      }
    }
    return new Map([...found].map(([stamp, ids]) => [stamp, [...ids]]));
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  // -- first contact

  async #openInbox(signal: AbortSignal): Promise<string> {
    const versions = requestVersions.slice(requestVersions.indexOf(this.#state.version));
    try {
      const { answer, index, isCertain } = await firstThatWorks(
        versions,
        0,
        versionRefusal,
        async (version) => {
          this.#state.version = version;
          return this.#inboxByName(signal, version === versions[0] ? undefined : 1);
        },
      );
      this.#state.version = versions[index] ?? this.#state.version;
      if (index > 0) this.#log(`The server takes requests of version ${this.#state.version}.`);
      if (isCertain) rememberVersion(this.#connection.ewsUrl, this.#state.version);
      this.#inboxId = answer;
      return answer;
    } catch (error) {
      this.#state.version = versions[0] ?? this.#state.version;
      const isRights =
        error instanceof CallError && error.code === 'mailbox.access-denied' && error.responseCode !== null;
      throw isRights ? this.#accessError(error.responseCode) : error;
    }
  }

  /** The Inbox by its distinguished id; an address that is not the primary one is replaced by the one the server names. */
  async #inboxByName(signal: AbortSignal, patience?: number): Promise<string> {
    for (let renamed = false; ; renamed = true) {
      const [message] = (await this.#getDistinguished(['inbox'], signal, patience)).messages;
      if (message?.responseCode === 'ErrorNonPrimarySmtpAddress' && !renamed) {
        const primary = namedAddress(message.values, message.text, this.#smtp);
        if (primary !== null) {
          this.#smtp = primary;
          continue;
        }
      }
      if (message?.responseClass === 'Error') throw this.#accessError(message.responseCode);
      return folderIdOf(message);
    }
  }

  /** Missing rights look like access denied, or like a folder that is not there: at first contact both mean rights. */
  #accessError(responseCode: string): CallError {
    const { code } = ruleOf(responseCode);
    const isRights =
      code === 'mailbox.access-denied' || code === 'folder.not-found' || code === 'message.gone';
    const denied = this.#connection.isGroup ? 'mailbox.not-member' : 'mailbox.access-denied';
    return new CallError(isRights ? denied : code, 'none', {
      details: { responseCode, mailbox: this.#smtp },
      responseCode,
    });
  }

  async #inbox(signal: AbortSignal): Promise<string> {
    return this.#inboxId ?? this.#openInbox(signal);
  }

  /** A mailbox is named unless impersonation already says whose it is. */
  get #mailboxOfFolders(): string | null {
    return this.#connection.impersonate === null ? this.#smtp : null;
  }

  async #getDistinguished(
    ids: readonly string[],
    signal: AbortSignal,
    patience?: number,
  ): Promise<EwsAnswer> {
    return this.#caller.read(
      { operation: 'GetFolder', body: [getDistinguishedFolders(ids, this.#mailboxOfFolders)] },
      signal,
      patience,
    );
  }

  async #resolve(signal: AbortSignal): Promise<ReturnType<typeof resolvedName>> {
    try {
      const request = { operation: 'ResolveNames', body: [resolveNames(this.#smtp)] };
      const answer = await this.#caller.read(request, signal, 1);
      return resolvedName(answer, this.#smtp);
    } catch (error) {
      const known = asCallError(error, 'none');
      // The caller may have no mailbox, the address may be hidden: then the server just does not say what it is.
      if (
        known.info.scope === 'account' ||
        known.code === 'app.stopped' ||
        known.code === 'endpoint.unreachable'
      )
        throw error;
      this.#log(`The server does not resolve names (${known.responseCode ?? known.code}).`);
      return null;
    }
  }

  // -- folders

  async #allFolders(shape: FolderShape, signal: AbortSignal): Promise<readonly ParsedFolder[]> {
    const folders = new Map<string, ParsedFolder>();
    let offset = 0;
    for (;;) {
      const request = findFolder(shape, { size: largestPage, offset }, this.#mailboxOfFolders);
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
    const answer = await this.#getDistinguished(commonFolders, signal);
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
    return parentId ?? this.#inbox(signal);
  }

  async #createFolder(parentId: string | null, name: string, signal: AbortSignal): Promise<string> {
    const parent =
      parentId === null ? parentDistinguished('msgfolderroot', this.#mailboxOfFolders) : parentById(parentId);
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

  // -- listing

  async #listPage(
    folderId: string,
    withStamps: boolean,
    page: { readonly size: number; readonly offset: number },
    signal: AbortSignal,
  ): Promise<RawPage> {
    const which = withStamps ? 'stamped' : 'plain';
    const levels = listingLevels(withStamps);
    const flag = has2013(this.#state.version);
    const ask = async (level: ListingLevel): Promise<EwsAnswer> => {
      const answer = await this.#caller.read(
        {
          operation: 'FindItem',
          body: [findItem(folderId, { ...level, flag }, level.sort, page)],
          acceptGzip: true,
        },
        signal,
      );
      const [message] = answer.messages;
      if (message === undefined || message.responseClass === 'Error') throw answerError(message);
      return answer;
    };
    const { answer, index } = await firstThatWorks(levels, this.#listingLevel[which], formRefusal, ask);
    if (index !== this.#listingLevel[which]) {
      const level = levels[index];
      this.#log(
        `The server lists less than asked: binary properties ${String(level?.binary)}, extended ${String(level?.extended)}, stamps ${String(level?.stamps)}, sorted by ${level?.sort ?? 'none'}.`,
      );
      this.#listingLevel[which] = index;
    }
    const { items, facts } = itemPage(answer);
    return {
      messages: items.filter((item) => item.itemId !== '').map(toListedMessage),
      totalCount: facts.totalCount,
      nextOffset: facts.nextOffset,
      isLast: facts.isLast,
    };
  }

  #logCall(line: CallLine): void {
    if (line.outcome === 'ok') return;
    this.#log(
      `${line.operation} ${line.mailbox}: ${line.outcome}${line.responseCode === null ? '' : ` (${line.responseCode})`}${line.status === null ? '' : ` HTTP ${line.status}`} after ${line.durationMs} ms, trace ${line.trace}`,
    );
  }
}

const startVersion = (connection: MailboxConnection): RequestVersion =>
  requestVersions.find((version) => version === connection.requestServerVersion) ??
  rememberedVersion(connection.ewsUrl) ??
  requestVersions[0];

const answerError = (message: ResponseMessage | undefined): CallError => {
  if (message === undefined) return new CallError('endpoint.bad-answer', 'possible');
  const rule = ruleOf(message.responseCode);
  return new CallError(rule.code, rule.effect, {
    details: { responseCode: message.responseCode },
    responseCode: message.responseCode,
  });
};

const folderIdOf = (message: ResponseMessage | undefined): string => {
  if (message === undefined || message.responseClass === 'Error') throw answerError(message);
  const id = childOf(childOf(message.element, 'Folders')?.children[0], 'FolderId')?.attributes['Id'] ?? '';
  if (id === '')
    throw new CallError('endpoint.bad-answer', 'possible', { message: 'The server names no folder id.' });
  return id;
};

const itemPage = (answer: EwsAnswer) => {
  const [message] = answer.messages;
  if (message === undefined || message.responseClass === 'Error') throw answerError(message);
  const root = childOf(message.element, 'RootFolder');
  return { items: childOf(root, 'Items')?.children.map(parseItem) ?? [], facts: pageFacts(root) };
};
