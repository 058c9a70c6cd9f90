import { type AttachmentMatch, matchAttachments, pairAltered } from './compare-attachments.ts';
import { compareTexts, textAgreement, type TextSide } from './compare-text.ts';
import type {
  AttachmentFacts,
  BodyPartFacts,
  CalendarFacts,
  ContentFingerprint,
  NestedFacts,
  OpaqueFacts,
  TnefFacts,
} from './fingerprint-types.ts';

export interface Comparison {
  readonly verdict: 'same' | 'server-normalised' | 'content-lost';
  /** Names of rules, sorted, each once; never content. Harmless ones begin with `server-normalised:`. */
  readonly differences: readonly string[];
}

/**
 * What a server adds is named but is no loss: `server-normalised:attachment-added`, `…:text-added`.
 * Anything of the source that is not at the destination is.
 */
export const compareFingerprints = (
  source: ContentFingerprint,
  destination: ContentFingerprint,
): Comparison => {
  const first = compareReadings(source, destination);
  if (first.verdict === 'same' || (source.otherReading === null && destination.otherReading === null))
    return first;
  // A header that can be read in two ways: a server has read it in one of them, and written what it read. Where both sides
  // still are as odd, nothing was rewritten, and the first reading alone decides.
  const others = [
    ...(source.otherReading === null ? [] : [compareReadings(source.otherReading, destination)]),
    ...(destination.otherReading === null ? [] : [compareReadings(source, destination.otherReading)]),
  ].sort((a, b) => rank(a) - rank(b));
  const best = others[0];
  if (best === undefined || rank(first) <= rank(best)) return first;
  const differences = [...new Set([...best.differences, rule('header-repaired')])].sort();
  return { verdict: best.verdict === 'content-lost' ? 'content-lost' : 'server-normalised', differences };
};

const rank = (comparison: Comparison): number =>
  (comparison.verdict === 'same' ? 0 : comparison.verdict === 'server-normalised' ? 1000 : 2000) +
  comparison.differences.length;

const compareReadings = (source: ContentFingerprint, destination: ContentFingerprint): Comparison => {
  const differences = [...new Set(collect(source, destination))].sort();
  if (differences.length === 0) return { verdict: 'same', differences };
  return {
    verdict: differences.every((name) => name.startsWith(harmless)) ? 'server-normalised' : 'content-lost',
    differences,
  };
};

const harmless = 'server-normalised:';
const rule = (name: string): string => `${harmless}${name}`;

const collect = (source: ContentFingerprint, destination: ContentFingerprint): string[] => {
  const opaque = compareOpaque(source.opaque, destination.opaque);
  const tnef = matchTnef(source.tnef, destination.tnef);
  const here = [...source.attachments, ...tnef.here.flatMap((file) => file.attachments)];
  const there = [...destination.attachments, ...tnef.there.flatMap((file) => file.attachments)];
  const matches = matchAttachments(here, there);

  const nested = compareNested(
    [...source.nested, ...tnef.here.flatMap((file) => file.nested.map(asNested))],
    [...destination.nested, ...tnef.there.flatMap((file) => file.nested.map(asNested))],
    matches.missing,
    matches.added,
  );
  const calendars = compareCalendars(source.calendars, destination.calendars, nested.added);
  const texts = compareTexts(
    textSide(source, tnef.here, nested.missing),
    textSide(destination, tnef.there, calendars.added),
  );
  const missing = nested.missing.filter((attachment) => !texts.usedSource.has(attachment));
  const added = calendars.added.filter((attachment) => !texts.usedDestination.has(attachment));
  const rest = pairAltered(missing, added);

  return [
    ...opaque,
    ...tnef.differences,
    ...matches.matched.flatMap((match) => (match.rule === null ? [] : [rule(match.rule)])),
    ...(matches.matched.some(hasOtherContentId) ? [rule('content-id')] : []),
    ...(matches.matched.some((match) => match.renamed) ? ['attachment-renamed'] : []),
    ...nested.differences,
    ...calendars.differences,
    ...texts.lost,
    ...compareOtherBodies(source.otherBodies, destination.otherBodies),
    ...texts.normalised,
    ...(rest.altered > 0 ? ['attachment-altered'] : []),
    ...rest.gone.map((attachment) =>
      isPicture(attachment, source) ? 'inline-picture-missing' : 'attachment-missing',
    ),
    ...(rest.extra.length > 0 ? [rule('attachment-added')] : []),
    ...compareShownPictures(source, destination, here, there),
  ];
};

