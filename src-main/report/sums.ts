import { addCounts, noCounts } from '#shared/domain/counters.ts';
import { overallContentStatement } from './content-statement.ts';
import { countFields, proofFields } from './fields.ts';
import type { ReportInput } from './report-input.ts';
import {
  mailboxStatuses,
  type MailboxStatus,
  type Report,
  type ReportDestination,
  type ReportMailbox,
} from './report-schema.ts';

/**
 * What a group mailbox holds: 50 GB (https://learn.microsoft.com/en-us/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits),
 * taken as decimal gigabytes, the smaller reading.
 */
const groupBudgetBytes = 50_000_000_000;

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

/** Many mailboxes may go into one destination: its sums, and what it holds. */
export const destinationsOf = (
  input: ReportInput,
  mailboxes: readonly ReportMailbox[],
): ReportDestination[] => {
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

export const totalsOf = (
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
    removedBefore: mailboxes.reduce((sum, mailbox) => sum + mailbox.removedBefore, 0),
    errors: input.errors.length,
    startedAtMs: started.length === 0 ? null : Math.min(...started),
    endedAtMs: ended.length === 0 ? null : Math.max(...ended),
    contentStatement: overallContentStatement(mailboxes),
  };
};
