import type { ListedPage, ListOptions, MailboxConnection } from '../mailbox.ts';
import { answerError } from './answer-errors.ts';
import { firstThatWorks, formRefusal, isRefusal } from './degrade.ts';
import type { EwsAnswer } from './envelope.ts';
import type { EwsCaller } from './ews-caller.ts';
import { parseItem, toListedMessage } from './item-parser.ts';
import { type RawPage, stableListing } from './listing.ts';
import { findByStamps, findItem } from './operations/find-item.ts';
import { pageFacts } from './operations/paging.ts';
import { paths } from './property-paths.ts';
import { type ListingLevel, listingLevels } from './server-memory.ts';
import { askWithOptional, type OptionalProperties } from './optional-properties.ts';
import { childOf } from './xml-tree.ts';

const defaultPageSize = 500;
const largestPage = 1000;
const stampsPerRequest = 20;

/** Everything that goes through FindItem: listings, and messages by their stamp. */
export class Finding {
  readonly #connection: MailboxConnection;
  readonly #caller: EwsCaller;
  readonly #log: (line: string) => void;
  /** How much less than all this server lists; see `listingLevels`. */
  readonly #listingLevel = { stamped: 0, plain: 0 };
  readonly #hasListed = { stamped: false, plain: false };

  constructor(connection: MailboxConnection, caller: EwsCaller, log: (line: string) => void) {
    this.#connection = connection;
    this.#caller = caller;
    this.#log = log;
  }

  listMessages(folderId: string, options: ListOptions, signal: AbortSignal): AsyncIterable<ListedPage> {
    return stableListing({
      pageSize: Math.min(largestPage, Math.max(1, options.pageSize ?? defaultPageSize)),
      mustRest: this.#connection.side === 'destination',
      fetch: async (page) => this.#listPage(folderId, options.withStamps, page, signal),
    });
  }

  async findStamps(
    folderId: string,
    stamps: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    try {
      return await this.#findByRestriction(folderId, stamps, signal);
    } catch (error) {
      if (!isRefusal(error, formRefusal)) throw error;
      this.#log('The server does not search by our property: the folder is listed instead.');
      return this.#findByListing(folderId, stamps, signal);
    }
  }

  async #findByListing(
    folderId: string,
    stamps: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const wanted = new Set(stamps);
    const found = new Map<string, Set<string>>();
    for await (const page of this.listMessages(folderId, { withStamps: true }, signal)) {
      for (const { stamp, itemId } of page.messages) {
        if (stamp === null || !wanted.has(stamp)) continue;
        const ids = found.get(stamp) ?? new Set();
        found.set(stamp, ids.add(itemId));
      }
    }
    return new Map([...found].map(([stamp, ids]) => [stamp, [...ids]]));
  }

  async #findByRestriction(
    folderId: string,
    stamps: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, Set<string>>();
    for (let at = 0; at < stamps.length; at += stampsPerRequest) {
      const asked = stamps.slice(at, at + stampsPerRequest);
      let offset = 0;
      for (;;) {
        const page = { size: 200, offset };
        const answer = await this.#caller.read(
          { operation: 'FindItem', body: [findByStamps(folderId, asked, page)] },
          signal,
        );
        const { items, facts } = itemPage(answer);
        for (const item of items) {
          const stamp = item.extended.get(paths.stamp.key);
          // A server whose comparison ignores case or cuts the value must not pass a neighbour for ours.
          if (stamp === undefined || !asked.includes(stamp)) continue;
          const ids = found.get(stamp) ?? new Set();
          found.set(stamp, ids.add(item.itemId));
        }
        const next =
          facts.nextOffset !== null && facts.nextOffset > offset ? facts.nextOffset : offset + items.length;
        if (items.length === 0 || (facts.isLast ?? next >= (facts.totalCount ?? next))) break;
        offset = next;
      }
    }
    return new Map([...found].map(([stamp, ids]) => [stamp, [...ids]]));
  }

  async #listPage(
    folderId: string,
    withStamps: boolean,
    page: { readonly size: number; readonly offset: number },
    signal: AbortSignal,
  ): Promise<RawPage> {
    const which = withStamps ? 'stamped' : 'plain';
    const levels = listingLevels(withStamps);
    // Until the server has given such a listing once, a silent failure may mean no: then asking for less says more than patience.
    const patience = this.#hasListed[which] ? undefined : 1;
    const ask = async (level: ListingLevel, optional: OptionalProperties): Promise<EwsAnswer> => {
      const answer = await this.#caller.read(
        {
          operation: 'FindItem',
          body: [findItem(folderId, { ...level, ...optional }, level.sort, page)],
          acceptGzip: true,
        },
        signal,
        patience,
      );
      const [message] = answer.messages;
      if (message === undefined || message.responseClass === 'Error') throw answerError(message);
      return answer;
    };
    const { answer, index } = await firstThatWorks(
      levels,
      this.#listingLevel[which],
      formRefusal,
      async (level) =>
        askWithOptional(this.#caller.state, 'FindItem', async (optional) => ask(level, optional)),
    );
    this.#hasListed[which] = true;
    if (index !== this.#listingLevel[which]) {
      const level = levels[index];
      this.#log(
        `The server lists less than asked: binary properties ${String(level?.binary)}, extended ${String(level?.extended)}, stamps ${String(level?.stamps)}, sorted by ${level?.sort ?? 'none'}.`,
      );
      this.#listingLevel[which] = index;
    }
    const { items, facts } = itemPage(answer);
    return {
      messages: items.filter((item) => item.itemId !== '').map(toListedMessage),
      totalCount: facts.totalCount,
      nextOffset: facts.nextOffset,
      isLast: facts.isLast,
    };
  }
}

const itemPage = (answer: EwsAnswer) => {
  const [message] = answer.messages;
  if (message === undefined || message.responseClass === 'Error') throw answerError(message);
  const root = childOf(message.element, 'RootFolder');
  return { items: childOf(root, 'Items')?.children.map(parseItem) ?? [], facts: pageFacts(root) };
};
