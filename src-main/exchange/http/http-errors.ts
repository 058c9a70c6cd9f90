import type { ErrorCode } from '#shared/domain/error-codes.ts';
import { type ErrorDetails, LightermanError, toLightermanError } from '#shared/domain/errors.ts';

/**
 * What went wrong below SOAP, one table for sockets and one for HTTP statuses.
 * `effect` answers what a writer must know: may the server have stored something all the same?
 */
export type Effect = 'none' | 'possible';

/** A failed call: the product's error plus whether the request may have had an effect. */
export class CallError extends LightermanError {
  readonly effect: Effect;
  /** ResponseCode of a SOAP fault, if that was it. */
  readonly responseCode: string | null;
  readonly status: number | null;

  constructor(
    code: ErrorCode,
    effect: Effect,
    options: {
      readonly message?: string;
      readonly details?: ErrorDetails;
      readonly retryAfterMs?: number | null;
      readonly cause?: unknown;
      readonly trace?: string | null;
      readonly responseCode?: string | null;
      readonly status?: number | null;
    } = {},
  ) {
    super(code, {
      ...(options.message === undefined ? {} : { message: options.message }),
      ...(options.details === undefined ? {} : { details: options.details }),
      ...(options.retryAfterMs === undefined || options.retryAfterMs === null
        ? {}
        : { retryAfterMs: options.retryAfterMs }),
      ...(options.cause === undefined ? {} : { cause: options.cause }),
      ...(options.trace === undefined || options.trace === null ? {} : { trace: options.trace }),
    });
    this.effect = effect;
    this.responseCode = options.responseCode ?? null;
    this.status = options.status ?? null;
  }
}

/** Anything thrown, with its code kept and our word on its effect; a CallError has its own. */
export const asCallError = (error: unknown, effect: Effect): CallError => {
  if (error instanceof CallError) return error;
  const known = toLightermanError(error);
  return new CallError(known.code, effect, {
    message: known.message,
    details: known.details,
    retryAfterMs: known.retryAfterMs,
    trace: known.trace,
    cause: error,
  });
};

/** For what failed while only empty bodies had been sent. */
export const withoutEffect = (error: unknown): CallError => {
  const known = asCallError(error, 'none');
  if (known.effect === 'none') return known;
  return new CallError(known.code, 'none', {
    message: known.message,
    details: known.details,
    retryAfterMs: known.retryAfterMs,
    cause: known.cause,
    status: known.status,
  });
};

const socketCodes: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'endpoint.unreachable',
  EHOSTUNREACH: 'endpoint.unreachable',
  EHOSTDOWN: 'endpoint.unreachable',
  ENETUNREACH: 'endpoint.unreachable',
  ENETDOWN: 'endpoint.unreachable',
  ENETRESET: 'endpoint.unreachable',
  EADDRNOTAVAIL: 'endpoint.unreachable',
  ECONNRESET: 'endpoint.unreachable',
  ECONNABORTED: 'endpoint.unreachable',
  EPIPE: 'endpoint.unreachable',
  UND_ERR_SOCKET: 'endpoint.unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'endpoint.unreachable',
  ERR_TLS_HANDSHAKE_TIMEOUT: 'endpoint.unreachable',
  ETIMEDOUT: 'endpoint.timeout',
  UND_ERR_HEADERS_TIMEOUT: 'endpoint.timeout',
  UND_ERR_BODY_TIMEOUT: 'endpoint.timeout',
  ENOTFOUND: 'endpoint.dns',
  EAI_AGAIN: 'endpoint.dns',
  EAI_NODATA: 'endpoint.dns',
  EAI_NONAME: 'endpoint.dns',
  EAI_FAIL: 'endpoint.dns',
  CERT_HAS_EXPIRED: 'endpoint.tls',
  CERT_NOT_YET_VALID: 'endpoint.tls',
  CERT_REVOKED: 'endpoint.tls',
  CERT_UNTRUSTED: 'endpoint.tls',
  CERT_REJECTED: 'endpoint.tls',
  CERT_SIGNATURE_FAILURE: 'endpoint.tls',
  CERT_CHAIN_TOO_LONG: 'endpoint.tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'endpoint.tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'endpoint.tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'endpoint.tls',
  UNABLE_TO_GET_ISSUER_CERT: 'endpoint.tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'endpoint.tls',
  UNABLE_TO_GET_CRL: 'endpoint.tls',
  INVALID_CA: 'endpoint.tls',
  INVALID_PURPOSE: 'endpoint.tls',
  HOSTNAME_MISMATCH: 'endpoint.tls',
  PATH_LENGTH_EXCEEDED: 'endpoint.tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'endpoint.tls',
  EPROTO: 'endpoint.tls',
  UND_ERR_HEADERS_OVERFLOW: 'endpoint.bad-answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'endpoint.bad-answer',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'endpoint.bad-answer',
  // The source gave another number of bytes than it had announced.
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'endpoint.bad-answer',
  UND_ERR_CLOSED: 'app.stopped',
  UND_ERR_DESTROYED: 'app.stopped',
};

