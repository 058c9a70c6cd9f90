/**
 * Cookies of one mailbox at one server (`exchangecookie`, `X-BackEndCookie`, `X-BackEndOverrideCookie`), which keep its
 * calls on one back end: https://learn.microsoft.com/en-us/exchange/client-developer/exchange-web-services/how-to-maintain-affinity-between-group-of-subscriptions-and-mailbox-server.
 * One jar per mailbox and never shared; one host and one path only, so domains do not matter.
 */
export class CookieJar {
  readonly #cookies = new Map<string, { readonly value: string; readonly expiresAtMs: number | null }>();
  readonly #path: string;
  #header: string | null = null;

  constructor(path: string) {
    this.#path = path.toLowerCase();
  }

  store(setCookie: string | readonly string[] | undefined, nowMs: number): void {
    if (setCookie === undefined) return;
    for (const line of typeof setCookie === 'string' ? [setCookie] : setCookie) this.#storeOne(line, nowMs);
    this.#header = null;
  }

  #storeOne(line: string, nowMs: number): void {
    const [pair = '', ...attributes] = line.split(';');
    const equals = pair.indexOf('=');
    if (equals < 1) return;
    const name = pair.slice(0, equals).trim();
    let expiresAtMs: number | null = null;
    for (const attribute of attributes) {
      const [key = '', ...rest] = attribute.split('=');
      const value = rest.join('=').trim();
      switch (key.trim().toLowerCase()) {
        case 'max-age':
          if (value !== '' && Number.isFinite(Number(value))) expiresAtMs = nowMs + Number(value) * 1000;
          break;
        case 'expires':
          if (expiresAtMs === null && !Number.isNaN(Date.parse(value))) expiresAtMs = Date.parse(value);
          break;
        case 'path':
          if (!this.#path.startsWith(value.toLowerCase().replace(/\/$/, ''))) return;
          break;
        default:
      }
    }
    if (expiresAtMs !== null && expiresAtMs <= nowMs) this.#cookies.delete(name);
    else this.#cookies.set(name, { value: pair.slice(equals + 1).trim(), expiresAtMs });
  }

  /** Value of the Cookie header, `null` for none. */
  header(nowMs: number): string | null {
    let expired = false;
    for (const [name, cookie] of this.#cookies) {
      if (cookie.expiresAtMs !== null && cookie.expiresAtMs <= nowMs) {
        this.#cookies.delete(name);
        expired = true;
      }
    }
    if (this.#cookies.size === 0) return null;
    if (expired || this.#header === null) {
      this.#header = [...this.#cookies].map(([name, cookie]) => `${name}=${cookie.value}`).join('; ');
    }
    return this.#header;
  }
}
