import type { ErrorCode } from '#shared/domain/error-codes.ts';

/**
 * AADSTS numbers and what a technician does about each. Microsoft warns that numbers change, so the OAuth words decide first
 * (`explain-failure.ts`); a number refines a general word and picks the text.
 * https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
 */
export interface AadstsRow {
  readonly numbers: readonly number[];
  readonly code: ErrorCode;
  readonly meaning: string;
  readonly nextStep: string;
}

const row = (code: ErrorCode, numbers: readonly number[], meaning: string, nextStep: string): AadstsRow => ({
  numbers,
  code,
  meaning,
  nextStep,
});

// prettier-ignore
export const aadstsRows: readonly AadstsRow[] = [
  row('auth.wrong-app', [50011], 'The redirect address is not registered for the application.', 'Add http://localhost under Authentication > Mobile and desktop applications of the app registration.'),
  row('auth.wrong-tenant', [50020, 50034, 51004, 90072], 'The account does not exist in the tenant of the endpoint.', 'Sign in with an account of the tenant shown; check that source and destination are not swapped.'),
  row('auth.denied', [50053], 'The account is locked, or the sign-in came from an address that is considered malicious.', 'Wait or unblock the account; the tenant’s sign-in log says which of the two it was.'),
  row('auth.denied', [50055, 50144], 'The password has expired.', 'Change the password, then sign in again.'),
  row('auth.denied', [50057], 'The account is disabled.', 'Enable the account, then sign in again.'),
  row('auth.expired', [50058, 50078, 50089, 70008, 700082, 50173, 50132, 50133], 'The session or refresh token has expired or was revoked.', 'Sign in again; the pass goes on where it was.'),
  row('auth.expired', [70043], 'The tenant’s sign-in frequency policy asks for a new sign-in.', 'Sign in again. Expect it on a schedule: plan shorter runs, or exclude the migration account from that policy.'),
  row('auth.wrong-app', [50059, 90019], 'The tenant could not be determined.', 'Fill in the tenant id of the endpoint.'),
  row('auth.mfa-needed', [50072, 50079, 53004, 50125], 'The account must register for multi-factor authentication first.', 'Sign in once in a browser, register, then sign in here again.'),
  row('auth.mfa-needed', [50074, 50076], 'The tenant asks for multi-factor authentication.', 'Use the browser sign-in; it cannot be added to this one afterwards.'),
  row('auth.blocked-by-policy', [50097, 53000, 53001, 50129, 50131], 'A policy allows known, compliant or joined devices only.', 'Sign in from such a device, or exclude the migration account from that policy.'),
  row('auth.denied', [50105], 'The account is not assigned to the application.', 'Assign it under Enterprise applications > Users and groups, or turn off "Assignment required".'),
  row('auth.denied', [50126], 'User name or password is wrong.', 'Type them again.'),
  row('auth.failed', [50140, 16000, 16001], 'The sign-in was interrupted, or another account was picked.', 'Sign in again and pick the right account.'),
  row('auth.mfa-needed', [50158], 'An external check (another provider’s multi-factor authentication, terms of use) was not passed.', 'Use the browser sign-in; the administrator can see which control applies.'),
  row('auth.wrong-app', [50194], 'The application serves one tenant only and was asked for another.', 'Put the tenant id into the endpoint, or make the application multi-tenant.'),
  row('auth.wrong-app', [500011, 650052, 650057, 65005, 650056], 'The tenant lacks the resource, or the application lacks the permission.', 'Check that EWS.AccessAsUser.All is added and consented, that the cloud is right, and that the tenant has Exchange Online.'),
  row('auth.blocked-by-policy', [500021, 500022, 500212, 500213], 'Tenant restrictions or a cross-tenant policy forbid this tenant.', 'Have the administrator of the network or tenant allow it.'),
  row('auth.blocked-by-policy', [530034], 'The delegated administrator of the partner is blocked because of risk.', 'Use an account that belongs to the tenant itself.'),
  row('auth.blocked-by-policy', [530035], 'Security defaults block this way of signing in.', 'Use the browser sign-in with multi-factor authentication; device codes may be refused.'),
  row('auth.blocked-by-policy', [53003, 530032], 'A Conditional Access policy blocks the sign-in.', 'Open the entry in the tenant’s sign-in log to find the policy; exclude the migration account or meet the control. Device codes are often blocked: try the browser sign-in.'),
  row('auth.blocked-by-policy', [53011], 'The user is considered at risk.', 'Have the administrator remediate the user’s risk.'),
  row('auth.failed', [54005], 'The authorization code was used already.', 'Start the sign-in again.'),
  row('auth.consent-needed', [65001, 90094, 90095, 90008], 'Nobody has consented to the application’s permissions.', 'Have an administrator grant consent on the API permissions page of the app registration.'),
  row('auth.consent-declined', [65004], 'Consent was declined.', 'Sign in again and accept, or have an administrator grant consent.'),
  row('auth.wrong-app', [70001, 700016, 700011], 'The tenant does not know the application.', 'Check client id, tenant id and cloud; for a multi-tenant application an administrator must consent first.'),
  row('auth.wrong-app', [70011, 28002], 'The scope is not valid.', 'Check the cloud: its EWS host must stand in the scope.'),
  row('auth.failed', [70018], 'The device code is not the one that was given.', 'Start the sign-in again and type the new code.'),
  row('auth.code-expired', [70019], 'The device code was not used in time.', 'Start the sign-in again and enter the new code within 15 minutes.'),
  row('auth.failed', [50134], 'The sign-in reached the wrong data centre.', 'Start the sign-in again.'),
  row('auth.wrong-app', [7000112], 'The application is disabled in the tenant.', 'Enable the enterprise application.'),
  row('auth.wrong-app', [7000215, 7000222], 'The client secret is wrong or has expired.', 'Make a new secret or certificate on the app registration and enter it (the value of a secret, not its id).'),
  row('auth.wrong-app', [700027], 'The certificate is not registered for the application.', 'Upload the certificate on the app registration.'),
  row('auth.wrong-app', [7000218], 'The tenant asks the application for a secret.', 'Set "Allow public client flows" to Yes, and check the platform type of the app registration.'),
  row('auth.wrong-app', [90002], 'There is no such tenant.', 'Check tenant id and cloud of the endpoint.'),
  row('auth.wrong-app', [90038], 'The tenant lives in another national cloud.', 'Choose the tenant’s cloud in the endpoint.'),
  row('auth.transient', [90033, 90006, 50033, 90024, 90012], 'The sign-in service has a passing fault.', 'Nothing to do; it is tried again.'),
  row('auth.failed', [900384, 50196, 700022, 28003], 'The sign-in service refuses how Lighterman asks.', 'This is a fault of Lighterman: send the support bundle with the trace id.'),
];

const byNumber: ReadonlyMap<number, AadstsRow> = new Map(
  aadstsRows.flatMap((entry) => entry.numbers.map((number) => [number, entry] as const)),
);

export const aadstsRow = (number: number | null): AadstsRow | null =>
  number === null ? null : (byNumber.get(number) ?? null);
