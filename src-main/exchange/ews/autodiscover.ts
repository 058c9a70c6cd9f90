import { LightermanError, isLightermanError, toLightermanError } from '#shared/domain/errors.ts';
import {
  createExchangeHttp,
  type ExchangeHttpDeps,
  type HttpConnection,
  newTrace,
} from '../http/exchange-http.ts';
import { type Deadlines, type HttpHead, WholeBody } from '../http/round-trip.ts';
import { isLoopback } from '../http/sockets.ts';
import { escapeText } from './xml-text.ts';
import { findElement, parseXml, textOf, type XmlElement } from './xml-tree.ts';

/**
 * Finds the EWS address of an on-premises mailbox: SOAP GetUserSettings first, then the older plain XML. Own code and not the
 * library's, because redirects are where credentials leak: https only, never to a foreign domain, no address twice.
 * https://learn.microsoft.com/en-us/exchange/client-developer/exchange-web-services/how-to-generate-a-list-of-autodiscover-endpoints
 */
const mostHops = 10;
const deadlines: Deadlines = { headersMs: 30_000, idleMs: 30_000, wholeMs: 60_000 };

type Finding =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'redirect-address'; readonly smtp: string }
  | { readonly kind: 'redirect-url'; readonly url: string }
  | { readonly kind: 'nothing'; readonly error: LightermanError };

const notFound = (why: string, details: Readonly<Record<string, string>> = {}): LightermanError =>
  new LightermanError('endpoint.not-ews', { message: `Autodiscover found no EWS address: ${why}`, details });

const soapRequest = (url: string, smtp: string): string =>
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover" xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">' +
  '<soap:Header><a:RequestedServerVersion>Exchange2010</a:RequestedServerVersion>' +
  '<wsa:Action>http://schemas.microsoft.com/exchange/2010/Autodiscover/Autodiscover/GetUserSettings</wsa:Action>' +
  `<wsa:To>${escapeText(url)}</wsa:To></soap:Header><soap:Body><a:GetUserSettingsRequestMessage><a:Request>` +
  `<a:Users><a:User><a:Mailbox>${escapeText(smtp)}</a:Mailbox></a:User></a:Users>` +
  '<a:RequestedSettings><a:Setting>ExternalEwsUrl</a:Setting><a:Setting>InternalEwsUrl</a:Setting></a:RequestedSettings>' +
  '</a:Request></a:GetUserSettingsRequestMessage></soap:Body></soap:Envelope>';

const poxRequest = (smtp: string): string =>
  '<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>' +
  `<EMailAddress>${escapeText(smtp)}</EMailAddress>` +
  '<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>';

const isWebAddress = (text: string | null | undefined): text is string =>
  text !== null && text !== undefined && URL.canParse(text);

export const readSoapAnswer = (root: XmlElement): Finding => {
  const response = findElement(root, 'UserResponse') ?? findElement(root, 'Response');
  const code = textOf(response, 'ErrorCode')?.trim() ?? '';
  const target = textOf(response, 'RedirectTarget')?.trim() ?? '';
  if (code === 'RedirectAddress' && target !== '') return { kind: 'redirect-address', smtp: target };
  if (code === 'RedirectUrl' && isWebAddress(target)) return { kind: 'redirect-url', url: target };
  const settings =
    (response === undefined ? undefined : findElement(response, 'UserSettings'))?.children ?? [];
  for (const name of ['ExternalEwsUrl', 'InternalEwsUrl']) {
    const setting = settings.find((candidate) => textOf(candidate, 'Name')?.trim() === name);
    const url = textOf(setting, 'Value')?.trim();
    if (isWebAddress(url)) return { kind: 'url', url };
  }
  return {
    kind: 'nothing',
    error: notFound('the server names none.', code === '' ? {} : { errorCode: code }),
  };
};

export const readPoxAnswer = (root: XmlElement): Finding => {
  const account = findElement(root, 'Account');
  const action = textOf(account, 'Action')?.trim().toLowerCase();
  const address = textOf(account, 'RedirectAddr')?.trim() ?? '';
  const url = textOf(account, 'RedirectUrl')?.trim() ?? '';
  if (action === 'redirectaddr' && address.includes('@')) return { kind: 'redirect-address', smtp: address };
  if (action === 'redirecturl' && isWebAddress(url)) return { kind: 'redirect-url', url };
  const protocols = account?.children.filter((child) => child.name === 'Protocol') ?? [];
  for (const type of ['EXPR', 'EXCH', 'WEB']) {
    const protocol = protocols.find((candidate) => textOf(candidate, 'Type')?.trim().toUpperCase() === type);
    const found = textOf(protocol, 'EwsUrl')?.trim() ?? textOf(protocol, 'ASUrl')?.trim();
    if (isWebAddress(found)) return { kind: 'url', url: found };
  }
  const errorCode = textOf(findElement(root, 'Error'), 'ErrorCode')?.trim();
  return {
    kind: 'nothing',
    error: notFound('the server names none.', errorCode === undefined ? {} : { errorCode }),
  };
};

