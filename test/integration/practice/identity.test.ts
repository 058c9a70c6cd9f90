import { createHash, generateKeyPairSync, webcrypto } from 'node:crypto';
import {
  AuthError,
  ConfidentialClientApplication,
  InteractionRequiredAuthError,
  PublicClientApplication,
  ServerError,
} from '@azure/msal-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, signInAs } from '#main/practice/person.ts';
import type { PracticeTenantInfo } from '#main/practice/types.ts';
import '#main/practice/http/metadata-reflection.ts';
import { soap, type StandInAnswer, type Started, startForTest } from './started.ts';

let started: Started;
let contoso: PracticeTenantInfo;

beforeAll(async () => {
  started = await startForTest();
  contoso = started.info.tenants.contoso;
  await started.control.switches({ tenant: 'contoso', devicePollSeconds: 1 });
});
afterAll(async () => started.end());

const hostOf = (url: string): string => new URL(url).host;

const publicClient = (): PublicClientApplication =>
  new PublicClientApplication({
    auth: {
      clientId: contoso.clientId,
      authority: contoso.authority,
      knownAuthorities: [hostOf(contoso.authority)],
    },
  });

const person = (role: Person['role'], url: string, more: Partial<Person> = {}): Person => ({
  url,
  caPem: started.info.caPem,
  upn: contoso.adminUpn,
  password: contoso.adminPassword,
  role,
  ...more,
});

const scopes = (): string[] => [contoso.scopes.delegated];

/** Signs in with a device code; the person acts as soon as the code is shown. */
const byDeviceCode = async (role: Person['role'], client = publicClient()) => {
  let visit: ReturnType<typeof signInAs> | undefined;
  const token = client.acquireTokenByDeviceCode({
    scopes: scopes(),
    deviceCodeCallback: ({ verificationUri, userCode }) => {
      visit = signInAs(person(role, verificationUri, { userCode }));
    },
  });
  const settled = await Promise.allSettled([token]);
  return { client, result: settled[0], page: await visit };
};

