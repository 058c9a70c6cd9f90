import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTokenVerifier } from '#main/practice/identity/access-tokens.ts';
import { entraErrorBody, entraErrorOf, entraErrors } from '#main/practice/identity/entra-errors.ts';
import { normalizeAuthorizeUrl } from '#main/practice/identity/entra-shims.ts';
import { signInPage } from '#main/practice/identity/pages.ts';
import { parseScopes } from '#main/practice/identity/scopes.ts';

const origin = 'https://localhost:4711';

describe('scopes', () => {
  it('belong to one known resource', () => {
    const parsed = parseScopes(origin, `${origin}/EWS.AccessAsUser.All openid profile offline_access`);
    expect([parsed.resource, parsed.permissions, parsed.problem]).toEqual([
      origin,
      ['EWS.AccessAsUser.All'],
      null,
    ]);
    expect(parseScopes(origin, `${origin}//.default`).permissions).toEqual(['EWS.AccessAsUser.All']);
    expect(parseScopes(origin, 'openid profile').resource).toBeNull();
  });

  it.each([
    [`${origin}/Mail.Read`, 'unknown-scope'],
    ['Mail.Read', 'unknown-scope'],
    ['https://outlook.office365.com/EWS.AccessAsUser.All', 'unknown-resource'],
    [`${origin}/EWS.AccessAsUser.All https://graph.microsoft.com/User.Read`, 'several-resources'],
  ])('%s is refused as %s', (scope, problem) => {
    expect(parseScopes(origin, scope).problem).toBe(problem);
  });
});

describe('Entra error bodies', () => {
  it('carry number, text, trace and correlation id', () => {
    const body = entraErrorBody(entraErrors.blockedByPolicy, 'c0ffee');
    expect(body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [53003],
      suberror: 'message_only',
      correlation_id: 'c0ffee',
    });
    expect(body.error_description).toMatch(
      /^AADSTS53003: .*\r\nTrace ID: .*\r\nCorrelation ID: c0ffee\r\nTimestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
    );
  });

  it.each([
    ['invalid_grant', 'grant request is invalid', 'refresh token not found', 50173],
    ['invalid_grant', 'grant request is invalid', 'refresh token is expired', 700082],
    ['invalid_grant', 'grant request is invalid', 'authorization code already consumed', 54005],
    ['invalid_grant', 'grant request is invalid', 'device code not found', 70018],
    ['invalid_grant', 'grant request is invalid', 'PKCE verification failed', 501481],
    ['invalid_client', 'client authentication failed', 'client not found', 700016],
    ['invalid_client', 'client authentication failed', 'invalid secret provided', 7000215],
    [
      'invalid_client',
      'client authentication failed',
      'the provided authentication mechanism does not match the registered client authentication method',
      7000218,
    ],
    ['invalid_client', 'client authentication failed', 'signature verification failed', 700027],
    ['expired_token', 'device code is expired', '', 70019],
    ['authorization_pending', '…', '', 70016],
    ['interaction_required', 'AADSTS50076: Due to …', '', 50076],
    ['invalid_redirect_uri', '…', '', 50011],
    ['unsupported_grant_type', '…', '', 70003],
    ['server_error', 'oops', '', 90033],
    ['invalid_request', 'something else', '', 900144],
  ])('%s (%s / %s) is AADSTS%i', (error, description, detail, number) => {
    expect(entraErrorOf(error, description, detail).number).toBe(number);
  });
});

describe('authorize requests', () => {
  it('always ask, so that refresh tokens are given, except with prompt=none', () => {
    expect(normalizeAuthorizeUrl('/oauth2/v2.0/authorize?client_id=1&prompt=select_account')).toContain(
      'prompt=login+consent',
    );
    expect(normalizeAuthorizeUrl('/oauth2/v2.0/authorize?client_id=1')).toContain('prompt=login+consent');
    expect(normalizeAuthorizeUrl('/oauth2/v2.0/authorize?client_id=1&prompt=none')).toContain('prompt=none');
  });
});

describe('the sign-in page', () => {
  it('lets no text break out of the HTML', () => {
    const html = signInPage({
      tenant: 'A & B',
      application: '<script>alert(1)</script>',
      accounts: ['"onfocus="x@y.example'],
      account: '"><b>',
      role: 'approve',
      problem: "it's <wrong>",
      action: '/a"b',
    });
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('<b>"');
    expect(html).not.toMatch(/value="">/);
    expect(html).toContain('&#60;script&#62;');
  });
});

describe('access tokens', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const issuer = `${origin}/t/v2.0`;
  let generation = 1;
  const verify = createTokenVerifier({
    key: publicKey,
    issuer,
    audience: origin,
    generation: () => generation,
  });
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const tokenOf = (claims: object): string => {
    const signed = `${encode({ alg: 'RS256' })}.${encode({ iss: issuer, aud: origin, exp: Date.now() / 1000 + 60, practice_generation: 1, ...claims })}`;
    return `${signed}.${createSign('sha256').update(signed).sign(privateKey).toString('base64url')}`;
  };

  it('are accepted when all is right, and expire for everybody when a generation ends', () => {
    const token = tokenOf({ upn: 'a@b' });
    expect(verify(token)).toMatchObject({ ok: true, claims: { upn: 'a@b' } });
    generation = 2;
    expect(verify(token)).toMatchObject({
      ok: false,
      problem: { number: 2000002, category: 'token_expired' },
    });
    generation = 1;
  });

  it.each([
    ['another audience', { aud: 'https://graph.microsoft.com' }, 2000003],
    ['another issuer', { iss: `${origin}/u/v2.0` }, 2000004],
    ['an old one', { exp: 1 }, 2000002],
  ])('%s is refused', (_, claims, number) => {
    expect(verify(tokenOf(claims))).toMatchObject({ ok: false, problem: { number } });
  });

  it('with a changed claim, an unsigned one and no token at all are refused', () => {
    const [head, , signature] = tokenOf({}).split('.');
    const changed = `${head}.${encode({ iss: issuer, aud: origin, exp: Date.now() / 1000 + 60, practice_generation: 1, upn: 'admin' })}`;
    expect(verify(`${changed}.${signature}`)).toMatchObject({ ok: false, problem: { number: 2000000 } });
    expect(verify(`${changed}.`)).toMatchObject({ ok: false, problem: { number: 2000000 } });
    expect(verify('opaque')).toMatchObject({ ok: false, problem: { number: 2000001 } });
    expect(verify('a.b.c')).toMatchObject({ ok: false, problem: { number: 2000001 } });
  });
});
