import { z } from 'zod';

/** Ids are strings with a brand, so that a run's id never lands where an item's is meant. */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type EndpointId = Branded<'endpoint'>;
export type ItemId = Branded<'item'>;
export type PassId = Branded<'pass'>;
export type RunId = Branded<'run'>;
export type AccountId = Branded<'account'>;
/** One destination mailbox of a project: its primary SMTP address in lower case. */
export type DestinationKey = Branded<'destination'>;

const idText = z.string().min(1).max(200);
export const endpointId = idText.transform((value) => value as EndpointId);
export const itemId = idText.transform((value) => value as ItemId);
export const passId = idText.transform((value) => value as PassId);
export const runId = idText.transform((value) => value as RunId);
export const accountId = idText.transform((value) => value as AccountId);

/** Addresses compare without regard to case: Exchange treats them so everywhere. */
export const destinationKey = (smtp: string): DestinationKey => smtp.trim().toLowerCase() as DestinationKey;
