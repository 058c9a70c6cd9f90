import { addCounts, type Counts, noCounts, sumGap } from '#shared/domain/counters.ts';
import type { ProofCounts } from '#shared/contract/model.ts';
import { errorCodes } from '#shared/domain/error-codes.ts';
import { contentStatementOf, overallContentStatement } from './content-statement.ts';
import { expected, isComplete, isGoingOn, isProven, noProof, statusOf } from './judgement.ts';
import { passesOf } from './passes.ts';
import type { ErrorInput, FolderInput, MailboxInput, ReportInput } from './report-input.ts';
import {
  mailboxStatuses,
  type MailboxStatus,
  type Report,
  type ReportDestination,
  type ReportError,
  type ReportFolder,
  type ReportMailbox,
  reportSchemaVersion,
} from './report-schema.ts';
import { verdictSentence } from './verdict.ts';

export type { Report } from './report-schema.ts';

/**
 * What a group mailbox holds: 50 GB (https://learn.microsoft.com/en-us/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits),
 * taken as decimal gigabytes, the smaller reading.
 */
const groupBudgetBytes = 50_000_000_000;

/** Judges and sums up; pure. Keys come in one order, so that two reports of one state are equal as text but for their time. */
export const buildReport = (input: ReportInput): Report => {
  const mode = input.options.proof;
  const mailboxes = input.mailboxes.map((mailbox) => mailboxOf(mailbox, mode));
  const destinations = destinationsOf(input, mailboxes);
  const totals = totalsOf(input, mailboxes, destinations.length);
  const every = (pick: (mailbox: ReportMailbox) => boolean): boolean =>
    mailboxes.length > 0 && mailboxes.every(pick);
  return {
    $schema: 'report.schema.json',
    format: 'lighterman-report',
    schemaVersion: reportSchemaVersion,
    generatedAtMs: input.generatedAtMs,
    product: { ...input.product },
    project: { name: input.project.name, createdAtMs: input.project.createdAtMs },
    customer: input.project.customer === null ? null : { ...input.project.customer },
    endpoints: [
      { side: 'source', ...input.source },
      { side: 'destination', ...input.destination },
    ],
    options: {
      ...input.options,
      folderMapping: input.options.folderMapping.map((entry) => ({ ...entry })),
    },
    verdict: {
      complete: every((mailbox) => mailbox.complete),
      proven: every((mailbox) => mailbox.proven),
      sentence: verdictSentence(totals, mailboxes),
    },
    totals,
    mailboxes,
    destinations,
    errors: input.errors.map(errorOf),
    findings: input.findings.map(
      ({ verdict, source, destination, levels, differences, copies, atMs, ...message }) => ({
        verdict,
        source,
        destination,
        ...message,
        levels: [...levels],
        differences: [...differences],
        copies,
        atMs,
      }),
    ),
    skipped: input.skipped.map((one) => ({ ...one })),
    passes: passesOf(input),
  };
};

const countFields = (counts: Counts) => ({
  found: counts.found,
  filtered: counts.filtered,
  alreadyThere: counts.alreadyThere,
  copied: counts.copied,
  skipped: counts.skipped,
  failed: counts.failed,
  notAttempted: counts.notAttempted,
});

const proofFields = (proof: ProofCounts | null) => {
  const { present, missing, duplicates, altered, removedSince, changedSince, levels } = proof ?? noProof;
  return {
    present,
    missing,
    duplicates,
    altered,
    removedSince,
    changedSince,
    levels: { '1': levels['1'], '2': levels['2'], '3': levels['3'], '4': levels['4'] },
  };
};

const mailboxOf = (mailbox: MailboxInput, mode: 'sample' | 'deep'): ReportMailbox => {
  const { counts, proof } = mailbox;
  const going = isGoingOn(mailbox);
  return {
    source: mailbox.source,
    destination: mailbox.destination,
    state: mailbox.state,
    passKind: mailbox.passKind,
    status: statusOf(mailbox, mode),
    complete: !going && isComplete(counts, proof),
    proven: !going && isProven(counts, proof, mode),
    reconciled: !going && proof !== null,
    ...countFields(counts),
    ...proofFields(proof),
    sumGap: going ? null : sumGap(counts),
    bytes: counts.bytesFound,
    bytesCopied: counts.bytesCopied,
    wrapped: mailbox.wrapped,
    contentStatement: contentStatementOf(proof, expected(counts)),
    skippedBy: mailbox.skippedBy.map(({ reason, messages }) => ({ reason, messages })),
    filteredBy: mailbox.filteredBy.map(({ reason, messages }) => ({ reason, messages })),
    errorCount: mailbox.errorCount,
    startedAtMs: mailbox.startedAtMs,
    endedAtMs: mailbox.endedAtMs,
    cutOffAtMs: mailbox.cutOffAtMs,
    folders: mailbox.folders.map((folder) => folderOf(folder, going)),
    waits: mailbox.waits.map(({ reason, sinceMs, untilMs, endedAtMs }) => ({
      reason,
      sinceMs,
      untilMs,
      endedAtMs,
    })),
    information: mailbox.information.map(({ atMs, text }) => ({ atMs, text })),
  };
};

