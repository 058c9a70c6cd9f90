import { createHash } from 'node:crypto';

/** The parts a person can play on the sign-in page. */
export const signInRoles = ['approve', 'decline', 'mfa', 'blocked'] as const;
export type SignInRole = (typeof signInRoles)[number];

const roleTexts: Readonly<Record<SignInRole, readonly [title: string, text: string]>> = {
  approve: ['Approve', 'Sign in and grant the permissions.'],
  decline: ['Decline', 'Refuse the permissions (AADSTS65004).'],
  mfa: ['MFA demanded', 'A second factor is needed (AADSTS50076).'],
  blocked: ['Blocked by policy', 'Conditional Access says no (AADSTS53003).'],
};

const style = `
:root{color-scheme:light dark;--ground:#eef1f5;--card:#fff;--ink:#1b1f24;--quiet:#57606a;--line:#c6ccd4;--accent:#0b5cad;--on-accent:#fff;--bad:#a4262c;--good:#0b6a0b}
@media (prefers-color-scheme:dark){:root{--ground:#14171b;--card:#1f2429;--ink:#f0f3f6;--quiet:#aab4be;--line:#4a535d;--accent:#6cb6ff;--on-accent:#0a1a2b;--bad:#ff9a9a;--good:#7ee08a}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--ground);color:var(--ink);font:15px/1.5 "Segoe UI",system-ui,sans-serif}
main{width:100%;max-width:440px;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:32px}
.tenant{margin:0 0 16px;color:var(--quiet);font-size:13px}
h1{margin:0 0 8px;font-size:24px;line-height:1.3;font-weight:600}
p{margin:0 0 16px}
label,legend{display:block;font-weight:600;margin:0 0 4px;padding:0}
input:not([type=radio]){width:100%;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:4px;padding:8px 10px;margin:0 0 16px}
input.code{font-size:22px;letter-spacing:.18em;text-transform:uppercase}
fieldset{border:0;margin:0 0 20px;padding:0}
.role{display:grid;grid-template-columns:auto 1fr;gap:0 10px;align-items:center;padding:8px 10px;border:1px solid var(--line);border-radius:4px;margin:0 0 6px;font-weight:400;cursor:pointer}
.role input{grid-row:1/3;margin:0;accent-color:var(--accent)}.role b{font-weight:600}.role span{color:var(--quiet);font-size:13px}
.role:has(:checked){border-color:var(--accent);outline:1px solid var(--accent)}
button{font:inherit;font-weight:600;min-height:40px;padding:8px 20px;border-radius:4px;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent);cursor:pointer}
button.quiet{background:transparent;color:inherit;border-color:var(--line)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.actions{display:flex;gap:8px;flex-wrap:wrap}
.note{border-left:4px solid var(--line);padding:4px 12px;margin:0 0 16px}
.note p{margin:0}
.note.bad{border-color:var(--bad)}.note.good{border-color:var(--good)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:13px;margin:0}
output{font-size:22px;letter-spacing:.18em;font-weight:600;display:block;margin:0 0 16px}
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * The policy of every page: no script but the form_post page's own (its hash is added by oidc-provider), forms only to
 * ourselves and to the application's loopback listener.
 */
export const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; script-src 'none'; form-action 'self' http://localhost:* http://127.0.0.1:*; base-uri 'none'; frame-ancestors 'none'`;

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

interface Page {
  readonly tenant: string;
  readonly title: string;
  readonly body: string;
}

const page = ({ tenant, title, body }: Page): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – ${escapeHtml(tenant)} (practice)</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="tenant">${escapeHtml(tenant)} · practice tenant on this computer</p>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;

const problemNote = (problem: string | null): string =>
  problem === null ? '' : `<div class="note bad" role="alert"><p>${escapeHtml(problem)}</p></div>`;

export interface SignInPage {
  readonly tenant: string;
  readonly application: string;
  readonly accounts: readonly string[];
  readonly account: string;
  readonly role: SignInRole;
  readonly problem: string | null;
  readonly action: string;
}

export const signInPage = (view: SignInPage): string =>
  page({
    tenant: view.tenant,
    title: 'Sign in',
    body: `<p>to continue to <strong>${escapeHtml(view.application)}</strong></p>
${problemNote(view.problem)}
<form method="post" action="${escapeHtml(view.action)}">
<label for="account">Account</label>
<input id="account" name="account" type="email" list="accounts" autocomplete="username" required value="${escapeHtml(view.account)}"${view.account === '' ? ' autofocus' : ''}>
<datalist id="accounts">${view.accounts.map((upn) => `<option value="${escapeHtml(upn)}"></option>`).join('')}</datalist>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${view.account === '' ? '' : ' autofocus'}>
<fieldset>
<legend>What shall happen?</legend>
${signInRoles
  .map(
    (role) =>
      `<label class="role"><input type="radio" name="role" value="${role}"${role === view.role ? ' checked' : ''}><b>${roleTexts[role][0]}</b><span>${roleTexts[role][1]}</span></label>`,
  )
  .join('\n')}
</fieldset>
<div class="actions"><button type="submit">Continue</button></div>
</form>`,
  });

export interface DeviceCodePage {
  readonly tenant: string;
  /** The form of oidc-provider's device flow: where it goes and the token against forgery. */
  readonly action: string;
  readonly xsrf: string;
  readonly userCode: string;
  readonly problem: string | null;
}

export const deviceCodePage = (view: DeviceCodePage): string =>
  page({
    tenant: view.tenant,
    title: 'Enter code',
    body: `<p>Type the code that the application shows.</p>
${problemNote(view.problem)}
<form method="post" action="${escapeHtml(view.action)}">
<input type="hidden" name="xsrf" value="${escapeHtml(view.xsrf)}">
<label for="user_code">Code</label>
<input id="user_code" class="code" name="user_code" type="text" autocomplete="off" spellcheck="false" required autofocus value="${escapeHtml(view.userCode)}">
<div class="actions"><button type="submit">Next</button></div>
</form>`,
  });

export interface DeviceConfirmPage {
  readonly tenant: string;
  readonly application: string;
  readonly action: string;
  readonly xsrf: string;
  readonly userCode: string;
}

export const deviceConfirmPage = (view: DeviceConfirmPage): string =>
  page({
    tenant: view.tenant,
    title: `Are you trying to sign in to ${view.application}?`,
    body: `<p>Go on only if the application on your screen shows this code:</p>
<output>${escapeHtml(view.userCode)}</output>
<form method="post" action="${escapeHtml(view.action)}">
<input type="hidden" name="xsrf" value="${escapeHtml(view.xsrf)}">
<input type="hidden" name="user_code" value="${escapeHtml(view.userCode)}">
<div class="actions"><button type="submit" name="confirm" value="yes" autofocus>Continue</button>
<button class="quiet" type="submit" name="abort" value="yes">Cancel</button></div>
</form>`,
  });

export const donePage = (tenant: string, application: string): string =>
  page({
    tenant,
    title: 'You are signed in',
    body: `<div class="note good" role="status"><p>${escapeHtml(application)} goes on by itself. You may close this window.</p></div>`,
  });

export const refusedPage = (tenant: string, title: string, text: string): string =>
  page({ tenant, title, body: `<div class="note bad" role="alert"><pre>${escapeHtml(text)}</pre></div>` });
