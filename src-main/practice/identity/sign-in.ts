import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InteractionResults, Provider } from 'oidc-provider';
import type { Account } from '../directory/accounts.ts';
import type { PracticeDirectory } from '../directory/directory.ts';
import type { TenantRecord } from '../directory/tenants.ts';
import { type EntraError, entraDescription, entraErrors } from './entra-errors.ts';
import { contentSecurityPolicy, refusedPage, type SignInRole, signInPage, signInRoles } from './pages.ts';

export const sendHtml = (response: ServerResponse, status: number, html: string): void => {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(html);
};

const readForm = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > 64 * 1024) throw new Error('the form is too large');
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
};

const roleErrors: Readonly<Record<Exclude<SignInRole, 'approve'>, EntraError>> = {
  decline: entraErrors.consentDeclined,
  mfa: entraErrors.mfaRequired,
  blocked: entraErrors.blockedByPolicy,
};

interface SignInOptions {
  readonly provider: Provider;
  readonly tenant: TenantRecord;
  readonly directory: PracticeDirectory;
}

/** Who the form names, or what is wrong with it, in Entra's words. */
const authenticate = (options: SignInOptions, upn: string, password: string): Account | string => {
  const { accounts } = options.directory;
  const anywhere = accounts.findAnywhere(upn);
  if (anywhere === null) {
    return `AADSTS50034: The user account ${upn} does not exist in the ${options.tenant.domain} directory.`;
  }
  if (anywhere.tenant !== options.tenant.name) {
    return `AADSTS50020: User account ${upn} does not exist in tenant '${options.tenant.displayName}' and cannot access the application in that tenant. Sign in with an account of ${options.tenant.domain}.`;
  }
  if (!accounts.passwordMatches(anywhere, password)) {
    return 'AADSTS50126: Error validating credentials due to invalid username or password.';
  }
  return anywhere;
};

/** Serves `/interaction/:uid`: asks who signs in and which part they play, and hands the outcome to oidc-provider. */
export const createSignInHandler = (options: SignInOptions) => {
  const { provider, tenant, directory } = options;

  const grantFor = async (account: Account, params: Record<string, unknown>): Promise<string> => {
    const grant = new provider.Grant({ accountId: account.id, clientId: String(params.client_id) });
    grant.addOIDCScope('openid profile email offline_access');
    if (typeof params.resource === 'string' && typeof params.scope === 'string') {
      grant.addResourceScope(params.resource, params.scope);
    }
    return grant.save();
  };

  const outcome = async (
    role: SignInRole,
    account: Account,
    params: Record<string, unknown>,
  ): Promise<InteractionResults> => {
    if (role === 'approve') {
      return {
        login: { accountId: account.id, remember: false },
        consent: { grantId: await grantFor(account, params) },
      };
    }
    const error = roleErrors[role];
    return { error: error.redirectError, error_description: entraDescription(error, randomUUID()) };
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let interaction: Awaited<ReturnType<Provider['interactionDetails']>>;
    try {
      interaction = await provider.interactionDetails(request, response);
    } catch {
      const text =
        'AADSTS50058: This sign-in is over or was begun in another browser window. Start it again in the application.';
      sendHtml(response, 400, refusedPage(tenant.displayName, 'This sign-in is over', text));
      return;
    }
    const { params } = interaction;
    const client = await provider.Client.find(String(params.client_id));
    const show = (status: number, account: string, role: SignInRole, problem: string | null): void =>
      sendHtml(
        response,
        status,
        signInPage({
          tenant: tenant.displayName,
          application: client?.clientName ?? String(params.client_id),
          accounts: directory.accounts.list(tenant.name).map((one) => one.upn),
          account,
          role,
          problem,
          action: (request as { originalUrl?: string }).originalUrl ?? request.url ?? '',
        }),
      );

    if (request.method !== 'POST') {
      show(200, typeof params.login_hint === 'string' ? params.login_hint : '', 'approve', null);
      return;
    }
    const form = await readForm(request);
    const upn = (form.get('account') ?? '').trim();
    const role = signInRoles.find((one) => one === form.get('role')) ?? 'approve';
    const account = authenticate(options, upn, form.get('password') ?? '');
    if (typeof account === 'string') {
      show(401, upn, role, account);
      return;
    }
    await provider.interactionFinished(request, response, await outcome(role, account, params), {
      mergeWithLastSubmission: false,
    });
  };
};
