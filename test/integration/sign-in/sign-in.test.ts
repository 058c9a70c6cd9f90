import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAppOnly, createSignIn } from '#main/exchange/auth/msal-sign-in.ts';
import type { AppOnlyOptions, SignedInAccount, SignIn, SignInOptions } from '#main/exchange/auth/sign-in.ts';
import {
  controlPractice,
  type PracticeControl,
  type PracticeHandle,
  startPractice,
} from '#main/practice/client.ts';
import { type LastPage, type Person, signInAs } from '#main/practice/person.ts';
import type { PracticeTenantInfo, PracticeTenantName } from '#main/practice/types.ts';
import { createKeyFile } from '#main/store/vault/key-file.ts';
import { openVault, type Vault } from '#main/store/vault/vault.ts';
import { vaultTokenCache } from '#main/store/vault/vault-token-cache.ts';
import { isLightermanError, type LightermanError } from '#shared/domain/errors.ts';
import { appCertificate } from '#test/unit/auth/app-certificate.ts';
import { createMemoryVaultStorage, type MemoryVaultStorage } from '#test/support/memory-vault-storage.ts';

/** The product's sign-in against an identity provider that shares no code with it (oidc-provider behind Entra's paths). */
let folder = '';
let practice: PracticeHandle;
let control: PracticeControl;
let vault: Vault;
let storage: MemoryVaultStorage;
const forever = new AbortController().signal;

