import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLogger, type LogFields } from '#main/logging/logger.ts';
import { createRedactor } from '#main/logging/redact.ts';
import { createSecretRegistry } from '#main/logging/secrets.ts';
import { LightermanError } from '#shared/domain/errors.ts';

const lineOf = (message: string, fields: LogFields, secrets: readonly string[] = []): string => {
  const registry = createSecretRegistry();
  for (const secret of secrets) registry.add(secret);
  let written = '';
  const logger = createLogger({
    sink: { write: (line) => void (written = line), close: async () => {} },
    level: 'debug',
    redactor: createRedactor(registry),
    clock: () => 0,
  });
  logger.info(message, fields);
  return written;
};
const jwt = `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.${Buffer.from('{"upn":"canary"}').toString('base64url')}.c2lnbmF0dXJlQ2FuYXJ5`;
const mail =
  'Received: from a by b;\r\n Tue, 1 Jan 2026\r\nFrom: Ann <ann@contoso.test>\r\nSubject: Canary\r\n\r\nThe canary body';

describe('by the looks of the value', () => {
  test.each([
    ['bearer token', `401 after Authorization: Bearer ${jwt}`, 'eyJ'],
    ['jwt alone', `got ${jwt} back`, 'eyJ'],
    ['opaque bearer token', 'sent Bearer f9Xk2PcQ7LmZ_3b-aa', 'f9Xk2PcQ7LmZ'],
    [
      'Basic header',
      `Basic ${Buffer.from('ann:canary').toString('base64')}`,
      Buffer.from('ann:canary').toString('base64'),
    ],
    ['short Basic header', 'authorization: Basic YTpi', 'YTpi'],
    ['NTLM message', 'NTLM TlRMTVNTUAADAAAAGAAYAJQ', 'TlRMTVNTUAADAAAAGAAYAJQ'],
    [
      'token answer',
      '{"token_type":"Bearer","refresh_token":"0.Canary-canary","expires_in":3600}',
      'Canary-canary',
    ],
    ['form body', 'grant_type=refresh_token&refresh_token=canary%20x&client_secret=canary2', 'canary'],
    ['password in prose', 'password: "can\\"ary" was refused', 'ary'],
    ['device code answer', '{"device_code": "GAACanary", "user_code": "ABCD-EFGH"}', /GAACanary|ABCD-EFGH/],
    [
      'authorization code in a URL',
      'GET http://localhost:1234/?code=0.AXcanary&state=abc HTTP/1.1',
      /canary|abc/,
    ],
    ['user and password in a URL', 'https://ann:canary@proxy.test:3128/', 'canary'],
    ['Entra refresh token', `1.AXEAcanary${'x'.repeat(80)}`, 'canary'],
    ['Entra client secret', 'secret is abc8Q~canary7890123456789012345678901234', 'canary'],
    ['private key', '-----BEGIN PRIVATE KEY-----\nMIIcanary\n-----END PRIVATE KEY-----', 'canary'],
    ['private key cut off', '-----BEGIN RSA PRIVATE KEY-----\nMIIcanary', 'canary'],
    ['cookie', 'set-cookie: X-BackEndCookie=canary; path=/', 'canary'],
    ['mail', `could not parse ${'\n'}${mail}`, /canary|Canary/],
    [
      'SOAP',
      '<?xml version="1.0"?><s:Envelope xmlns:s="x"><s:Body><t:Subject>Canary</t:Subject></s:Body></s:Envelope>',
      'Canary',
    ],
    ['MIME in XML', '<t:MimeContent CharacterSet="UTF-8">Q2FuYXJ5</t:MimeContent>', 'Q2FuYXJ5'],
    ['base64 in lines', `${`${'QUJD'.repeat(19)}\r\n`.repeat(3)}Q0FOQVJZ`, 'QUJDQUJD'],
    ['base64 in one piece', 'QUJD'.repeat(60), 'QUJDQUJD'],
  ])('%s', (_what, text, canary) => {
    for (const line of [
      lineOf(text, {}),
      lineOf('x', { note: text }),
      lineOf('x', { error: new Error(text) }),
    ]) {
      if (typeof canary === 'string') expect(line).not.toContain(canary);
      else expect(line).not.toMatch(canary);
    }
  });

  test('leaves readable what is no secret', () => {
    const itemId = `AAMkAG${'Q0FOQVJZ'.repeat(18)}==`;
    const line = lineOf('Basic authentication and an NTLM handshake are refused.', {
      code: 'auth.expired',
      mailbox: 'ann@contoso.test',
      itemId,
      aadsts: 50076,
      expiresAtMs: 1,
      hasPassword: true,
      tokenExpiresAtMs: 5,
      url: new URL('https://localhost:4443/EWS/Exchange.asmx'),
    });
    expect(JSON.parse(line)).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      message: 'Basic authentication and an NTLM handshake are refused.',
      code: 'auth.expired',
      mailbox: 'ann@contoso.test',
      itemId,
      aadsts: 50076,
      expiresAtMs: 1,
      hasPassword: true,
      tokenExpiresAtMs: 5,
      url: 'https://localhost:4443/EWS/Exchange.asmx',
    });
  });
});

