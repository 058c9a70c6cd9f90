import { escapeAttribute, escapeText } from './xml-text.ts';

/**
 * Envelopes for EWS requests. Every value goes through `escapeText` or `escapeAttribute`; element order is the schema's
 * (a wrong one is answered with ErrorSchemaValidation).
 */
export const requestVersions = ['Exchange2016', 'Exchange2013_SP1', 'Exchange2010_SP2'] as const;
export type RequestVersion = (typeof requestVersions)[number];

/** Features that depend on the version asked for. */
export const has2013 = (version: RequestVersion): boolean => version !== 'Exchange2010_SP2';

export interface EnvelopeHeader {
  readonly version: RequestVersion;
  /** SMTP address for the ExchangeImpersonation header; `null` without (always for groups). */
  readonly impersonate: string | null;
}

const namespaces = {
  soap: 'http://schemas.xmlsoap.org/soap/envelope/',
  messages: 'http://schemas.microsoft.com/exchange/services/2006/messages',
  types: 'http://schemas.microsoft.com/exchange/services/2006/types',
} as const;

/** SOAP 1.1 section 6.1.1 demands the header; Exchange does without, gateways and other servers may not. */
export const soapAction = (operation: string): Readonly<Record<string, string>> => ({
  soapaction: `"${namespaces.messages}/${operation}"`,
});

/** Everything before the Body's child. */
export const envelopeStart = (header: EnvelopeHeader): string =>
  `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${namespaces.soap}" xmlns:m="${namespaces.messages}" xmlns:t="${namespaces.types}">` +
  `<soap:Header><t:RequestServerVersion Version="${header.version}"/>` +
  (header.impersonate === null
    ? ''
    : `<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>${escapeText(header.impersonate)}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`) +
  '</soap:Header><soap:Body>';

export const envelopeEnd = '</soap:Body></soap:Envelope>';

/** `<name>text</name>` with the text escaped. */
export const element = (name: string, text: string): string => `<${name}>${escapeText(text)}</${name}>`;

/** `name="value"` with a leading space, the value escaped. */
export const attribute = (name: string, value: string): string => ` ${name}="${escapeAttribute(value)}"`;

/** xs:dateTime in UTC; milliseconds only where there are any. */
export const dateTime = (timeMs: number): string => {
  const text = new Date(timeMs).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
};

/** A distinguished folder, of a certain mailbox where the caller is not its owner. */
export const distinguishedFolder = (id: string, mailboxSmtp: string | null): string =>
  mailboxSmtp === null
    ? `<t:DistinguishedFolderId${attribute('Id', id)}/>`
    : `<t:DistinguishedFolderId${attribute('Id', id)}><t:Mailbox>${element('t:EmailAddress', mailboxSmtp)}</t:Mailbox></t:DistinguishedFolderId>`;

export const folderId = (id: string): string => `<t:FolderId${attribute('Id', id)}/>`;

export const itemIdElement = (id: string, changeKey: string | null = null): string =>
  `<t:ItemId${attribute('Id', id)}${changeKey === null ? '' : attribute('ChangeKey', changeKey)}/>`;

/** Parts of a request body; joined without turning the payload into a string. */
export type BodyPart = string | Uint8Array;

/** One buffer, one copy of each part. */
export const joinParts = (parts: readonly BodyPart[]): Buffer => {
  let size = 0;
  for (const part of parts)
    size += typeof part === 'string' ? Buffer.byteLength(part, 'utf8') : part.byteLength;
  const body = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'string') {
      at += body.write(part, at, 'utf8');
    } else {
      body.set(part, at);
      at += part.byteLength;
    }
  }
  return body;
};
