import type { MessageKind } from './generated.ts';
import {
  calendarText,
  deliveryReport,
  encrypted,
  file,
  inlinePictures,
  nestedMessage,
  readReceipt,
  signed,
} from './message-parts.ts';
import {
  alternative,
  boundary,
  type BodyContext,
  htmlOf,
  htmlPart,
  plainPart,
  plainText,
} from './message-text.ts';
import { type Entity, filePart, messagePart, multipart, textPart } from './mime-writer.ts';
import type { Random } from './random.ts';

export interface Body {
  readonly entity: Entity;
  /** The plain text in it, for the next answer to quote. */
  readonly text: string;
}

const sizeIn = (random: Random, [min, max]: readonly [number, number]): number =>
  // Small files are far more common than large ones.
  Math.round(min + (max - min) * random.next() ** 3);

const binaryFile = (random: Random, name: string, sizeBytes: number): Entity =>
  filePart({
    name: `${name}-${random.hex(6)}.bin`,
    type: 'application/octet-stream',
    data: random.bytes(sizeBytes),
  });

/** A profile whose attachments are all but one size is for measuring: one file, no surprises. */
const measuredBytes = 5_000;

const withAttachments = (context: BodyContext, text: string): Entity => {
  const { random, profile } = context;
  const measured = profile.attachmentBytes[1] - profile.attachmentBytes[0] < measuredBytes;
  const count = measured ? 1 : Number(random.weighted({ 1: 6, 2: 2, 3: 1 }));
  const files = Array.from({ length: count }, () => {
    const sizeBytes = sizeIn(random, profile.attachmentBytes);
    return measured ? binaryFile(random, 'data', sizeBytes) : file(context, sizeBytes);
  });
  return multipart('mixed', boundary(random), [alternative(context, text), ...files]);
};

type Maker = (context: BodyContext, text: string) => Entity;

const makers: Readonly<Record<MessageKind, Maker>> = {
  plain: plainPart,
  html: (context, text) => htmlPart(context, htmlOf(text, context.charset)),
  alternative,
  'inline-pictures': inlinePictures,
  attachments: withAttachments,
  large: (context, text) =>
    multipart('mixed', boundary(context.random), [
      plainPart(context, text),
      binaryFile(context.random, 'archive', sizeIn(context.random, context.profile.largeBytes)),
    ]),
  nested: (context, text) =>
    multipart('mixed', boundary(context.random), [
      plainPart(context, text),
      messagePart(nestedMessage(context)),
    ]),
  signed,
  encrypted,
  meeting: (context, text) =>
    multipart('alternative', boundary(context.random), [
      plainPart(context, text),
      textPart('calendar', calendarText(context), 'utf-8', 'base64', '; method=REQUEST'),
    ]),
  report: deliveryReport,
  receipt: readReceipt,
  bare: () => ({ headers: [['Content-Type', 'text/plain; charset=us-ascii']], body: Buffer.alloc(0) }),
};

/** The body of one message of the given kind. */
export const makeBody = (kind: MessageKind, context: BodyContext): Body => {
  const text = plainText(context);
  return { entity: makers[kind](context, text), text };
};
