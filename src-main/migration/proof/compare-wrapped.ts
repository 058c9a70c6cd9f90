import { compareFingerprints, type Comparison } from './compare.ts';
import type { ContentFingerprint } from './fingerprint-types.ts';

/**
 * A message that the destination refused as it was lies there wrapped (domain.md §4): made from properties, with the original
 * attached. So the original is looked for among what is attached, as a message or as a file.
 * @param sourceSha256 of the whole MIME as it was read, for a server that keeps the original as a file; `null` when not known
 */
export const compareWrapped = (
  source: ContentFingerprint,
  destination: ContentFingerprint,
  sourceSha256: string | null,
): Comparison => {
  const wrapped = 'server-normalised:wrapped';
  const files = destination.attachments.map((attachment) => attachment.sha256);
  if (sourceSha256 !== null && files.includes(sourceSha256))
    return { verdict: 'server-normalised', differences: [wrapped] };
  const inside = destination.nested.map((nested) => compareFingerprints(source, nested.content));
  const best = inside.find(({ verdict }) => verdict !== 'content-lost') ?? inside[0];
  if (best === undefined) return { verdict: 'content-lost', differences: ['nested-message-missing'] };
  return {
    verdict: best.verdict === 'content-lost' ? 'content-lost' : 'server-normalised',
    differences: [...best.differences, wrapped].sort(),
  };
};
