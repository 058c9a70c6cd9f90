import type { SortKey } from './operations/find-item.ts';
import type { RequestVersion } from './soap-writer.ts';

/**
 * What a server proved unable to do. The version is remembered per address for the life of the process; what might be a
 * passing fault (a property refused by HTTP 500) is remembered per connection only, because the identity of messages
 * rests on those properties.
 */
const versions = new Map<string, RequestVersion>();

export const rememberedVersion = (ewsUrl: string): RequestVersion | null => versions.get(ewsUrl) ?? null;
export const rememberVersion = (ewsUrl: string, version: RequestVersion): void => {
  versions.set(ewsUrl, version);
};
/** For tests. */
export const forgetVersions = (): void => versions.clear();

/** How much of a listing a server gives; each step asks for less. */
export interface ListingLevel {
  readonly binary: boolean;
  readonly extended: boolean;
  readonly stamps: boolean;
  readonly sort: SortKey;
}

/** From all we want to the least we can work with. */
export const listingLevels = (withStamps: boolean): readonly ListingLevel[] => [
  { binary: true, extended: true, stamps: withStamps, sort: '0x3007' },
  { binary: false, extended: true, stamps: withStamps, sort: '0x3007' },
  { binary: true, extended: true, stamps: withStamps, sort: 'DateTimeCreated' },
  { binary: false, extended: true, stamps: withStamps, sort: 'DateTimeCreated' },
  { binary: true, extended: true, stamps: withStamps, sort: 'DateTimeReceived' },
  { binary: true, extended: true, stamps: withStamps, sort: 'none' },
  { binary: false, extended: true, stamps: withStamps, sort: 'DateTimeReceived' },
  { binary: false, extended: true, stamps: withStamps, sort: 'none' },
  { binary: false, extended: false, stamps: withStamps, sort: 'DateTimeReceived' },
  { binary: false, extended: false, stamps: withStamps, sort: 'none' },
  { binary: false, extended: false, stamps: false, sort: 'DateTimeReceived' },
  { binary: false, extended: false, stamps: false, sort: 'none' },
];
