import type { ProofCounts } from '#shared/contract/model.ts';
import type { Counts } from '#shared/domain/counters.ts';
import { noProof } from './judgement.ts';

/** The counts of domain.md §3, in the order in which they stand everywhere in the report. */
export const countFields = (counts: Counts) => ({
  found: counts.found,
  filtered: counts.filtered,
  alreadyThere: counts.alreadyThere,
  copied: counts.copied,
  skipped: counts.skipped,
  failed: counts.failed,
  notAttempted: counts.notAttempted,
});

/** Nothing was proven: every figure is 0, and `reconciled` beside it says so. */
export const proofFields = (proof: ProofCounts | null) => {
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
