import { LightermanError } from '#shared/domain/errors.ts';
import { childOf, findElement, textOf, type XmlElement } from './xml-tree.ts';

/** The three layers of an answer: envelope, fault, and one message per item asked for. */

export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
  readonly revision: number;
  /** `15.20.8769.35`. */
  readonly text: string;
}

export interface ResponseMessage {
  readonly responseClass: 'Success' | 'Warning' | 'Error';
  readonly responseCode: string;
  readonly text: string;
  /** Named values of MessageXml, also LineNumber, LinePosition and Violation. */
  readonly values: ReadonlyMap<string, string>;
  readonly element: XmlElement;
}

export interface SoapFault {
  readonly responseCode: string | null;
  readonly text: string;
  readonly values: ReadonlyMap<string, string>;
}

export interface EwsAnswer {
  readonly version: ServerVersion | null;
  /** `FindItemResponse`, …; `null` for a fault. */
  readonly operation: string | null;
  readonly body: XmlElement | null;
  readonly messages: readonly ResponseMessage[];
  readonly fault: SoapFault | null;
}

const versionOf = (header: XmlElement | undefined): ServerVersion | null => {
  const info = childOf(header, 'ServerVersionInfo')?.attributes;
  if (info === undefined || info['MajorVersion'] === undefined) return null;
  const numbers = ['MajorVersion', 'MinorVersion', 'MajorBuildNumber', 'MinorBuildNumber'].map((name) =>
    Number(info[name] ?? 0),
  );
  const [major = 0, minor = 0, build = 0, revision = 0] = numbers;
  return { major, minor, build, revision, text: numbers.join('.') };
};

const messageValues = (messageXml: XmlElement | undefined): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  for (const child of messageXml?.children ?? [])
    values.set(child.attributes['Name'] ?? child.name, child.text.trim());
  return values;
};

/** `a:ErrorSchemaValidation` in faultcode, where there is no detail (seen from Exchange 2007 and gateways). */
const codeInFault = (text: string | null): string | null => {
  const local = (text ?? '').trim().replace(/^.*:/, '');
  return local.startsWith('Error') ? local : null;
};

const faultOf = (fault: XmlElement): SoapFault => {
  // SOAP 1.1 and, for gateways that answer so, SOAP 1.2.
  const detail = childOf(fault, 'detail') ?? childOf(fault, 'Detail');
  const code = textOf(detail, 'ResponseCode')?.trim() || codeInFault(textOf(fault, 'faultcode'));
  const text =
    textOf(detail, 'Message')?.trim() ||
    textOf(fault, 'faultstring')?.trim() ||
    findElement(fault, 'Text')?.text.trim();
  return { responseCode: code, text: text ?? '', values: messageValues(childOf(detail, 'MessageXml')) };
};

const responseClassOf = (text: string | undefined): ResponseMessage['responseClass'] =>
  text === 'Error' || text === 'Warning' ? text : 'Success';

const responseMessageOf = (element: XmlElement): ResponseMessage => ({
  responseClass: responseClassOf(element.attributes['ResponseClass']),
  responseCode: textOf(element, 'ResponseCode')?.trim() ?? 'NoError',
  text: textOf(element, 'MessageText')?.trim() ?? '',
  values: messageValues(childOf(element, 'MessageXml')),
  element,
});

/** @throws LightermanError `endpoint.not-ews`: well-formed, but no SOAP envelope. */
export const readEnvelope = (root: XmlElement): EwsAnswer => {
  if (root.name !== 'Envelope') {
    throw new LightermanError('endpoint.not-ews', { details: { answer: root.name.slice(0, 40) } });
  }
  const version = versionOf(childOf(root, 'Header'));
  const body = childOf(root, 'Body');
  const content = body?.children[0];
  if (content === undefined) {
    throw new LightermanError('endpoint.bad-answer', { message: 'The answer of the server is empty.' });
  }
  if (content.name === 'Fault') {
    return { version, operation: null, body: null, messages: [], fault: faultOf(content) };
  }
  const list = childOf(content, 'ResponseMessages');
  // Some operations (GetInboxRules, GetUserOofSettings, …) answer with one message and no list.
  const single =
    childOf(content, 'ResponseMessage') ??
    (content.attributes['ResponseClass'] === undefined ? undefined : content);
  const messages = list?.children ?? (single === undefined ? [] : [single]);
  return {
    version,
    operation: content.name,
    body: content,
    messages: messages.map(responseMessageOf),
    fault: null,
  };
};

/** The server's own demand in a fault or message, in ms; `null` when it makes none. */
export const backOffOf = (values: ReadonlyMap<string, string>): number | null => {
  const text = values.get('BackOffMilliseconds');
  if (text === undefined) return null;
  const backOffMs = Number(text);
  return Number.isFinite(backOffMs) && backOffMs >= 0 ? backOffMs : null;
};
