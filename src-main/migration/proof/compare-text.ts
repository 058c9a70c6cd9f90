import type { AttachmentFacts, BodyPartFacts, TextFacts } from './fingerprint-types.ts';

/** What may hold text on either side: body parts, and text attachments that found no partner as attachments. */
export interface TextSide {
  readonly body: readonly BodyPartFacts[];
  /** Bodies inside winmail.dat: other readings of the same body. */
  readonly tnefBodies: readonly TextFacts[];
  readonly spare: readonly AttachmentFacts[];
}

export interface TextVerdict {
  readonly lost: readonly string[];
  readonly normalised: readonly string[];
  /** Spare attachments that proved to be text of the other side's body. */
  readonly usedSource: ReadonlySet<AttachmentFacts>;
  readonly usedDestination: ReadonlySet<AttachmentFacts>;
}

/** How two texts agree: `same`, a named harmless difference, or `null`. */
export const textAgreement = (a: TextFacts, b: TextFacts): string | null => {
  if (a.folded === b.folded) return 'same';
  if (a.dense === b.dense) return 'white-space';
  if ((a.doubtful || b.doubtful) && a.skeleton === b.skeleton && a.words === b.words)
    return 'charset-guessed';
  return null;
};

interface Piece {
  readonly text: TextFacts;
  readonly sha256: string;
  readonly linesSha256: string | null;
  readonly attachment: AttachmentFacts | null;
}

const bodyPieces = (side: TextSide): Piece[] =>
  side.body.filter((part) => part.text.words > 0).map((part) => ({ ...part, attachment: null }));
const noText: TextFacts = {
  folded: '',
  dense: '',
  skeleton: '',
  doubtful: false,
  words: 0,
  lines: 0,
  lineSum: '0',
  paragraphs: [],
};
const sparePieces = (side: TextSide): Piece[] =>
  side.spare.map((attachment) => ({ ...attachment, text: attachment.text ?? noText, attachment }));

const piecesAgree = (a: Piece, b: Piece): string | null => {
  const bytes =
    a.sha256 !== '' && (a.sha256 === b.sha256 || (a.linesSha256 !== null && a.linesSha256 === b.linesSha256));
  if (bytes) return 'same';
  return a.text.words === 0 || b.text.words === 0 ? null : textAgreement(a.text, b.text);
};

/** The body as a whole first, then parts wherever the other side has put them, then lines. */
export const compareTexts = (source: TextSide, destination: TextSide): TextVerdict => {
  const rules = new Set<string>();
  const usedSource = new Set<AttachmentFacts>();
  const usedDestination = new Set<AttachmentFacts>();
  const here = bodyPieces(source);
  const there = bodyPieces(destination);
  const end = (lost: readonly string[] = []): TextVerdict => ({
    lost,
    normalised: [...rules].map((rule) => `server-normalised:${rule}`),
    usedSource,
    usedDestination,
  });

  if (here.length === there.length) {
    const agreements = here.map((piece, index) => piecesAgree(piece, there[index] ?? piece));
    if (agreements.every((agreement) => agreement !== null)) {
      for (const agreement of agreements) if (agreement !== 'same') rules.add(agreement);
      return end();
    }
  }
  if (tnefReadingAgrees(source, destination)) {
    rules.add('tnef-body');
    return end();
  }

  // Parts wherever they went: a server makes attachments of later text parts, or a body of a text attachment.
  const restThere = [...there, ...sparePieces(destination)];
  const restHere: Piece[] = [];
  for (const piece of here) {
    const index = restThere.findIndex((other) => piecesAgree(piece, other) !== null);
    const other = restThere[index];
    if (other === undefined) {
      restHere.push(piece);
      continue;
    }
    restThere.splice(index, 1);
    const agreement = piecesAgree(piece, other);
    if (agreement !== null && agreement !== 'same') rules.add(agreement);
    if (other.attachment !== null) usedDestination.add(other.attachment);
    rules.add('text-placement');
  }
  for (const piece of sparePieces(source)) {
    const index = restThere.findIndex(
      (other) => other.attachment === null && piecesAgree(piece, other) !== null,
    );
    if (index === -1) {
      if (piece.text.words > 0) restHere.push(piece);
      continue;
    }
    restThere.splice(index, 1);
    if (piece.attachment !== null) usedSource.add(piece.attachment);
    rules.add('text-placement');
  }
  if (restHere.length === 0) {
    if (restThere.some((piece) => piece.attachment === null)) rules.add('text-added');
    return end();
  }
  return compareLines(restHere, restThere, rules, usedSource, usedDestination, end);
};

