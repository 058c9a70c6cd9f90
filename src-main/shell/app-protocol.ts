import { protocol, type Session } from 'electron';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

/** The window's page has an origin of its own: `file:` pages share one with every file of the disk. */
export const appScheme = 'lighterman';
export const appOrigin = `${appScheme}://app`;
export const appPage = `${appOrigin}/index.html`;

/** Call before the app is ready: https://www.electronjs.org/docs/latest/api/protocol#protocolregisterschemesasprivilegedcustomschemes */
export const registerAppScheme = (): void => {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: false } },
  ]);
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Stands in `index.html` where the page's style engine reads the nonce of this load. */
const noncePlace = '__CSP_NONCE__';

/** Scripts and styles of the app's own files only; styles made at run time carry the nonce. Nothing goes to any network. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

/** Serves the window's files from one folder; a path that leads out of it is not found. */
export const serveApp = (session: Session, folder: string): void => {
  session.protocol.handle(appScheme, async (request) => {
    const url = new URL(request.url);
    const file = normalize(join(folder, decodeURIComponent(url.pathname)));
    if (url.host !== 'app') return notFound();
    if (!file.startsWith(folder + sep) || request.method !== 'GET') return notFound();
    const type = types[extname(file)];
    if (type === undefined) return notFound();
    let content: Buffer;
    try {
      content = await readFile(file);
    } catch {
      return notFound();
    }
    const nonce = randomBytes(16).toString('base64');
    const body =
      extname(file) === '.html'
        ? content.toString('utf8').replaceAll(noncePlace, nonce)
        : new Uint8Array(content);
    return new Response(body, {
      headers: {
        'content-type': type,
        'content-security-policy': contentSecurityPolicy(nonce),
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      },
    });
  });
};

const notFound = (): Response => new Response('not found', { status: 404 });
