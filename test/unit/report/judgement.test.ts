import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProofCounts } from '#shared/contract/model.ts';
import { type Counts, sumGap } from '#shared/domain/counters.ts';
import { skipReasons } from '#shared/domain/skip-reasons.ts';
import { isComplete, isProven, statusOf } from '#main/report/judgement.ts';
import { isComplete as storeSaysComplete } from '#main/store/proof-counts.ts';
import { counts, mailbox, proof } from './sample-input.ts';

const nat = fc.nat({ max: 4 });
const anyCounts: fc.Arbitrary<Counts> = fc.record({
  found: fc.nat({ max: 12 }),
  filtered: nat,
  alreadyThere: nat,
  copied: nat,
  skipped: nat,
  failed: nat,
  notAttempted: nat,
  bytesFound: nat,
  bytesCopied: nat,
});
const anyProof: fc.Arbitrary<ProofCounts> = fc.record({
  present: nat,
  missing: nat,
  duplicates: nat,
  altered: nat,
  removedSince: nat,
  changedSince: nat,
  levels: fc.record({ '1': nat, '2': nat, '3': nat, '4': nat }),
});

describe('complete', () => {
  it('is the same word as on the screen and the command line', () => {
    fc.assert(
      fc.property(anyCounts, anyProof, (some, shown) => {
        expect(isComplete(some, shown)).toBe(storeSaysComplete(some, shown));
      }),
      { numRuns: 2000 },
    );
  });

  it('is never said with a failure, a gap, something missing, or without a proof', () => {
    fc.assert(
      fc.property(anyCounts, fc.option(anyProof), (some, shown) => {
        if (
          some.failed > 0 ||
          some.notAttempted > 0 ||
          sumGap(some) !== 0 ||
          shown === null ||
          shown.missing > 0
        )
          expect(isComplete(some, shown)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('admits messages that were gone at the source', () => {
    const one = counts({ found: 10, copied: 7, skipped: 3 });
    expect(isComplete(one, proof(7))).toBe(true);
  });
});

describe('proven', () => {
  const all = counts({ found: 1000, copied: 1000 });
  const judge = (shown: ProofCounts | null, mode: 'deep' | 'sample' = 'deep'): boolean =>
    isProven({ counts: all, proof: shown, skippedBy: [] }, mode);

  it('takes every message present once, with its envelope and its content', () => {
    expect(judge(proof(1000))).toBe(true);
  });

  it.each([
    ['no listing of the destination', null],
    ['one missing', proof(999, { missing: 1 })],
    ['one there twice', proof(1000, { duplicates: 1 })],
    ['one altered', proof(1000, { altered: 1 })],
    ['one removed since', proof(999, { removedSince: 1 })],
    ['one with another envelope', proof(1000, { levels: { '1': 1000, '2': 999, '3': 1000, '4': 0 } })],
    [
      'one whose content was not compared',
      proof(1000, { levels: { '1': 1000, '2': 1000, '3': 999, '4': 0 } }),
    ],
  ])('is refused for %s', (_why, shown) => {
    expect(judge(shown)).toBe(false);
  });

  it('is content with a sample where the project asks for one, but not with a scrap of it', () => {
    const sampled = (messages: number): ProofCounts =>
      proof(1000, { levels: { '1': 1000, '2': 1000, '3': messages, '4': 0 } });
    expect(judge(sampled(330), 'sample')).toBe(true);
    expect(judge(sampled(270), 'sample')).toBe(true);
    expect(judge(sampled(269), 'sample')).toBe(false);
    expect(judge(sampled(0), 'sample')).toBe(false);
    expect(judge(sampled(330), 'deep')).toBe(false);
  });

  it('is refused when something copied earlier is at the destination no longer', () => {
    const one = counts({ found: 10, alreadyThere: 9, skipped: 1 });
    const judged = (reason: string): boolean =>
      isProven({ counts: one, proof: proof(9), skippedBy: [{ reason, messages: 1 }] }, 'deep');
    expect(judged(skipReasons.gone)).toBe(true);
    expect(judged(skipReasons.removed)).toBe(false);
  });

  it('is said of a mailbox without mail', () => {
    expect(isProven({ counts: counts(), proof: proof(0), skippedBy: [] }, 'deep')).toBe(true);
  });

  it('never comes without complete, nor with a finding', () => {
    fc.assert(
      fc.property(anyCounts, fc.option(anyProof), fc.constantFrom('deep', 'sample'), (some, shown, mode) => {
        if (!isProven({ counts: some, proof: shown, skippedBy: [] }, mode)) return;
        expect(isComplete(some, shown)).toBe(true);
        expect((shown?.duplicates ?? 0) + (shown?.altered ?? 0) + (shown?.missing ?? 0)).toBe(0);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the status of a mailbox', () => {
  const status = (over: Parameters<typeof mailbox>[2]): string => statusOf(mailbox('a', 10, over), 'deep');
  const nothing = { counts: counts(), proof: null, cutOffAtMs: null };

  it.each([
    ['proven', {}],
    ['complete', { proof: proof(10, { altered: 1 }) }],
    ['incomplete', { proof: proof(9, { missing: 1 }) }],
    ['incomplete', { counts: counts({ found: 10, copied: 9, failed: 1 }), proof: proof(9) }],
    [
      'incomplete',
      { counts: counts({ found: 10, copied: 4, notAttempted: 6 }), proof: null, state: 'stopped' },
    ],
    ['not-reconciled', { proof: null }],
    ['running', { state: 'running', counts: counts({ found: 10, copied: 3 }), proof: null }],
    ['running', { state: 'waiting', counts: counts({ found: 10, copied: 3 }), proof: null }],
    ['failed', { ...nothing, state: 'failed' }],
    ['not-started', { ...nothing, state: 'not-started', passKind: null }],
    ['not-started', { ...nothing, state: 'completed', passKind: 'verify' }],
    ['not-started', { ...nothing, state: 'failed', passKind: 'verify' }],
    ['defect', { counts: counts({ found: 11, copied: 10 }) }],
    // A later pass that failed at the door takes nothing back of what was proven.
    ['proven', { state: 'failed' }],
    ['proven', { state: 'verifying', passKind: 'verify' }],
  ] as const)('%s: %o', (expected, over) => {
    expect(status(over)).toBe(expected);
  });
});
