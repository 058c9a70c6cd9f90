import { type ErrorCode, isErrorCode } from '../domain/error-codes.ts';
import {
  type ErrorDetails,
  isLightermanError,
  LightermanError,
  toLightermanError,
} from '../domain/errors.ts';

/** The only form of an error on a wire: errors lose their fields on every channel of Electron and Node. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly trace: string | null;
  readonly retryAfterMs: number | null;
  readonly cause: string | null;
}

export const toWireError = (error: unknown): WireError => {
  const known = toLightermanError(error);
  const cause = known.cause;
  return {
    code: known.code,
    message: known.message,
    details: known.details,
    trace: known.trace,
    retryAfterMs: known.retryAfterMs,
    cause: isLightermanError(cause) ? cause.code : cause instanceof Error ? cause.name : null,
  };
};

export const fromWireError = (wire: WireError): LightermanError =>
  new LightermanError(isErrorCode(wire.code) ? wire.code : 'app.unexpected', {
    message: wire.message,
    details: wire.details,
    ...(wire.trace === null ? {} : { trace: wire.trace }),
    ...(wire.retryAfterMs === null ? {} : { retryAfterMs: wire.retryAfterMs }),
  });
