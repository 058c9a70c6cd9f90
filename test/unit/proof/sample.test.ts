import { describe, expect, it } from 'vitest';
import { createSampler, defectBound, sampleSize, sampleStatement } from '#main/migration/proof/sample.ts';

const stamps = (count: number): string[] => Array.from({ length: count }, (_, i) => `LM1-${i}-0`);
const drawn = (seed: string, count: number): string[] => {
  const sampler = createSampler({ seed, deep: false, total: count });
  return stamps(count).filter((stamp) => sampler.takes(stamp));
};

describe('createSampler', () => {
  it('takes every message where that is asked for, or where there are few', () => {
    expect(
      stamps(5000).every((stamp) => createSampler({ seed: 'a', deep: true, total: 5000 }).takes(stamp)),
    ).toBe(true);
    expect(drawn('a', 300)).toHaveLength(300);
  });

  it('draws the same messages for the same seed, others for another', () => {
    expect(drawn('pass-1', 20_000)).toEqual(drawn('pass-1', 20_000));
    expect(drawn('pass-1', 20_000)).not.toEqual(drawn('pass-2', 20_000));
  });

  it('draws hardly ever fewer than it promises, and not many more', () => {
    const sizes = Array.from({ length: 40 }, (_, seed) => drawn(`seed ${seed}`, 10_000).length);
    expect(sizes.filter((size) => size < sampleSize(10_000)).length).toBeLessThanOrEqual(3);
    expect(Math.max(...sizes)).toBeLessThan(420);
  });
});

describe('defectBound', () => {
  it('is the exact hypergeometric bound, near 3/n for many messages', () => {
    // C(10-D,5)/C(10,5) <= 0.05: D=3 gives 21/252 = 0.083, D=4 gives 6/252 = 0.024.
    expect(defectBound(5, 10)).toBe(0.4);
    expect(defectBound(300, 1_000_000)).toBeCloseTo(1 - 0.05 ** (1 / 300), 4);
    expect(defectBound(300, 1_000_000)).toBeLessThan(0.01);
    expect(defectBound(10, 10)).toBe(0);
    expect(defectBound(0, 10)).toBe(1);
    expect(defectBound(0, 0)).toBe(0);
  });

  it('agrees with counting it out', () => {
    for (const [sampled, total] of [
      [3, 20],
      [7, 25],
      [19, 20],
      [12, 60],
    ] as const) {
      let probability = 1;
      let defects = 0;
      while (probability > 0.05) {
        defects += 1;
        probability = 1;
        for (let i = 0; i < sampled; i += 1) probability *= Math.max(0, total - defects - i) / (total - i);
      }
      expect(defectBound(sampled, total)).toBeCloseTo(defects / total, 10);
    }
  });

  it('says so in a sentence', () => {
    expect(sampleStatement(300, 100_000, 0)).toBe(
      '0 defects in a sample of n = 300 of 100,000: at most 1.00% of the messages can have lost content, with 95% confidence.',
    );
    expect(sampleStatement(40, 40, 0)).toBe(
      'The content of all 40 messages was compared: no content was lost.',
    );
    expect(sampleStatement(300, 1000, 2)).toBe('2 of the 300 of 1,000 messages compared had lost content.');
    expect(sampleStatement(0, 1000, 0)).toBe('The content of none of 1,000 messages was compared.');
    expect(sampleStatement(0, 0, 0)).toBe('There was no message to prove.');
  });
});
