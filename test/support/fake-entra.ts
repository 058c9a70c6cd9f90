import { randomUUID } from 'node:crypto';
import type { NetworkAnswer, NetworkFetch, NetworkRequest } from '#main/exchange/auth/network-fetch.ts';

/**
 * The far end of sign-in, at the level of HTTP: answers token and device-code requests for the real authority
 * (whose metadata MSAL has built in, so that nothing else is asked). Tests script what it says.
 */
export interface FakeEntra {
  readonly fetch: NetworkFetch;
  readonly authority: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** Every request, with its form parsed. */
  readonly requests: readonly (NetworkRequest & { readonly form: URLSearchParams })[];
  /** Answers to the next token requests, in order; afterwards tokens are issued. */
  readonly script: (() => NetworkAnswer | Promise<NetworkAnswer>)[];
  /** Answer of the device-code endpoint. */
  deviceAnswer: () => NetworkAnswer;
  /** Who signs in next. */
  user: { oid: string; tid: string; upn: string };
  tokensIssued: number;
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): NetworkAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  text: typeof body === 'string' ? body : JSON.stringify(body),
});

/** A refusal as Entra words it. */
export const refusal = (
  error: string,
  aadsts: number | null,
  more: Record<string, unknown> = {},
  status = 400,
): NetworkAnswer =>
  json(status, {
    error,
    error_description:
      aadsts === null
        ? undefined
        : `AADSTS${aadsts}: The reason. Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: 2026-11-22 10:00:00Z`,
    error_codes: aadsts === null ? undefined : [aadsts],
    trace_id: trace,
    correlation_id: correlation,
    ...more,
  });
export const trace = '255d1aef-8c98-452f-ac51-23d051240864';
export const correlation = 'fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const createFakeEntra = (): FakeEntra => {
  const tenantId = '11111111-1111-4111-8111-111111111111';
  const requests: (NetworkRequest & { readonly form: URLSearchParams })[] = [];
  const fake: FakeEntra = {
    fetch: async (request) => {
      requests.push({ ...request, form: new URLSearchParams(request.body ?? '') });
      if (request.signal.aborted) throw request.signal.reason;
      const path = new URL(request.url).pathname;
      if (path.endsWith('/devicecode')) return fake.deviceAnswer();
      if (!path.endsWith('/token')) return json(404, {});
      const scripted = fake.script.shift();
      return scripted === undefined ? issue() : scripted();
    },
    authority: `https://login.microsoftonline.com/${tenantId}`,
    tenantId,
    clientId: '22222222-2222-4222-8222-222222222222',
    requests,
    script: [],
    deviceAnswer: () =>
      json(200, {
        user_code: 'ABCD-EFGH',
        device_code: 'GAABAAAAA-device-code',
        verification_uri: 'https://microsoft.com/devicelogin',
        expires_in: 900,
        interval: 0.01,
        message: 'To sign in, open the page and enter ABCD-EFGH.',
      }),
    user: { oid: randomUUID(), tid: tenantId, upn: 'admin@contoso.test' },
    tokensIssued: 0,
  };
  const issue = (): NetworkAnswer => {
    fake.tokensIssued++;
    const { oid, tid, upn } = fake.user;
    const claims = {
      aud: fake.clientId,
      iss: `https://login.microsoftonline.com/${tid}/v2.0`,
      oid,
      tid,
      sub: oid,
      preferred_username: upn,
      name: 'Adele',
      ver: '2.0',
    };
    return json(200, {
      token_type: 'Bearer',
      scope: 'https://outlook.office365.com/EWS.AccessAsUser.All openid profile offline_access',
      expires_in: 3600,
      access_token: `access-token-${fake.tokensIssued}-${randomUUID()}`,
      refresh_token: `refresh-token-${fake.tokensIssued}`,
      id_token: `${encode({ alg: 'none' })}.${encode(claims)}.`,
      client_info: encode({ uid: oid, utid: tid }),
    });
  };
  return fake;
};
