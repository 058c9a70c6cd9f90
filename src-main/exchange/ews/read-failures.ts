import type { ErrorCode } from '#shared/domain/error-codes.ts';
import { isLightermanError, LightermanError } from '#shared/domain/errors.ts';
import { CallError } from '../http/http-errors.ts';
import { AnswerTooLarge } from '../http/round-trip.ts';
import type { FailedContent, SmallContent } from '../mailbox.ts';
import type { ResponseMessage } from './envelope.ts';
import { itemCodeOf } from './ews-response-codes.ts';

/** What a fault of GetItem says of a message, of a batch, or of the line. */
export type ReadResult = SmallContent | FailedContent;

export const failed = (itemId: string, error: LightermanError): FailedContent => ({
  kind: 'failed',
  itemId,
  error,
});

export const failedMessage = (itemId: string, message: ResponseMessage, trace: string): FailedContent =>
  failed(
    itemId,
    new LightermanError(itemCodeOf(message.responseCode, 'read'), {
      details: { responseCode: message.responseCode },
      trace,
    }),
  );

/** Faults of a batch that may be the fault of one message in it. */
export const mayBeOneMessage: ReadonlySet<ErrorCode> = new Set([
  'endpoint.timeout',
  'endpoint.bad-answer',
  'endpoint.unavailable',
  'endpoint.request-refused',
  'endpoint.too-large',
  'message.unreadable',
  'message.corrupt',
  'message.gone',
]);

/** Item codes worth asking for once more. */
export const isPassing: ReadonlySet<ErrorCode> = new Set([
  'message.server-fault',
  'message.not-tried',
  'endpoint.throttled',
  'mailbox.unavailable',
]);

/** The server answered, and the answer was about this message; a dead line is not. */
export const isAboutMessage = (error: unknown): boolean =>
  isLightermanError(error) &&
  mayBeOneMessage.has(error.code) &&
  !(
    error instanceof CallError &&
    error.code === 'endpoint.unavailable' &&
    error.status !== 500 &&
    error.responseCode === null
  );

/** What a fault of a request for one message means for the message. */
export const singleFailure = (itemId: string, error: LightermanError): FailedContent => {
  if (error instanceof AnswerTooLarge) {
    return failed(itemId, new LightermanError('message.larger-than-listed', { cause: error }));
  }
  const code: ErrorCode =
    error.code === 'endpoint.unavailable' || error.code === 'endpoint.timeout'
      ? 'message.server-fault'
      : error.code.startsWith('message.')
        ? error.code
        : 'message.unreadable';
  return failed(
    itemId,
    new LightermanError(code, {
      details: error.details,
      ...(error.trace === null ? {} : { trace: error.trace }),
      cause: error,
    }),
  );
};