describe('by the name of the field', () => {
  test.each([
    'password',
    'newPassword',
    'PASSWORD',
    'pass_phrase',
    'clientSecret',
    'client-secret',
    'accessToken',
    'refresh_token',
    'token',
    'Authorization',
    'set-cookie',
    'credentials',
    'privateKeyPem',
    'client_assertion',
    'deviceCode',
    'user_code',
    'codeVerifier',
    'apiKey',
    'pin',
    'tokenCache',
    'subject',
    'body',
    'mimeBase64',
    'mimeContent',
    'headers',
    'html',
  ])('%s', (name) => {
    for (const value of ['canary', { inner: 'canary' }, ['canary'], new TextEncoder().encode('canary')]) {
      expect(
        lineOf('x', { [name]: value, deep: { list: [{ [name]: value }] }, map: new Map([[name, value]]) }),
      ).not.toContain('canary');
    }
    expect(lineOf('x', { error: Object.assign(new Error('e'), { [name]: 'canary' }) })).not.toContain(
      'canary',
    );
  });
  test('a number under a secret name is hidden too', () => {
    expect(lineOf('x', { pin: 4711, password: 123456 })).not.toMatch(/4711|123456/);
  });
});

describe('awkward values', () => {
  test('circular, deep, huge, bytes, throwing getters and errors with causes are all written', () => {
    const circle: Record<string, unknown> = { name: 'c' };
    circle['self'] = circle;
    const line = JSON.parse(
      lineOf('x', {
        circle,
        deep: { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } },
        bytes: new Uint8Array(12),
        list: Array.from({ length: 60 }, (_v, i) => i),
        long: 'a b '.repeat(2_000),
        huge: 'x'.repeat(70_000),
        big: 10n,
        nothing: undefined,
        nan: Number.NaN,
        date: new Date(0),
        bad: {
          get broken(): never {
            throw new Error('canary');
          },
        },
        error: new LightermanError('auth.denied', { details: { aadsts: 50126 }, cause: new Error('inner') }),
      }),
    ) as Record<string, unknown>;
    expect(line).toMatchObject({
      circle: { name: 'c', self: '[circular]' },
      bytes: '[bytes 12]',
      huge: '[text 70000 characters]',
      big: '10',
      nothing: null,
      nan: 'NaN',
      date: '1970-01-01T00:00:00.000Z',
      bad: { broken: '[unreadable]' },
      error: {
        code: 'auth.denied',
        details: { aadsts: 50126 },
        cause: { message: 'inner' },
        name: 'LightermanError',
      },
    });
    expect(line['list']).toHaveLength(51);
    expect(String(line['long']).length).toBeLessThan(4_100);
  });
});

/** Where a secret can hide, and what a reader of the log could still find of it. */
const carriers: readonly ((secret: string) => unknown)[] = [
  (s) => s,
  (s) => `before ${s} after`,
  (s) => ({ note: { text: [s] } }),
  (s) => ({ [`key-${s}`]: 1 }),
  (s) => new Error(`failed with ${s}`, { cause: new Error(s) }),
  (s) => JSON.stringify({ v: s }),
  (s) => `https://x.test/?q=${encodeURIComponent(s.toWellFormed())}`,
  (s) => new URLSearchParams({ q: s }).toString(),
  (s) => `ann:${Buffer.from(s).toString('hex')}`,
  (s) => Buffer.from(`user:${s}`).toString('base64'),
  (s) => `x ${Buffer.from(`ab${s}cd`).toString('base64url')} y`,
  (s) => Buffer.from(s, 'utf16le').toString('base64'),
  (s) => new Map([['k', new Set([s])]]),
  (s) => `<v a="1">${s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</v>`,
];

const reveals = (line: string, secret: string): boolean => {
  const plain: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') plain.push(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null)
      for (const [k, v] of Object.entries(value)) [k, v].forEach(walk);
  };
  const {
    time: _time,
    level: _level,
    message: _message,
    ...rest
  } = JSON.parse(line) as Record<string, unknown>;
  walk(rest);
  const decoded = plain.flatMap((text) => {
    const words = text.match(/[A-Za-z0-9+/_-]{4,}=*/g) ?? [];
    return [
      text,
      ...words.map((word) => Buffer.from(word, 'base64').toString('utf8')),
      ...words.map((word) => Buffer.from(word, 'base64').toString('utf16le')),
      ...words.map((word) => Buffer.from(word, 'hex').toString('utf8')),
    ];
  });
  return decoded.some((text) => text.includes(secret));
};

describe('registered secrets', () => {
  test('never come out, wherever they are planted and however they are encoded', () => {
    const secret = fc
      .oneof(
        fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme' }),
        fc.string({ minLength: 8, maxLength: 40 }),
      )
      .filter(
        (s) => s.trim().length >= 6 && !/[[\]…]/.test(s) && !'[hidden] [circular] [unreadable]'.includes(s),
      );
    fc.assert(
      fc.property(secret, fc.nat(carriers.length - 1), fc.string(), (value, index, name) => {
        const carry = carriers[index];
        const line = lineOf('fixed', { [name]: carry?.(value), other: [carry?.(value)] }, [value]);
        expect(reveals(line, value)).toBe(false);
      }),
      { numRuns: 1_500 },
    );
  });

  test('a carrier without the registry would reveal it: the test can fail', () => {
    const value = 'correct horse battery';
    const revealed = carriers.filter((carry) => reveals(lineOf('fixed', { note: carry(value) }), value));
    expect(revealed.length).toBeGreaterThanOrEqual(9);
  });

  test('a secret in the message is cut out as well', () => {
    expect(lineOf('user typed hunter2!', {}, ['hunter2!'])).not.toContain('hunter2');
  });

  test('any JSON-like value can be logged, and the line is one JSON object', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.dictionary(
          fc.string(),
          fc.anything({
            withBigInt: true,
            withDate: true,
            withMap: true,
            withSet: true,
            withTypedArray: true,
            withSparseArray: true,
          }),
        ),
        (message, fields) => {
          const line = lineOf(message, fields);
          expect(line.includes('\n')).toBe(false);
          expect(typeof JSON.parse(line)).toBe('object');
        },
      ),
      { numRuns: 500 },
    );
  });
});
