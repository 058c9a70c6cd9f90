import { type ByteCollector, createByteCollector } from './byte-facts.ts';
import { createCalendarReader } from './calendar-facts.ts';
import type {
  AttachmentFacts,
  BodyPartFacts,
  CalendarFacts,
  TextFacts,
  TnefFacts,
} from './fingerprint-types.ts';
import type { PartHeaders } from './part-headers.ts';
import { type Sink, tee } from './sink.ts';
import type { Budget } from './text-facts.ts';
import { createTextPart } from './text-part.ts';
import { createTnefReader } from './tnef-reader.ts';
import { transferDecoder } from './transfer-decoder.ts';

/** What a part without parts turned out to be. */
export type Leaf =
  | { readonly kind: 'body'; readonly facts: BodyPartFacts; readonly shown: readonly string[] }
  | { readonly kind: 'attachment'; readonly facts: AttachmentFacts }
  | { readonly kind: 'calendar'; readonly facts: CalendarFacts }
  | { readonly kind: 'smime' | 'rpmsg'; readonly sha256: string }
  | { readonly kind: 'tnef'; readonly facts: TnefFacts };

/** Where the part stands: decides between body and attachment. */
export interface LeafPlace {
  /** May this part be (a piece of) the body? Not the later parts of multipart/related, for example. */
  readonly mayBeBody: boolean;
  readonly root: boolean;
}

const bodyTypes = new Set(['text/plain', 'text/html', 'text/enriched', 'text/richtext']);
const smimeTypes = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime']);

const extension = (headers: PartHeaders): string =>
  /\.[a-z0-9]+$/u.exec((headers.name?.text ?? '').toLowerCase())?.[0] ?? '';
const isSmime = (headers: PartHeaders): boolean =>
  smimeTypes.has(headers.contentType) ||
  (headers.contentType === 'application/octet-stream' && extension(headers) === '.p7m');
const isTnef = (headers: PartHeaders): boolean =>
  headers.contentType === 'application/ms-tnef' ||
  headers.contentType === 'application/vnd.ms-tnef' ||
  (headers.name?.text ?? '').toLowerCase() === 'winmail.dat';
const isRpmsg = (headers: PartHeaders): boolean =>
  headers.contentType === 'application/x-microsoft-rpmsg-message' || extension(headers) === '.rpmsg';

const attachmentFacts = (
  headers: PartHeaders,
  bytes: ByteCollector,
  text: TextFacts | null,
): AttachmentFacts => ({
  ...bytes.facts(),
  name: headers.name?.text ?? null,
  otherName: headers.otherName?.text ?? null,
  nameDoubtful: headers.name?.doubtful ?? false,
  contentType: headers.contentType,
  charset: headers.charset?.toLowerCase() ?? null,
  contentId: headers.contentId,
  inline: headers.disposition !== 'attachment' && headers.contentId !== null,
  text,
});

export interface LeafReader extends Sink {
  readonly result: () => Leaf;
}

/** Reads the body of a part that has no parts, transfer encoding undone on the way. */
export const createLeafReader = (headers: PartHeaders, place: LeafPlace, budget: Budget): LeafReader => {
  const bytes = createByteCollector();
  const through = (target: Sink, result: (damaged: boolean) => Leaf): LeafReader => {
    const decoder = transferDecoder(headers.encoding, target);
    return { write: decoder.write, end: decoder.end, result: () => result(decoder.damaged()) };
  };
  if (isSmime(headers)) return through(bytes, () => ({ kind: 'smime', sha256: bytes.facts().sha256 }));
  if (isRpmsg(headers)) return through(bytes, () => ({ kind: 'rpmsg', sha256: bytes.facts().sha256 }));
  if (isTnef(headers)) {
    const tnef = createTnefReader(budget, 0);
    return through(tee(bytes, tnef), () => ({
      kind: 'tnef',
      facts: { ...tnef.result(), file: attachmentFacts(headers, bytes, null) },
    }));
  }
  if (
    headers.contentType === 'text/calendar' &&
    headers.disposition !== 'attachment' &&
    headers.name === null
  ) {
    const calendar = createCalendarReader(headers.charset);
    return through(tee(bytes, calendar), () => ({
      kind: 'calendar',
      facts: { ...bytes.facts(), meaning: calendar.meaning() },
    }));
  }
  if (headers.contentType.startsWith('text/') || headers.contentType.startsWith('message/')) {
    const text = createTextPart(headers, budget);
    const isBody =
      place.mayBeBody &&
      bodyTypes.has(headers.contentType) &&
      (place.root || (headers.disposition !== 'attachment' && headers.name === null));
    return through(tee(bytes, text), (damaged) => {
      const facts = text.facts(damaged);
      return isBody
        ? {
            kind: 'body',
            facts: { ...bytes.facts(), contentType: headers.contentType, text: facts },
            shown: text.shown(),
          }
        : { kind: 'attachment', facts: attachmentFacts(headers, bytes, facts) };
    });
  }
  return through(bytes, () => ({ kind: 'attachment', facts: attachmentFacts(headers, bytes, null) }));
};
