import type { TenantRecord } from '../directory/tenants.ts';
import type { Identity } from '../identity/identity.ts';
import type { TokenProblem } from '../identity/access-tokens.ts';
import type { SignIn, SignInResult } from './sign-in-result.ts';

interface BearerOptions {
  readonly tenant: () => TenantRecord;
  readonly origin: string;
  readonly identity: Identity;
}

/** As Exchange Online words it; the client id is that of "Office 365 Exchange Online" (reference §1.1). */
const challenge = (options: BearerOptions, error: string | null): string =>
  [
    'Bearer client_id="00000002-0000-0ff1-ce00-000000000000"',
    'trusted_issuers="00000001-0000-0000-c000-000000000000@*"',
    'token_types="app_asserted_user_v1 service_asserted_app_v1"',
    `authorization_uri="${options.origin}/${options.tenant().tenantId}/oauth2/v2.0/authorize"`,
    ...(error === null ? [] : [`error="${error}"`]),
  ].join(', ');

const refuse = (options: BearerOptions, problem: TokenProblem | null): SignInResult => ({
  ok: false,
  status: 401,
  headers: {
    'www-authenticate': challenge(options, problem === null ? null : 'invalid_token'),
    ...(problem === null
      ? {}
      : {
          'x-ms-diagnostics': `${problem.number};reason="${problem.reason}";error_category="${problem.category}"`,
        }),
  },
  text: '',
});

const noPermission: TokenProblem = {
  number: 2000008,
  category: 'invalid_grant',
  reason: 'The token contains no permissions, or permissions can not be understood.',
};

/** Bearer tokens of this tenant's identity provider for this tenant's Exchange. */
export const createBearerSignIn =
  (options: BearerOptions): SignIn =>
  (request) => {
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer') return refuse(options, null);
    const verdict = options.identity.verifyAccessToken(token);
    if (!verdict.ok) return refuse(options, verdict.problem);
    const { claims } = verdict;
    const { tenantId } = options.tenant();
    if (claims.upn === undefined) {
      if (!claims.roles?.includes('full_access_as_app')) return refuse(options, noPermission);
      return { ok: true, caller: { kind: 'application', tenantId, appId: claims.appid } };
    }
    if (!claims.scp?.split(' ').includes('EWS.AccessAsUser.All')) return refuse(options, noPermission);
    return { ok: true, caller: { kind: 'delegated', tenantId, upn: claims.upn, appId: claims.appid } };
  };
