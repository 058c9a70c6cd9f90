import { isLightermanError, LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import { explainFailure, type SignInPhase } from './explain-failure.ts';
import type { Flow } from './flow.ts';
import { readOAuthFailure } from './oauth-failure.ts';

/** What MSAL's `AuthError` and its children carry; by shape, for MSAL is loaded on first use only. */
interface MsalError extends Error {
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly subError: string;
}
const isMsalError = (error: unknown): error is MsalError =>
  error instanceof Error && 'errorCode' in error && 'errorMessage' in error && 'subError' in error;

/** Whatever a call into MSAL threw, as the product's error; what the server said on the wire comes first. */
export const explainMsalFailure = (error: unknown, flow: Flow, phase: SignInPhase): LightermanError => {
  if (isLightermanError(error)) return error;
  if (flow.lastProblem?.kind === 'refused') return explainFailure(flow.lastProblem.failure, phase);
  if (flow.lastProblem?.kind === 'broken') return flow.lastProblem.error;
  if (!isMsalError(error)) return toLightermanError(error);
  switch (error.errorCode) {
    case 'device_code_expired':
      return new LightermanError('auth.code-expired', { cause: error });
    case 'device_code_polling_cancelled':
      return new LightermanError('auth.cancelled', { cause: error });
    case 'no_account_in_silent_request':
      return new LightermanError('auth.needed', { cause: error });
    case 'no_tokens_found':
    case 'refresh_token_expired':
    case 'native_account_unavailable':
      return new LightermanError('auth.expired', { cause: error });
    case 'authority_uri_insecure':
      return new LightermanError('auth.clear-text', {
        message: 'The sign-in address must be https.',
        cause: error,
      });
    case 'url_parse_error':
    case 'empty_url_error':
    case 'endpoints_resolution_error':
    case 'openid_config_error':
    case 'issuer_validation_failed':
    case 'untrusted_authority':
      return new LightermanError('auth.wrong-app', {
        message: 'The sign-in address of the endpoint does not lead to a sign-in service.',
        details: { msal: error.errorCode },
        cause: error,
      });
    default:
      // A refusal that came by redirect: MSAL keeps its words.
      if (error.name === 'ServerError' || error.name === 'InteractionRequiredAuthError')
        return explainFailure(redirectFailure(error), phase);
      return new LightermanError('auth.failed', {
        message: `The sign-in failed (${error.errorCode}).`,
        details: { msal: error.errorCode, suberror: error.subError === '' ? null : error.subError },
        cause: error,
      });
  }
};

const redirectFailure = (error: MsalError): ReturnType<typeof readOAuthFailure> => {
  // Without a description MSAL puts a link of its own into the message.
  const description = error.errorMessage.startsWith('See https://aka.ms/') ? '' : error.errorMessage;
  return readOAuthFailure(
    { error: error.errorCode, error_description: description, suberror: error.subError },
    null,
  );
};
