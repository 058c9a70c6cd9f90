import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSignIn } from '#main/exchange/auth/msal-sign-in.ts';
import type { DeviceCode, SignIn, TokenCacheStore } from '#main/exchange/auth/sign-in.ts';
import { isLightermanError, LightermanError } from '#shared/domain/errors.ts';
import {
  correlation,
  createFakeEntra,
  type FakeEntra,
  json,
  refusal,
  trace,
} from '#test/support/fake-entra.ts';

const scope = 'https://outlook.office365.com/EWS.AccessAsUser.All';
const forever = new AbortController().signal;

const memoryCache = (): TokenCacheStore & { text: string | null; saves: number } => {
  const cache = {
    text: null as string | null,
    saves: 0,
    load: async () => cache.text,
    save: async (text: string) => {
      await delay(1);
      cache.text = text;
      cache.saves++;
    },
  };
  return cache;
};

let entra: FakeEntra;
let cache: ReturnType<typeof memoryCache>;
const open = (store: TokenCacheStore = cache): SignIn =>
  createSignIn({
    clientId: entra.clientId,
    authority: entra.authority,
    scopes: [scope],
    cache: store,
    networkFetch: entra.fetch,
  });
beforeEach(() => {
  entra = createFakeEntra();
  cache = memoryCache();
});

const failure = async (work: Promise<unknown>): Promise<LightermanError> => {
  const error: unknown = await work.then(
    () => new Error('It did not fail.'),
    (reason: unknown) => reason,
  );
  if (isLightermanError(error)) return error;
  throw error;
};
const byCode = (signIn: SignIn, onCode: (code: DeviceCode) => void = () => {}, signal = forever) =>
  signIn.deviceCode({ onCode, signal });
const pending = () => refusal('authorization_pending', 70016);

/** What a browser does at the end of a sign-in: it posts the answer to the loopback page. */
const answerRedirect = async (url: string, fields: Record<string, string>): Promise<string> => {
  const query = new URL(url).searchParams;
  const answer = await request(query.get('redirect_uri') ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', connection: 'close' },
    body: new URLSearchParams({ state: query.get('state') ?? '', ...fields }).toString(),
  });
  return answer.body.text();
};
const byBrowser = (signIn: SignIn, fields: Record<string, string>, signal = forever) =>
  signIn.interactive({ openBrowser: async (url) => void answerRedirect(url, fields), signal });

