import { randomUUID } from 'node:crypto';
import { type Configuration, errors, interactionPolicy, Provider } from 'oidc-provider';
import type { PracticeDirectory } from '../directory/directory.ts';
import type { TenantRecord } from '../directory/tenants.ts';
import type { Artifacts } from './artifacts.ts';
import { clientMetadata } from './client-metadata.ts';
import { deviceFlow, showPage } from './device-flow.ts';
import { type EntraError, entraDescription, entraErrorOf, entraErrors } from './entra-errors.ts';
import type { IdentityKeys } from './keys.ts';
import { refusedPage } from './pages.ts';
import { parseScopes, type ScopeProblem } from './scopes.ts';

export interface ProviderOptions {
  /** `https://localhost:PORT` */
  readonly origin: string;
  readonly tenant: () => TenantRecord;
  readonly directory: PracticeDirectory;
  readonly artifacts: Artifacts;
  readonly keys: IdentityKeys;
  readonly generation: () => number;
}

/** Entra's paths, below the tenant id: MSAL derives the device endpoint from the token endpoint (reference §5). */
export const routes = {
  authorization: '/oauth2/v2.0/authorize',
  token: '/oauth2/v2.0/token',
  device_authorization: '/oauth2/v2.0/devicecode',
  code_verification: '/oauth2/deviceauth',
  jwks: '/discovery/v2.0/keys',
  end_session: '/oauth2/v2.0/logout',
} as const;

const scopeErrors: Readonly<Record<ScopeProblem, EntraError>> = {
  'unknown-scope': entraErrors.scopeUnknown,
  'unknown-resource': entraErrors.resourceUnknown,
  'several-resources': entraErrors.severalResources,
};

const throwEntra = (error: EntraError): never => {
  throw new errors.CustomOIDCProviderError(error.redirectError, entraDescription(error, randomUUID()));
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const policy = () => {
  const base = interactionPolicy.base();
  // Practice: the page with the roles comes up every time, also when the browser still has a session.
  base
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'roles_are_played',
        'sign-in is asked for every time',
        'login_required',
        (ctx) =>
          ctx.oidc.result?.login === undefined
            ? interactionPolicy.Check.REQUEST_PROMPT
            : interactionPolicy.Check.NO_NEED_TO_PROMPT,
      ),
    );
  return base;
};

/** One tenant's OpenID provider, dressed as Entra. */
export const createProvider = (options: ProviderOptions): Provider => {
  const { origin, directory, artifacts, keys } = options;
  const { name: tenantName, tenantId, displayName, domain } = options.tenant();
  const lifetimes = () => options.tenant().faceSettings;
  const configuration: Configuration = {
    adapter: (model: string) => {
      const adapter = artifacts.adapterOf(model);
      if (model !== 'Client') return adapter;
      return {
        ...adapter,
        find: async (clientId) => {
          const app = directory.apps.find(tenantName, clientId);
          return app === null ? undefined : clientMetadata(app);
        },
      };
    },
    jwks: { keys: [keys.signing] },
    cookies: {
      keys: [...keys.cookieKeys],
      names: {
        session: `${tenantName}_session`,
        interaction: `${tenantName}_sign_in`,
        resume: `${tenantName}_resume`,
      },
    },
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: {
      openid: ['sub', 'oid', 'tid', 'ver'],
      profile: ['name', 'preferred_username'],
      email: ['email'],
    },
    conformIdTokenClaims: false,
    clientAuthMethods: ['none', 'client_secret_post', 'client_secret_basic', 'private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256'] },
    routes,
    responseTypes: ['code'],
    pkce: { required: () => true },
    interactions: {
      url: (_ctx, interaction) => `/${tenantId}/interaction/${interaction.uid}`,
      policy: policy(),
    },
    findAccount: (_ctx, id) => {
      const account = directory.accounts.findById(id);
      if (account === null || account.tenant !== tenantName) return undefined;
      return {
        accountId: account.id,
        claims: async () => ({
          sub: account.id,
          oid: account.id,
          tid: tenantId,
          ver: '2.0',
          name: account.displayName,
          preferred_username: account.upn,
          email: account.upn,
        }),
      };
    },
    issueRefreshToken: async (_ctx, client, source) =>
      client.grantTypeAllowed('refresh_token') && source.scopes.has('offline_access'),
    expiresWithSession: async () => false,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: () => lifetimes().accessTokenSeconds,
      ClientCredentials: () => lifetimes().accessTokenSeconds,
      AuthorizationCode: 600,
      DeviceCode: () => lifetimes().deviceCodeSeconds,
      IdToken: 3600,
      RefreshToken: () => lifetimes().refreshTokenSeconds,
      Grant: () => lifetimes().refreshTokenSeconds,
      Interaction: 3600,
      Session: 86_400,
    },
    extraTokenClaims: async (_ctx, token) => {
      const account = token.kind === 'AccessToken' ? directory.accounts.findById(token.accountId) : null;
      return {
        ver: '1.0',
        tid: tenantId,
        appid: token.clientId ?? '',
        practice_generation: options.generation(),
        ...(account === null
          ? {
              idtyp: 'app',
              roles: directory.apps.find(tenantName, token.clientId ?? '')?.fullAccessAsApp
                ? ['full_access_as_app']
                : [],
            }
          : { idtyp: 'user', oid: account.id, upn: account.upn, name: account.displayName }),
      };
    },
    formats: {
      customizers: {
        jwt: async (_ctx, token, jwt) => {
          // Entra names the delegated permissions without their resource, in `scp`; app-only tokens have `roles` instead.
          const { scope, ...payload } = jwt.payload;
          jwt.payload = payload;
          if (token.kind === 'AccessToken')
            jwt.payload.scp = parseScopes(origin, textOf(scope)).permissions.join(' ');
        },
      },
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      userinfo: { enabled: false },
      claimsParameter: { enabled: false },
      rpInitiatedLogout: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: async (ctx, _client, oneOf) => {
          if (oneOf !== undefined) return oneOf[0]!;
          const { resource, problem } = parseScopes(origin, textOf(ctx.oidc.params?.scope));
          if (problem !== null) return throwEntra(scopeErrors[problem]);
          // The types want a string; without a resource the scopes are the OpenID ones alone.
          return resource ?? [];
        },
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_ctx, resource) => ({
          scope: parseScopes(origin, '').known(resource),
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: lifetimes().accessTokenSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      deviceFlow: deviceFlow(displayName),
    },
    renderError: async (ctx, out, error) => {
      const detail = (error as { error_detail?: string }).error_detail ?? '';
      const found = entraErrorOf(out.error, out.error_description ?? '', detail);
      showPage(
        ctx,
        refusedPage(displayName, 'Sign-in is not possible', entraDescription(found, randomUUID())),
      );
    },
  };

  const provider = new Provider(`${origin}/${tenantId}`, configuration);
  // The endpoints live below the tenant id, but the issuer of version 2 tokens ends in /v2.0, as in Entra.
  Object.defineProperty(provider, 'issuer', { value: `${origin}/${tenantId}/v2.0` });
  provider.on('server_error', (_ctx, error) => {
    process.stderr.write(`practice identity of ${domain}: ${error.stack ?? error.message}\n`);
  });
  return provider;
};
