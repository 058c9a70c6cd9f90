import { createHash } from 'node:crypto';

export { defectBound, sampleConfidence, sampleStatement } from '#shared/domain/sample-confidence.ts';

/** About 300 messages show with 95% confidence that fewer than 1% are defective; small mailboxes are proven whole. */
export const defaultSampleSize = 300;

/** How many of `total` messages are drawn. */
export const sampleSize = (total: number, wanted: number = defaultSampleSize): number =>
  Math.min(total, wanted);

export interface SamplerOptions {
  /** Fixed per pass, so that the same messages are drawn again when it is repeated. */
  readonly seed: string;
  /** Every message is proven. */
  readonly deep: boolean;
  /** Messages the sample is drawn from. */
  readonly total: number;
  readonly wanted?: number;
}

export interface Sampler {
  /** Expected number of messages drawn; the real one scatters around it. */
  readonly expected: number;
  readonly takes: (stamp: string) => boolean;
}

/**
 * Draws by a hash of seed and stamp: stable whatever the order, and a message keeps its lot when others come or go.
 * The chance is set so that fewer than `wanted` messages are drawn in fewer than one case of forty.
 */
export const createSampler = (options: SamplerOptions): Sampler => {
  const wanted = sampleSize(options.total, options.wanted);
  if (options.deep || wanted >= options.total) return { expected: options.total, takes: () => true };
  const expected = Math.min(options.total, wanted + 2 * Math.sqrt(wanted));
  const threshold = expected / options.total;
  return {
    expected: Math.round(expected),
    takes: (stamp) => lotOf(options.seed, stamp) < threshold,
  };
};

/** A number in [0, 1), evenly spread. */
const lotOf = (seed: string, stamp: string): number =>
  createHash('sha256').update(seed).update('\n').update(stamp).digest().readUIntBE(0, 6) / 2 ** 48;
