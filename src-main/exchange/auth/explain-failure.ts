import { type ErrorCode, errorCodes } from '#shared/domain/error-codes.ts';
import { type ErrorDetails, LightermanError } from '#shared/domain/errors.ts';
import { aadstsRow } from './aadsts.ts';
import type { OAuthFailure } from './oauth-failure.ts';

/** What was going on: the same word means different things to who is signing in and to a refresh at night. */
export type SignInPhase = 'sign-in' | 'refresh' | 'app-only';

/** Words that leave no doubt. RFC 6749 section 5.2, RFC 8628 section 3.5, and Entra's own. */
const plainWords: Readonly<Record<string, ErrorCode>> = {
  // Entra's word for a declined device code; RFC 8628 says access_denied.
  authorization_declined: 'auth.consent-declined',
  expired_token: 'auth.code-expired',
  code_expired: 'auth.code-expired',
  consent_required: 'auth.consent-needed',
  temporarily_unavailable: 'auth.transient',
  server_error: 'auth.transient',
  slow_down: 'auth.transient',
};
const plainSuberrors: Readonly<Record<string, ErrorCode>> = {
  consent_required: 'auth.consent-needed',
  user_password_expired: 'auth.denied',
};

/** Words that say little: a known number refines them. */
const vagueWords: Readonly<Record<string, ErrorCode>> = {
  invalid_client: 'auth.wrong-app',
  unauthorized_client: 'auth.wrong-app',
  invalid_scope: 'auth.wrong-app',
  invalid_resource: 'auth.wrong-app',
  invalid_tenant: 'auth.wrong-app',
  invalid_instance: 'auth.wrong-app',
  unsupported_grant_type: 'auth.wrong-app',
  interaction_required: 'auth.mfa-needed',
  login_required: 'auth.expired',
  bad_verification_code: 'auth.failed',
};
const vagueSuberrors: Readonly<Record<string, ErrorCode>> = {
  basic_action: 'auth.mfa-needed',
  additional_action: 'auth.mfa-needed',
  message_only: 'auth.blocked-by-policy',
  protection_policy_required: 'auth.blocked-by-policy',
  bad_token: 'auth.expired',
  token_expired: 'auth.expired',
};

/** These need a person at the keyboard: a refresh that meets one waits for a sign-in, whatever the number. */
const askAPerson: readonly string[] = [
  'invalid_grant',
  'interaction_required',
  'login_required',
  'consent_required',
  'bad_token',
  'ui_not_allowed',
  'interrupted_user',
];

const codeOf = (failure: OAuthFailure, phase: SignInPhase): ErrorCode => {
  const { error, suberror } = failure;
  const numbered = aadstsRow(failure.aadsts)?.code;
  if (phase === 'refresh' && askAPerson.includes(error)) return 'auth.expired';
  const plain = plainWords[error] ?? (suberror === null ? undefined : plainSuberrors[suberror]);
  if (plain !== undefined) return plain;
  if (failure.status !== null && (failure.status === 429 || failure.status >= 500)) return 'auth.transient';
  if (numbered !== undefined) return numbered;
  // Entra sends nothing but the word when a person presses Cancel; with a text it is a refusal.
  if (error === 'access_denied') return failure.text === null ? 'auth.cancelled' : 'auth.consent-declined';
  return (suberror === null ? undefined : vagueSuberrors[suberror]) ?? vagueWords[error] ?? 'auth.failed';
};

/** Any refusal as the product's error: code, sentence, next step, and the ids Microsoft's support asks for. */
export const explainFailure = (
  failure: OAuthFailure,
  phase: SignInPhase,
  retryAfterMs?: number,
): LightermanError => {
  const code = codeOf(failure, phase);
  const row = aadstsRow(failure.aadsts);
  const name = failure.aadsts === null ? failure.error : `AADSTS${failure.aadsts}`;
  const meaning =
    row?.meaning ??
    (failure.text !== null ? `${errorCodes[code].meaning} ${failure.text}` : errorCodes[code].meaning);
  const details: ErrorDetails = {
    aadsts: failure.aadsts,
    oauthError: failure.error === '' ? null : failure.error,
    suberror: failure.suberror,
    traceId: failure.traceId,
    correlationId: failure.correlationId,
    nextStep: row?.nextStep ?? errorCodes[code].nextStep,
    ...(failure.claims === null ? {} : { claims: failure.claims }),
    ...(failure.status === null ? {} : { status: failure.status }),
  };
  return new LightermanError(code, {
    message: name === '' ? meaning : `${meaning} (${name})`,
    details,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(failure.traceId === null ? {} : { trace: failure.traceId }),
  });
};
