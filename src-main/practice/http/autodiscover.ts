import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PracticeDirectory } from '../directory/directory.ts';
import type { TenantRecord } from '../directory/tenants.ts';
import type { PracticeMailbox } from '../types.ts';
import type { SignIn } from './sign-in-result.ts';

interface AutodiscoverOptions {
  readonly tenant: () => TenantRecord;
  readonly directory: PracticeDirectory;
  readonly signIn: SignIn;
  readonly ewsUrl: string;
  /** `Basic`, `Ntlm` or `Bearer`, as told in POX answers. */
  readonly authPackage: string;
}

const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

const readText = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= 256 * 1024) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const valuesOf = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<(?:[\\w.-]+:)?${element}(?:\\s[^>]*)?>([^<]*)<`, 'g'))].map((match) =>
    match[1]!.trim(),
  );

const legacyDn = (mailbox: PracticeMailbox): string =>
  `/o=Practice/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${mailbox.id}`;

const responseSchema = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

/** POX answer, https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/pox-autodiscover-response-for-exchange */
const poxFound = (options: AutodiscoverOptions, mailbox: PracticeMailbox): string => {
  const url = escapeXml(options.ewsUrl);
  const protocol = (type: 'EXCH' | 'EXPR'): string =>
    `<Protocol><Type>${type}</Type><Server>localhost</Server>` +
    (type === 'EXCH'
      ? `<ServerVersion>73C1880A</ServerVersion>`
      : `<SSL>On</SSL><AuthPackage>${options.authPackage}</AuthPackage>`) +
    `<ASUrl>${url}</ASUrl><EwsUrl>${url}</EwsUrl><OOFUrl>${url}</OOFUrl></Protocol>`;
  return (
    `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">` +
    `<Response xmlns="${responseSchema}"><User><DisplayName>${escapeXml(mailbox.displayName)}</DisplayName>` +
    `<LegacyDN>${escapeXml(legacyDn(mailbox))}</LegacyDN><AutoDiscoverSMTPAddress>${escapeXml(mailbox.primarySmtp)}</AutoDiscoverSMTPAddress>` +
    `<DeploymentId>${options.tenant().tenantId}</DeploymentId></User><Account><AccountType>email</AccountType><Action>settings</Action>` +
    `<MicrosoftOnline>False</MicrosoftOnline>${protocol('EXCH')}${protocol('EXPR')}</Account></Response></Autodiscover>`
  );
};

/** Error 500 "The e-mail address cannot be found", as Exchange's POX service words it. */
const poxError = (code: 500 | 600, message: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">` +
  `<Response><Error Time="${new Date().toISOString().slice(11, 19)}.0000000" Id="2477272013"><ErrorCode>${code}</ErrorCode>` +
  `<Message>${message}</Message><DebugData /></Error></Response></Autodiscover>`;

const answerPox = (options: AutodiscoverOptions, body: string): string => {
  const [address] = valuesOf(body, 'EMailAddress');
  if (address === undefined || !valuesOf(body, 'AcceptableResponseSchema').includes(responseSchema)) {
    return poxError(600, 'Invalid Request');
  }
  const mailbox = options.directory.findMailbox(options.tenant().name, address);
  return mailbox === null ? poxError(500, "The email address can't be found.") : poxFound(options, mailbox);
};

/** SOAP answer, https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/getusersettings-operation-soap */
const answerSoap = (options: AutodiscoverOptions, body: string): string => {
  const asked = valuesOf(body, 'Setting');
  const response = (address: string): string => {
    const mailbox = options.directory.findMailbox(options.tenant().name, address);
    if (mailbox === null) {
      return (
        '<UserResponse><ErrorCode>InvalidUser</ErrorCode>' +
        `<ErrorMessage>Invalid user: '${escapeXml(address)}'</ErrorMessage><RedirectTarget i:nil="true"/><UserSettingErrors/><UserSettings/></UserResponse>`
      );
    }
    const known: Readonly<Record<string, string>> = {
      UserDisplayName: mailbox.displayName,
      UserDN: legacyDn(mailbox),
      UserDeploymentId: options.tenant().tenantId,
      AutoDiscoverSMTPAddress: mailbox.primarySmtp,
      InternalEwsUrl: options.ewsUrl,
      ExternalEwsUrl: options.ewsUrl,
      ExternalEwsVersion: '15.02.1544.011',
      EwsSupportedSchemas:
        'Exchange2007, Exchange2007_SP1, Exchange2010, Exchange2010_SP1, Exchange2010_SP2, Exchange2013, Exchange2013_SP1, Exchange2015, Exchange2016',
    };
    const settings = asked
      .filter((name) => name in known)
      .map(
        (name) =>
          `<UserSetting i:type="StringSetting"><Name>${name}</Name><Value>${escapeXml(known[name]!)}</Value></UserSetting>`,
      );
    const errors = asked
      .filter((name) => !(name in known))
      .map(
        (name) =>
          `<UserSettingError><ErrorCode>SettingIsNotAvailable</ErrorCode><ErrorMessage>Setting is not available.</ErrorMessage><SettingName>${escapeXml(name)}</SettingName></UserSettingError>`,
      );
    return (
      '<UserResponse><ErrorCode>NoError</ErrorCode><ErrorMessage>No error.</ErrorMessage><RedirectTarget i:nil="true"/>' +
      `<UserSettingErrors>${errors.join('')}</UserSettingErrors><UserSettings>${settings.join('')}</UserSettings></UserResponse>`
    );
  };
  return (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="http://www.w3.org/2005/08/addressing">' +
    '<s:Header><a:Action s:mustUnderstand="1">http://schemas.microsoft.com/exchange/2010/Autodiscover/Autodiscover/GetUserSettingsResponse</a:Action>' +
    '<h:ServerVersionInfo xmlns:h="http://schemas.microsoft.com/exchange/2010/Autodiscover" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">' +
    '<h:MajorVersion>15</h:MajorVersion><h:MinorVersion>2</h:MinorVersion><h:MajorBuildNumber>1544</h:MajorBuildNumber><h:MinorBuildNumber>11</h:MinorBuildNumber><h:Version>Exchange2015</h:Version></h:ServerVersionInfo></s:Header>' +
    '<s:Body><GetUserSettingsResponseMessage xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover">' +
    '<Response xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ErrorCode>NoError</ErrorCode><ErrorMessage /><UserResponses>' +
    `${valuesOf(body, 'Mailbox').map(response).join('')}</UserResponses></Response></GetUserSettingsResponseMessage></s:Body></s:Envelope>`
  );
};

/** POX and SOAP autodiscover of one face; `false` when the path is another's. */
export const createAutodiscover = (options: AutodiscoverOptions) => {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const path = new URL(request.url ?? '/', options.ewsUrl).pathname.toLowerCase();
    const isPox = path === '/autodiscover/autodiscover.xml';
    if (!isPox && path !== '/autodiscover/autodiscover.svc') return false;
    const signedIn = options.signIn(request);
    if (!signedIn.ok) {
      response.writeHead(signedIn.status, { ...signedIn.headers, 'content-length': 0 });
      response.end();
      request.resume();
      return true;
    }
    if (request.method !== 'POST') {
      response.writeHead(405, { allow: 'POST', 'content-length': 0 }).end();
      return true;
    }
    const body = await readText(request);
    const answer = isPox ? answerPox(options, body) : answerSoap(options, body);
    response.writeHead(200, {
      'content-type': 'text/xml; charset=utf-8',
      'content-length': Buffer.byteLength(answer),
      'cache-control': 'private',
    });
    response.end(answer);
    return true;
  };
};