const callEws = async (accessToken: string, ewsUrl = contoso.ewsUrl): Promise<Response> =>
  fetch(ewsUrl, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}` },
    body: soap('GetFolder'),
  });

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

/** The answers of token polling, word for word: MSAL swallows most of them. */
const pollOnce = async (deviceCode: string): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${contoso.authority}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'device_code',
      client_id: contoso.clientId,
      device_code: deviceCode,
    }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

const newDeviceCode = async (): Promise<{
  device_code: string;
  user_code: string;
  verification_uri: string;
  interval: number;
  message: string;
  expires_in: number;
}> => {
  const answer = await fetch(`${contoso.authority}/oauth2/v2.0/devicecode`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: contoso.clientId,
      scope: `${contoso.scopes.delegated} openid profile offline_access`,
    }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Awaited<ReturnType<typeof newDeviceCode>>;
};

describe('device code, with MSAL', () => {
  it('approve: a token for EWS, the account, silent use and refresh', async () => {
    const { client, result, page } = await byDeviceCode('approve');
    expect(page?.text).toContain('You are signed in');
    if (result.status !== 'fulfilled') throw result.reason;
    const first = result.value!;
    expect(first.account?.username).toBe(contoso.adminUpn);
    expect(first.tenantId).toBe(contoso.tenantId);
    expect(first.account?.homeAccountId).toMatch(new RegExp(`^[0-9a-f-]{36}\\.${contoso.tenantId}$`));
    expect(claimsOf(first.accessToken)).toMatchObject({
      scp: 'EWS.AccessAsUser.All',
      appid: contoso.clientId,
      tid: contoso.tenantId,
      upn: contoso.adminUpn,
    });
    const answer = (await (await callEws(first.accessToken)).json()) as StandInAnswer;
    expect(answer).toMatchObject({
      tenant: 'contoso',
      face: 'cloud',
      caller: { kind: 'delegated', upn: contoso.adminUpn },
    });

    const account = first.account!;
    expect((await client.acquireTokenSilent({ scopes: scopes(), account })).fromCache).toBe(true);
    const refreshed = await client.acquireTokenSilent({ scopes: scopes(), account, forceRefresh: true });
    expect(refreshed.fromCache).toBe(false);
    expect(refreshed.accessToken).not.toBe(first.accessToken);
  });

  it.each([
    ['decline', 'authorization_declined', 65004],
    ['mfa', 'invalid_grant', 50076],
    ['blocked', 'invalid_grant', 53003],
  ] as const)('%s: MSAL reports %s, the answer says AADSTS%i', async (role, error, number) => {
    const { result, page } = await byDeviceCode(role);
    expect(page?.text).toContain(`AADSTS${number}`);
    expect(result.status).toBe('rejected');
    const reason = (result as PromiseRejectedResult).reason as AuthError;
    expect(reason).toBeInstanceOf(AuthError);
    expect(`${reason.errorCode} ${reason.errorMessage}`).toContain(error);

    const code = await newDeviceCode();
    expect((await pollOnce(code.device_code)).body).toMatchObject({
      error: 'authorization_pending',
      error_codes: [70016],
    });
    await signInAs(person(role, code.verification_uri, { userCode: code.user_code }));
    expect((await pollOnce(code.device_code)).body).toMatchObject({
      error,
      error_codes: [number],
      error_description: expect.stringContaining(`AADSTS${number}: `) as string,
      correlation_id: expect.any(String) as string,
      trace_id: expect.any(String) as string,
    });
  });

  it('an expired code: AADSTS70019, and the page says so too', async () => {
    const code = await newDeviceCode();
    expect(code.message).toContain(code.user_code);
    expect(code.interval).toBe(1);
    await started.control.expireDeviceCodes('contoso');
    expect(await pollOnce(code.device_code)).toMatchObject({
      status: 400,
      body: { error: 'expired_token', error_codes: [70019] },
    });
    await expect(
      signInAs(person('approve', code.verification_uri, { userCode: code.user_code })),
    ).rejects.toThrow(/expired/);
  });

  it('a mistyped code and a wrong password are refused on the page', async () => {
    const code = await newDeviceCode();
    await expect(
      signInAs(person('approve', code.verification_uri, { userCode: 'WRONGCODE' })),
    ).rejects.toThrow(/not known/);
    await expect(
      signInAs(person('approve', code.verification_uri, { userCode: code.user_code, password: 'guess' })),
    ).rejects.toThrow(/AADSTS50126/);
    await expect(pollOnce('nonsense')).resolves.toMatchObject({
      body: { error: 'bad_verification_code', error_codes: [70018] },
    });
  });

  it('an account of the other tenant is told so', async () => {
    const code = await newDeviceCode();
    const stranger = { userCode: code.user_code, upn: started.info.tenants.fabrikam.adminUpn };
    await expect(signInAs(person('approve', code.verification_uri, stranger))).rejects.toThrow(/AADSTS50020/);
  });
});

describe('interactive, with MSAL', () => {
  const interactive = async (role: Person['role']) => {
    const client = publicClient();
    let visit: ReturnType<typeof signInAs> | undefined;
    const settled = await Promise.allSettled([
      client.acquireTokenInteractive({
        scopes: scopes(),
        openBrowser: async (url) => {
          visit = signInAs(person(role, url));
          await Promise.resolve();
        },
      }),
    ]);
    return { client, result: settled[0], page: await visit };
  };

  it('approve: the loopback page gets the code, and a refresh token comes with it', async () => {
    const { client, result, page } = await interactive('approve');
    if (result.status !== 'fulfilled') throw result.reason;
    expect(page?.url).toMatch(/^http:\/\/localhost:\d+$/);
    expect(result.value.scopes).toContain(contoso.scopes.delegated);
    const again = await client.acquireTokenSilent({
      scopes: scopes(),
      account: result.value.account!,
      forceRefresh: true,
    });
    expect(again.fromCache).toBe(false);
  });

  it.each([
    ['decline', 'access_denied', 65004],
    ['mfa', 'interaction_required', 50076],
    ['blocked', 'access_denied', 53003],
  ] as const)('%s: %s with AADSTS%i', async (role, error, number) => {
    const { result } = await interactive(role);
    const reason = (result as PromiseRejectedResult).reason as ServerError;
    expect(reason).toBeInstanceOf(ServerError);
    expect(reason.errorCode).toBe(error);
    expect(reason.errorMessage).toContain(`AADSTS${number}`);
  });
});

describe('tokens over time', () => {
  it('a revoked refresh token: InteractionRequired, bad_token, AADSTS50173', async () => {
    const { client, result } = await byDeviceCode('approve');
    if (result.status !== 'fulfilled') throw result.reason;
    const account = result.value!.account!;
    expect(
      (await started.control.revokeRefreshTokens({ tenant: 'contoso', account: contoso.adminUpn })).revoked,
    ).toBeGreaterThan(0);
    const failure = await client
      .acquireTokenSilent({ scopes: scopes(), account, forceRefresh: true })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InteractionRequiredAuthError);
    expect(failure).toMatchObject({ errorCode: 'invalid_grant', subError: 'bad_token', errorNo: 50173 });
  });

  it('access tokens declared expired: 401 with token_expired, good again after a refresh', async () => {
    const { client, result } = await byDeviceCode('approve');
    if (result.status !== 'fulfilled') throw result.reason;
    const { accessToken, account } = result.value!;
    await started.control.expireAccessTokens('contoso');
    const refused = await callEws(accessToken);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('x-ms-diagnostics')).toBe(
      '2000002;reason="The token has expired.";error_category="token_expired"',
    );
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
    const fresh = await client.acquireTokenSilent({
      scopes: scopes(),
      account: account!,
      forceRefresh: true,
    });
    expect((await callEws(fresh.accessToken)).status).toBe(200);
  });

  it('ten refreshes of one account at once all succeed: the old token stays good', async () => {
    const { client, result } = await byDeviceCode('approve');
    if (result.status !== 'fulfilled') throw result.reason;
    const cache = client.getTokenCache().serialize();
    const refreshToken = Object.values(
      (JSON.parse(cache) as { RefreshToken: Record<string, { secret: string }> }).RefreshToken,
    )[0]!.secret;
    const refresh = async () => {
      const answer = await fetch(`${contoso.authority}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          client_id: contoso.clientId,
          refresh_token: refreshToken,
          scope: `${contoso.scopes.delegated} openid profile offline_access`,
        }),
      });
      return (await answer.json()) as { refresh_token?: string };
    };
    const answers = await Promise.all(Array.from({ length: 10 }, refresh));
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(10);
    expect(
      answers.every((answer) => answer.refresh_token !== undefined && answer.refresh_token !== refreshToken),
    ).toBe(true);
  });
});

