import { renderMessage } from '../mailstore/mime/render-message.ts';
import type { ItemRecord } from '../mailstore/records.ts';
import type { AnswerPart } from './answer.ts';
import { EwsError } from './errors.ts';
import type { OperationContext } from './operation.ts';

/** Above this the message is rendered while the answer is being sent, so that a batch of big ones is never held whole. */
const inlineBytes = 256 * 1024;

/** Classes whose items have no MIME form. */
const withoutMime = /^ipm\.(?:task|activity|stickynote|document)\b/i;

function* renderedMime(context: OperationContext, item: ItemRecord): Generator<Buffer> {
  if (context.settings.mime === 'keep') yield context.mailstore.items.mime(item);
  else
    yield* renderMessage(context.mailstore.items.message(item), {
      salt: item.id,
      serverName: context.serverName,
    });
}

/** Parts of `MimeContent`. */
export const mimeParts = (context: OperationContext, item: ItemRecord): readonly AnswerPart[] => {
  if (item.refusesMime) throw new EwsError('ErrorContentConversionFailed');
  if (withoutMime.test(item.itemClass)) throw new EwsError('ErrorUnsupportedMimeConversion');
  if (item.sizeBytes > inlineBytes) return [{ base64: () => renderedMime(context, item) }];
  return [Buffer.concat([...renderedMime(context, item)]).toString('base64')];
};