const compareLines = (
  restHere: readonly Piece[],
  restThere: readonly Piece[],
  rules: Set<string>,
  usedSource: Set<AttachmentFacts>,
  usedDestination: Set<AttachmentFacts>,
  end: (lost?: readonly string[]) => TextVerdict,
): TextVerdict => {
  const missing = missingLines(restHere, restThere);
  const shapeDiffers =
    restHere.length !== restThere.length || restThere.some((piece) => piece.attachment !== null);
  // Joined or divided parts: every line is there, and the sums over all lines agree.
  if (missing === 0 && shapeDiffers && sumOf(restHere) === sumOf(restThere)) {
    for (const piece of restHere) if (piece.attachment !== null) usedSource.add(piece.attachment);
    for (const piece of restThere) if (piece.attachment !== null) usedDestination.add(piece.attachment);
    rules.add('text-placement');
    return end();
  }
  const bodyHere = restHere.filter((piece) => piece.attachment === null);
  // A text attachment that is missing is reported as an attachment, not as text.
  if (bodyHere.length === 0) return end();
  const wordsHere = total(bodyHere, (piece) => piece.text.words);
  const wordsThere = total(
    restThere.filter((piece) => piece.attachment === null),
    (piece) => piece.text.words,
  );
  const missingFromBody = missingLines(bodyHere, restThere);
  if (missingFromBody === 0 && wordsThere > wordsHere && complete(bodyHere)) {
    // Everything of the source is there, and something more: a banner or a footer.
    rules.add('text-added');
    return end();
  }
  const linesHere = total(bodyHere, (piece) => piece.text.lines);
  const linesThere = total(
    restThere.filter((piece) => piece.attachment === null),
    (piece) => piece.text.lines,
  );
  return end([wordsThere < wordsHere && linesThere < linesHere ? 'paragraph-missing' : 'text-altered']);
};

/** All lines were kept one by one. */
const complete = (pieces: readonly Piece[]): boolean =>
  pieces.every((piece) => piece.text.paragraphs.length === piece.text.lines);

const missingLines = (here: readonly Piece[], there: readonly Piece[]): number => {
  const available = new Map<string, number>();
  for (const piece of there)
    for (const line of piece.text.paragraphs) available.set(line, (available.get(line) ?? 0) + 1);
  let missing = 0;
  for (const piece of here)
    for (const line of piece.text.paragraphs) {
      const left = available.get(line) ?? 0;
      if (left === 0) missing += 1;
      else available.set(line, left - 1);
    }
  return missing;
};

const total = (pieces: readonly Piece[], of: (piece: Piece) => number): number =>
  pieces.reduce((sum, piece) => sum + of(piece), 0);
const sumOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, piece) => (sum + Number.parseInt(piece.text.lineSum, 36)) % 2 ** 52, 0);

/** Either side's body may be the one inside winmail.dat: one reading in common is enough. */
const tnefReadingAgrees = (source: TextSide, destination: TextSide): boolean => {
  if (source.tnefBodies.length === 0 && destination.tnefBodies.length === 0) return false;
  const here = readings(source);
  const there = readings(destination);
  return here.some((a) => there.some((b) => textAgreement(a, b) !== null));
};
const readings = (side: TextSide): TextFacts[] => {
  const body = side.body.filter((part) => part.text.words > 0).map((part) => part.text);
  return [...side.tnefBodies, ...(body.length === 1 ? body : [])];
};
