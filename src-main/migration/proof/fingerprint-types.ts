/**
 * What stands for the content of one message (proof level 3, domain.md §5). Plain JSON: hashes, names and sizes,
 * never text. It is made from MIME as fetched, and made so that two servers' renderings of one message agree.
 */
export const fingerprintVersion = 1;

/**
 * One text, hashed in several ways; each way forgives more than the one before.
 * `folded`: white space folded to single spaces, NFC. `dense`: no white space, no leading quote marks, compatibility
 * forms (NFKC). `skeleton`: words that are not plain ASCII become a mark: what is left when a charset had to be guessed.
 */
export interface TextFacts {
  readonly folded: string;
  readonly dense: string;
  readonly skeleton: string;
  /** The bytes could not be read with certainty (unknown charset, bytes the charset does not have). */
  readonly doubtful: boolean;
  readonly words: number;
  readonly lines: number;
  /** Sum over the hashes of all lines: equal however the lines are spread over parts. */
  readonly lineSum: string;
  /** A short hash per line that is not empty, in order, the first {@link maxParagraphs} of them. */
  readonly paragraphs: readonly string[];
}

/** Lines kept one by one, so that a lost one can be named; what comes later is only in the hashes and `lineSum`. */
export const maxParagraphs = 1000;

/** Bytes after transfer decoding. `linesSha256` is over LF line ends without empty lines at the end, for bytes without NUL. */
export interface ByteFacts {
  readonly sha256: string;
  readonly linesSha256: string | null;
  readonly sizeBytes: number;
}

/** A text part shown as (part of) the body. */
export interface BodyPartFacts extends ByteFacts {
  readonly contentType: string;
  readonly text: TextFacts;
}

export interface AttachmentFacts extends ByteFacts {
  /** Decoded name; `null` where the message gives none. */
  readonly name: string | null;
  /** The other name, where Content-Disposition and Content-Type differ. */
  readonly otherName: string | null;
  /** The name's charset had to be guessed. */
  readonly nameDoubtful: boolean;
  readonly contentType: string;
  readonly charset: string | null;
  readonly contentId: string | null;
  /** Shown in the body rather than listed below it. */
  readonly inline: boolean;
  /** Of text attachments: a server may make a body of them, or the other way round. */
  readonly text: TextFacts | null;
}

/** An invitation as `text/calendar` beside or instead of a body; servers write iCalendar anew. */
export interface CalendarFacts extends ByteFacts {
  /** Hash over method-independent facts: the set of UID and SUMMARY. */
  readonly meaning: string;
}

/** What must stay as bytes, or a signature breaks. */
export interface OpaqueFacts {
  readonly kind: 'smime' | 'smime-signed' | 'pgp-signed' | 'rpmsg';
  /**
   * `smime` and `rpmsg`: the decoded bytes. Clear-signed: the signed part's bytes with CRLF line ends, as RFC 8551 §3.1.1
   * and RFC 1847 §2.1 make signer and verifier do before they hash; so LF or CRLF does not matter, any other byte does.
   */
  readonly sha256: string;
  /** The decoded signature of a clear-signed message. */
  readonly signatureSha256: string | null;
  /** It is the whole message (its outermost part), not a part among others. */
  readonly top: boolean;
}

/** `winmail.dat`, read: the rich body it carries (as far as it can be read as text) and its attachments. */
export interface TnefFacts {
  /** The file itself, for servers that leave it alone. */
  readonly file: AttachmentFacts;
  readonly bodies: readonly TextFacts[];
  readonly attachments: readonly AttachmentFacts[];
  readonly nested: readonly ContentFingerprint[];
  /** The stream was damaged or cut; what was read until then is listed. */
  readonly damaged: boolean;
}

export interface ContentFingerprint {
  readonly version: number;
  /** Over the white-space-folded visible text of the body. */
  readonly bodyTextHash: string;
  readonly body: readonly BodyPartFacts[];
  /** Alternatives of the same type as the body, that are not shown. */
  readonly otherBodies: readonly BodyPartFacts[];
  /** Content ids of attachments, sorted, without brackets. */
  readonly contentIds: readonly string[];
  /** Content ids that the HTML body shows, sorted. */
  readonly shownContentIds: readonly string[];
  readonly attachments: readonly AttachmentFacts[];
  readonly calendars: readonly CalendarFacts[];
  readonly nested: readonly NestedFacts[];
  readonly opaque: readonly OpaqueFacts[];
  readonly tnef: readonly TnefFacts[];
  /** What is odd about the MIME (`boundary-missing`, `no-blank-line`, …): rules of repair, never content. */
  readonly oddities: readonly string[];
  /**
   * Headers with a line that is no field can be read in two ways: the body begins there, or the line is skipped. Servers do
   * either; this is the second way, where it makes a difference.
   */
  readonly otherReading: ContentFingerprint | null;
}

/** An attached message; its own bytes are kept too, for servers that keep it as a file. */
export interface NestedFacts extends ByteFacts {
  readonly subjectHash: string;
  readonly content: ContentFingerprint;
}
