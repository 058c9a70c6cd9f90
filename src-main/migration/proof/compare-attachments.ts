import type { AttachmentFacts } from './fingerprint-types.ts';

export interface AttachmentMatch {
  readonly source: AttachmentFacts;
  readonly destination: AttachmentFacts;
  /** Named harmless difference, or `null` for none. */
  readonly rule: string | null;
  /** The content is there under another name. */
  readonly renamed: boolean;
}

export interface AttachmentMatches {
  readonly matched: readonly AttachmentMatch[];
  readonly missing: readonly AttachmentFacts[];
  readonly added: readonly AttachmentFacts[];
}

/** Letters, digits and dots of a name: what survives servers that replace characters a file system forbids. */
const letters = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, '');
/** A path may be cut to its last part, or lose its slashes. */
const nameKeys = (name: string): string[] => [letters(name.split(/[/\\]/u).at(-1) ?? ''), letters(name)];

const names = (attachment: AttachmentFacts): string[] =>
  [attachment.name, attachment.otherName].filter((name) => name !== null);

const sameName = (a: AttachmentFacts, b: AttachmentFacts): boolean =>
  (a.name === null && b.name === null) || names(a).some((name) => names(b).includes(name));

/** Why a difference between two names is a server's own doing, or `null`. */
const nameRule = (a: AttachmentFacts, b: AttachmentFacts): string | null => {
  if (a.name === null || b.name === null) return 'attachment-name-generated';
  const keysOf = (attachment: AttachmentFacts): string[] => names(attachment).flatMap(nameKeys);
  if (keysOf(a).some((one) => keysOf(b).some((other) => keysAgree(one, other))))
    return 'attachment-name-characters';
  if (a.nameDoubtful || b.nameDoubtful) {
    const left = asciiKey(a.name);
    const right = asciiKey(b.name);
    if (left === right || left === '' || right === '') return 'attachment-name-charset';
  }
  return null;
};
const asciiKey = (name: string): string => name.toLowerCase().replace(/[^a-z0-9.]+/gu, '');
/** Servers cut names at 255 characters or fewer, and add the ending that belongs to the type. */
const keysAgree = (a: string, b: string): boolean => {
  if (a === b) return a !== '';
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 100 && long.startsWith(short.replace(/\.[^.]*$/u, ''))) return true;
  return short !== '' && long.startsWith(short) && /^\.[a-z0-9]{1,5}$/u.test(long.slice(short.length));
};

const anyName = (a: AttachmentFacts, b: AttachmentFacts): boolean =>
  sameName(a, b) || nameRule(a, b) !== null;

interface Pass {
  /** What both must have in common; `null` takes no part. Found through an index: thousands of attachments, not their square. */
  readonly key: (attachment: AttachmentFacts) => string | null;
  readonly fits: (a: AttachmentFacts, b: AttachmentFacts) => boolean;
  readonly rule: (a: AttachmentFacts, b: AttachmentFacts) => string | null;
  readonly renamed?: boolean;
}

const byBytes = (attachment: AttachmentFacts): string | null => attachment.sha256;
const byLines = (attachment: AttachmentFacts): string | null => attachment.linesSha256;
const byText = ({ text }: AttachmentFacts): string | null =>
  text === null || text.words === 0 ? null : text.folded;
const byReport = ({ text, contentType }: AttachmentFacts): string | null =>
  text === null || text.words === 0 || !contentType.startsWith('message/') ? null : text.dense;
const none = (): null => null;

/** From the certain to the tolerant; what an earlier pass has matched is out of the way of the later ones. */
const passes: readonly Pass[] = [
  { key: byBytes, fits: (a, b) => sameName(a, b) && a.contentId === b.contentId, rule: none },
  { key: byBytes, fits: sameName, rule: none },
  { key: byBytes, fits: (a, b) => nameRule(a, b) !== null, rule: nameRule },
  { key: byLines, fits: anyName, rule: () => 'attachment-line-ends' },
  // Servers may send a text attachment in another charset.
  { key: byText, fits: (a, b) => a.charset !== b.charset && anyName(a, b), rule: () => 'attachment-charset' },
  // Machine-readable reports are written anew.
  { key: byReport, fits: () => true, rule: () => 'report-rendered' },
  { key: byBytes, fits: () => true, rule: none, renamed: true },
  { key: byLines, fits: () => true, rule: none, renamed: true },
];

export const matchAttachments = (
  source: readonly AttachmentFacts[],
  destination: readonly AttachmentFacts[],
): AttachmentMatches => {
  let missing = [...source];
  let added = [...destination];
  const matched: AttachmentMatch[] = [];
  for (const pass of passes) {
    if (missing.length === 0 || added.length === 0) break;
    const candidates = Map.groupBy(added, pass.key);
    const taken = new Set<AttachmentFacts>();
    missing = missing.filter((here) => {
      const key = pass.key(here);
      const there =
        key === null
          ? undefined
          : candidates.get(key)?.find((candidate) => !taken.has(candidate) && pass.fits(here, candidate));
      if (there === undefined) return true;
      taken.add(there);
      matched.push({
        source: here,
        destination: there,
        rule: pass.rule(here, there),
        renamed: pass.renamed === true,
      });
      return false;
    });
    added = added.filter((candidate) => !taken.has(candidate));
  }
  return { matched, missing, added };
};

/** Of what is missing: the ones whose place is taken by something else of the same name or content id. */
export const pairAltered = (
  missing: readonly AttachmentFacts[],
  added: readonly AttachmentFacts[],
): {
  readonly altered: number;
  readonly gone: readonly AttachmentFacts[];
  readonly extra: readonly AttachmentFacts[];
} => {
  let extra = [...added];
  let altered = 0;
  const gone = missing.filter((here) => {
    const there = extra.find(
      (candidate) =>
        (here.name !== null && sameName(here, candidate)) ||
        (here.contentId !== null && here.contentId === candidate.contentId) ||
        (here.name === null && candidate.name === null && here.contentType === candidate.contentType),
    );
    if (there === undefined) return true;
    extra = extra.filter((candidate) => candidate !== there);
    altered += 1;
    return false;
  });
  return { altered, gone, extra };
};
