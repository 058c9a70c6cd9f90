import { createHash } from 'node:crypto';
import {
  type AttachmentFacts,
  type BodyPartFacts,
  type ByteFacts,
  type CalendarFacts,
  type ContentFingerprint,
  fingerprintVersion,
  type NestedFacts,
  type OpaqueFacts,
  type TnefFacts,
} from './fingerprint-types.ts';
import type { PartNode } from './message-reader.ts';

interface Gathered {
  readonly body: BodyPartFacts[];
  readonly otherBodies: BodyPartFacts[];
  readonly shown: string[];
  readonly attachments: AttachmentFacts[];
  readonly calendars: CalendarFacts[];
  readonly nested: NestedFacts[];
  readonly opaque: OpaqueFacts[];
  readonly tnef: TnefFacts[];
}

const nothing = (): Gathered => ({
  body: [],
  otherBodies: [],
  shown: [],
  attachments: [],
  calendars: [],
  nested: [],
  opaque: [],
  tnef: [],
});

const add = (to: Gathered, from: Gathered, withBody: boolean): void => {
  if (withBody) {
    to.body.push(...from.body);
    to.shown.push(...from.shown);
    to.otherBodies.push(...from.otherBodies);
  }
  to.attachments.push(...from.attachments);
  to.calendars.push(...from.calendars);
  to.nested.push(...from.nested);
  to.opaque.push(...from.opaque);
  to.tnef.push(...from.tnef);
};

/**
 * The body among alternatives: HTML, because servers make the plain text anew from it; else plain text, else the last that is a
 * body at all (the last one is the richest, RFC 2046 §5.1.4). Chosen by type alone: an HTML emptied behind our back must not be
 * covered by the plain text beside it.
 */
const bestAlternative = (children: readonly Gathered[]): number => {
  const last = (fits: (child: Gathered) => boolean): number => children.findLastIndex(fits);
  const has = (type: string) => (child: Gathered) => child.body.some((body) => body.contentType === type);
  const ranked = [last(has('text/html')), last(has('text/plain')), last((child) => child.body.length > 0)];
  return ranked.find((index) => index !== -1) ?? children.length - 1;
};

const gather = (node: PartNode, root: boolean): Gathered => {
  const found = nothing();
  switch (node.kind) {
    case 'body':
      found.body.push(node.facts);
      found.shown.push(...node.shown);
      break;
    case 'attachment':
      found.attachments.push(node.facts);
      break;
    case 'calendar':
      found.calendars.push(node.facts);
      break;
    case 'smime':
    case 'rpmsg':
      found.opaque.push({ kind: node.kind, sha256: node.sha256, signatureSha256: null, top: root });
      break;
    case 'tnef':
      found.tnef.push(node.facts);
      break;
    case 'nested':
      found.nested.push(node.facts);
      break;
    case 'multipart': {
      const children = node.children.map((child) => gather(child, false));
      const best = node.subtype === 'alternative' ? bestAlternative(children) : null;
      const bestType = best === null ? undefined : children[best]?.body[0]?.contentType;
      for (const [index, child] of children.entries()) {
        add(found, child, best === null || best === index);
        if (best !== null && best !== index)
          found.otherBodies.push(...child.body.filter((body) => body.contentType === bestType));
      }
      if (node.signed !== null) found.opaque.push(node.signed);
      break;
    }
    case 'empty':
      break;
  }
  return found;
};

const sortedSet = (ids: readonly (string | null)[]): string[] =>
  [...new Set(ids.filter((id) => id !== null))].sort();

/** @param rest bytes of parts beyond the budget, in one */
export const assemble = (
  root: PartNode,
  rest: ByteFacts | null,
  oddities: readonly string[],
): ContentFingerprint => {
  const found = gather(root, true);
  if (rest !== null)
    found.attachments.push({
      ...rest,
      name: null,
      otherName: null,
      nameDoubtful: false,
      contentType: 'application/octet-stream',
      charset: null,
      contentId: null,
      inline: false,
      text: null,
    });
  const hashes = found.body.filter((part) => part.text.words > 0).map((part) => part.text.folded);
  return {
    version: fingerprintVersion,
    bodyTextHash:
      hashes.length === 1
        ? (hashes[0] ?? '')
        : createHash('sha256').update(hashes.join(' ')).digest('hex').slice(0, 40),
    body: found.body,
    otherBodies: found.otherBodies,
    contentIds: sortedSet(found.attachments.map((attachment) => attachment.contentId)),
    shownContentIds: sortedSet(found.shown),
    attachments: found.attachments,
    calendars: found.calendars,
    nested: found.nested,
    opaque: found.opaque,
    tnef: found.tnef,
    oddities,
    otherReading: null,
  };
};