/**
 * A multipart/alternative with several parts of the body's own type (some generators write such) shows one of them. A server
 * may drop the others; but where it has kept them all, they must say the same.
 */
const compareOtherBodies = (
  source: readonly BodyPartFacts[],
  destination: readonly BodyPartFacts[],
): string[] => {
  if (source.length !== destination.length) return [];
  const same = source.every((here, index) => {
    const there = destination[index];
    return there !== undefined && textAgreement(here.text, there.text) !== null;
  });
  return same ? [] : ['text-altered'];
};

const hasOtherContentId = ({ source, destination }: AttachmentMatch): boolean =>
  source.contentId !== null && source.contentId !== destination.contentId;

const textSide = (
  of: ContentFingerprint,
  tnef: readonly TnefFacts[],
  spare: readonly AttachmentFacts[],
): TextSide => ({
  body: of.body,
  tnefBodies: tnef.flatMap((file) => file.bodies),
  spare,
});

const isPicture = (attachment: AttachmentFacts, of: ContentFingerprint): boolean =>
  attachment.contentId !== null && (attachment.inline || of.shownContentIds.includes(attachment.contentId));

/** A picture that the source's body shows must be one that the destination's body shows, under whatever content id. */
const compareShownPictures = (
  source: ContentFingerprint,
  destination: ContentFingerprint,
  here: readonly AttachmentFacts[],
  there: readonly AttachmentFacts[],
): string[] => {
  const shownHere = shownPictures(source, here);
  const shownThere = shownPictures(destination, there);
  const present = new Set(there.map((attachment) => attachment.sha256));
  // A picture that is gone altogether is reported as missing already.
  const unshown = [...shownHere].filter((sha256) => present.has(sha256) && !shownThere.has(sha256));
  return unshown.length > 0 ? ['inline-picture-missing'] : [];
};
const shownPictures = (
  of: ContentFingerprint,
  attachments: readonly AttachmentFacts[],
): ReadonlySet<string> => {
  const shown = new Set(of.shownContentIds);
  return new Set(
    attachments
      .filter((attachment) => attachment.contentId !== null && shown.has(attachment.contentId))
      .map((attachment) => attachment.sha256),
  );
};

/**
 * S/MIME and protected messages must be the same bytes. A clear-signed part that is only one part of its message (a list
 * added a footer around it) and PGP are rewritten like any other part by servers that know messages as properties:
 * there the content counts, and is compared anyway.
 */
const compareOpaque = (
  source: readonly OpaqueFacts[],
  destination: readonly OpaqueFacts[],
): readonly string[] => {
  const differences: string[] = [];
  const rest = [...destination];
  for (const here of source) {
    const index = rest.findIndex(
      (there) => there.sha256 === here.sha256 && there.signatureSha256 === here.signatureSha256,
    );
    if (index !== -1) {
      rest.splice(index, 1);
      continue;
    }
    const mustKeep =
      here.kind === 'smime' || here.kind === 'rpmsg' || (here.kind === 'smime-signed' && here.top);
    differences.push(mustKeep ? 'opaque-altered' : rule('signed-part-rendered'));
  }
  return differences;
};

/** The same winmail.dat on both sides needs no reading; otherwise what is inside counts. */
const matchTnef = (
  source: readonly TnefFacts[],
  destination: readonly TnefFacts[],
): {
  readonly here: readonly TnefFacts[];
  readonly there: readonly TnefFacts[];
  readonly differences: readonly string[];
} => {
  const there = [...destination];
  const here = source.filter((file) => {
    const index = there.findIndex(
      (other) => file.file.sha256 !== '' && other.file.sha256 === file.file.sha256,
    );
    if (index === -1) return true;
    there.splice(index, 1);
    return false;
  });
  return { here, there, differences: here.length > 0 && there.length === 0 ? [rule('tnef-decoded')] : [] };
};

/** Messages inside winmail.dat have neither bytes nor a subject to compare. */
const asNested = (content: ContentFingerprint): NestedFacts => ({
  sha256: '',
  linesSha256: null,
  sizeBytes: 0,
  subjectHash: '',
  content,
});

