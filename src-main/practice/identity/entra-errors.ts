import { randomUUID } from 'node:crypto';

/**
 * How Entra words its refusals. The same cause is told differently in a redirect (to the app's loopback page) and in a token
 * answer. Texts, error words and suberrors: https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes,
 * https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-device-code and logs quoted in public issues
 * (for example https://github.com/MartinIngesen/MSOLSpray/issues/5 for 53003 with `message_only`).
 */
export interface EntraError {
  readonly number: number;
  /** `error` in a token or device-code answer. */
  readonly tokenError: string;
  /** `error` in a redirect or form_post. */
  readonly redirectError: string;
  readonly suberror?: string;
  readonly status: number;
  readonly text: string;
}

const entry = (
  number: number,
  tokenError: string,
  text: string,
  more: Partial<Pick<EntraError, 'redirectError' | 'suberror' | 'status'>> = {},
): EntraError => ({ number, tokenError, redirectError: tokenError, status: 400, text, ...more });

export const entraErrors = {
  consentDeclined: entry(65004, 'authorization_declined', 'User declined to consent to access the app.', {
    redirectError: 'access_denied',
  }),
  mfaRequired: entry(
    50076,
    'invalid_grant',
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '00000002-0000-0ff1-ce00-000000000000'.",
    { redirectError: 'interaction_required', suberror: 'basic_action' },
  ),
  blockedByPolicy: entry(
    53003,
    'invalid_grant',
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    { redirectError: 'access_denied', suberror: 'message_only' },
  ),
  devicePending: entry(
    70016,
    'authorization_pending',
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  ),
  deviceExpired: entry(70019, 'expired_token', 'Verification code expired. Have the user retry the sign-in.'),
  deviceUnknown: entry(
    70018,
    'bad_verification_code',
    'Invalid verification code due to User typing in wrong user code for device code flow.',
  ),
  codeRedeemed: entry(
    54005,
    'invalid_grant',
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ),
  codeInvalid: entry(
    70008,
    'invalid_grant',
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  ),
  refreshRevoked: entry(
    50173,
    'invalid_grant',
    'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
    { suberror: 'bad_token' },
  ),
  refreshExpired: entry(700082, 'invalid_grant', 'The refresh token has expired due to inactivity.', {
    suberror: 'bad_token',
  }),
  pkceMismatch: entry(
    501481,
    'invalid_grant',
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ),
  sessionNeeded: entry(
    50058,
    'interaction_required',
    'A silent sign-in request was sent but no user is signed in.',
    { redirectError: 'login_required' },
  ),
  appUnknown: entry(
    700016,
    'unauthorized_client',
    'Application was not found in the directory. You may have sent your authentication request to the wrong tenant.',
  ),
  appNeedsSecret: entry(
    7000218,
    'invalid_client',
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    { status: 401 },
  ),
  secretWrong: entry(
    7000215,
    'invalid_client',
    'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.',
    { status: 401 },
  ),
  assertionWrong: entry(
    700027,
    'invalid_client',
    'The certificate with identifier used to sign the client assertion is not registered on application.',
    { status: 401 },
  ),
  appNotPermitted: entry(
    700025,
    'unauthorized_client',
    'The client is not allowed to use this kind of sign-in.',
  ),
  redirectUnknown: entry(
    50011,
    'invalid_request',
    'The redirect URI specified in the request does not match the redirect URIs configured for the application.',
  ),
  scopeUnknown: entry(
    70011,
    'invalid_scope',
    "The provided value for the input parameter 'scope' is not valid.",
  ),
  severalResources: entry(
    28000,
    'invalid_request',
    'Provided value for the input parameter scope is not valid because it contains more than one resource.',
  ),
  resourceUnknown: entry(
    500011,
    'invalid_resource',
    'The resource principal was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant.',
  ),
  grantUnsupported: entry(70003, 'unsupported_grant_type', 'The app requested an unsupported grant type.'),
  requestMalformed: entry(
    900144,
    'invalid_request',
    'The request body is missing a parameter or is malformed.',
  ),
  tenantUnknown: entry(
    90002,
    'invalid_tenant',
    'Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.',
  ),
  notMultiTenant: entry(
    50194,
    'invalid_request',
    'Application is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps.',
  ),
  serverFault: entry(90033, 'temporarily_unavailable', 'A transient error has occurred. Please try again.', {
    redirectError: 'server_error',
    status: 503,
  }),
} as const satisfies Record<string, EntraError>;

export type EntraErrorName = keyof typeof entraErrors;

const stamp = (): string =>
  new Date()
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');

/** `AADSTS65004: … Trace ID: … Correlation ID: … Timestamp: …`, as in `error_description`. */
export const entraDescription = (
  error: EntraError,
  correlationId: string,
  traceId: string = randomUUID(),
): string =>
  `AADSTS${error.number}: ${error.text}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${stamp()}`;

/** The JSON body of a refused token or device-code request. */
export const entraErrorBody = (error: EntraError, correlationId: string): Record<string, unknown> => {
  const traceId = randomUUID();
  return {
    error: error.tokenError,
    error_description: entraDescription(error, correlationId, traceId),
    error_codes: [error.number],
    timestamp: stamp(),
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${error.number}`,
    ...(error.suberror === undefined ? {} : { suberror: error.suberror }),
  };
};

/** Finds the table's row for a text that carries its `AADSTS` number. */
export const entraErrorIn = (text: string): EntraError | null => {
  const number = /AADSTS(\d+)/.exec(text)?.[1];
  return Object.values(entraErrors).find((error) => String(error.number) === number) ?? null;
};

/** What `oidc-provider` throws, as Entra would put it. `detail` is the provider's own reason, never sent as such. */
export const entraErrorOf = (error: string, description: string, detail: string): EntraError => {
  const known = entraErrorIn(description) ?? entraErrorIn(detail);
  if (known !== null) return known;
  if (error === 'authorization_pending') return entraErrors.devicePending;
  if (error === 'expired_token') return entraErrors.deviceExpired;
  if (error === 'unsupported_grant_type') return entraErrors.grantUnsupported;
  if (error === 'invalid_scope' || error === 'invalid_target') return entraErrors.scopeUnknown;
  if (error === 'invalid_redirect_uri') return entraErrors.redirectUnknown;
  if (error === 'login_required' || error === 'interaction_required') return entraErrors.sessionNeeded;
  if (error === 'server_error' || error === 'invalid_client_metadata') return entraErrors.serverFault;
  if (error === 'invalid_client') {
    if (detail === 'client not found' || description.includes('client not found'))
      return entraErrors.appUnknown;
    if (/secret/.test(detail)) return entraErrors.secretWrong;
    if (/mechanism|no client auth|not provided|must be provided/.test(detail))
      return entraErrors.appNeedsSecret;
    return entraErrors.assertionWrong;
  }
  if (error === 'invalid_grant') {
    if (/device code not found/.test(detail)) return entraErrors.deviceUnknown;
    if (/already consumed|already used/.test(detail)) return entraErrors.codeRedeemed;
    if (/refresh token not found|grant not found|account not found/.test(detail))
      return entraErrors.refreshRevoked;
    if (/refresh token is expired|grant is expired/.test(detail)) return entraErrors.refreshExpired;
    if (/PKCE/.test(detail)) return entraErrors.pkceMismatch;
    return entraErrors.codeInvalid;
  }
  if (/not allowed for this client/.test(description)) return entraErrors.appNotPermitted;
  return entraErrors.requestMalformed;
};
