import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { contentSecurityPolicy, deviceCodePage, deviceConfirmPage, donePage, refusedPage } from './pages.ts';

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>;

/** Puts one of our pages into an answer of oidc-provider. */
export const showPage = (ctx: KoaContextWithOIDC, body: string): void => {
  ctx.type = 'html';
  ctx.set('content-security-policy', contentSecurityPolicy);
  ctx.body = body;
};

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

/** Codes and pages of the device flow; `displayName` is the tenant's. */
export const deviceFlow = (displayName: string): DeviceFlow => ({
  enabled: true,
  charset: 'base-20',
  mask: '*********',
  deviceInfo: () => ({}),
  userCodeInputSource: async (ctx, form, out, error) => {
    const problem = error === undefined ? null : deviceProblem(error, out?.error_description ?? '');
    if (problem?.ended) {
      showPage(ctx, refusedPage(displayName, 'Not signed in', problem.text));
      return;
    }
    const view = { tenant: displayName, action: actionOf(form), xsrf: inputOf(form, 'xsrf') };
    const userCode = (error as { userCode?: string } | undefined)?.userCode ?? '';
    showPage(ctx, deviceCodePage({ ...view, userCode, problem: problem?.text ?? null }));
  },
  userCodeConfirmSource: async (ctx, form, client, _deviceInfo, userCode) =>
    showPage(
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
    showPage(
      ctx,
      donePage(displayName, ctx.oidc.client?.clientName ?? ctx.oidc.client?.clientId ?? 'The application'),
    ),
});
