import type { ProofCounts } from '#shared/contract/model.ts';
import { type Counts, sumGap } from '#shared/domain/counters.ts';
import type { ProofFinding } from '../migration/ledger.ts';
import type { ReadDb } from './db.ts';

/** A sum of findings, as `run_proofs` keeps it. */
export interface ProofSum {
  readonly verdict: ProofFinding['verdict'];
  /** Bits: level 1 is 1, level 2 is 2, level 3 is 4, level 4 is 8. */
  readonly levels: number;
  readonly messages: number;
}

export const proofCountsOf = (sums: readonly ProofSum[]): ProofCounts => {
  const of = (verdict: ProofFinding['verdict']): number =>
    sums.reduce((total, sum) => total + (sum.verdict === verdict ? sum.messages : 0), 0);
  const reached = (level: number): number =>
    sums.reduce((total, sum) => total + ((sum.levels & (1 << (level - 1))) === 0 ? 0 : sum.messages), 0);
  return {
    present: reached(1),
    missing: of('missing'),
    duplicates: of('double'),
    altered: of('altered'),
    removedSince: of('removed-since'),
    changedSince: of('changed-since'),
    levels: { '1': reached(1), '2': reached(2), '3': reached(3), '4': reached(4) },
  };
};

/** Levels of a finding from their bits. */
export const levelsOf = (bits: number): readonly number[] =>
  [1, 2, 3, 4].filter((level) => (bits & (1 << (level - 1))) !== 0);

/**
 * The word of domain.md §3: every found message is at the destination, but for what was gone at the source and what the operator's
 * rules keep out (removed at the destination since is one of them).
 */
export const isComplete = (counts: Counts, proof: ProofCounts): boolean =>
  sumGap(counts) === 0 &&
  counts.failed === 0 &&
  counts.notAttempted === 0 &&
  proof.missing === 0 &&
  proof.present + proof.removedSince >= counts.alreadyThere + counts.copied;

/**
 * How many mailboxes are complete, by one statement: the same rule as `isComplete` over the same runs as `ItemView.complete`.
 * Looks at every mailbox: ask while nothing runs.
 */
export const completeItemCount = (db: ReadDb): number =>
  db
    .read<{ n: number }>(
      `SELECT count(*) AS n FROM items i JOIN runs c ON c.id = i.counts_run
       WHERE i.proof_run >= i.counts_run
         AND c.state IN ('completed', 'completed-with-errors', 'failed', 'stopped')
         AND c.failed = 0 AND c.not_attempted = 0 AND c.found = c.already_there + c.copied + c.skipped
         AND NOT EXISTS (SELECT 1 FROM run_proofs p WHERE p.run = i.proof_run AND p.verdict = 'missing' AND p.messages > 0)
         AND (SELECT coalesce(sum(p.messages), 0) FROM run_proofs p
              WHERE p.run = i.proof_run AND (p.levels & 1 = 1 OR p.verdict = 'removed-since')) >= c.already_there + c.copied`,
    )
    .get()?.n ?? 0;
