import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { readChallenges } from '#main/exchange/http/challenges.ts';
import { CookieJar } from '#main/exchange/http/cookie-jar.ts';
import {
  createExchangeHttp,
  type ExchangeHttp,
  type ExchangeRequest,
} from '#main/exchange/http/exchange-http.ts';
import {
  codeOfSocketError,
  CallError,
  retryAfterOf,
  ruleOfStatus,
  socketError,
} from '#main/exchange/http/http-errors.ts';
import { type HttpHead, WholeBody } from '#main/exchange/http/round-trip.ts';
import { isLoopback, serverAddress } from '#main/exchange/http/sockets.ts';
import type { Credentials, MailboxConnection } from '#main/exchange/mailbox.ts';
import { connectionTo, fastClock, fixedCredentials, noSignal } from '#test/support/ews-connection.ts';
import { type EwsStub, startStub, type StubHandler } from '#test/support/ews-stub.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  while (open.length > 0) await open.pop()?.close();
});

const serve = async (handler: StubHandler): Promise<EwsStub> => {
  const stub = await startStub(handler);
  open.push(stub);
  return stub;
};

const httpTo = (
  url: string,
  changes: Partial<MailboxConnection> = {},
  credentials: Credentials = fixedCredentials,
): ExchangeHttp => {
  const http = createExchangeHttp(connectionTo(url, changes), { credentials, clock: fastClock() });
  open.push(http);
  return http;
};

const request = (changes: Partial<ExchangeRequest> = {}): ExchangeRequest => ({
  body: Buffer.from('<x/>'),
  deadlines: { headersMs: 2_000, idleMs: 2_000, wholeMs: 4_000 },
  acceptGzip: false,
  trace: 'trace-1',
  ...changes,
});

const send = async (
  http: ExchangeHttp,
  changes: Partial<ExchangeRequest> = {},
  signal = noSignal(),
): Promise<HttpHead & { readonly text: string }> => {
  const sink = new WholeBody(1_000_000);
  const head = await http.send(request(changes), sink, signal);
  return { ...head, text: sink.take().toString('utf8') };
};

const failureOf = async (work: Promise<unknown>): Promise<CallError> =>
  work.then(
    () => {
      throw new Error('It worked, which it must not.');
    },
    (error: unknown) => error as CallError,
  );

const bearer = { kind: 'bearer', accountKey: 'a' } as const;
const basic = { kind: 'basic', userName: 'CONTOSO\\anna', secretKey: 's' } as const;

/** Tokens handed out and how they were asked for. */
const countingCredentials = (): Credentials & { readonly asked: [boolean, string | null][] } => {
  const asked: [boolean, string | null][] = [];
  return {
    asked,
    accessToken: (_key, force, claims) => {
      asked.push([force, claims]);
      return Promise.resolve(`token-${asked.length}`);
    },
    password: () => Promise.resolve('secret'),
  };
};