describe('client credentials, with MSAL', () => {
  const confidential = (
    auth: { clientSecret: string } | { clientCertificate: { thumbprintSha256: string; privateKey: string } },
  ) =>
    new ConfidentialClientApplication({
      auth: {
        clientId: contoso.appOnlyClientId,
        authority: contoso.authority,
        knownAuthorities: [hostOf(contoso.authority)],
        ...auth,
      },
    });
  const acquire = (client: ConfidentialClientApplication) =>
    client.acquireTokenByClientCredential({ scopes: [contoso.scopes.application], skipCache: true });

  it('secret: an app-only token with the role', async () => {
    const token = await acquire(confidential({ clientSecret: contoso.appOnlySecret }));
    expect(claimsOf(token!.accessToken)).toMatchObject({
      roles: ['full_access_as_app'],
      appid: contoso.appOnlyClientId,
      idtyp: 'app',
    });
    const answer = (await (await callEws(token!.accessToken)).json()) as StandInAnswer;
    expect(answer.caller).toEqual({
      kind: 'application',
      tenantId: contoso.tenantId,
      appId: contoso.appOnlyClientId,
    });
  });

  it('certificate: the registered one only', async () => {
    const { X509CertificateGenerator } = await import('@peculiar/x509');
    const algorithm = {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      publicExponent: new Uint8Array([1, 0, 1]),
      modulusLength: 2048,
    };
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=app',
      keys,
      signingAlgorithm: algorithm,
    });
    const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
    const privateKey = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/(.{64})/g, '$1\n').trim()}\n-----END PRIVATE KEY-----\n`;
    const thumbprintSha256 = createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex');

    const before = await acquire(confidential({ clientCertificate: { thumbprintSha256, privateKey } })).catch(
      (error: unknown) => error,
    );
    expect(before).toMatchObject({ errorCode: 'invalid_client', errorNo: 700027 });
    await started.control.changeApp({ tenant: 'contoso', certificatePem: certificate.toString('pem') });
    const token = await acquire(confidential({ clientCertificate: { thumbprintSha256, privateKey } }));
    expect((await callEws(token!.accessToken)).status).toBe(200);
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      format: 'pem',
      type: 'pkcs8',
    }) as string;
    const forged = await acquire(
      confidential({ clientCertificate: { thumbprintSha256, privateKey: foreign } }),
    ).catch((error: unknown) => error);
    expect(forged).toMatchObject({ errorNo: 700027 });
    // The secret goes on working beside it.
    await acquire(confidential({ clientSecret: contoso.appOnlySecret }));
  });

  it('a wrong secret, no secret, an unknown app', async () => {
    const wrong = await acquire(confidential({ clientSecret: 'guess' })).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ errorCode: 'invalid_client', errorNo: 7000215 });
    const ask = async (form: Record<string, string>) => {
      const answer = await fetch(`${contoso.authority}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      });
      return (await answer.json()) as { error_codes: number[] };
    };
    const grant = { grant_type: 'client_credentials', scope: contoso.scopes.application };
    expect((await ask({ ...grant, client_id: contoso.appOnlyClientId })).error_codes).toEqual([7000218]);
    expect((await ask({ ...grant, client_id: 'a-b-c', client_secret: 'x' })).error_codes).toEqual([700016]);
    expect(
      (
        await ask({
          ...grant,
          client_id: contoso.appOnlyClientId,
          client_secret: contoso.appOnlySecret,
          scope: 'https://outlook.office365.com/.default',
        })
      ).error_codes,
    ).toEqual([500011]);
    expect((await ask({ grant_type: 'password', client_id: contoso.clientId })).error_codes).toEqual([70003]);
  });

  it('without the permission the token is refused by Exchange', async () => {
    await started.control.changeApp({ tenant: 'contoso', fullAccessAsApp: false });
    const token = await acquire(confidential({ clientSecret: contoso.appOnlySecret }));
    const answer = await callEws(token!.accessToken);
    expect([answer.status, answer.headers.get('x-ms-diagnostics')]).toEqual([
      401,
      expect.stringMatching(/^2000008;/) as string,
    ]);
    await started.control.changeApp({ tenant: 'contoso', fullAccessAsApp: true });
  });
});

