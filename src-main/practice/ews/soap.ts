import { EwsError, EwsFault } from './errors.ts';
import type { AnswerPart } from './answer.ts';
import { requestKind, validateRequest } from './schema-validator.ts';
import { checkVersion, type ServerVersion } from './versions.ts';
import { childOf, type XmlElement } from './xml-element.ts';
import { element, escapeAttribute, escapeXml } from './xml-text.ts';

/** A request taken out of its envelope. */
export interface SoapRequest {
  /** For example `GetItem`. */
  readonly operation: string;
  readonly body: XmlElement;
  readonly impersonation: XmlElement | null;
  readonly version: string;
  /** Times are written with milliseconds only when the client asks for them. */
  readonly wantsMilliseconds: boolean;
}

const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';
const typesNamespace = 'http://schemas.microsoft.com/exchange/services/2006/types';
const messagesNamespace = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const errorsNamespace = 'http://schemas.microsoft.com/exchange/services/2006/errors';

const violationFault = (at: XmlElement, violation: string): EwsFault =>
  new EwsFault('ErrorSchemaValidation', {
    text: 'The request failed schema validation.',
    violation: { line: at.line, position: at.column, violation },
  });

/** Reads envelope and headers, and validates both against Microsoft's schema. Throws {@link EwsFault}. */
export const readEnvelope = (root: XmlElement, server: ServerVersion): SoapRequest => {
  if (root.name !== 's:Envelope')
    throw violationFault(root, `The root element of a request must be a SOAP 1.1 envelope.`);
  const bodyElement = childOf(root, 's:Body');
  const [body] = bodyElement?.children ?? [];
  if (body === undefined) throw violationFault(root, 'The SOAP body holds no request.');
  const seen = new Set<string>();
  for (const header of childOf(root, 's:Header')?.children ?? []) {
    if (!header.name.startsWith('t:')) continue;
    if (seen.has(header.name)) throw new EwsFault('ErrorDuplicateSOAPHeader');
    seen.add(header.name);
  }
  const header = (name: string): XmlElement | null => childOf(childOf(root, 's:Header'), name);
  const versionHeader = header('t:RequestServerVersion');
  const version = versionHeader?.attributes['Version'] ?? 'Exchange2007_SP1';
  if (versionHeader !== null) {
    const check = checkVersion(server, version);
    if (check === 'too-new') throw new EwsFault('ErrorInvalidServerVersion');
    // As a real Exchange 2019 answers RequestServerVersion Exchange2019, which no schema knows.
    if (check === 'unknown') throw new EwsFault('ErrorInvalidRequest');
  }
  for (const part of childOf(root, 's:Header')?.children ?? []) check(part);
  const kind = requestKind(body.name);
  if (kind === 'unknown') {
    throw violationFault(
      body,
      `Could not find schema information for the element '${body.name.replace(/^m:/, `${messagesNamespace}:`).replace(/^t:/, `${typesNamespace}:`)}'.`,
    );
  }
  if (kind === 'not-implemented') {
    throw new EwsFault('ErrorInvalidOperation', {
      text: 'The practice server does not offer this operation.',
    });
  }
  check(body);
  return {
    operation: body.name.slice(2),
    body,
    impersonation: header('t:ExchangeImpersonation'),
    version,
    wantsMilliseconds: header('t:DateTimePrecision')?.text === 'Milliseconds',
  };
};

const check = (part: XmlElement): void => {
  const violation = validateRequest(part);
  if (violation !== null) throw new EwsFault('ErrorSchemaValidation', { violation });
};

const envelopeStart = (server: ServerVersion): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${soapNamespace}"><s:Header><h:ServerVersionInfo MajorVersion="${server.major}" MinorVersion="${server.minor}" MajorBuildNumber="${server.majorBuild}" MinorBuildNumber="${server.minorBuild}" Version="${server.version}" xmlns:h="${typesNamespace}" xmlns="${typesNamespace}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/></s:Header><s:Body xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">`;

/** A whole answer around its response messages. */
export const responseEnvelope = (
  server: ServerVersion,
  operation: string,
  messages: readonly AnswerPart[],
): readonly AnswerPart[] => [
  `${envelopeStart(server)}<m:${operation}Response xmlns:m="${messagesNamespace}" xmlns:t="${typesNamespace}"><m:ResponseMessages>`,
  ...messages,
  `</m:ResponseMessages></m:${operation}Response></s:Body></s:Envelope>`,
];

const valuesXml = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `<t:Value Name="${escapeAttribute(name)}">${escapeXml(value)}</t:Value>`)
    .join('');

/** The failure of one response message; the name is for example `GetItemResponseMessage`. */
export const errorMessage = (name: string, error: EwsError, tail = '', responseClass = 'Error'): string => {
  const values = valuesXml(error.values);
  return `<m:${name} ResponseClass="${responseClass}">${element('m:MessageText', error.message)}<m:ResponseCode>${error.code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>${values === '' ? '' : `<m:MessageXml>${values}</m:MessageXml>`}${tail}</m:${name}>`;
};

export const successMessage = (name: string, ...parts: readonly AnswerPart[]): readonly AnswerPart[] => [
  `<m:${name} ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>`,
  ...parts,
  `</m:${name}>`,
];

/** A SOAP fault in the form Exchange gives it; sent with HTTP 500. */
export const faultEnvelope = (error: EwsError): string => {
  const violation = error instanceof EwsFault ? error.violation : null;
  const text =
    violation === null ? error.message : `${error.message.replace(/\.$/, '')}: ${violation.violation}`;
  const inner =
    (violation === null
      ? ''
      : `<t:LineNumber>${violation.line}</t:LineNumber><t:LinePosition>${violation.position}</t:LinePosition>${element('t:Violation', violation.violation)}`) +
    valuesXml(error.values);
  const messageXml = inner === '' ? '' : `<t:MessageXml xmlns:t="${typesNamespace}">${inner}</t:MessageXml>`;
  return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${soapNamespace}"><s:Body><s:Fault><faultcode xmlns:a="${typesNamespace}">a:${error.code}</faultcode><faultstring xml:lang="en-US">${escapeXml(text)}</faultstring><detail><e:ResponseCode xmlns:e="${errorsNamespace}">${error.code}</e:ResponseCode><e:Message xmlns:e="${errorsNamespace}">${escapeXml(error.message)}</e:Message>${messageXml}</detail></s:Fault></s:Body></s:Envelope>`;
};
