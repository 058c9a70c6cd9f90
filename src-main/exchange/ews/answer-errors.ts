import type { HttpHead } from '../http/round-trip.ts';
import { CallError, retryAfterOf, ruleOfStatus } from '../http/http-errors.ts';
import { backOffOf, type EwsAnswer, readEnvelope, type ResponseMessage, type SoapFault } from './envelope.ts';
import { ruleOf } from './ews-response-codes.ts';
import { parseXml } from './xml-tree.ts';

/** From an answer that is not what we asked for to the one error that says what it is. */

export interface AnswerContext {
  readonly trace: string;
  readonly nowMs: number;
  /** An answer from this address has been SOAP before: HTML now is a fault on the way, not a wrong address. */
  readonly hasSpokenSoap: boolean;
}

const headerText = (head: HttpHead, name: string): string | undefined => {
  const value = head.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** Ids worth having in a support case; none of them is secret. */
const serverFacts = (head: HttpHead | null): Record<string, string> => {
  const facts: Record<string, string> = {};
  if (head === null) return facts;
  for (const [header, name] of [
    ['request-id', 'requestId'],
    ['x-feserver', 'frontEnd'],
    ['x-targetbeserver', 'backEnd'],
    ['x-caserrorcode', 'casErrorCode'],
  ] as const) {
    const value = headerText(head, header);
    if (value !== undefined) facts[name] = value.slice(0, 200);
  }
  return facts;
};

const schemaFacts = (values: ReadonlyMap<string, string>): Record<string, string> => {
  const facts: Record<string, string> = {};
  // The text of a violation can quote a value of ours, so only where it stands goes on.
  for (const name of ['LineNumber', 'LinePosition', 'Policy', 'MaxConcurrencyLimit']) {
    const value = values.get(name);
    if (value !== undefined) facts[name] = value.slice(0, 100);
  }
  return facts;
};

export const faultError = (fault: SoapFault, head: HttpHead | null, context: AnswerContext): CallError => {
  const details = { ...serverFacts(head), ...schemaFacts(fault.values) };
  const retryAfterMs =
    backOffOf(fault.values) ??
    retryAfterOf(head === null ? undefined : headerText(head, 'retry-after'), context.nowMs);
  if (fault.responseCode === null) {
    // WCF's own InternalServiceFault and the like: no EWS code, the server failed somewhere.
    return new CallError('endpoint.unavailable', 'possible', {
      details,
      retryAfterMs,
      trace: context.trace,
      status: head?.status ?? null,
    });
  }
  const rule = ruleOf(fault.responseCode);
  return new CallError(rule.code, rule.effect, {
    details: { responseCode: fault.responseCode, ...details },
    retryAfterMs,
    trace: context.trace,
    responseCode: fault.responseCode,
    status: head?.status ?? null,
  });
};

/** One response message that is an error, taken as the error of the whole request. */
export const messageError = (message: ResponseMessage, trace: string): CallError => {
  const rule = ruleOf(message.responseCode);
  return new CallError(rule.code, rule.effect, {
    details: { responseCode: message.responseCode, ...schemaFacts(message.values) },
    retryAfterMs: backOffOf(message.values),
    trace,
    responseCode: message.responseCode,
  });
};

const looksLikeXml = (body: Buffer): boolean =>
  /^(?:\xEF\xBB\xBF)?\s*<(?:\?xml|[A-Za-z0-9_]+:Envelope|Envelope)/.test(body.toString('latin1', 0, 200));
const looksLikeHtml = (body: Buffer): boolean =>
  /<(?:!doctype\s+html|html|head|body)\b/i.test(body.toString('latin1', 0, 2000));

/** The SOAP answer that a body holds, `null` when it holds none that can be read. */
export const soapIn = (body: Buffer): EwsAnswer | null => {
  if (!looksLikeXml(body)) return null;
  try {
    return readEnvelope(parseXml(body));
  } catch {
    // A refusal whose body is cut off or is some other XML: then the status alone speaks.
    return null;
  }
};

/** `…/errorFE.aspx`, `/ews/genericerrorpage.htm`: the front end's way of saying "not now". */
const isErrorPage = (location: string): boolean =>
  /errorfe|genericerrorpage|\/owa\/auth\/error/i.test(location);

/** An answer with a status other than 200, or with 200 and no SOAP. */
export const statusError = (head: HttpHead, body: Buffer, context: AnswerContext): CallError => {
  const soap = head.status === 200 ? null : soapIn(body);
  if (soap?.fault) return faultError(soap.fault, head, context);
  const retryAfterMs = retryAfterOf(headerText(head, 'retry-after'), context.nowMs);
  const base = { retryAfterMs, trace: context.trace, status: head.status } as const;
  const details = { status: head.status, ...serverFacts(head) };
  if (head.status === 200) {
    const isHtml = looksLikeHtml(body);
    return new CallError(
      context.hasSpokenSoap || !isHtml ? 'endpoint.bad-answer' : 'endpoint.not-ews',
      'possible',
      {
        ...base,
        details: { ...details, answer: isHtml ? 'HTML' : 'neither SOAP nor HTML' },
      },
    );
  }
  if (head.status >= 300 && head.status < 400) {
    const location = headerText(head, 'location') ?? '';
    if (isErrorPage(location)) return new CallError('endpoint.unavailable', 'possible', { ...base, details });
    const host = URL.parse(location, 'https://relative.invalid')?.host ?? '';
    return new CallError('endpoint.not-ews', 'none', {
      ...base,
      message: 'The address sends us on to another one; a sign-in is never sent after it.',
      details: { ...details, redirectHost: host === 'relative.invalid' ? '' : host },
    });
  }
  // IIS says "404.13" (content length too large) in the page only.
  const isTooLarge = head.status === 404 && /404\.13/.test(body.toString('latin1', 0, 20_000));
  if (isTooLarge)
    return new CallError('endpoint.too-large', 'none', {
      ...base,
      details: { ...details, status: '404.13' },
    });
  const rule = ruleOfStatus(head.status);
  const code =
    rule.code === 'endpoint.unavailable' && head.status === 503 && retryAfterMs !== null
      ? 'endpoint.throttled'
      : rule.code;
  return new CallError(code, rule.effect, {
    ...base,
    ...(rule.message === undefined ? {} : { message: rule.message }),
    details,
  });
};

/** The one answer of a request that asks for one thing, when it is an error or missing. */
export const answerError = (message: ResponseMessage | undefined): CallError => {
  if (message === undefined) return new CallError('endpoint.bad-answer', 'possible');
  const rule = ruleOf(message.responseCode);
  return new CallError(rule.code, rule.effect, {
    details: { responseCode: message.responseCode },
    responseCode: message.responseCode,
  });
};
