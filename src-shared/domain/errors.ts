import { type ErrorCode, errorCodes, type ErrorInfo } from './error-codes.ts';

/** Facts beside an error that may be shown and logged: never secrets, never mail content. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

export interface ErrorOptions {
  /** What happened, for a person; defaults to the code's meaning. */
  readonly message?: string;
  readonly details?: ErrorDetails;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
  readonly trace?: string;
}

/**
 * The one error of the product. `code` decides everything (retry, scope, next step: see `error-codes.ts`);
 * the text only explains. The marker survives two copies of this module in one process.
 */
export class LightermanError extends Error {
  readonly isLightermanError = true;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly retryAfterMs: number | null;
  readonly trace: string | null;

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    super(
      options.message ?? errorCodes[code].meaning,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'LightermanError';
    this.code = code;
    this.details = options.details ?? {};
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.trace = options.trace ?? null;
  }

  get info(): ErrorInfo {
    return errorCodes[this.code];
  }
}

export const isLightermanError = (error: unknown): error is LightermanError =>
  error instanceof Error && 'isLightermanError' in error;

/** Anything thrown becomes a `LightermanError`; an unforeseen one is `app.unexpected` and counts as a defect. */
export const toLightermanError = (error: unknown): LightermanError => {
  if (isLightermanError(error)) return error;
  if (error instanceof Error && error.name === 'AbortError')
    return new LightermanError('app.stopped', { cause: error });
  const text = error instanceof Error ? error.message : String(error);
  return new LightermanError('app.unexpected', { message: text, cause: error });
};
