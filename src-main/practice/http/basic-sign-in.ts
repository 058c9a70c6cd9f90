import { createHash } from 'node:crypto';
import type { PracticeDirectory } from '../directory/directory.ts';
import type { TenantRecord } from '../directory/tenants.ts';
import type { SignIn, SignInResult } from './sign-in-result.ts';

interface BasicOptions {
  readonly tenant: () => TenantRecord;
  readonly directory: PracticeDirectory;
}

const ask: SignInResult = {
  ok: false,
  status: 401,
  headers: { 'www-authenticate': 'Basic realm="localhost"' },
  text: '',
};

/** A right password is remembered this long by digest: scrypt on every request would be the slowest thing here. */
const rememberMs = 60_000;

/** Basic sign-in, RFC 7617, with UPN or `DOMAIN\user`. */
export const createBasicSignIn = (options: BasicOptions): SignIn => {
  const { accounts } = options.directory;
  const remembered = new Map<string, { readonly upn: string; readonly untilMs: number }>();

  return (request) => {
    const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'basic') return ask;
    const tenant = options.tenant();
    const digest = createHash('sha256').update(encoded).digest('base64');
    const known = remembered.get(digest);
    if (known !== undefined && known.untilMs > Date.now()) {
      return { ok: true, caller: { kind: 'on-premises', tenantId: tenant.tenantId, upn: known.upn } };
    }
    const credentials = Buffer.from(encoded, 'base64').toString('utf8');
    const colon = credentials.indexOf(':');
    if (colon < 0) return ask;
    const account = accounts.findByLogonName(tenant.name, credentials.slice(0, colon));
    if (account === null || !accounts.passwordMatches(account, credentials.slice(colon + 1))) return ask;
    if (remembered.size > 256) remembered.clear();
    remembered.set(digest, { upn: account.upn, untilMs: Date.now() + rememberMs });
    return { ok: true, caller: { kind: 'on-premises', tenantId: tenant.tenantId, upn: account.upn } };
  };
};
