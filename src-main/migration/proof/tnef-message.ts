import { createHash } from 'node:crypto';
import { type ContentFingerprint, fingerprintVersion, type TextFacts, type TnefFacts } from './fingerprint-types.ts';

const bodyPart = (text: TextFacts) => ({ sha256: '', linesSha256: null, sizeBytes: 0, contentType: 'text/plain', text });

/** A message inside `winmail.dat`, as the fingerprint of the MIME message that a server makes of it. */
export const tnefAsMessage = (facts: Omit<TnefFacts, 'file'>): ContentFingerprint => {
  const best = facts.bodies.at(-1);
  return {
    version: fingerprintVersion,
    bodyTextHash: best?.folded ?? '',
    body: best === undefined ? [] : [bodyPart(best)],
    contentIds: [],
    shownContentIds: [],
    attachments: facts.attachments,
    calendars: [],
    nested: facts.nested.map((content) => ({
      sha256: '', linesSha256: null, sizeBytes: 0, subjectHash: createHash('sha256').digest('hex').slice(0, 24), content,
    })),
    opaque: [],
    tnef: [],
    oddities: ['tnef-message'],
  };
};
