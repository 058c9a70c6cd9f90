import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/**
 * Plays the person in front of a practice tenant's sign-in page: opens the page, types, presses buttons, follows redirects.
 * Knows nothing but HTTP and HTML, so that it can stand for a browser in the demo and in tests.
 */
export interface Person {
  /** The page to open: an authorize URL, or the verification page of a device code. */
  readonly url: string;
  /** Trust for the https pages. */
  readonly caPem: string;
  /** Typed where the page asks for a code. */
  readonly userCode?: string;
  readonly upn: string;
  readonly password: string;
  readonly role: 'approve' | 'decline' | 'mfa' | 'blocked';
}

export interface LastPage {
  readonly url: string;
  readonly status: number;
  /** Visible words of the page that ended the visit. */
  readonly text: string;
}

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly setCookies: readonly string[];
  readonly body: string;
}

interface Form {
  readonly action: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly hasField: (name: string) => boolean;
}

const timeoutMs = 30_000;
const maxPages = 25;

/** Cookies of one visit, by name and path. */
const createJar = () => {
  const cookies = new Map<string, { readonly name: string; readonly value: string; readonly path: string }>();
  return {
    keep(setCookies: readonly string[]): void {
      for (const line of setCookies) {
        const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
        const name = pair.slice(0, pair.indexOf('='));
        const value = pair.slice(pair.indexOf('=') + 1);
        const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
        const expires = attributes.find((one) => /^expires=/i.test(one))?.slice(8);
        const key = `${name} ${path}`;
        if (value === '' || (expires !== undefined && Date.parse(expires) <= Date.now())) cookies.delete(key);
        else cookies.set(key, { name, value, path });
      }
    },
    headerFor: (pathname: string): string =>
      [...cookies.values()]
        .filter(
          ({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`),
        )
        .map(({ name, value }) => `${name}=${value}`)
        .join('; '),
  };
};

const send = (url: URL, caPem: string, cookies: string, form: URLSearchParams | null): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers: Record<string, string> = { accept: 'text/html', 'user-agent': 'practice-person' };
    if (cookies !== '') headers.cookie = cookies;
    if (form !== null) headers['content-type'] = 'application/x-www-form-urlencoded';
    const options = {
      method: form === null ? 'GET' : 'POST',
      headers,
      timeout: timeoutMs,
      agent: false as const,
    };
    const outgoing =
      url.protocol === 'https:' ? httpsRequest(url, { ...options, ca: caPem }) : httpRequest(url, options);
    outgoing.once('timeout', () =>
      outgoing.destroy(new Error(`no answer from ${url.host} in ${timeoutMs} ms`)),
    );
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          location: response.headers.location,
          setCookies: response.headers['set-cookie'] ?? [],
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.end(form === null ? undefined : form.toString());
  });

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

const unescapeHtml = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      return named[name ?? ''] ?? whole;
    },
  );

const attribute = (tag: string, name: string): string | null => {
  const found = new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return found === undefined ? null : unescapeHtml(found);
};

const formIn = (html: string): Form | null => {
  const found = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(html);
  if (found === null) return null;
  const fields = new Map<string, string>();
  const names = new Set<string>();
  for (const [tag] of found[2]!.matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const name = attribute(tag, 'name');
    if (name === null) continue;
    names.add(name);
    if (attribute(tag, 'type') === 'hidden') fields.set(name, attribute(tag, 'value') ?? '');
  }
  return { action: attribute(found[1]!, 'action') ?? '', fields, hasField: (name) => names.has(name) };
};

const visibleText = (html: string): string =>
  unescapeHtml(html.replace(/<(style|script|title|datalist)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();

/** Fills a form as the person would. */
const fill = (form: Form, person: Person): URLSearchParams => {
  const filled = new URLSearchParams([...form.fields]);
  if (form.hasField('password')) {
    filled.set('account', person.upn);
    filled.set('password', person.password);
    filled.set('role', person.role);
  } else if (form.hasField('confirm')) filled.set('confirm', 'yes');
  else if (form.hasField('user_code') && !form.fields.has('user_code')) {
    if (person.userCode === undefined) throw new Error('the page asks for a code, and none was given');
    filled.set('user_code', person.userCode);
  }
  return filled;
};

/**
 * Goes through the sign-in to its end, whatever the role makes of it: in the device flow that is a page of the tenant, in the
 * interactive flow the answer of the application's loopback listener.
 *
 * @throws {Error} when the page refuses what was typed (wrong password, unknown code), or the pages lead nowhere.
 */
export const signInAs = async (person: Person): Promise<LastPage> => {
  const jar = createJar();
  let url = new URL(person.url);
  let form: URLSearchParams | null = null;
  let typed = '';
  for (let pages = 0; pages < maxPages; pages++) {
    const answer: Answer = await send(url, person.caPem, jar.headerFor(url.pathname), form);
    const isApplication = url.protocol === 'http:';
    if (isApplication) return { url: url.origin, status: answer.status, text: visibleText(answer.body) };
    jar.keep(answer.setCookies);
    if (answer.status >= 300 && answer.status < 400 && answer.location !== undefined) {
      url = new URL(answer.location, url);
      form = null;
      continue;
    }
    const next = formIn(answer.body);
    if (next === null) return { url: url.href, status: answer.status, text: visibleText(answer.body) };
    const problem = /role="alert">([\s\S]*?)<\/div>/.exec(answer.body)?.[1];
    if (problem !== undefined && typed !== '')
      throw new Error(`the sign-in page says: ${visibleText(problem)}`);
    form = fill(next, person);
    typed = form.toString();
    url = new URL(next.action === '' ? url.href : next.action, url);
  }
  throw new Error(`the sign-in did not come to an end within ${maxPages} pages`);
};
