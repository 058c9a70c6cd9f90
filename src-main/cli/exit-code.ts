import type { ProjectView } from '#shared/contract/model.ts';
import type { ErrorCode } from '#shared/domain/error-codes.ts';
import type { RunState } from '#shared/domain/run-state.ts';

/** What scripts may rely on; documented in the README. */
export const exitCodes = {
  complete: 0,
  withErrors: 2,
  failed: 3,
  usage: 4,
  signInNeeded: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const usageCodes: readonly ErrorCode[] = [
  'app.bad-input',
  'app.not-found',
  'app.conflict',
  'plan.invalid',
  'csv.invalid',
  'filter.invalid',
  'filter.too-slow',
  'filter.unmapped',
  'store.exists',
  'store.not-found',
  'store.not-a-store',
  'report.not-saved',
];
const signInCodes: readonly ErrorCode[] = [
  'auth.needed',
  'auth.expired',
  'auth.denied',
  'auth.cancelled',
  'auth.consent-declined',
  'auth.consent-needed',
  'auth.code-expired',
  'auth.mfa-needed',
  'auth.blocked-by-policy',
  'auth.wrong-tenant',
  'auth.wrong-app',
  'auth.failed',
  'vault.locked',
];

export const exitCodeOfError = (code: ErrorCode): ExitCode => {
  if (usageCodes.includes(code)) return exitCodes.usage;
  if (signInCodes.includes(code)) return exitCodes.signInNeeded;
  return code === 'app.stopped' ? exitCodes.interrupted : exitCodes.failed;
};

/** How a pass ended as a whole: one failed mailbox among good ones is "with errors", nothing but failed ones is "failed". */
export const exitCodeOfStates = (states: ProjectView['states']): ExitCode => {
  const count = (state: RunState): number => states[state] ?? 0;
  const ended = count('completed') + count('completed-with-errors') + count('failed') + count('stopped');
  if (count('stopped') > 0) return exitCodes.interrupted;
  if (ended > 0 && count('failed') === ended) return exitCodes.failed;
  return count('failed') + count('completed-with-errors') > 0 ? exitCodes.withErrors : exitCodes.complete;
};