const patterns: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^(?:CERT_|ERR_SSL_|ERR_TLS_|UNABLE_TO_)/, 'endpoint.tls'],
  [/^HPE_/, 'endpoint.bad-answer'],
];

/** Code of ours for a socket, TLS, DNS or HTTP parser error; unknown ones count as unreachable and stay raw in details. */
export const codeOfSocketError = (socketCode: string): ErrorCode =>
  socketCodes[socketCode] ??
  patterns.find(([pattern]) => pattern.test(socketCode))?.[1] ??
  'endpoint.unreachable';

const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Happy eyeballs: one error per address tried.
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if ('cause' in error && error.cause !== undefined) return codeOf(error.cause);
  return error instanceof Error ? error.name : 'UNKNOWN';
};

/** @param sent Whether any byte of the request had gone out. */
export const socketError = (error: unknown, host: string, sent: boolean): CallError => {
  const socketCode = codeOf(error);
  return new CallError(codeOfSocketError(socketCode), sent ? 'possible' : 'none', {
    details: { socketCode, host },
    cause: error,
  });
};

export interface StatusRule {
  readonly code: ErrorCode;
  readonly effect: Effect;
  readonly message?: string;
}

/** Statuses of answers that are not SOAP. https://learn.microsoft.com/en-us/iis/troubleshoot/diagnosing-http-errors/http-status-codes-iis */
const statusRules: Readonly<Record<number, StatusRule>> = {
  400: { code: 'endpoint.request-refused', effect: 'none' },
  401: { code: 'auth.denied', effect: 'none' },
  403: { code: 'endpoint.ews-blocked', effect: 'none' },
  404: { code: 'endpoint.not-ews', effect: 'none' },
  405: { code: 'endpoint.not-ews', effect: 'none' },
  407: { code: 'endpoint.unreachable', effect: 'none', message: 'A proxy asks for a sign-in.' },
  408: { code: 'endpoint.timeout', effect: 'none' },
  411: {
    code: 'endpoint.request-refused',
    effect: 'none',
    message: 'The server takes no upload without a length.',
  },
  413: { code: 'endpoint.too-large', effect: 'none' },
  415: { code: 'endpoint.not-ews', effect: 'none' },
  429: { code: 'endpoint.throttled', effect: 'none' },
  431: { code: 'endpoint.request-refused', effect: 'none' },
  440: { code: 'auth.expired', effect: 'none' },
  // Sent by Exchange Online when the account is blocked or must be unlocked first.
  456: { code: 'auth.denied', effect: 'none', message: 'The account is blocked.' },
  457: { code: 'auth.denied', effect: 'none', message: 'The password must be changed before signing in.' },
  500: { code: 'endpoint.unavailable', effect: 'possible' },
  501: {
    code: 'endpoint.request-refused',
    effect: 'none',
    message: 'The server does not take the form of the request.',
  },
  502: { code: 'endpoint.unavailable', effect: 'possible' },
  503: { code: 'endpoint.unavailable', effect: 'none' },
  504: { code: 'endpoint.timeout', effect: 'possible' },
};

export const ruleOfStatus = (status: number): StatusRule => {
  const rule = statusRules[status];
  if (rule !== undefined) return rule;
  if (status >= 500) return { code: 'endpoint.unavailable', effect: 'possible' };
  if (status >= 400) return { code: 'endpoint.request-refused', effect: 'none' };
  return { code: 'endpoint.not-ews', effect: 'none' };
};

/** `Retry-After` as seconds or HTTP date; `null` when absent or nonsense. Capped at an hour. */
export const retryAfterOf = (header: string | undefined, nowMs: number): number | null => {
  if (header === undefined) return null;
  const text = header.trim();
  const waitMs = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? null : Math.min(3_600_000, Math.max(0, Math.round(waitMs)));
};
