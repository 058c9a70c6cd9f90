import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';
import {
  ConnectionDropped,
  createEwsHandler,
  type EwsHandler,
  type EwsHandlerOptions,
} from '#main/practice/ews/handler.ts';
import { type Mailstore, openMailstore } from '#main/practice/mailstore/mailstore.ts';
import type {
  Caller,
  Directory,
  MailboxAccess,
  PracticeMailbox,
  TenantSettings,
} from '#main/practice/types.ts';

/** A directory whose answers a test can change while it runs. */
export interface FakeDirectory extends Directory {
  readonly mailboxes: PracticeMailbox[];
  /** Key: `upn address`, both in lower case. */
  readonly access: Map<string, MailboxAccess>;
  readonly impersonators: Set<string>;
  tenantSettings: TenantSettings;
}

export const mailbox = (address: string, changes: Partial<PracticeMailbox> = {}): PracticeMailbox => ({
  id: `id-${address}`,
  tenant: 'contoso',
  kind: 'user',
  displayName: address.replace(/@.*$/, ''),
  primarySmtp: address,
  aliases: [],
  language: 'en-US',
  ewsEnabled: true,
  maxReceiveBytes: 36 * 1024 * 1024,
  quotaBytes: 50 * 1024 * 1024 * 1024,
  ...changes,
});

export const tenantId = '11111111-2222-4333-8444-555555555555';
export const personCalled = (upn: string): Caller => ({ kind: 'delegated', tenantId, upn, appId: 'app' });

const nameOf = (caller: Caller): string =>
  caller.kind === 'application' ? caller.appId : caller.upn.toLowerCase();

export const fakeDirectory = (mailboxes: readonly PracticeMailbox[]): FakeDirectory => {
  const list = [...mailboxes];
  const access = new Map<string, MailboxAccess>();
  const impersonators = new Set<string>();
  const find = (address: string): PracticeMailbox | null => {
    const wanted = address.toLowerCase();
    return (
      list.find((entry) =>
        [entry.primarySmtp, ...entry.aliases].some((smtp) => smtp.toLowerCase() === wanted),
      ) ?? null
    );
  };
  return {
    mailboxes: list,
    access,
    impersonators,
    tenantSettings: {
      ewsEnabled: true,
      ewsAllowedAppIds: null,
      mime: 'rewrite',
      deniedAnswer: 'ErrorAccessDenied',
      latencyMs: 0,
    },
    findMailbox: (_tenant, address) => find(address),
    listMailboxes: () => list,
    mailboxOf: (caller) => (caller.kind === 'application' ? null : find(caller.upn)),
    accessOf(caller, target) {
      const own = caller.kind === 'application' ? null : find(caller.upn);
      if (own?.id === target.id && target.kind !== 'group') return 'self';
      return access.get(`${nameOf(caller)} ${target.primarySmtp.toLowerCase()}`) ?? null;
    },
    mayImpersonate: (caller) => impersonators.has(nameOf(caller)),
    settings() {
      return this.tenantSettings;
    },
  };
};

export interface PracticeBench {
  readonly db: Database.Database;
  readonly mailstore: Mailstore;
  readonly directory: FakeDirectory;
  readonly handler: EwsHandler;
  /** Every envelope that went in and out since the bench was made. */
  readonly traffic: { readonly request: string; readonly response: string }[];
  /** Sends a body (without its envelope) as a person; answers the text of the response. */
  ask(body: string, options?: AskOptions): Promise<{ status: number; text: string }>;
  close(): void;
}

export interface AskOptions {
  readonly caller?: Caller;
  readonly header?: string;
  readonly version?: string;
  /** Send this text as it is. */
  readonly raw?: boolean;
}

export const wrap = (body: string, { header = '', version = 'Exchange2016' }: AskOptions = {}): string =>
  `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><soap:Header><t:RequestServerVersion Version="${version}"/>${header}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;

export const readBody = async (body: AsyncIterable<Uint8Array> | Uint8Array): Promise<Buffer> => {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** A practice Exchange in memory: one tenant, one caller by default, everything else denied. */
export const practiceBench = (
  options: Partial<EwsHandlerOptions> & {
    mailboxes?: readonly PracticeMailbox[];
    now?: () => number;
    file?: string;
    caller?: Caller;
  } = {},
): PracticeBench => {
  const db = new Database(options.file ?? ':memory:');
  db.pragma('foreign_keys = ON');
  const mailstore = openMailstore(db, options.now === undefined ? {} : { now: options.now });
  const directory = fakeDirectory(options.mailboxes ?? [mailbox('anna@contoso.example')]);
  const { mailboxes: _mailboxes, now: _now, file: _file, caller: defaultCaller, ...handlerOptions } = options;
  const handler = createEwsHandler({
    tenant: 'contoso',
    mailstore,
    directory,
    face: 'cloud',
    ...handlerOptions,
  });
  for (const entry of directory.mailboxes)
    mailstore.createMailbox(entry.id, entry.language, entry.kind === 'group' ? 'group' : 'user');
  const traffic: PracticeBench['traffic'] = [];
  return {
    db,
    mailstore,
    directory,
    handler,
    traffic,
    async ask(body, ask = {}) {
      const request = ask.raw === true ? body : wrap(body, ask);
      const caller = ask.caller ?? defaultCaller ?? personCalled(directory.mailboxes[0]?.primarySmtp ?? '');
      const answer = await handler({ caller, headers: {}, body: Buffer.from(request) });
      const text = (await readBody(answer.body)).toString('utf8');
      traffic.push({ request, response: text });
      return { status: answer.status, text };
    },
    close: () => void db.close(),
  };
};

/** A tiny HTTP server around a handler, with Basic sign-in by user name alone. Loopback only. */
export const listenPracticeEws = async (
  handler: EwsHandler,
  onTraffic?: (request: Buffer, response: Buffer) => void,
): Promise<{ url: string; close: () => Promise<void> }> => {
  const server = createServer((request, response) => {
    void (async () => {
      const user =
        Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64')
          .toString('utf8')
          .split(':')[0] ?? '';
      if (user === '') {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="practice"' }).end();
        return;
      }
      try {
        const sent = await readBody(request as AsyncIterable<Uint8Array>);
        const answer = await handler({
          caller: { kind: 'on-premises', tenantId, upn: user },
          headers: request.headers,
          body: sent,
        });
        const body = await readBody(answer.body);
        onTraffic?.(sent, body);
        response.writeHead(answer.status, answer.headers).end(body);
      } catch (error) {
        if (error instanceof ConnectionDropped) request.socket.destroy();
        else {
          console.error(error);
          response.writeHead(500).end();
        }
      }
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/EWS/Exchange.asmx`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