describe('wrong addresses', () => {
  it('another tenant and /common are refused in Entra’s words', async () => {
    const origin = new URL(contoso.authority).origin;
    const discovery = await fetch(
      `${origin}/${started.info.tenants.fabrikam.tenantId}/v2.0/.well-known/openid-configuration`,
    );
    expect([discovery.status, await discovery.json()]).toMatchObject([
      400,
      { error: 'invalid_tenant', error_codes: [90002] },
    ]);
    const common = await fetch(`${origin}/common/oauth2/v2.0/devicecode`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: contoso.clientId }),
    });
    expect(await common.json()).toMatchObject({ error_codes: [50194] });
  });

  it('an unknown app or redirect address ends on a page, not in a redirect', async () => {
    const page = async (query: Record<string, string>): Promise<string> => {
      const url = new URL(`${contoso.authority}/oauth2/v2.0/authorize`);
      const common = {
        response_type: 'code',
        scope: 'openid',
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
        state: 's',
      };
      url.search = new URLSearchParams({ ...common, ...query }).toString();
      const answer = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } });
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.status).toBe(400);
      return answer.text();
    };
    expect(await page({ client_id: 'nobody', redirect_uri: 'http://localhost:1' })).toContain('AADSTS700016');
    expect(await page({ client_id: contoso.clientId, redirect_uri: 'https://evil.example/' })).toContain(
      'AADSTS50011',
    );
  });
});