describe('a request', () => {
  it('bears the headers of Exchange', async () => {
    const stub = await serve(() => ({ body: 'ok' }));
    await send(httpTo(stub.url, { isGroup: true, smtp: 'team@contoso.test' }));
    expect(stub.requests[0]?.headers).toMatchObject({
      'content-type': 'text/xml; charset=utf-8',
      accept: 'text/xml',
      'user-agent': expect.stringMatching(/^Lighterman\/\d+\.\d+\.\d+/),
      'client-request-id': 'trace-1',
      'return-client-request-id': 'true',
      'x-anchormailbox': 'team@contoso.test',
      'x-owa-explicitlogonuser': 'team@contoso.test',
      authorization: 'Bearer token-1',
      'accept-encoding': 'identity',
      'content-length': '4',
    });
  });

  it('anchors at the impersonated mailbox', async () => {
    const stub = await serve(() => ({ body: 'ok' }));
    await send(httpTo(stub.url, { impersonate: 'bert@contoso.test' }));
    expect(stub.requests[0]?.headers['x-anchormailbox']).toBe('bert@contoso.test');
    expect(stub.requests[0]?.headers['x-owa-explicitlogonuser']).toBeUndefined();
  });

  it('keeps the cookies of its mailbox', async () => {
    const stub = await serve(() => ({
      body: 'ok',
      headers: {
        'set-cookie': [
          'exchangecookie=abc; path=/; HttpOnly',
          'X-BackEndOverrideCookie=be1; path=/EWS; secure',
        ],
      },
    }));
    const http = httpTo(stub.url);
    await send(http);
    await send(http);
    await send(httpTo(stub.url));
    expect(stub.requests.map((seen) => seen.headers.cookie)).toEqual([
      undefined,
      'exchangecookie=abc; X-BackEndOverrideCookie=be1',
      undefined,
    ]);
  });

  it.each([true, false])('is read packed or not (asked for: %s)', async (acceptGzip) => {
    const stub = await serve(() => ({
      body: gzipSync('hello'.repeat(10_000)),
      headers: { 'content-encoding': 'gzip' },
    }));
    expect((await send(httpTo(stub.url), { acceptGzip })).text).toBe('hello'.repeat(10_000));
    expect(stub.requests[0]?.headers['accept-encoding']).toBe(acceptGzip ? 'gzip' : 'identity');
  });

  it('refuses an answer that is packed wrongly', async () => {
    const stub = await serve(() => ({ body: 'not gzip', headers: { 'content-encoding': 'gzip' } }));
    expect((await failureOf(send(httpTo(stub.url)))).code).toBe('endpoint.bad-answer');
  });

  it('reuses its sockets', async () => {
    const stub = await serve(() => ({ body: 'ok' }));
    const http = httpTo(stub.url);
    for (let index = 0; index < 20; index++) await send(http);
    // The first socket is free only a turn after its answer ended, so a second one may be opened once.
    expect(stub.sockets()).toBeLessThanOrEqual(2);
  });

  it('never follows a redirect', async () => {
    const target = await serve(() => ({ body: 'caught' }));
    const stub = await serve(() => ({ status: 302, headers: { location: target.url } }));
    expect((await send(httpTo(stub.url))).status).toBe(302);
    expect(target.requests).toHaveLength(0);
  });
});