const folderOf = (folder: FolderInput, going: boolean): ReportFolder => ({
  path: folder.path,
  included: folder.included,
  reason: folder.reason,
  target: folder.target,
  ...countFields(folder.counts),
  bytes: folder.counts.bytesFound,
  sumGap: going ? null : sumGap(folder.counts),
  reconciled: folder.proof !== null,
  ...proofFields(folder.proof),
});

const errorOf = (error: ErrorInput): ReportError => {
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

/** Sums over mailboxes: counts, proofs, and the gaps without their signs, so that two never cancel out. */
const sumsOf = (mailboxes: readonly ReportMailbox[]) => {
  let counts = noCounts;
  const proof = { present: 0, missing: 0, duplicates: 0, altered: 0, removedSince: 0, changedSince: 0 };
  const levels = { '1': 0, '2': 0, '3': 0, '4': 0 };
  let gap = 0;
  for (const mailbox of mailboxes) {
    counts = addCounts(counts, { ...mailbox, bytesFound: mailbox.bytes });
    for (const key of Object.keys(proof) as (keyof typeof proof)[]) proof[key] += mailbox[key];
    for (const level of Object.keys(levels) as (keyof typeof levels)[])
      levels[level] += mailbox.levels[level];
    gap += Math.abs(mailbox.sumGap ?? 0);
  }
  return { counts, proof: { ...proof, levels }, gap };
};

const destinationsOf = (input: ReportInput, mailboxes: readonly ReportMailbox[]): ReportDestination[] => {
  const groups = new Map<string, ReportMailbox[]>();
  for (const mailbox of mailboxes) {
    const key = mailbox.destination.toLowerCase();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [mailbox]);
    else group.push(mailbox);
  }
  const budgetBytes = input.destination.kind === 'groups' ? groupBudgetBytes : null;
  return [...groups.values()].map((group) => {
    const { counts, proof, gap } = sumsOf(group);
    return {
      destination: group[0]?.destination ?? '',
      mailboxes: group.length,
      complete: group.every((mailbox) => mailbox.complete),
      proven: group.every((mailbox) => mailbox.proven),
      reconciled: group.every((mailbox) => mailbox.reconciled),
      ...countFields(counts),
      ...proofFields(proof),
      sumGap: group.some((mailbox) => mailbox.sumGap === null) ? null : gap,
      bytes: counts.bytesFound,
      budgetBytes,
      overBudget: budgetBytes !== null && counts.bytesFound > budgetBytes,
    };
  });
};

const totalsOf = (
  input: ReportInput,
  mailboxes: readonly ReportMailbox[],
  destinations: number,
): Report['totals'] => {
  const { counts, proof, gap } = sumsOf(mailboxes);
  const statuses = Object.fromEntries(mailboxStatuses.map((status) => [status, 0])) as Record<
    MailboxStatus,
    number
  >;
  for (const mailbox of mailboxes) statuses[mailbox.status] += 1;
  const times = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
  const started = times(input.passes.map((pass) => pass.startedAtMs));
  const ended = input.passes.some((pass) => pass.state !== 'ended')
    ? []
    : times(input.passes.map((pass) => pass.endedAtMs));
  return {
    mailboxes: mailboxes.length,
    destinations,
    statuses,
    ...countFields(counts),
    ...proofFields(proof),
    sumGap: gap,
    bytes: counts.bytesFound,
    bytesCopied: counts.bytesCopied,
    wrapped: mailboxes.reduce((sum, mailbox) => sum + mailbox.wrapped, 0),
    errors: input.errors.length,
    startedAtMs: started.length === 0 ? null : Math.min(...started),
    endedAtMs: ended.length === 0 ? null : Math.max(...ended),
    contentStatement: overallContentStatement(mailboxes),
  };
};