interface WithSpare {
  readonly differences: readonly string[];
  readonly missing: readonly AttachmentFacts[];
  readonly added: readonly AttachmentFacts[];
}

const bytesAgree = (
  a: { sha256: string; linesSha256: string | null },
  b: { sha256: string; linesSha256: string | null },
): boolean =>
  a.sha256 !== '' && (a.sha256 === b.sha256 || (a.linesSha256 !== null && a.linesSha256 === b.linesSha256));

/** Pairs messages by what they hold; also with files, for a server that keeps an attached message as one, or opens one. */
const compareNested = (
  source: readonly NestedFacts[],
  destination: readonly NestedFacts[],
  missing: readonly AttachmentFacts[],
  added: readonly AttachmentFacts[],
): WithSpare => {
  const differences: string[] = [];
  const restThere = [...destination];
  let spareMissing = [...missing];
  let spareAdded = [...added];
  let restHere = source.filter((here) => {
    const index = restThere.findIndex((there) => bytesAgree(here, there));
    if (index === -1) return true;
    restThere.splice(index, 1);
    return false;
  });
  const pairBy = (fits: (here: NestedFacts, there: NestedFacts) => boolean): void => {
    restHere = restHere.filter((here) => {
      const index = restThere.findIndex((there) => fits(here, there));
      const there = restThere[index];
      if (there === undefined) return true;
      restThere.splice(index, 1);
      differences.push(...nestedDifferences(here, there));
      return false;
    });
  };
  const verdictOf = (here: NestedFacts, there: NestedFacts) =>
    compareFingerprints(here.content, there.content).verdict;
  pairBy(
    (here, there) => here.subjectHash === there.subjectHash && verdictOf(here, there) !== 'content-lost',
  );
  pairBy((here, there) => verdictOf(here, there) !== 'content-lost');
  restHere = restHere.filter((here) => {
    const file = spareAdded.find((attachment) => bytesAgree(here, attachment));
    if (file === undefined) return true;
    spareAdded = spareAdded.filter((attachment) => attachment !== file);
    differences.push(rule('nested-message-as-file'));
    return false;
  });
  for (const there of restThere.slice()) {
    const file = spareMissing.find((attachment) => bytesAgree(there, attachment));
    if (file === undefined) continue;
    spareMissing = spareMissing.filter((attachment) => attachment !== file);
    restThere.splice(restThere.indexOf(there), 1);
    differences.push(rule('nested-message-as-file'));
  }
  // What is left on both sides belongs together as far as the subject says so; else a message is missing.
  pairBy((here, there) => here.subjectHash === there.subjectHash);
  pairBy((here, there) => here.subjectHash === '' || there.subjectHash === '');
  if (restHere.length === restThere.length) pairBy(() => true);
  if (restHere.length > 0) differences.push('nested-message-missing');
  else if (restThere.length > 0) differences.push(rule('nested-message-added'));
  return { differences, missing: spareMissing, added: spareAdded };
};

const nestedDifferences = (here: NestedFacts, there: NestedFacts): string[] =>
  compareFingerprints(here.content, there.content).differences.map((name) =>
    name.startsWith(harmless) ? name : `nested:${name}`,
  );

const compareCalendars = (
  source: readonly CalendarFacts[],
  destination: readonly CalendarFacts[],
  added: readonly AttachmentFacts[],
): { readonly differences: readonly string[]; readonly added: readonly AttachmentFacts[] } => {
  const differences: string[] = [];
  const rest = [...destination];
  let spare = [...added];
  for (const here of source) {
    const exact = rest.findIndex((there) => bytesAgree(here, there));
    const index = exact === -1 ? rest.findIndex((there) => there.meaning === here.meaning) : exact;
    if (index !== -1) {
      rest.splice(index, 1);
      if (exact === -1) differences.push(rule('calendar-rendered'));
      continue;
    }
    const file = spare.find((attachment) => bytesAgree(here, attachment));
    if (file !== undefined) {
      spare = spare.filter((attachment) => attachment !== file);
      differences.push(rule('calendar-as-file'));
    } else differences.push(rest.length > 0 ? 'calendar-altered' : 'calendar-missing');
  }
  return { differences, added: spare };
};
