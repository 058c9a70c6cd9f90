import { sumGap } from '#shared/domain/counters.ts';
import { contentStatementOf } from './content-statement.ts';
import { countFields, proofFields } from './fields.ts';
import { expected, isComplete, isGoingOn, isProven, removedBefore, statusOf } from './judgement.ts';
import { endpointOf, errorOf, findingOf, optionsOf, skippedOf } from './parts.ts';
import { passesOf } from './passes.ts';
import type { FolderInput, MailboxInput, ReportInput } from './report-input.ts';
import { type Report, type ReportFolder, type ReportMailbox, reportSchemaVersion } from './report-schema.ts';
import { destinationsOf, totalsOf } from './sums.ts';
import { verdictOf } from './verdict.ts';

export type { Report } from './report-schema.ts';

/** Judges and sums up; pure. Keys come in one order, so that two reports of one state are equal as text but for their time. */
export const buildReport = (input: ReportInput): Report => {
  const mode = input.options.proof;
  const { customer } = input.project;
  const mailboxes = input.mailboxes.map((mailbox) => mailboxOf(mailbox, mode));
  const destinations = destinationsOf(input, mailboxes);
  const totals = totalsOf(input, mailboxes, destinations.length);
  return {
    format: 'lighterman-report',
    schemaVersion: reportSchemaVersion,
    generatedAtMs: input.generatedAtMs,
    product: { name: input.product.name, version: input.product.version },
    project: { name: input.project.name, createdAtMs: input.project.createdAtMs },
    customer: customer === null ? null : { name: customer.name, domain: customer.domain },
    endpoints: [endpointOf('source', input.source), endpointOf('destination', input.destination)],
    options: optionsOf(input.options),
    verdict: verdictOf(totals, mailboxes),
    totals,
    mailboxes,
    destinations,
    errors: input.errors.map(errorOf),
    findings: input.findings.map(findingOf),
    skipped: input.skipped.map(skippedOf),
    passes: passesOf(input),
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
    proven: !going && isProven(mailbox, mode),
    reconciled: !going && proof !== null,
    ...countFields(counts),
    ...proofFields(proof),
    sumGap: going ? null : sumGap(counts),
    bytes: counts.bytesFound,
    bytesCopied: counts.bytesCopied,
    wrapped: mailbox.wrapped,
    removedBefore: removedBefore(mailbox.skippedBy),
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
  wellKnown: folder.wellKnown,
  included: folder.included,
  reason: folder.reason,
  target: folder.target,
  ...countFields(folder.counts),
  bytes: folder.counts.bytesFound,
  sumGap: going ? null : sumGap(folder.counts),
  reconciled: folder.proof !== null,
  ...proofFields(folder.proof),
});
