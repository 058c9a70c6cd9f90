import { openEwsMailbox } from '#main/exchange/ews/ews-mailbox.ts';
import { forgetVersions } from '#main/exchange/ews/server-memory.ts';
import type {
  MailboxConnection,
  MailboxDestination,
  MailboxSource,
  SmallContent,
  WriteRequest,
} from '#main/exchange/mailbox.ts';
import type { LightermanError } from '#shared/domain/errors.ts';
import {
  connectionTo,
  fastClock,
  fixedCredentials,
  type RecordingGate,
  recordingGate,
} from './ews-connection.ts';
import { type MemoryServer, startMemoryServer } from './ews-memory-server.ts';
import type { StubAnswer, StubRequest } from './ews-stub.ts';

/** Servers and mailboxes that close themselves after each test. */
export interface MailboxBench {
  serve(disturb?: (request: StubRequest, server: MemoryServer) => StubAnswer | null): Promise<MemoryServer>;
  open(server: { readonly url: string }, changes?: Partial<MailboxConnection>): OpenedMailbox;
  readonly close: () => Promise<void>;
}

export interface OpenedMailbox {
  readonly mailbox: MailboxSource & MailboxDestination;
  readonly gate: RecordingGate;
  readonly slept: readonly number[];
  readonly log: readonly string[];
}

export const createMailboxBench = (): MailboxBench => {
  const opened: { close(): Promise<void> }[] = [];
  return {
    serve: async (disturb) => {
      const server = await startMemoryServer(disturb);
      opened.push(server);
      return server;
    },
    open: (server, changes = {}) => {
      const gate = recordingGate();
      const clock = fastClock();
      const log: string[] = [];
      const mailbox = openEwsMailbox(connectionTo(server.url, changes), {
        credentials: fixedCredentials,
        gate,
        clock,
        log: (line) => void log.push(line),
      });
      opened.push(mailbox);
      return { mailbox, gate, slept: clock.slept, log };
    },
    close: async () => {
      forgetVersions();
      while (opened.length > 0) await opened.pop()?.close();
    },
  };
};

export const failureOf = async (work: Promise<unknown>): Promise<LightermanError> =>
  work.then(
    () => {
      throw new Error('It worked, which it must not.');
    },
    (error: unknown) => error as LightermanError,
  );

export const smallContent = (mime: string, itemId = 'source-1'): SmallContent => ({
  kind: 'small',
  itemId,
  mimeBase64: Buffer.from(Buffer.from(mime, 'utf8').toString('base64'), 'latin1'),
  mimeSha256: '',
  mimeBytes: Buffer.byteLength(mime),
  properties: {
    itemClass: 'IPM.Note',
    subject: 'S',
    isRead: true,
    messageFlags: 1,
    sentAtMs: Date.UTC(2021, 2, 4, 5, 6, 7),
    receivedAtMs: Date.UTC(2021, 2, 4, 5, 6, 9),
    createdAtMs: null,
    categories: ['Blue & <green>'],
    importance: 'High',
    sensitivity: 'Private',
    flagStatus: 'NotFlagged',
    flagStartMs: null,
    flagDueMs: null,
    flagCompleteMs: null,
    iconIndex: null,
    lastVerb: null,
    lastVerbAtMs: null,
    internetMessageId: null,
    senderAddress: null,
    recipients: [],
  },
});

export const writeRequest = (mime: string, stamp = 'stamp-1'): WriteRequest => ({
  content: smallContent(mime),
  stamp,
  itemClass: 'IPM.Note',
  originalClass: null,
});