const main = new URL('../../../src-main/practice/main.ts', import.meta.url);
const standIn = new URL('../practice/stand-in-entry.ts', import.meta.url);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lighterman-sign-in-'));
  practice = await startPractice({
    dir: join(folder, 'practice'),
    entry: existsSync(fileURLToPath(main)) ? main : standIn,
  });
  control = controlPractice(practice.info);
  await control.switches({ tenant: 'contoso', devicePollSeconds: 1 });
  const keyFile = join(folder, 'vault.key');
  await createKeyFile(keyFile);
  storage = createMemoryVaultStorage();
  vault = await openVault(storage, { kind: 'key-file', path: keyFile });
});
afterAll(async () => {
  await practice?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const tenant = (name: PracticeTenantName = 'contoso'): PracticeTenantInfo => practice.info.tenants[name];
/** A new client, as in a new process; `cache` names its place in the vault. */
const open = (cache: string, more: Partial<SignInOptions> = {}): SignIn =>
  createSignIn({
    clientId: tenant().clientId,
    authority: tenant().authority,
    knownAuthorities: [new URL(tenant().authority).host],
    scopes: [tenant().scopes.delegated],
    caPem: practice.info.caPem,
    cache: vaultTokenCache(vault, cache),
    ...more,
  });

const person = (url: string, role: Person['role'], more: Partial<Person> = {}): Promise<LastPage> =>
  signInAs({
    url,
    caPem: practice.info.caPem,
    upn: tenant().adminUpn,
    password: tenant().adminPassword,
    role,
    ...more,
  });

const failure = async (work: Promise<unknown>): Promise<LightermanError> => {
  const error: unknown = await work.then(
    () => new Error('It did not fail.'),
    (reason: unknown) => reason,
  );
  if (isLightermanError(error)) return error;
  throw error;
};

const byCode = async (
  signIn: SignIn,
  role: Person['role'] = 'approve',
  signal = forever,
): Promise<SignedInAccount> => {
  const visits: Promise<LastPage>[] = [];
  const onCode = ({ userCode, verificationUri }: { userCode: string; verificationUri: string }): void => {
    visits.push(person(verificationUri, role, { userCode }));
  };
  // The page's end comes first: whoever cannot even open it should see why.
  const done = signIn.deviceCode({ onCode, signal });
  const [account] = await Promise.all([done, done.catch(() => null).then(() => visits[0])]);
  return account;
};
const byBrowser = async (
  signIn: SignIn,
  role: Person['role'] = 'approve',
  signal = forever,
): Promise<SignedInAccount> =>
  signIn.interactive({ openBrowser: async (url) => void person(url, role).catch(() => null), signal });

describe('device code', () => {
  test('approved: the account of the tenant, its tokens encrypted in the vault, usable in a later process', async () => {
    const account = await byCode(open('approve'));
    expect(account).toMatchObject({ tenantId: tenant().tenantId, username: tenant().adminUpn });
    expect(account.homeAccountId.split('.')[1]).toBe(tenant().tenantId);
    const stored = Buffer.from(storage.secrets.get('approve') ?? []);
    expect(stored.length).toBeGreaterThan(500);
    expect(stored.includes(Buffer.from('RefreshToken'))).toBe(false);

    const later = open('approve');
    expect(await later.accounts()).toEqual([account]);
    const token = await later.accessToken(account.homeAccountId);
    const renewed = await later.accessToken(account.homeAccountId, { forceRefresh: true });
    expect(renewed.token).not.toBe(token.token);
    expect(renewed.expiresAtMs).toBeGreaterThan(Date.now() + 60_000);
    // The server takes the new one: 401 without a token, something else with it.
    const ask = (bearer: string | null) =>
      import('undici').then(({ Agent, request }) =>
        request(tenant().ewsUrl, {
          method: 'POST',
          dispatcher: new Agent({ connect: { ca: practice.info.caPem } }),
          headers: {
            'content-type': 'text/xml',
            ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
          },
          body: '<x/>',
        }),
      );
    expect((await ask(null)).statusCode).toBe(401);
    expect((await ask(renewed.token)).statusCode).not.toBe(401);
    await later.signOut(account.homeAccountId);
    expect(await open('approve').accounts()).toEqual([]);
  });

  test.each([
    ['decline', 'auth.consent-declined', 65004],
    ['mfa', 'auth.mfa-needed', 50076],
    ['blocked', 'auth.blocked-by-policy', 53003],
  ] as const)('%s', async (role, code, aadsts) => {
    const error = await failure(byCode(open(`code-${role}`), role));
    expect([error.code, error.details['aadsts']]).toEqual([code, aadsts]);
    expect(error.details['traceId']).toMatch(/^[0-9a-f-]{36}$/);
    expect(error.details['nextStep']).toBeTruthy();
    expect(await open(`code-${role}`).accounts()).toEqual([]);
  });

  test('not used in time', async () => {
    const done = failure(
      open('late').deviceCode({ onCode: () => void control.expireDeviceCodes('contoso'), signal: forever }),
    );
    const error = await done;
    expect([error.code, error.details['aadsts']]).toEqual(['auth.code-expired', 70019]);
  });

  test('cancelled while the code waits', async () => {
    const stop = new AbortController();
    const error = await failure(
      open('stop').deviceCode({ onCode: () => void setTimeout(() => stop.abort(), 50), signal: stop.signal }),
    );
    expect(error.code).toBe('auth.cancelled');
  });

  test('an application the tenant does not know', async () => {
    const error = await failure(byCode(open('app', { clientId: tenant('fabrikam').clientId })));
    expect([error.code, error.details['aadsts']]).toEqual(['auth.wrong-app', 700016]);
  });

  test('a tenant that does not exist', async () => {
    const authority = tenant().authority.replace(tenant().tenantId, '99999999-9999-4999-8999-999999999999');
    const error = await failure(byCode(open('none', { authority })));
    expect([error.code, error.details['aadsts']]).toEqual(['auth.wrong-app', 90002]);
  });
});

describe('browser', () => {
  test('approved', async () => {
    const signIn = open('browser');
    const pages: Promise<LastPage>[] = [];
    const account = await signIn.interactive({
      openBrowser: async (url) => void pages.push(person(url, 'approve')),
      signal: forever,
    });
    expect(account).toMatchObject({ tenantId: tenant().tenantId, username: tenant().adminUpn });
    expect((await pages[0])?.text).toContain('You are signed in');
    expect((await signIn.accessToken(account.homeAccountId)).token.length).toBeGreaterThan(20);
  });

  test.each([
    ['decline', 'auth.consent-declined', 65004],
    ['mfa', 'auth.mfa-needed', 50076],
    ['blocked', 'auth.blocked-by-policy', 53003],
  ] as const)('%s', async (role, code, aadsts) => {
    const error = await failure(byBrowser(open(`browser-${role}`), role));
    expect([error.code, error.details['aadsts']]).toEqual([code, aadsts]);
  });

  test('a browser that was closed, then cancelled', async () => {
    const stop = new AbortController();
    const startedMs = performance.now();
    const error = await failure(
      open('closed').interactive({
        openBrowser: async () => void setTimeout(() => stop.abort(), 50),
        signal: stop.signal,
      }),
    );
    expect(error.code).toBe('auth.cancelled');
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });
});

describe('silent renewal', () => {
  test('a revoked refresh token asks for a new sign-in, which heals it', async () => {
    const signIn = open('revoked');
    const { homeAccountId } = await byCode(signIn);
    await control.revokeRefreshTokens({ tenant: 'contoso' });
    const error = await failure(open('revoked').accessToken(homeAccountId, { forceRefresh: true }));
    expect([error.code, error.details['aadsts']]).toEqual(['auth.expired', 50173]);
    const again = await byCode(open('revoked'));
    expect(again.homeAccountId).toBe(homeAccountId);
    expect((await open('revoked').accessToken(homeAccountId, { forceRefresh: true })).token).toBeTruthy();
  });

  test('several accounts in one cache, renewed at once', async () => {
    await control.createAccount({
      tenant: 'contoso',
      upn: `second@${tenant().domain}`,
      displayName: 'Second',
      password: 'Second-1',
    });
    const signIn = open('several');
    const first = await byCode(signIn);
    const codes = signIn.deviceCode({
      onCode: ({ userCode, verificationUri }) =>
        void person(verificationUri, 'approve', {
          userCode,
          upn: `second@${tenant().domain}`,
          password: 'Second-1',
        }),
      signal: forever,
    });
    const other = await codes;
    const ids = [first.homeAccountId, other.homeAccountId];
    const tokens = await Promise.all(ids.map((id) => signIn.accessToken(id, { forceRefresh: true })));
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(2);
    expect((await open('several').accounts()).map(({ homeAccountId }) => homeAccountId).sort()).toEqual(
      ids.toSorted(),
    );
  });
});

describe('the right place', () => {
  test('an account of another tenant than the endpoint’s is refused, naming both, and not kept', async () => {
    const expected = tenant('fabrikam').tenantId;
    const error = await failure(byCode(open('tenant', { tenantId: expected })));
    expect(error.code).toBe('auth.wrong-tenant');
    expect(error.details).toMatchObject({
      actualTenantId: tenant().tenantId,
      expectedTenantId: expected,
      userName: tenant().adminUpn,
    });
    expect(await open('tenant').accounts()).toEqual([]);
  });

  test('an identity provider whose certificate nobody vouches for', async () => {
    const error = await failure(byCode(open('tls', { caPem: null })));
    expect([error.code, error.details['host']]).toEqual(['endpoint.tls', new URL(tenant().authority).host]);
  });
});

describe('app-only', () => {
  const app = (credential: AppOnlyOptions['credential']) =>
    createAppOnly({
      clientId: tenant().appOnlyClientId,
      authority: tenant().authority,
      knownAuthorities: [new URL(tenant().authority).host],
      scope: tenant().scopes.application,
      caPem: practice.info.caPem,
      credential,
    });

  test('with a secret', async () => {
    const token = await app({ kind: 'secret', secret: tenant().appOnlySecret }).accessToken();
    expect(token.token.length).toBeGreaterThan(20);
    expect(token.expiresAtMs).toBeGreaterThan(Date.now());
  });
  test('with a wrong secret', async () => {
    const error = await failure(app({ kind: 'secret', secret: 'wrong-secret' }).accessToken());
    expect([error.code, error.details['aadsts']]).toEqual(['auth.wrong-app', 7000215]);
  });
  test('with a certificate, once it is registered', async () => {
    const before = await failure(app({ kind: 'certificate', ...appCertificate }).accessToken());
    expect([before.code, before.details['aadsts']]).toEqual(['auth.wrong-app', 700027]);
    await control.changeApp({ tenant: 'contoso', certificatePem: appCertificate.certificatePem });
    expect(
      (await app({ kind: 'certificate', ...appCertificate }).accessToken()).token.length,
    ).toBeGreaterThan(20);
  });
});