describe('device code', () => {
  test('shows the code, waits while it is pending, and keeps the account', async () => {
    entra.script.push(pending, pending);
    const codes: DeviceCode[] = [];
    const account = await byCode(open(), (code) => codes.push(code));
    expect(account).toEqual({
      homeAccountId: `${entra.user.oid}.${entra.tenantId}`,
      tenantId: entra.tenantId,
      username: 'admin@contoso.test',
      displayName: 'Adele',
    });
    expect(codes).toHaveLength(1);
    expect(codes[0]).toMatchObject({
      userCode: 'ABCD-EFGH',
      verificationUri: 'https://microsoft.com/devicelogin',
      message: expect.stringContaining('ABCD-EFGH') as string,
    });
    expect((codes[0]?.expiresAtMs ?? 0) - Date.now()).toBeGreaterThan(890_000);
    const polls = entra.requests.filter(({ url }) => url.includes('/token'));
    expect(polls).toHaveLength(3);
    expect(polls[0]?.form.get('grant_type')).toBe('device_code');
    expect(entra.requests[0]?.form.get('scope')?.split(' ').sort()).toEqual(
      [scope, 'offline_access', 'openid', 'profile'].sort(),
    );
    expect(await open().accounts()).toEqual([account]);
  });

  test.each([
    ['declined consent', () => refusal('authorization_declined', 65004), 'auth.consent-declined', 65004],
    [
      'declined, as RFC 8628 words it',
      () => refusal('access_denied', null, { error_description: 'declined' }),
      'auth.consent-declined',
      null,
    ],
    ['expired code', () => refusal('expired_token', 70019), 'auth.code-expired', 70019],
    [
      'blocked by Conditional Access',
      () => refusal('invalid_grant', 53003, { suberror: 'message_only' }),
      'auth.blocked-by-policy',
      53003,
    ],
    [
      'multi-factor authentication',
      () => refusal('invalid_grant', 50076, { suberror: 'basic_action', claims: '{"access_token":{}}' }),
      'auth.mfa-needed',
      50076,
    ],
    ['no public client', () => refusal('invalid_client', 7000218, {}, 401), 'auth.wrong-app', 7000218],
    ['account of another tenant', () => refusal('invalid_grant', 50020), 'auth.wrong-tenant', 50020],
    ['a number nobody knows', () => refusal('invalid_grant', 99999), 'auth.failed', 99999],
  ] as const)('%s keeps its AADSTS code, which MSAL drops', async (_what, answer, code, aadsts) => {
    entra.script.push(pending, answer);
    const error = await failure(byCode(open()));
    expect([error.code, error.details['aadsts']]).toEqual([code, aadsts]);
    expect(error.details).toMatchObject({ traceId: trace, correlationId: correlation });
    expect(String(error.details['nextStep']).length).toBeGreaterThan(10);
    if (aadsts !== null) expect(error.message).toContain(`AADSTS${aadsts}`);
    expect(cache.text ?? '').not.toContain('refresh-token');
  });

  test('a refusal of the device-code endpoint is told, not polled for', async () => {
    entra.deviceAnswer = () => refusal('unauthorized_client', 700016);
    let shown = 0;
    const error = await failure(byCode(open(), () => shown++));
    expect([error.code, error.details['aadsts'], error.details['oauthError']]).toEqual([
      'auth.wrong-app',
      700016,
      'unauthorized_client',
    ]);
    expect(shown).toBe(0);
    expect(entra.requests).toHaveLength(1);
  });

  test('an answer that is no JSON names the status, and no page is shown', async () => {
    entra.deviceAnswer = () => json(200, '<html>Welcome to the hotel</html>');
    const error = await failure(byCode(open()));
    expect([error.code, error.details['status'], error.details['host']]).toEqual([
      'endpoint.bad-answer',
      200,
      'login.microsoftonline.com',
    ]);
  });

  test('a code without fields is a bad answer', async () => {
    entra.deviceAnswer = () => json(200, { hello: 'world' });
    expect((await failure(byCode(open()))).code).toBe('endpoint.bad-answer');
  });

  test('a short outage slows the polling down instead of ending the sign-in', async () => {
    entra.deviceAnswer = () =>
      json(200, {
        user_code: 'A',
        device_code: 'BBBB',
        verification_uri: 'https://x.test',
        expires_in: 900,
        interval: 0.001,
      });
    entra.script.push(
      () => json(503, 'busy'),
      () => {
        throw new LightermanError('endpoint.unreachable');
      },
      pending,
    );
    const account = await byCode(open(), (code) => expect(code.message).toContain('https://x.test'));
    expect(account.username).toBe('admin@contoso.test');
  });

  test('an outage that lasts ends it with what is wrong', async () => {
    entra.deviceAnswer = () =>
      json(200, {
        user_code: 'A',
        device_code: 'BBBB',
        verification_uri: 'https://x.test',
        expires_in: 900,
        interval: 0.0001,
      });
    for (let i = 0; i < 9; i++) {
      entra.script.push(() => {
        throw new LightermanError('endpoint.dns', { details: { host: 'login.microsoftonline.com' } });
      });
    }
    const error = await failure(byCode(open()));
    expect([error.code, entra.script.length]).toEqual(['endpoint.dns', 4]);
  });

  test('a fault that will not mend is told at once', async () => {
    entra.script.push(() => {
      throw new LightermanError('endpoint.tls');
    });
    expect((await failure(byCode(open()))).code).toBe('endpoint.tls');
  });

  test('cancelling works at once, though the next poll is far away, and nothing is kept', async () => {
    entra.deviceAnswer = () =>
      json(200, {
        user_code: 'A',
        device_code: 'BBBB',
        verification_uri: 'https://x.test',
        expires_in: 900,
        interval: 600,
      });
    const stop = new AbortController();
    const startedMs = performance.now();
    const error = await failure(byCode(open(), () => setTimeout(() => stop.abort(), 20), stop.signal));
    expect(error.code).toBe('auth.cancelled');
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    await delay(30);
    expect(entra.requests.filter(({ url }) => url.includes('/token'))).toEqual([]);
    expect(await open().accounts()).toEqual([]);
  });

  test('cancelling while the token is on its way keeps nothing', async () => {
    const stop = new AbortController();
    entra.script.push(async () => {
      stop.abort();
      await delay(20);
      const answer = await entra.fetch({
        url: 'https://x/token',
        method: 'POST',
        headers: {},
        body: '',
        signal: forever,
      });
      return answer;
    });
    expect((await failure(byCode(open(), () => {}, stop.signal))).code).toBe('auth.cancelled');
    await delay(80);
    expect(entra.tokensIssued).toBe(1);
    expect(await open().accounts()).toEqual([]);
  });

  test('a signal that was aborted before asks nobody', async () => {
    expect((await failure(byCode(open(), () => {}, AbortSignal.abort()))).code).toBe('auth.cancelled');
    expect(entra.requests).toEqual([]);
  });

  test('an account of another tenant is refused, naming both, and not kept', async () => {
    entra.user = { ...entra.user, tid: '33333333-3333-4333-8333-333333333333', upn: 'eve@fabrikam.test' };
    const error = await failure(byCode(open()));
    expect(error.code).toBe('auth.wrong-tenant');
    expect(error.details).toEqual({
      userName: 'eve@fabrikam.test',
      actualTenantId: entra.user.tid,
      expectedTenantId: entra.tenantId,
    });
    expect(error.message).toContain(entra.user.tid);
    expect(error.message).toContain(entra.tenantId);
    expect(await open().accounts()).toEqual([]);
    expect(cache.text).not.toContain('refresh-token');
  });
});

