import { toLightermanError } from '#shared/domain/errors.ts';
import type { WriteRequest, WriteResult } from '../mailbox.ts';
import { isFormRefusal } from './ews-response-codes.ts';

/* What a refusal of CreateItem may be about, and so what the next attempt does without. */
const plainClass = 'IPM.Note';

/** Refusals of an item that may be the fault of a property it can do without. */
const propertyRefusals = new Set(
  'ItemSavePropertyError InvalidPropertySet InvalidPropertyRequest InvalidPropertyForOperation InvalidExtendedProperty InvalidExtendedPropertyValue UnsupportedMapiPropertyType InvalidValueForProperty NoPropertyTagForCustomProperties'
    .split(' ')
    .map((name) => `Error${name}`),
);

export const responseCodeOf = (result: WriteResult): string =>
  result.kind === 'written' ? '' : String(toLightermanError(result.error).details['responseCode'] ?? '');

export const isAboutProperty = (result: WriteResult): boolean =>
  result.kind === 'refused' && propertyRefusals.has(responseCodeOf(result));

/**
 * An item of this class cannot be made by MIME, or not as a message: Exchange makes no meeting messages, and refuses a class that
 * does not fit its element (https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/responsecode).
 */
export const isAboutClass = (result: WriteResult): boolean =>
  result.kind === 'refused' &&
  ['ErrorObjectTypeChanged', 'ErrorInvalidItemForOperationCreateItem'].includes(responseCodeOf(result));

/** As in a group: plain mail that keeps its class in a property of its own; `null` when it is that already. */
export const asPlainMail = <Request extends WriteRequest>(request: Request): Request | null =>
  request.originalClass !== null || request.itemClass === plainClass
    ? null
    : { ...request, itemClass: plainClass, originalClass: request.itemClass };

/** A server that does not take chunks says so (411, 501), finds the body empty or malformed, or just hangs up. */
export const mayMeanLength = (result: WriteResult): boolean => {
  if (result.kind === 'written') return false;
  const { details } = toLightermanError(result.error);
  const status = Number(details['status'] ?? 0);
  return (
    [400, 411, 500, 501, 505].includes(status) ||
    details['socketCode'] !== undefined ||
    isFormRefusal(responseCodeOf(result))
  );
};
