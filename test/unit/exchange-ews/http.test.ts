import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, failureOf, httpTo, send, serve } from '#test/support/ews-http-suite.ts';

afterEach(closeAll);

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