describe('browser', () => {
  test('signs in with the code that is posted to the loopback page', async () => {
    const pages: Promise<string>[] = [];
    const urls: string[] = [];
    const account = await open().interactive({
      openBrowser: async (url) => {
        urls.push(url);
        pages.push(answerRedirect(url, { code: '0.AXEA-code' }));
      },
      signal: forever,
    });
    expect(account.username).toBe('admin@contoso.test');
    expect(await pages[0]).toContain('You are signed in');
    const query = new URL(urls[0] ?? '').searchParams;
    expect(query.get('response_mode')).toBe('form_post');
    expect(query.get('code_challenge_method')).toBe('S256');
    expect(query.get('prompt')).toBe('select_account');
    expect(query.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+$/);
    const exchange = entra.requests.find(({ url }) => url.includes('/token'));
    expect(exchange?.form.get('code')).toBe('0.AXEA-code');
    expect(exchange?.form.get('code_verifier')).toBeTruthy();
  });

  test.each([
    [
      'declined',
      {
        error: 'access_denied',
        error_description: 'AADSTS65004: User declined to consent to access the app.',
      },
      'auth.consent-declined',
      65004,
    ],
    [
      'blocked',
      {
        error: 'access_denied',
        error_description: 'AADSTS53003: Access has been blocked by Conditional Access policies.',
      },
      'auth.blocked-by-policy',
      53003,
    ],
    [
      'more factors',
      { error: 'interaction_required', error_description: 'AADSTS50076: Due to a configuration change' },
      'auth.mfa-needed',
      50076,
    ],
    ['Cancel on the page', { error: 'access_denied' }, 'auth.cancelled', null],
    [
      'no consent',
      { error: 'consent_required', error_description: 'AADSTS65001: not consented' },
      'auth.consent-needed',
      65001,
    ],
    [
      'a fault of the service',
      { error: 'server_error', error_description: 'AADSTS90033: A transient error has occurred.' },
      'auth.transient',
      90033,
    ],
  ] as const)('%s', async (_what, fields, code, aadsts) => {
    const error = await failure(byBrowser(open(), fields));
    expect([error.code, error.details['aadsts']]).toEqual([code, aadsts]);
  });

  test('a refused code exchange keeps its number', async () => {
    entra.script.push(() => refusal('invalid_grant', 54005));
    const error = await failure(byBrowser(open(), { code: 'c' }));
    expect([error.code, error.details['aadsts']]).toEqual(['auth.failed', 54005]);
  });

  test('cancelling ends the wait for a browser that was closed, and frees the port', async () => {
    const stop = new AbortController();
    let url = '';
    const startedMs = performance.now();
    const error = await failure(
      open().interactive({
        openBrowser: async (opened) => {
          url = opened;
          setTimeout(() => stop.abort(new LightermanError('auth.cancelled')), 20);
        },
        signal: stop.signal,
      }),
    );
    expect(error.code).toBe('auth.cancelled');
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    const port = Number(new URL(new URL(url).searchParams.get('redirect_uri') ?? '').port);
    await expect
      .poll(
        () =>
          request(`http://127.0.0.1:${port}/`).then(
            () => 'listens',
            (reason: { code?: string }) => reason.code,
          ),
        { timeout: 5_000 },
      )
      .toBe('ECONNREFUSED');
    expect(await open().accounts()).toEqual([]);
  });

  test('a browser that cannot be opened is told as it is', async () => {
    const error = await failure(
      open().interactive({
        openBrowser: async () => {
          throw new LightermanError('app.conflict', { message: 'No browser.' });
        },
        signal: forever,
      }),
    );
    expect([error.code, error.message]).toEqual(['app.conflict', 'No browser.']);
  });

  test('an answer of another sign-in does not end this one', async () => {
    const done = open().interactive({
      openBrowser: async (url) => {
        await answerRedirect(url, { code: 'forged', state: 'other' }).catch(() => '');
        void answerRedirect(url, { code: 'right' });
      },
      signal: forever,
    });
    await done;
    expect(entra.requests.find(({ url }) => url.includes('/token'))?.form.get('code')).toBe('right');
  });
});

