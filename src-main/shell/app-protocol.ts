import { protocol, type Session } from 'electron';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { contentSecurityPolicy, noncePlace } from './content-policy.ts';

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
