import { request } from 'undici';

/** What the browser shows at the end; MSAL's loopback listener serves it. */
const page = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>` +
  `<body style="font:16px system-ui,sans-serif;margin:4rem auto;max-width:32rem"><h1 style="font-size:1.4rem">${title}</h1><p>${text}</p></body></html>`;

export const signedInPage = page('You are signed in', 'You can close this window and go back to Lighterman.');
export const notSignedInPage = page(
  'The sign-in did not succeed',
  'Lighterman shows the reason. You can close this window.',
);

/**
 * Ends a browser sign-in that waits for a redirect: MSAL has no cancel, and a closed browser leaves it waiting for ever.
 * The listener takes an answer with the right state, so it gets one: `error=access_denied` (measured).
 * @param authorizeUrl The address MSAL asked to open; redirect address and state are taken from it.
 */
export const endRedirectWait = async (authorizeUrl: string): Promise<void> => {
  const query = new URL(authorizeUrl).searchParams;
  const redirect = new URL(query.get('redirect_uri') ?? '');
  // The listener is bound to this address; `localhost` may mean another one first.
  redirect.hostname = '127.0.0.1';
  const body = new URLSearchParams({ error: 'access_denied', state: query.get('state') ?? '' }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', connection: 'close' };
  try {
    const answer = await request(redirect, { method: 'POST', headers, body });
    await answer.body.dump();
  } catch {
    // Nobody listens any more: the redirect had come, or MSAL has given up already.
  }
};
