import { LightermanError } from '#shared/domain/errors.ts';
import { asCallError, CallError } from '../http/http-errors.ts';
import type { MailboxConnection, MailboxIdentity } from '../mailbox.ts';
import { answerError } from './answer-errors.ts';
import { firstThatWorks, versionRefusal } from './degrade.ts';
import type { EwsAnswer, ResponseMessage } from './envelope.ts';
import type { EwsCaller } from './ews-caller.ts';
import { ruleOf } from './ews-response-codes.ts';
import { namedAddress, resolvedName } from './names.ts';
import { getDistinguishedFolders } from './operations/folders.ts';
import { resolveNames } from './operations/other-requests.ts';
import { rememberVersion } from './server-memory.ts';
import { requestVersions } from './soap-writer.ts';
import { childOf } from './xml-tree.ts';

/** The first questions to a server: which version, may we see the Inbox, whose is it, what kind of mailbox. */
export class FirstContact {
  readonly #connection: MailboxConnection;
  readonly #caller: EwsCaller;
  readonly #log: (line: string) => void;
  /** For `t:Mailbox`; the primary address once the server has named it. */
  #smtp: string;
  #inboxId: string | null = null;

  constructor(connection: MailboxConnection, caller: EwsCaller, log: (line: string) => void) {
    this.#connection = connection;
    this.#caller = caller;
    this.#log = log;
    this.#smtp = connection.smtp;
  }

  async open(signal: AbortSignal, isHasty: boolean): Promise<MailboxIdentity> {
    const inboxFolderId = await this.#openInbox(signal, isHasty);
    const server = this.#caller.state.serverVersion;
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

  /** The Inbox's folder id, asked for once. */
  async inbox(signal: AbortSignal): Promise<string> {
    return this.#inboxId ?? this.#openInbox(signal);
  }

  /**
   * Named also beside the impersonation header: a server or gateway that passes over the header would otherwise open the
   * signed-in account's own mailbox, and somebody else's mail would be copied as if it were this one's.
   */
  get mailboxOfFolders(): string {
    return this.#smtp;
  }

  async getDistinguished(ids: readonly string[], signal: AbortSignal, patience?: number): Promise<EwsAnswer> {
    return this.#caller.read(
      { operation: 'GetFolder', body: [getDistinguishedFolders(ids, this.mailboxOfFolders)] },
      signal,
      patience,
    );
  }

  async #openInbox(signal: AbortSignal, isHasty = false): Promise<string> {
    const { state } = this.#caller;
    const versions = requestVersions.slice(requestVersions.indexOf(state.version));
    try {
      const { answer, index, isCertain } = await firstThatWorks(
        versions,
        0,
        versionRefusal,
        async (version) => {
          state.version = version;
          return this.#inboxByName(signal, version === versions[0] && !isHasty ? undefined : 1);
        },
      );
      state.version = versions[index] ?? state.version;
      if (index > 0) this.#log(`The server takes requests of version ${state.version}.`);
      if (isCertain) rememberVersion(this.#connection.ewsUrl, state.version);
      this.#inboxId = answer;
      return answer;
    } catch (error) {
      state.version = versions[0] ?? state.version;
      const isRights =
        error instanceof CallError && error.code === 'mailbox.access-denied' && error.responseCode !== null;
      throw isRights ? this.#accessError(error.responseCode) : error;
    }
  }

  /** The Inbox by its distinguished id; an address that is not the primary one is replaced by the one the server names. */
  async #inboxByName(signal: AbortSignal, patience?: number): Promise<string> {
    for (let renamed = false; ; renamed = true) {
      const [message] = (await this.getDistinguished(['inbox'], signal, patience)).messages;
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
}

/** @throws CallError when the answer is an error or names no folder. */
export const folderIdOf = (message: ResponseMessage | undefined): string => {
  if (message === undefined || message.responseClass === 'Error') throw answerError(message);
  const id = childOf(childOf(message.element, 'Folders')?.children[0], 'FolderId')?.attributes['Id'] ?? '';
  if (id === '')
    throw new CallError('endpoint.bad-answer', 'possible', { message: 'The server names no folder id.' });
  return id;
};
