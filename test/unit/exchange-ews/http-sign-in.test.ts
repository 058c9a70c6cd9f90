import { afterEach, describe, expect, it } from 'vitest';
import { readChallenges } from '#main/exchange/http/challenges.ts';
import { CallError } from '#main/exchange/http/http-errors.ts';
import { serverAddress } from '#main/exchange/http/sockets.ts';
import { fixedCredentials } from '#test/support/ews-connection.ts';
import {
  basic,
  bearer,
  closeAll,
  countingCredentials,
  failureOf,
  httpTo,
  send,
  serve,
} from '#test/support/ews-http-suite.ts';

afterEach(closeAll);

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
