import { createHash, createVerify, constants, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createAppOnly } from '#main/exchange/auth/app-only.ts';
import type { AppOnlyOptions } from '#main/exchange/auth/sign-in.ts';
import { isLightermanError, LightermanError } from '#shared/domain/errors.ts';
import { createFakeEntra, type FakeEntra, refusal } from '#test/support/fake-entra.ts';
import { appCertificate } from './app-certificate.ts';

let entra: FakeEntra;
beforeEach(() => {
  entra = createFakeEntra();
});
const open = (credential: AppOnlyOptions['credential'], more: Partial<AppOnlyOptions> = {}) =>
  createAppOnly({
    clientId: entra.clientId,
    authority: entra.authority,
    scope: 'https://outlook.office365.com/.default',
    networkFetch: entra.fetch,
    credential,
    ...more,
  });
const failure = async (work: () => unknown): Promise<LightermanError> => {
  try {
    await work();
  } catch (error) {
    if (isLightermanError(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
};

describe('secret', () => {
  test('gets a token once and keeps it; forceRefresh gets another', async () => {
    const app = open({ kind: 'secret', secret: 's3cr3t~value' });
    const [first, same] = await Promise.all([app.accessToken(), app.accessToken()]);
    expect(same.token).toBe(first.token);
    expect(entra.tokensIssued).toBe(1);
    const form = entra.requests[0]?.form;
    expect([form?.get('grant_type'), form?.get('client_secret'), form?.get('scope')]).toEqual([
      'client_credentials',
      's3cr3t~value',
      'https://outlook.office365.com/.default',
    ]);
    const later = open({ kind: 'secret', secret: 's3cr3t~value' });
    await later.accessToken();
    expect(entra.tokensIssued).toBe(2);
  });
  test('a token that is refused later is renewed', async () => {
    const app = open({ kind: 'secret', secret: 's3cr3t~value' });
    const first = await app.accessToken();
    const aMinuteLater = Date.now() + 60_000;
    const now = vi.spyOn(Date, 'now').mockReturnValue(aMinuteLater);
    try {
      const second = await app.accessToken({ forceRefresh: true });
      expect(second.token).not.toBe(first.token);
    } finally {
      now.mockRestore();
    }
  });
  test.each([
    [() => refusal('invalid_client', 7000215, {}, 401), 'auth.wrong-app', 7000215],
    [() => refusal('invalid_client', 7000222, {}, 401), 'auth.wrong-app', 7000222],
    [() => refusal('unauthorized_client', 700016), 'auth.wrong-app', 700016],
    [() => refusal('temporarily_unavailable', 90033, {}, 503), 'auth.transient', 90033],
  ] as const)('a refusal keeps its number (%#)', async (answer, code, aadsts) => {
    entra.script.push(answer);
    const error = await failure(() => open({ kind: 'secret', secret: 's3cr3t~value' }).accessToken());
    expect([error.code, error.details['aadsts']]).toEqual([code, aadsts]);
    expect(JSON.stringify(error.details) + error.message).not.toContain('s3cr3t');
  });
  test('an empty secret and a shared authority are refused before anything is sent', async () => {
    expect((await failure(() => open({ kind: 'secret', secret: '' }))).code).toBe('app.bad-input');
    expect(
      (
        await failure(() =>
          open({ kind: 'secret', secret: 'x' }, { authority: 'https://login.microsoftonline.com/common' }),
        )
      ).code,
    ).toBe('app.bad-input');
    expect(entra.requests).toEqual([]);
  });
});

describe('certificate', () => {
  test('signs an assertion that its own public key verifies', async () => {
    await open({ kind: 'certificate', ...appCertificate }).accessToken();
    const assertion = entra.requests[0]?.form.get('client_assertion') ?? '';
    const [head = '', body = '', signature = ''] = assertion.split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as Record<string, string>;
    const certificate = new X509Certificate(appCertificate.certificatePem);
    expect(header['x5t#S256']).toBe(createHash('sha256').update(certificate.raw).digest('base64url'));
    const verify = createVerify('sha256').update(`${head}.${body}`);
    expect(
      verify.verify(
        { key: certificate.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
        signature,
        'base64url',
      ),
    ).toBe(true);
  });
  test('keys that do not fit, are not RSA, or are no PEM are named', async () => {
    const other = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const ec = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const withKey = (privateKeyPem: string) =>
      failure(() =>
        open({ kind: 'certificate', certificatePem: appCertificate.certificatePem, privateKeyPem }),
      );
    expect((await withKey(other.privateKey)).message).toMatch(/does not belong/);
    expect((await withKey(ec.privateKey)).message).toMatch(/RSA/);
    expect((await withKey('canary')).message).toBe('The private key cannot be read as PEM.');
    expect(
      (await failure(() => open({ kind: 'certificate', ...appCertificate, certificatePem: 'x' }))).message,
    ).toBe('The certificate cannot be read as PEM.');
  });
});