describe('access tokens', () => {
  const signedIn = async (): Promise<{ signIn: SignIn; id: string }> => {
    const signIn = open();
    const { homeAccountId } = await byCode(signIn);
    return { signIn, id: homeAccountId };
  };

  test('come from the cache, also in a later process', async () => {
    const { id } = await signedIn();
    const later = open();
    const token = await later.accessToken(id);
    expect(token.token).toMatch(/^access-token-1-/);
    expect(token.expiresAtMs - Date.now()).toBeGreaterThan(3_500_000);
    expect(await later.accessToken(id)).toBe(token);
    expect(entra.tokensIssued).toBe(1);
  });

  test('forceRefresh gets a new one, once for all who ask at the same time or right after', async () => {
    const { signIn, id } = await signedIn();
    const tokens = await Promise.all(
      Array.from({ length: 20 }, () => signIn.accessToken(id, { forceRefresh: true })),
    );
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(1);
    expect((await signIn.accessToken(id, { forceRefresh: true })).token).toBe(tokens[0]?.token);
    expect(entra.tokensIssued).toBe(2);
    expect(entra.requests.at(-1)?.form.get('refresh_token')).toBe('refresh-token-1');
    expect((await signIn.accessToken(id)).token).toBe(tokens[0]?.token);
  });

  test('a claims challenge goes to the server', async () => {
    const { signIn, id } = await signedIn();
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    await signIn.accessToken(id, { claims });
    // MSAL adds wishes of its own for the id token.
    expect(JSON.parse(entra.requests.at(-1)?.form.get('claims') ?? '')).toMatchObject(
      JSON.parse(claims) as object,
    );
  });

  test.each([
    ['revoked', () => refusal('invalid_grant', 50173, { suberror: 'bad_token' }), 50173],
    ['run out', () => refusal('invalid_grant', 700082), 700082],
    ['more factors demanded', () => refusal('interaction_required', 50076), 50076],
    ['blocked since', () => refusal('invalid_grant', 53003, { suberror: 'message_only' }), 53003],
  ] as const)('a refresh token %s is auth.expired: a person must come', async (_what, answer, aadsts) => {
    const { signIn, id } = await signedIn();
    entra.script.push(answer);
    const error = await failure(signIn.accessToken(id, { forceRefresh: true }));
    expect([error.code, error.details['aadsts']]).toEqual(['auth.expired', aadsts]);
    expect(error.details['traceId']).toBe(trace);
  });

  test('a fault of the service is transient, carries its Retry-After, and the next try asks again', async () => {
    const { signIn, id } = await signedIn();
    entra.script.push(
      () => json(503, '<html>', { 'retry-after': '7' }),
      () => json(429, { error: 'temporarily_unavailable' }),
    );
    const error = await failure(signIn.accessToken(id, { forceRefresh: true }));
    expect([error.code, error.retryAfterMs]).toEqual(['auth.transient', 7_000]);
    expect((await failure(signIn.accessToken(id, { forceRefresh: true }))).code).toBe('auth.transient');
    expect((await signIn.accessToken(id, { forceRefresh: true })).token).toMatch(/^access-token-2-/);
  });

  test('a network fault keeps its kind', async () => {
    const { signIn, id } = await signedIn();
    entra.script.push(() => {
      throw new LightermanError('endpoint.dns');
    });
    expect((await failure(signIn.accessToken(id, { forceRefresh: true }))).code).toBe('endpoint.dns');
  });

  test('a caller who leaves does not take the others along', async () => {
    const { signIn, id } = await signedIn();
    const stop = new AbortController();
    entra.script.push(async () => {
      stop.abort();
      await delay(20);
      return json(500, '');
    });
    const [left, stayed] = await Promise.all([
      failure(signIn.accessToken(id, { forceRefresh: true, signal: stop.signal })),
      failure(signIn.accessToken(id, { forceRefresh: true })),
    ]);
    expect([left.code, stayed.code]).toEqual(['app.stopped', 'auth.transient']);
  });

  test('an account that never signed in, or signed out, is auth.needed', async () => {
    const { signIn, id } = await signedIn();
    expect((await failure(signIn.accessToken('nobody.nowhere'))).code).toBe('auth.needed');
    await signIn.signOut(id);
    expect((await failure(signIn.accessToken(id))).code).toBe('auth.needed');
    expect(await signIn.accounts()).toEqual([]);
    expect(cache.text).not.toContain('refresh-token');
    await signIn.signOut(id);
  });

  test('several accounts at once: none is lost or found signed out (MSAL empties its memory in between)', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 6; i++) {
      entra.user = {
        ...entra.user,
        oid: `aaaaaaaa-0000-4000-8000-00000000000${i}`,
        upn: `u${i}@contoso.test`,
      };
      ids.push((await byCode(open())).homeAccountId);
    }
    for (let round = 0; round < 5; round++) {
      // A new process each round, so that every token is asked of MSAL, while somebody else signs in.
      const signIn = open({
        load: async () => (await delay(Math.random() * 3), cache.text),
        save: (text) => cache.save(text),
      });
      const number = String(round).padStart(2, '0');
      entra.user = {
        ...entra.user,
        oid: `bbbbbbbb-0000-4000-8000-0000000000${number}`,
        upn: `n${number}@contoso.test`,
      };
      const [added] = await Promise.all([byCode(signIn), ...ids.map((id) => signIn.accessToken(id))]);
      ids.push(added.homeAccountId);
      const kept = (await open().accounts()).map(({ homeAccountId }) => homeAccountId);
      expect(kept).toEqual(expect.arrayContaining(ids));
    }
  });

  test('a cache that cannot be read or written fails the call and blocks no later one', async () => {
    let broken = true;
    const store: TokenCacheStore = {
      load: async () => {
        if (broken) throw new LightermanError('vault.locked');
        return cache.text;
      },
      save: (text) => cache.save(text),
    };
    const signIn = open(store);
    expect((await failure(byCode(signIn))).code).toBe('vault.locked');
    expect((await failure(signIn.accounts())).code).toBe('vault.locked');
    broken = false;
    expect((await byCode(signIn)).username).toBe('admin@contoso.test');
    const readOnly = open({
      load: () => cache.load(),
      save: async () => {
        throw new LightermanError('store.full');
      },
    });
    expect((await failure(byCode(readOnly))).code).toBe('store.full');
    expect(await readOnly.accounts()).toHaveLength(1);
  });
});

