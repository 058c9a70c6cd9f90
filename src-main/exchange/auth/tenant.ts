import { LightermanError } from '#shared/domain/errors.ts';
import type { NetworkFetch } from './network-fetch.ts';

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const shared: readonly string[] = ['common', 'organizations', 'consumers'];

/** The tenant part of `https://<login host>/<tenant>`; throws `app.bad-input` when there is none that names one tenant. */
export const tenantOfAuthority = (authority: string): string => {
  const tenant =
    URL.parse(authority)
      ?.pathname.split('/')
      .find((part) => part !== '') ?? '';
  if (tenant === '' || shared.includes(tenant.toLowerCase())) {
    throw new LightermanError('app.bad-input', {
      message:
        'The endpoint needs its tenant id: with a shared sign-in address an account of any tenant would pass.',
    });
  }
  return tenant;
};

/**
 * The id in lower case of the tenant that accounts must belong to: `named`, or the authority's, also where the authority names it by a domain (`contoso.onmicrosoft.com`): the issuer in the
 * tenant's own metadata carries it. https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc
 */
export const resolveTenantId = async (
  authority: string,
  named: string | null,
  fetch: NetworkFetch,
  signal: AbortSignal,
): Promise<string> => {
  const tenant = tenantOfAuthority(authority);
  if (named !== null && guid.test(named)) return named.toLowerCase();
  if (guid.test(tenant)) return tenant.toLowerCase();
  const url = `${authority.replace(/\/+$/, '')}/v2.0/.well-known/openid-configuration`;
  const answer = await fetch({ url, method: 'GET', headers: {}, body: null, signal });
  const id = /"issuer"\s*:\s*"[^"]*?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i.exec(answer.text)?.[1];
  if (answer.status !== 200 || id === undefined) {
    throw new LightermanError('auth.wrong-app', {
      message: `There is no tenant ${tenant}.`,
      details: { tenant, status: answer.status },
    });
  }
  return id.toLowerCase();
};
