import { afterEach, describe, expect, it } from 'vitest';
import {
  createExchangeHttp,
  type ExchangeHttp,
  type ExchangeRequest,
} from '#main/exchange/http/exchange-http.ts';
import type { CallError } from '#main/exchange/http/http-errors.ts';
import { type HttpHead, WholeBody } from '#main/exchange/http/round-trip.ts';
import type { ConnectionSignIn } from '#main/exchange/mailbox.ts';
import { connectionTo, fastClock, fixedCredentials, noSignal } from '#test/support/ews-connection.ts';
import { type EwsStub, startStub, type StubAnswer, type StubRequest } from '#test/support/ews-stub.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  while (open.length > 0) await open.pop()?.close();
});

/** A CHALLENGE message: signature, type 2, flags with Unicode, an 8-byte challenge; no target information. */
const challenge = (() => {
  const message = Buffer.alloc(48);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(2, 8);
  message.writeUInt32LE(0x1 | 0x200, 20);
  message.write('12345678', 24, 'latin1');
  return message.toString('base64');
})();

const typeOf = (token: string): number => Buffer.from(token, 'base64').readUInt32LE(8);

interface NtlmServer extends EwsStub {
  handshakes: number;
  /** Bodies that came with the wrong kind of request. */
  readonly misplaced: string[];
  readonly signedIn: Set<number>;
}

interface ServerOptions {
  readonly scheme?: 'NTLM' | 'Negotiate';
  readonly offers?: readonly string[];
  /** Refuses whatever answer to the challenge. */
  readonly refuses?: boolean;
  readonly closesAfter?: (request: StubRequest) => boolean;
}

const startNtlm = async (options: ServerOptions = {}): Promise<NtlmServer> => {
  const scheme = options.scheme ?? 'NTLM';
  const offers = options.offers ?? [scheme];
  const signedIn = new Set<number>();
  const misplaced: string[] = [];
  const refusal = (): StubAnswer => ({ status: 401, headers: { 'www-authenticate': [...offers] } });
  const stub = await startStub((request) => {
    const [given, token = ''] = (request.headers.authorization ?? '').split(' ');
    if (given === scheme && token !== '' && offers.includes(scheme)) {
      if (typeOf(token) === 1) {
        server.handshakes += 1;
        if (request.body !== '') misplaced.push(request.body);
        return { status: 401, headers: { 'www-authenticate': `${scheme} ${challenge}` } };
      }
      if (options.refuses === true) return refusal();
      signedIn.add(request.socket);
    }
    if (!signedIn.has(request.socket)) {
      if (request.body !== '') misplaced.push(request.body);
      return refusal();
    }
    return {
      body: request.body,
      ...(options.closesAfter?.(request) === true ? { headers: { connection: 'close' } } : {}),
    };
  });
  const server: NtlmServer = Object.assign(stub, { handshakes: 0, misplaced, signedIn });
  open.push(server);
  return server;
};

const httpTo = (server: EwsStub, kind: 'ntlm' | 'negotiate-password' = 'ntlm'): ExchangeHttp => {
  const signIn: ConnectionSignIn = { kind, userName: 'CONTOSO\\anna', secretKey: 's' };
  const http = createExchangeHttp(connectionTo(server.url, { signIn }), {
    credentials: fixedCredentials,
    clock: fastClock(),
  });
  open.push(http);
  return http;
};

const send = async (
  http: ExchangeHttp,
  body: ExchangeRequest['body'],
): Promise<HttpHead & { readonly text: string }> => {
  const sink = new WholeBody(1_000_000);
  const head = await http.send(
    { body, deadlines: { headersMs: 2_000, idleMs: 2_000, wholeMs: 4_000 }, acceptGzip: false, trace: 't' },
    sink,
    noSignal(),
  );
  return { ...head, text: sink.take().toString('utf8') };
};

const failureOf = async (work: Promise<unknown>): Promise<CallError> =>
  work.then(
    () => {
      throw new Error('It worked, which it must not.');
    },
    (error: unknown) => error as CallError,
  );

