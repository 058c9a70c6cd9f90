import { describe, expect, it } from 'vitest';
import { CookieJar } from '#main/exchange/http/cookie-jar.ts';
import {
  codeOfSocketError,
  retryAfterOf,
  ruleOfStatus,
  socketError,
} from '#main/exchange/http/http-errors.ts';
import { isLoopback } from '#main/exchange/http/sockets.ts';

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
