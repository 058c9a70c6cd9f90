import { openEwsMailbox } from '#main/exchange/ews/ews-mailbox.ts';
import { forgetVersions } from '#main/exchange/ews/server-memory.ts';
import type {
  MailboxConnection,
  MailboxDestination,
  MailboxSource,
  SmallContent,
  StreamedContent,
  WriteRequest,
  WriteResult,
} from '#main/exchange/mailbox.ts';
import { type LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import {
  connectionTo,
  fastClock,
  fixedCredentials,
  type RecordingGate,
  recordingGate,
} from './ews-connection.ts';
import { type MemoryServer, startMemoryServer } from './ews-memory-server.ts';
import { type StubAnswer, type StubRequest, success } from './ews-stub.ts';

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

/** Kind and code; for an unknown outcome also what it followed from. */
export const verdictOf = (result: WriteResult | undefined): readonly unknown[] => {
  if (result === undefined || result.kind === 'written') return [result?.kind];
  const error = toLightermanError(result.error);
  return [result.kind, error.code, ...(result.kind === 'unknown' ? [error.details['after']] : [])];
};

export const created = (id: string): string =>
  success('CreateItem', `<m:Items><t:Message><t:ItemId Id="${id}" ChangeKey="c"/></t:Message></m:Items>`);

export const streamed = (
  pieces: () => AsyncIterable<Uint8Array>,
  end: StreamedContent['end'] | null = null,
): WriteRequest => ({
  ...writeRequest('x'),
  content: {
    kind: 'streamed',
    itemId: 'source-1',
    expectedBytes: 4_000_000,
    mimeBase64: pieces(),
    end: end ?? Promise.resolve({ mimeSha256: '', mimeBytes: 0, properties: smallContent('x').properties }),
  },
});

export const manyPieces = (count: number, bytes = 65_536) =>
  async function* () {
    for (let index = 0; index < count; index++) yield Buffer.alloc(bytes, 'QUJD');
  };