const domainOf = (smtp: string): string => smtp.slice(smtp.lastIndexOf('@') + 1).toLowerCase();

/** Hosts that may get the credentials: the mail domain's own, what the operator named, and this machine. */
const isTrustedHost = (host: string, smtp: string, namedHost: string): boolean =>
  host === namedHost || isLoopback(host) || host === domainOf(smtp) || host.endsWith(`.${domainOf(smtp)}`);

const candidatesFor = (smtp: string, origin: string): readonly string[] => {
  const domain = domainOf(smtp);
  const origins = [...new Set([origin, `https://${domain}`, `https://autodiscover.${domain}`])].filter(
    (base) => URL.canParse(base),
  );
  return [
    ...origins.map((base) => `${base}/autodiscover/autodiscover.svc`),
    ...origins.map((base) => `${base}/autodiscover/autodiscover.xml`),
  ];
};

/**
 * The EWS URL of `smtp`. The origin of `connection.ewsUrl` is tried first.
 * @throws LightermanError `endpoint.not-ews` with why, `auth.*` when the sign-in is refused, `app.stopped`.
 */
export const autodiscover = async (
  connection: HttpConnection,
  smtp: string,
  deps: ExchangeHttpDeps,
  signal: AbortSignal,
): Promise<string> => {
  const seed = new URL(connection.ewsUrl);
  const tried = new Set<string>();
  let address = smtp;
  let queue = [...candidatesFor(address, seed.origin)];
  let lastError: LightermanError | null = null;
  let hops = 0;

  for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
    const key = `${address}\n${url.toLowerCase()}`;
    if (tried.has(key)) continue;
    tried.add(key);
    const finding = await ask({ ...connection, ewsUrl: url, smtp: address }, address, deps, signal);
    if (finding.kind === 'url') return finding.url;
    if (finding.kind === 'nothing') {
      lastError = moreTelling(lastError, finding.error);
      continue;
    }
    hops += 1;
    if (hops > mostHops) throw notFound('it sends us round in circles.');
    if (finding.kind === 'redirect-address') {
      address = finding.smtp;
      queue = [...candidatesFor(address, seed.origin)];
      continue;
    }
    const target = new URL(finding.url);
    const isSafe = target.protocol === 'https:' && isTrustedHost(target.hostname, address, seed.hostname);
    if (!isSafe) {
      lastError = notFound(
        `it points to ${target.host}, outside the mail domain. Enter the EWS address in the endpoint if you trust that server.`,
        { redirectHost: target.host },
      );
      continue;
    }
    queue.unshift(finding.url);
  }
  throw lastError ?? notFound('no server answered.');
};

/** An unknown host says little, a refused sign-in or a redirect says much. */
const moreTelling = (before: LightermanError | null, now: LightermanError): LightermanError => {
  if (before === null) return now;
  return before.code === 'endpoint.dns' || before.code === 'endpoint.unreachable' ? now : before;
};

const ask = async (
  connection: HttpConnection,
  smtp: string,
  deps: ExchangeHttpDeps,
  signal: AbortSignal,
): Promise<Finding> => {
  const isSoap = /\.svc$/i.test(new URL(connection.ewsUrl).pathname);
  const http = createExchangeHttp(connection, deps);
  try {
    const sink = new WholeBody(1024 * 1024);
    const body = Buffer.from(isSoap ? soapRequest(connection.ewsUrl, smtp) : poxRequest(smtp), 'utf8');
    const head = await http.send({ body, deadlines, acceptGzip: false, trace: newTrace() }, sink, signal);
    return readAnswer(head, sink.take(), isSoap, connection.ewsUrl);
  } catch (error) {
    const known = isLightermanError(error) ? error : toLightermanError(error);
    // A refused password is not tried at the next server: some lock the account after a few.
    if (known.code === 'app.stopped' || known.info.scope === 'account') throw known;
    return { kind: 'nothing', error: known };
  } finally {
    await http.close();
  }
};

const readAnswer = (head: HttpHead, body: Buffer, isSoap: boolean, from: string): Finding => {
  const location = head.headers.location;
  if (head.status >= 300 && head.status < 400 && location !== undefined && URL.canParse(location, from)) {
    return { kind: 'redirect-url', url: new URL(location, from).href };
  }
  if (head.status !== 200)
    return { kind: 'nothing', error: notFound(`the server answered HTTP ${head.status}.`) };
  const root = parseXml(body);
  return isSoap ? readSoapAnswer(root) : readPoxAnswer(root);
};