describe('settings', () => {
  test('an authority that serves all tenants, or none, is refused', async () => {
    for (const tenant of ['common', 'organizations', '']) {
      const signIn = createSignIn({
        clientId: 'c',
        authority: `https://login.microsoftonline.com/${tenant}`,
        scopes: [scope],
        cache,
        networkFetch: entra.fetch,
      });
      expect((await failure(byCode(signIn))).code).toBe('app.bad-input');
    }
  });

  test('a tenant named by its domain is looked up', async () => {
    const signIn = createSignIn({
      clientId: entra.clientId,
      authority: 'https://login.microsoftonline.com/contoso.onmicrosoft.com',
      scopes: [scope],
      cache,
      networkFetch: async (request) =>
        request.method === 'GET'
          ? json(200, { issuer: `https://login.microsoftonline.com/${entra.tenantId}/v2.0` })
          : entra.fetch(request),
    });
    expect((await byCode(signIn)).tenantId).toBe(entra.tenantId);
  });

  test('a clear-text authority is refused', async () => {
    const signIn = createSignIn({
      clientId: 'c',
      authority: `http://localhost:1/${entra.tenantId}`,
      scopes: [scope],
      cache,
      networkFetch: entra.fetch,
    });
    expect((await failure(byCode(signIn))).code).toBe('auth.clear-text');
  });

  test('an unknown tenant at a private authority keeps the number that discovery would swallow', async () => {
    const signIn = createSignIn({
      clientId: 'c',
      authority: `https://localhost:4443/${entra.tenantId}`,
      knownAuthorities: ['localhost:4443'],
      scopes: [scope],
      cache,
      networkFetch: async () => refusal('invalid_tenant', 90002),
    });
    const error = await failure(byCode(signIn));
    expect([error.code, error.details['aadsts']]).toEqual(['auth.wrong-app', 90002]);
  });
});
