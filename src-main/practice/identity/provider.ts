import { createPublicKey, randomUUID } from 'node:crypto';
import {
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import type { App } from '../directory/apps.ts';
import type { PracticeDirectory } from '../directory/directory.ts';
import type { TenantRecord } from '../directory/tenants.ts';
import type { Artifacts } from './artifacts.ts';
import { type EntraError, entraDescription, entraErrorOf, entraErrors } from './entra-errors.ts';
import type { IdentityKeys } from './keys.ts';
import { contentSecurityPolicy, deviceCodePage, deviceConfirmPage, donePage, refusedPage } from './pages.ts';
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

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

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

/** The app as oidc-provider wants it. One confidential app may prove itself in two ways: the request decides which is meant. */
const clientMetadata = (app: App) => {
  if (app.kind === 'public') {
    return {
      client_id: app.clientId,
      client_name: app.displayName,
      application_type: 'native' as const,
      token_endpoint_auth_method: 'none' as const,
      grant_types: ['authorization_code', 'refresh_token', deviceGrant],
      response_types: ['code' as const],
      redirect_uris: ['http://localhost'],
    };
  }
  const body = Provider.ctx?.oidc.body;
  const byAssertion = body?.client_assertion !== undefined;
  const jwk =
    app.certificatePem === null ? null : createPublicKey(app.certificatePem).export({ format: 'jwk' });
  return {
    client_id: app.clientId,
    client_name: app.displayName,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    ...(byAssertion
      ? { token_endpoint_auth_method: 'private_key_jwt' as const, jwks: { keys: jwk === null ? [] : [jwk] } }
      : {
          token_endpoint_auth_method: 'client_secret_post' as const,
          client_secret: app.secret ?? randomUUID(),
        }),
  };
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const inputOf = (form: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? '';
const actionOf = (form: string): string => /action="([^"]*)"/.exec(form)?.[1] ?? '';

/** What the person reads after the device flow ended without a sign-in, or after a mistyped code. */
const deviceProblem = (
  error: Error & { userCode?: string },
  description: string,
): { ended: boolean; text: string } => {
  if (error.name === 'NotFoundError')
    return { ended: false, text: 'That code is not known. Check it and type it again.' };
  if (error.name === 'NoCodeError') return { ended: false, text: 'Type the code first.' };
  if (error.name === 'ExpiredError')
    return { ended: false, text: 'That code has expired. Start the sign-in again in the application.' };
  if (error.name === 'AlreadyUsedError') return { ended: false, text: 'That code was used already.' };
  if (error.name === 'AbortedError') {
    const said = (error.cause as { error_description?: string } | undefined)?.error_description;
    return { ended: true, text: said ?? 'You declined the sign-in. You may close this window.' };
  }
  return { ended: true, text: description };
};

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
  const html = (ctx: KoaContextWithOIDC, body: string): void => {
    ctx.type = 'html';
    ctx.set('content-security-policy', contentSecurityPolicy);
    ctx.body = body;
  };

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
      deviceFlow: {
        enabled: true,
        charset: 'base-20',
        mask: '*********',
        deviceInfo: () => ({}),
        userCodeInputSource: async (ctx, form, out, error) => {
          const problem = error === undefined ? null : deviceProblem(error, out?.error_description ?? '');
          if (problem?.ended) {
            html(ctx, refusedPage(displayName, 'Not signed in', problem.text));
            return;
          }
          const view = { tenant: displayName, action: actionOf(form), xsrf: inputOf(form, 'xsrf') };
          const userCode = (error as { userCode?: string } | undefined)?.userCode ?? '';
          html(ctx, deviceCodePage({ ...view, userCode, problem: problem?.text ?? null }));
        },
        userCodeConfirmSource: async (ctx, form, client, _deviceInfo, userCode) =>
          html(
            ctx,
            deviceConfirmPage({
              tenant: displayName,
              application: client.clientName ?? client.clientId,
              action: actionOf(form),
              xsrf: inputOf(form, 'xsrf'),
              userCode,
            }),
          ),
        successSource: async (ctx) =>
          html(
            ctx,
            donePage(
              displayName,
              ctx.oidc.client?.clientName ?? ctx.oidc.client?.clientId ?? 'The application',
            ),
          ),
      },
    },
    renderError: async (ctx, out, error) => {
      const detail = (error as { error_detail?: string }).error_detail ?? '';
      const found = entraErrorOf(out.error, out.error_description ?? '', detail);
      html(ctx, refusedPage(displayName, 'Sign-in is not possible', entraDescription(found, randomUUID())));
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
