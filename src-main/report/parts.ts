import { shownEndpoint, type ShownEndpoint } from '#shared/domain/endpoint.ts';
import { errorCodes } from '#shared/domain/error-codes.ts';
import type { ProjectOptions } from '#shared/domain/plan.ts';
import type { ErrorInput, FindingInput, SkippedInput } from './report-input.ts';
import type { Report, ReportError, ReportFinding } from './report-schema.ts';

export const endpointOf = (
  side: 'source' | 'destination',
  endpoint: ShownEndpoint,
): Report['endpoints'][number] => ({ side, ...shownEndpoint(endpoint) });

export const optionsOf = (options: ProjectOptions): Report['options'] => ({
  folderFilter: options.folderFilter,
  folderMapping: options.folderMapping.map(({ from, to }) => ({ from, to })),
  unmappedFolders: options.unmappedFolders,
  proof: options.proof,
  maxMailboxesAtOnce: options.maxMailboxesAtOnce,
  maxErrorsPerMailbox: options.maxErrorsPerMailbox,
  logSubjects: options.logSubjects,
  serverRequestLimitMs: options.serverRequestLimitMs,
});

export const errorOf = (error: ErrorInput): ReportError => {
  const { meaning, nextStep, severity } = errorCodes[error.code];
  return {
    source: error.source,
    destination: error.destination,
    scope: error.scope,
    side: error.side,
    code: error.code,
    severity,
    message: error.message,
    meaning,
    nextStep,
    folderPath: error.folderPath,
    subject: error.subject,
    receivedAtMs: error.receivedAtMs,
    sizeBytes: error.sizeBytes,
    atMs: error.atMs,
    trace: error.trace,
  };
};

const messageOf = (message: FindingInput | SkippedInput) => ({
  source: message.source,
  destination: message.destination,
  folderPath: message.folderPath,
  subject: message.subject,
  receivedAtMs: message.receivedAtMs,
  sizeBytes: message.sizeBytes,
  itemClass: message.itemClass,
});

export const findingOf = (finding: FindingInput): ReportFinding => ({
  verdict: finding.verdict,
  ...messageOf(finding),
  levels: [...finding.levels],
  differences: [...finding.differences],
  copies: finding.copies,
  atMs: finding.atMs,
});

export const skippedOf = (skipped: SkippedInput): Report['skipped'][number] => ({
  reason: skipped.reason,
  ...messageOf(skipped),
  atMs: skipped.atMs,
});
