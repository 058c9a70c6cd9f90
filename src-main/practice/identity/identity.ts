import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Database from 'better-sqlite3';
import type { PracticeDirectory } from '../directory/directory.ts';
import type { TenantRecord } from '../directory/tenants.ts';
import { createTokenVerifier, type TokenVerdict } from './access-tokens.ts';
import { identitySchema, openArtifacts, openIdentityState } from './artifacts.ts';
import { entraErrorBody, entraErrors } from './entra-errors.ts';
import { dressAnswers, normalizeAuthorizeUrl, normalizeTokenRequest } from './entra-shims.ts';
import { openKeys } from './keys.ts';
import { createProvider, routes } from './provider.ts';
import { createSignInHandler, sendHtml } from './sign-in.ts';
import { refusedPage } from './pages.ts';

export interface Identity {
  /** Answers the request when its path is one of the identity provider's; `false` when it is not. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  verifyAccessToken(token: string): TokenVerdict;
  /** From now on every access token issued so far counts as expired, whatever its own time says. */
  expireAccessTokens(): void;
  /** Refresh tokens of one account (object id), or of all with `null`. Answers how many artifacts went. */
  revokeRefreshTokens(accountId: string | null): number;
  expireDeviceCodes(): number;
}

interface IdentityOptions {
  readonly db: Database.Database;
  readonly directory: PracticeDirectory;
  readonly tenant: () => TenantRecord;
  /** `https://localhost:PORT`: also the audience of Exchange tokens. */
  readonly origin: string;
}

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
};

const redirect = (response: ServerResponse, location: string): void => {
  response.writeHead(302, { location, 'cache-control': 'no-store' });
  response.end();
};

/** Tenants that Entra offers to every app; ours are single-tenant registrations. */
const sharedAuthorities = new Set(['common', 'organizations', 'consumers']);

/** The Entra-like identity provider of one tenant, below `/<tenantId>/`. */
export const createIdentity = async (options: IdentityOptions): Promise<Identity> => {
  const { db, directory, origin } = options;
  const { name, tenantId } = options.tenant();
  db.exec(identitySchema);
  const artifacts = openArtifacts(db, name);
  const state = openIdentityState(db, name);
  const keys = await openKeys(state);
  let generation = Number(state.get('generation') ?? '1');

  const provider = createProvider({
    origin,
    tenant: options.tenant,
    directory,
    artifacts,
    keys,
    generation: () => generation,
  });
  dressAnswers(provider, origin, options.tenant);
  const answer = provider.callback();
  const signIn = createSignInHandler({ provider, tenant: options.tenant(), directory });
  const verify = createTokenVerifier({
    key: keys.verification,
    issuer: provider.issuer,
    audience: origin,
    generation: () => generation,
  });

  /** oidc-provider finds its mount point by comparing `originalUrl` and `url`, as Express sets them. */
  const mount = (request: IncomingMessage, url: string, originalUrl: string): void => {
    Object.assign(request, { originalUrl });
    request.url = url;
  };

  const own = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    let rest = (request.url ?? '/').slice(tenantId.length + 1);
    const path = url.pathname.slice(tenantId.length + 1);
    if (path === '/v2.0/.well-known/openid-configuration') rest = '/.well-known/openid-configuration';
    if (path === routes.authorization && request.method === 'GET') rest = normalizeAuthorizeUrl(rest);
    const originalUrl = `/${tenantId}${rest}`;
    const isForm =
      request.method === 'POST' && (path === routes.token || path === routes.device_authorization);
    const normalized = isForm ? await normalizeTokenRequest(request) : request;
    mount(normalized, rest, originalUrl);
    if (path.startsWith('/interaction/')) await signIn(normalized, response);
    else await answer(normalized, response);
  };

  return {
    async handle(request, response) {
      const url = new URL(request.url ?? '/', origin);
      const [, first = '', second = ''] = url.pathname.split('/');
      if (first === tenantId) {
        await own(request, response, url);
        return true;
      }
      // https://microsoft.com/devicelogin, and where it leads.
      if (url.pathname === '/devicelogin' || url.pathname === '/common/oauth2/deviceauth') {
        redirect(response, `/${tenantId}${routes.code_verification}${url.search}`);
        return true;
      }
      if (second === 'oauth2' || second === 'v2.0' || second === 'discovery') {
        const error = sharedAuthorities.has(first) ? entraErrors.notMultiTenant : entraErrors.tenantUnknown;
        if (url.pathname.endsWith('/authorize')) {
          sendHtml(
            response,
            400,
            refusedPage(
              options.tenant().displayName,
              'Sign-in is not possible',
              `AADSTS${error.number}: ${error.text}`,
            ),
          );
        } else sendJson(response, 400, entraErrorBody(error, randomUUID()));
        return true;
      }
      return false;
    },
    verifyAccessToken: verify,
    expireAccessTokens() {
      generation += 1;
      state.set('generation', String(generation));
    },
    revokeRefreshTokens: (accountId) => artifacts.revokeRefreshTokens(accountId),
    expireDeviceCodes: () => artifacts.expireDeviceCodes(),
  };
};
