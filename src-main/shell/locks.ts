import { app, type Session, type WebContents } from 'electron';
import { isLoopbackUrl } from '#shared/domain/endpoint.ts';
import { appOrigin, appScheme } from './app-protocol.ts';

/**
 * What no page of this app may do: leave its place, open windows, ask for devices or permissions, reach a network.
 * https://www.electronjs.org/docs/latest/tutorial/security
 */
export const lockEveryPage = (): void => {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-navigate', (event, url) => {
      if (!mayNavigate(contents, url)) event.preventDefault();
    });
    contents.on('will-redirect', (event, url) => {
      if (!mayNavigate(contents, url)) event.preventDefault();
    });
  });
};

/** Pages of a practice sign-in walk through forms and redirects on this machine; all others stay where they are. */
const practicePages = new WeakSet<WebContents>();
export const allowPracticeNavigation = (contents: WebContents): void => void practicePages.add(contents);
const mayNavigate = (contents: WebContents, url: string): boolean =>
  practicePages.has(contents) ? isLoopbackUrl(url) : url.startsWith(`${appOrigin}/`);

export type Reach = 'app-only' | 'loopback';

/** Refuses permissions, and every request but to the app's own files or (`loopback`) to this machine. */
export const lockSession = (session: Session, reach: Reach): void => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayRequest(url, reach) }));
};

const mayRequest = (url: string, reach: Reach): boolean =>
  /^(devtools|blob|data):/u.test(url) ||
  url.startsWith(`${appScheme}:`) ||
  (reach === 'loopback' && isLoopbackUrl(url));