describe('an upload in pieces', () => {
  it('arrives whole', async () => {
    const stub = await serve(() => ({ body: 'ok' }));
    const pieces = async function* () {
      for (let index = 0; index < 20; index++) yield Buffer.alloc(50_000, String(index % 10));
    };
    await send(httpTo(stub.url), { body: pieces() });
    expect(stub.requests[0]?.body).toHaveLength(1_000_000);
  });

  it('that fails midway is never completed', async () => {
    let completed = 0;
    const stub = await serve(() => {
      completed += 1;
      return { body: 'ok' };
    });
    const pieces = async function* () {
      yield Buffer.alloc(50_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new CallError('endpoint.unreachable', 'none');
    };
    const error = await failureOf(send(httpTo(stub.url), { body: pieces() }));
    expect(error.code).toBe('endpoint.unreachable');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(completed).toBe(0);
  });

  it.each(['end', 'destroy', 'reset'] as const)(
    'hears a refusal although the server hangs up at once (%s)',
    async (how) => {
      const server = createServer((socket: Socket) => {
        let seen = 0;
        socket.on('error', () => undefined);
        socket.on('data', (chunk) => {
          if (seen >= 200_000) return;
          seen += chunk.length;
          if (seen < 200_000) return;
          socket.pause();
          socket.write(
            'HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
            () => {
              if (how === 'end') socket.end();
              else if (how === 'destroy') socket.destroy();
              else socket.resetAndDestroy();
            },
          );
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const http = httpTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/EWS`);
      const pieces = async function* () {
        for (let index = 0; index < 300; index++) yield Buffer.alloc(65_536);
      };
      const head = await send(http, { body: pieces() });
      expect([head.status, head.headers['retry-after']]).toEqual([503, '7']);
      server.close();
    },
  );
});

describe('deadlines and abort', () => {
  it('ends a request that is not answered', async () => {
    const stub = await serve(() => ({ hang: true }));
    const error = await failureOf(
      send(httpTo(stub.url), { deadlines: { headersMs: 50, idleMs: 1_000, wholeMs: null } }),
    );
    expect([error.code, error.effect, error.details['waitedFor']]).toEqual([
      'endpoint.timeout',
      'possible',
      'headers',
    ]);
  });

  const trickling = async (everyMs: number, silent: boolean) => {
    const server = createServer((socket: Socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        const timer = setInterval(() => silent || socket.write('x'), everyMs);
        socket.on('close', () => clearInterval(timer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({ close: async () => void server.close() });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/EWS`;
  };

  it('ends an answer that falls silent', async () => {
    const url = await trickling(10, true);
    const error = await failureOf(
      send(httpTo(url), { deadlines: { headersMs: 1_000, idleMs: 60, wholeMs: null } }),
    );
    expect([error.code, error.details['waitedFor']]).toEqual(['endpoint.timeout', 'idle']);
  });

  it('ends an answer that never ends', async () => {
    const url = await trickling(10, false);
    const error = await failureOf(
      send(httpTo(url), { deadlines: { headersMs: 1_000, idleMs: 1_000, wholeMs: 150 } }),
    );
    expect([error.code, error.details['waitedFor']]).toEqual(['endpoint.timeout', 'whole']);
  });

  it('does not count the time its reader takes', async () => {
    const stub = await serve(() => ({ body: Buffer.alloc(300_000, 'a'), chunkBytes: 60_000 }));
    let received = 0;
    let flow: { pause(): void; resume(): void } | null = null;
    let paused = false;
    const head = await httpTo(stub.url).send(
      request({ deadlines: { headersMs: 1_000, idleMs: 60, wholeMs: null } }),
      {
        head: (_head, controls) => {
          flow = controls;
        },
        data: (chunk) => {
          received += chunk.length;
          if (paused) return;
          paused = true;
          flow?.pause();
          setTimeout(() => flow?.resume(), 200);
        },
      },
      noSignal(),
    );
    expect([head.status, received]).toEqual([200, 300_000]);
  });

  it('waits for a slow source of an upload, but not for a server that does not take it', async () => {
    const stub = await serve(() => ({ body: 'ok' }));
    const slow = async function* () {
      yield Buffer.from('<a>');
      await new Promise((resolve) => setTimeout(resolve, 150));
      yield Buffer.from('</a>');
    };
    expect(
      (
        await send(httpTo(stub.url), {
          body: slow(),
          deadlines: { headersMs: 1_000, idleMs: 50, wholeMs: null },
        })
      ).status,
    ).toBe(200);

    const deaf = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.pause();
    });
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const endless = async function* () {
      for (;;) yield Buffer.alloc(1_000_000);
    };
    const http = httpTo(`http://127.0.0.1:${(deaf.address() as AddressInfo).port}/EWS`);
    const error = await failureOf(
      send(http, { body: endless(), deadlines: { headersMs: 5_000, idleMs: 100, wholeMs: null } }),
    );
    expect([error.code, error.effect]).toEqual(['endpoint.timeout', 'possible']);
    deaf.close();
  });

  it('stops before, while and after sending', async () => {
    const stub = await serve(() => ({ hang: true }));
    const http = httpTo(stub.url);
    const early = await failureOf(send(http, {}, AbortSignal.abort()));
    expect([early.code, early.effect]).toEqual(['app.stopped', 'none']);
    const stop = new AbortController();
    const running = failureOf(send(http, {}, stop.signal));
    setTimeout(() => stop.abort(), 50);
    const late = await running;
    expect([late.code, late.effect]).toEqual(['app.stopped', 'possible']);
  });
});

describe('sign-in', () => {
  it('is renewed once after a 401, with the claims the server asks for', async () => {
    const claims = Buffer.from('{"access_token":{"nbf":{"essential":true}}}').toString('base64');
    const stub = await serve((seen) =>
      seen.headers.authorization === 'Bearer token-2'
        ? { body: 'ok' }
        : {
            status: 401,
            headers: {
              'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${claims}"`,
            },
          },
    );
    const credentials = countingCredentials();
    const http = httpTo(stub.url, { signIn: bearer }, credentials);
    expect((await send(http)).status).toBe(200);
    expect((await send(http)).status).toBe(200);
    expect(credentials.asked).toEqual([
      [false, null],
      [true, '{"access_token":{"nbf":{"essential":true}}}'],
    ]);
    expect(stub.requests).toHaveLength(3);
  });

  it('ends when the new token is refused too', async () => {
    const stub = await serve(() => ({
      status: 401,
      headers: {
        'x-ms-diagnostics': '2000002;reason="The token is expired.";error_category="token_expired"',
      },
    }));
    const error = await failureOf(send(httpTo(stub.url)));
    expect([error.code, error.effect, error.details['category']]).toEqual([
      'auth.expired',
      'none',
      'token_expired',
    ]);
    expect(stub.requests).toHaveLength(2);
  });

  it('gives a server under stress one more try', async () => {
    let count = 0;
    const stub = await serve(() => {
      count += 1;
      return count < 3 ? { status: 401 } : { body: 'ok' };
    });
    expect((await send(httpTo(stub.url))).status).toBe(200);
  });

  it('does not send an upload in pieces twice', async () => {
    const stub = await serve(() => ({
      status: 401,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    }));
    const pieces = async function* () {
      yield Buffer.from('<a/>');
    };
    const error = await failureOf(send(httpTo(stub.url), { body: pieces() }));
    expect([error.code, error.effect]).toEqual(['auth.transient', 'none']);
    expect(stub.requests).toHaveLength(1);
  });

  it('with a password is never tried twice', async () => {
    const stub = await serve(() => ({
      status: 401,
      headers: { 'www-authenticate': ['Negotiate', 'Basic realm="x"'] },
    }));
    const error = await failureOf(send(httpTo(stub.url, { signIn: basic })));
    expect([error.code, error.effect]).toEqual(['auth.denied', 'none']);
    expect(stub.requests).toHaveLength(1);
    expect(stub.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('CONTOSO\\anna:Pa$$w0rd-ü', 'utf8').toString('base64')}`,
    );
  });

  it('tells what cannot be had before anything was sent', async () => {
    const stub = await serve(() => ({ body: 'ok' }));
    const error = await failureOf(
      send(
        httpTo(
          stub.url,
          {},
          {
            ...fixedCredentials,
            accessToken: () => Promise.reject(new CallError('auth.needed', 'possible')),
          },
        ),
      ),
    );
    expect(error.code).toBe('auth.needed');
    expect(stub.requests).toHaveLength(0);
  });

  it.each(['http://mail.contoso.test/EWS', 'http://10.0.0.1/EWS', 'http://localhost.evil.example/EWS'])(
    'never goes in clear text to %s',
    (url) => {
      expect(() => httpTo(url)).toThrow(expect.objectContaining({ code: 'auth.clear-text' }));
    },
  );

  it.each([
    'http://localhost:1/EWS',
    'http://127.0.0.1/EWS',
    'http://[::1]:2/EWS',
    'https://mail.contoso.test/EWS',
  ])('may go to %s', (url) => {
    expect(serverAddress(url).path).toBe('/EWS');
  });

  it.each(['', 'mail.contoso.test', 'ftp://x/', 'file:///etc'])('has no use for %j', (url) => {
    expect(() => serverAddress(url)).toThrow(expect.objectContaining({ code: 'app.bad-input' }));
  });
});

describe('the tables', () => {
  it.each([
    ['ECONNREFUSED', 'endpoint.unreachable'],
    ['ECONNRESET', 'endpoint.unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'endpoint.unreachable'],
    ['ENOTFOUND', 'endpoint.dns'],
    ['EAI_AGAIN', 'endpoint.dns'],
    ['ETIMEDOUT', 'endpoint.timeout'],
    ['CERT_HAS_EXPIRED', 'endpoint.tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'endpoint.tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'endpoint.tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'endpoint.tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'endpoint.tls'],
    ['EPROTO', 'endpoint.tls'],
    ['HPE_INVALID_CONSTANT', 'endpoint.bad-answer'],
    ['EFUTURE', 'endpoint.unreachable'],
  ])('know the socket error %s', (socketCode, code) => {
    expect(codeOfSocketError(socketCode)).toBe(code);
    const error = socketError(Object.assign(new Error('x'), { code: socketCode }), 'host:1', false);
    expect([error.code, error.effect, error.details]).toEqual([code, 'none', { socketCode, host: 'host:1' }]);
    expect(
      socketError(new AggregateError([Object.assign(new Error('x'), { code: socketCode })]), 'h', true).code,
    ).toBe(code);
  });

  it.each([
    [400, 'endpoint.request-refused', 'none'],
    [403, 'endpoint.ews-blocked', 'none'],
    [404, 'endpoint.not-ews', 'none'],
    [411, 'endpoint.request-refused', 'none'],
    [413, 'endpoint.too-large', 'none'],
    [418, 'endpoint.request-refused', 'none'],
    [429, 'endpoint.throttled', 'none'],
    [456, 'auth.denied', 'none'],
    [457, 'auth.denied', 'none'],
    [500, 'endpoint.unavailable', 'possible'],
    [502, 'endpoint.unavailable', 'possible'],
    [503, 'endpoint.unavailable', 'none'],
    [504, 'endpoint.timeout', 'possible'],
    [599, 'endpoint.unavailable', 'possible'],
  ])('know HTTP %i', (status, code, effect) => {
    expect(ruleOfStatus(status)).toMatchObject({ code, effect });
  });

  it('read Retry-After', () => {
    const nowMs = Date.UTC(2026, 0, 1);
    expect(retryAfterOf('7', nowMs)).toBe(7_000);
    expect(retryAfterOf(' 1.5 ', nowMs)).toBe(1_500);
    expect(retryAfterOf('Thu, 01 Jan 2026 00:01:00 GMT', nowMs)).toBe(60_000);
    expect(retryAfterOf('Thu, 01 Jan 2015 00:01:00 GMT', nowMs)).toBe(0);
    expect(retryAfterOf('999999', nowMs)).toBe(3_600_000);
    expect(retryAfterOf('soon', nowMs)).toBeNull();
    expect(retryAfterOf(undefined, nowMs)).toBeNull();
  });

  it('know this machine', () => {
    expect(['localhost', '127.0.0.1', '127.8.9.1', '[::1]', 'a.localhost'].every(isLoopback)).toBe(true);
    expect(['contoso.test', '128.0.0.1', 'localhost.x'].some(isLoopback)).toBe(false);
  });
});

describe('cookies', () => {
  it('come, change and go', () => {
    const jar = new CookieJar('/EWS/Exchange.asmx');
    const nowMs = Date.UTC(2026, 0, 1);
    jar.store(
      [
        'a=1; path=/',
        'b=2; Max-Age=10',
        'c=3; path=/owa',
        'd=4; expires=Thu, 01 Jan 2015 00:00:00 GMT',
        '=x',
        'e',
      ],
      nowMs,
    );
    expect(jar.header(nowMs)).toBe('a=1; b=2');
    jar.store('a=9; secure; HttpOnly', nowMs);
    expect(jar.header(nowMs + 5_000)).toBe('a=9; b=2');
    expect(jar.header(nowMs + 11_000)).toBe('a=9');
    jar.store('a=; Max-Age=0', nowMs);
    expect(jar.header(nowMs)).toBeNull();
  });
});

describe('challenges', () => {
  it('are read in one line or several', () => {
    expect(readChallenges(undefined)).toEqual({ schemes: [], claims: null, bearerError: null, token: null });
    expect(readChallenges('Negotiate, NTLM, Basic realm="NTLM, x"').schemes).toEqual([
      'negotiate',
      'ntlm',
      'basic',
    ]);
    expect(readChallenges(['Negotiate', 'NTLM TlRMTVNTUAACAAAA==', 'Basic realm="x"'])).toMatchObject({
      schemes: ['negotiate', 'ntlm', 'basic'],
      token: 'TlRMTVNTUAACAAAA==',
    });
    expect(
      readChallenges('Bearer client_id="x", error="invalid_token", claims="bm90IGpzb24="'),
    ).toMatchObject({
      schemes: ['bearer'],
      bearerError: 'invalid_token',
      claims: null,
    });
  });
});
