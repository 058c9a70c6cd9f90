import type { ProofCounts } from '#shared/contract/model.ts';
import { type Counts, sumGap } from '#shared/domain/counters.ts';
import { isEnded } from '#shared/domain/run-state.ts';
import { skipReasons } from '#shared/domain/skip-reasons.ts';
import type { MailboxInput } from './report-input.ts';
import type { MailboxStatus } from './report-schema.ts';

export const noProof: ProofCounts = {
  present: 0,
  missing: 0,
  duplicates: 0,
  altered: 0,
  removedSince: 0,
  changedSince: 0,
  levels: { '1': 0, '2': 0, '3': 0, '4': 0 },
};

/** The engine draws about so many messages per mailbox, and all where there are fewer (migration/proof/sample.ts). */
const plannedSample = 300;

/** Messages that have to be at the destination. */
export const expected = (counts: Counts): number => counts.alreadyThere + counts.copied;

/**
 * Domain.md §3: every found message is at the destination, but for what was gone at the source and what rules keep out. What was
 * proven there and removed since is no loss of the migration: it does not break the word, but it is counted beside it and never
 * counts as proven.
 */
export const isComplete = (counts: Counts, proof: ProofCounts | null): boolean =>
  proof !== null &&
  sumGap(counts) === 0 &&
  counts.failed === 0 &&
  counts.notAttempted === 0 &&
  proof.missing === 0 &&
  proof.present + proof.removedSince >= expected(counts);

/** Copied by an earlier pass and absent at the destination when this one looked: it is skipped, not copied again. */
export const removedBefore = (skippedBy: MailboxInput['skippedBy']): number =>
  skippedBy.reduce((sum, { reason, messages }) => sum + (reason === skipReasons.removed ? messages : 0), 0);

/**
 * Domain.md §5: complete, levels 1 and 2 for all, level 3 for all (deep) or for a sample; nothing double, altered or removed.
 * A sample that came out far smaller than planned (its messages were gone at the source when they were compared) proves nothing.
 */
export const isProven = (
  { counts, proof, skippedBy }: Pick<MailboxInput, 'counts' | 'proof' | 'skippedBy'>,
  mode: 'sample' | 'deep',
): boolean => {
  if (proof === null || !isComplete(counts, proof)) return false;
  const all = expected(counts);
  const wanted = mode === 'deep' ? all : Math.ceil(Math.min(all, plannedSample) * 0.9);
  return (
    proof.duplicates === 0 &&
    proof.altered === 0 &&
    proof.removedSince === 0 &&
    removedBefore(skippedBy) === 0 &&
    proof.levels['1'] >= all &&
    proof.levels['2'] >= all &&
    proof.levels['3'] >= wanted
  );
};

/** A copying run at work: its counts change and need not add up yet. */
export const isGoingOn = (mailbox: Pick<MailboxInput, 'state' | 'passKind'>): boolean =>
  mailbox.passKind === 'full' && mailbox.state !== 'not-started' && !isEnded(mailbox.state);

/** No listing of the source ever came to its end. */
const isUnlisted = ({ counts, proof, cutOffAtMs }: MailboxInput): boolean =>
  counts.found === 0 && counts.filtered === 0 && proof === null && cutOffAtMs === null;

export const statusOf = (mailbox: MailboxInput, mode: 'sample' | 'deep'): MailboxStatus => {
  const { counts, proof, state, passKind } = mailbox;
  if (isGoingOn(mailbox)) return 'running';
  if (isUnlisted(mailbox)) return state === 'failed' && passKind !== 'verify' ? 'failed' : 'not-started';
  if (sumGap(counts) !== 0) return 'defect';
  if (isProven(mailbox, mode)) return 'proven';
  if (isComplete(counts, proof)) return 'complete';
  return proof === null && counts.failed === 0 && counts.notAttempted === 0 ? 'not-reconciled' : 'incomplete';
};
