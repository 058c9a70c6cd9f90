import { IncomingMessage } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { errors, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { TenantRecord } from '../directory/tenants.ts';
import { entraErrorBody, entraErrorOf } from './entra-errors.ts';
import { routes } from './provider.ts';

/**
 * Where Entra differs from the standards that oidc-provider keeps. Each is what MSAL Node 7.2.1 was seen to need
 * (reference transport-and-sign-in.md §5): https://github.com/AzureAD/microsoft-authentication-library-for-js
 */
const bodyLimitBytes = 64 * 1024;

/** A copy of the request with another body: oidc-provider reads the stream itself. */
const withBody = (request: IncomingMessage, body: Buffer): IncomingMessage => {
  const copy = new IncomingMessage(request.socket);
  copy.method = request.method ?? 'POST';
  copy.url = request.url ?? '/';
  copy.httpVersion = request.httpVersion;
  copy.httpVersionMajor = request.httpVersionMajor;
  copy.httpVersionMinor = request.httpVersionMinor;
  copy.headers = { ...request.headers, 'content-length': String(body.length) };
  // Otherwise its end would count as an abort and close the connection.
  copy.complete = true;
  copy.push(body);
  copy.push(null);
  return copy;
};

/**
 * MSAL writes `grant_type=device_code` where RFC 8628 wants a URN. Answers a request that oidc-provider understands;
 * others pass untouched.
 */
export const normalizeTokenRequest = async (request: IncomingMessage): Promise<IncomingMessage> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= bodyLimitBytes) chunks.push(chunk);
  }
  const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  if (form.get('grant_type') === 'device_code') {
    form.set('grant_type', 'urn:ietf:params:oauth:grant-type:device_code');
  }
  // Entra treats `scope` at the redemption of a code as a hint; oidc-provider has no such parameter there.
  return withBody(request, Buffer.from(form.toString()));
};

/**
 * Entra gives a refresh token whenever `offline_access` is asked for; OpenID Connect wants `prompt=consent` with it.
 * `prompt=select_account`, which MSAL may send, is our sign-in page anyway.
 */
export const normalizeAuthorizeUrl = (url: string): string => {
  const cut = url.indexOf('?');
  if (cut < 0) return url;
  const query = new URLSearchParams(url.slice(cut + 1));
  if (query.get('prompt') !== 'none') query.set('prompt', 'login consent');
  return `${url.slice(0, cut)}?${query.toString()}`;
};

/** Rewrites the JSON answers of the token and device-code endpoints. */
export const dressAnswers = (provider: Provider, origin: string, tenant: () => TenantRecord): void => {
  const refusals = new WeakMap<object, errors.OIDCProviderError>();
  const keep = (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError): void =>
    void refusals.set(ctx.req, error);
  provider.on('grant.error', keep);
  provider.on('device_authorization.error', keep);

  provider.use(async (ctx, next) => {
    ctx.set('x-ms-request-id', randomUUID());
    ctx.set('x-content-type-options', 'nosniff');
    // For the form_post page, to which oidc-provider adds the hash of its script; our own pages set the same again.
    ctx.set(
      'content-security-policy',
      "default-src 'none'; script-src; form-action 'self' http://localhost:* http://127.0.0.1:*; base-uri 'none'; frame-ancestors 'none'",
    );
    await next();
    const isToken = ctx.path === routes.token;
    if (!isToken && ctx.path !== routes.device_authorization) return;
    const body = ctx.body as Record<string, unknown> | undefined;
    if (body === undefined || body === null || typeof body !== 'object') return;
    const correlationId =
      ctx.get('client-request-id') || String(ctx.query['client-request-id'] ?? randomUUID());
    if (typeof body.error === 'string') {
      const refusal = refusals.get(ctx.req);
      const found = entraErrorOf(
        body.error,
        typeof body.error_description === 'string' ? body.error_description : '',
        refusal?.error_detail ?? '',
      );
      ctx.status = found.status;
      ctx.body = entraErrorBody(found, correlationId);
      return;
    }
    if (isToken) {
      const accountId = (ctx as unknown as Partial<KoaContextWithOIDC>).oidc?.entities.Account?.accountId;
      ctx.body = {
        ...body,
        ext_expires_in: body.expires_in,
        ...(accountId === undefined ? {} : { client_info: clientInfo(accountId, tenant().tenantId) }),
      };
      return;
    }
    const verificationUri = `${origin}/devicelogin`;
    const code = String(body.user_code);
    // Without `interval` MSAL polls without pause; without `message` it has nothing to show.
    ctx.body = {
      user_code: code,
      device_code: body.device_code,
      verification_uri: verificationUri,
      expires_in: body.expires_in,
      interval: tenant().faceSettings.devicePollSeconds,
      message: `To sign in, use a web browser to open the page ${verificationUri} and enter the code ${code} to authenticate.`,
    };
  });
};

/** MSAL's account id is `<uid>.<utid>`, taken from here. */
const clientInfo = (objectId: string, tenantId: string): string =>
  Buffer.from(JSON.stringify({ uid: objectId, utid: tenantId })).toString('base64url');