describe.each(['NTLM', 'Negotiate'] as const)('%s', (scheme) => {
  it('signs in once per socket, and no body goes out twice or too early', async () => {
    const server = await startNtlm({ scheme });
    const http = httpTo(server);
    for (let index = 0; index < 10; index++)
      expect((await send(http, Buffer.from(`<a>${index}</a>`))).text).toBe(`<a>${index}</a>`);
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => send(http, Buffer.from(`<b>${index}</b>`))),
    );
    for (let index = 0; index < 5; index++) await send(http, Buffer.from(`<c>${index}</c>`));
    expect(server.misplaced).toEqual([]);
    expect(server.handshakes).toBeLessThanOrEqual(server.sockets());
    const bodies = server.requests.map((request) => request.body).filter((body) => body !== '');
    expect(new Set(bodies).size).toBe(bodies.length);
    expect(bodies).toHaveLength(27);
  });

  it('sends an upload in pieces only on a socket that is signed in', async () => {
    const server = await startNtlm({ scheme });
    const pieces = async function* () {
      for (let index = 0; index < 5; index++) yield Buffer.from(`<p>${index}</p>`);
    };
    expect((await send(httpTo(server), pieces())).text).toBe('<p>0</p><p>1</p><p>2</p><p>3</p><p>4</p>');
    expect(server.misplaced).toEqual([]);
  });

  it('signs in again on a new socket after the server closed the old one', async () => {
    const server = await startNtlm({ scheme, closesAfter: () => true });
    const http = httpTo(server);
    for (let index = 0; index < 3; index++) {
      await send(http, Buffer.from(`<a>${index}</a>`));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(server.handshakes).toBe(3);
    expect(server.sockets()).toBeGreaterThanOrEqual(3);
    expect(server.misplaced).toEqual([]);
  });

  it('does not try a refused password twice', async () => {
    const server = await startNtlm({ scheme, refuses: true });
    const error = await failureOf(send(httpTo(server), Buffer.from('<a/>')));
    expect([error.code, error.effect]).toEqual(['auth.denied', 'none']);
    expect(server.handshakes).toBe(1);
  });
});

describe('a server that offers something else', () => {
  it('Kerberos only: is said so', async () => {
    const server = await startNtlm({ offers: ['Negotiate'], scheme: 'NTLM' });
    const error = await failureOf(send(httpTo(server), Buffer.from('<a/>')));
    expect([error.code, error.effect]).toEqual(['auth.kerberos-only', 'none']);
    expect(server.requests.every((request) => request.body === '')).toBe(true);
  });

  it('Basic only: never gets the password when NTLM was asked for', async () => {
    const server = await startNtlm({ offers: ['Basic realm="x"'], scheme: 'NTLM' });
    const error = await failureOf(send(httpTo(server), Buffer.from('<a/>')));
    expect([error.code, error.details['offered']]).toEqual(['auth.denied', 'basic']);
    expect(
      server.requests.some((request) => request.headers.authorization?.startsWith('Basic') === true),
    ).toBe(false);
  });

  it('Basic only: gets Basic when either will do, from then on at once', async () => {
    const basic = `Basic ${Buffer.from('CONTOSO\\anna:Pa$$w0rd-ü', 'utf8').toString('base64')}`;
    const server = await startStub((request) =>
      request.headers.authorization === basic
        ? { body: request.body }
        : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
    );
    open.push(server);
    const http = httpTo(server, 'negotiate-password');
    expect((await send(http, Buffer.from('<a/>'))).text).toBe('<a/>');
    expect((await send(http, Buffer.from('<b/>'))).text).toBe('<b/>');
    expect(server.requests.map((request) => request.body)).toEqual(['', '<a/>', '<b/>']);
  });

  it('nothing: needs no sign-in', async () => {
    const server = await startStub((request) => ({ body: request.body }));
    open.push(server);
    expect((await send(httpTo(server), Buffer.from('<a/>'))).text).toBe('<a/>');
  });

  it('a socket that dies in the handshake: has had no effect', async () => {
    const server = await startStub((request) => (request.body === '' ? { reset: true } : { body: 'x' }));
    open.push(server);
    const error = await failureOf(send(httpTo(server), Buffer.from('<a/>')));
    expect([error.code, error.effect]).toEqual(['endpoint.unreachable', 'none']);
  });
});
