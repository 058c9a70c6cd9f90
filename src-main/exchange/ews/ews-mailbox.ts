import { type Clock, systemClock } from '../http/clock.ts';
import { createExchangeHttp } from '../http/exchange-http.ts';
import type {
  Credentials,
  MailboxConnection,
  MailboxDestination,
  MailboxSource,
  RequestGate,
} from '../mailbox.ts';
import { type CallLine, EwsCaller, newCallerState } from './ews-caller.ts';
import { Finding } from './finding.ts';
import { FirstContact } from './first-contact.ts';
import { Folders } from './folders.ts';
import { Reading } from './reading.ts';
import { rememberedVersion } from './server-memory.ts';
import { type RequestVersion, requestVersions } from './soap-writer.ts';
import { Writing } from './writing.ts';

/** A mailbox behind EWS, as a migration needs it: source and destination in one, put together from its parts. */

export interface EwsMailboxDeps {
  readonly credentials: Credentials;
  readonly gate: RequestGate;
  /** Noteworthy lines only; no secret, no mail content. */
  readonly log?: (line: string) => void;
  readonly clock?: Clock;
  /**
   * A call's signal stops new requests at once; an upload that is on the wire goes on until this one aborts, so that a stop
   * leaves no message of unknown outcome. Without it the call's signal ends uploads too.
   */
  readonly drain?: AbortSignal;
}

const defaultTimeoutMs = 150_000;

/** Opens nothing yet. @throws LightermanError `app.bad-input`, `auth.clear-text` for the address. */
export const openEwsMailbox = (
  connection: MailboxConnection,
  deps: EwsMailboxDeps,
): MailboxSource & MailboxDestination => {
  const clock = deps.clock ?? systemClock;
  const log = deps.log ?? (() => undefined);
  const http = createExchangeHttp(connection, { credentials: deps.credentials, clock });
  const caller = new EwsCaller({
    http,
    gate: deps.gate,
    clock,
    mailbox: connection.smtp,
    impersonate: connection.impersonate,
    requestTimeoutMs: connection.requestTimeoutMs > 0 ? connection.requestTimeoutMs : defaultTimeoutMs,
    state: newCallerState(startVersion(connection)),
    drain: deps.drain ?? null,
    log: (line) => {
      if (line.outcome !== 'ok') log(sentenceOf(line));
    },
  });
  const contact = new FirstContact(connection, caller, log);
  const folders = new Folders(connection, caller, contact);
  const finding = new Finding(connection, caller, log);
  const reading = new Reading(caller);
  const writing = new Writing(caller);
  return {
    open: async (signal, isHasty = false) => contact.open(signal, isHasty),
    listFolders: async (signal) => folders.listFolders(signal),
    openFolder: async (target, signal) => folders.openFolder(target, signal),
    listMessages: (folderId, options, signal) => finding.listMessages(folderId, options, signal),
    findStamps: async (folderId, stamps, signal) => finding.findStamps(folderId, stamps, signal),
    readSmall: async (messages, signal) => reading.readSmall(messages, signal),
    readLarge: async (message, signal) => reading.readLarge(message, signal),
    readRecipients: async (itemIds, signal) => reading.readRecipients(itemIds, signal),
    writeSmall: async (folderId, requests, signal) => writing.writeSmall(folderId, requests, signal),
    writeLarge: async (folderId, request, signal) => writing.writeLarge(folderId, request, signal),
    close: async () => http.close(),
  };
};

const sentenceOf = (line: CallLine): string =>
  `${line.operation} ${line.mailbox}: ${line.outcome}${line.responseCode === null ? '' : ` (${line.responseCode})`}${line.status === null ? '' : ` HTTP ${line.status}`} after ${line.durationMs} ms, trace ${line.trace}`;

const startVersion = (connection: MailboxConnection): RequestVersion =>
  requestVersions.find((version) => version === connection.requestServerVersion) ??
  rememberedVersion(connection.ewsUrl) ??
  requestVersions[0];
