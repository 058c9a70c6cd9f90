import { LightermanError } from '#shared/domain/errors.ts';
import type { ListedMessage, ListedPage } from '../mailbox.ts';

/**
 * A listing that misses nothing although mail comes and goes while it is made.
 *
 * Sorted by creation, new items only append; a deletion shifts the rest down by one, so pages overlap, and a page that
 * shares no item with the one before is asked for again from further back. One walk proves itself when no gap was seen and
 * it saw at least as many items as the folder holds at its end. A destination is listed for proof, so there the total must
 * also be the same at start and end.
 */
export interface RawPage {
  readonly messages: readonly ListedMessage[];
  readonly totalCount: number | null;
  /** Offset of the item after the last one, `null` where the server does not say. */
  readonly nextOffset: number | null;
  readonly isLast: boolean | null;
}

export interface ListingPlan {
  readonly pageSize: number;
  /** Totals must agree at start and end. */
  readonly mustRest: boolean;
  fetch(page: { readonly size: number; readonly offset: number }): Promise<RawPage>;
}

const mostRounds = 6;
/** Items of the page before that each page asks for again; never more than half a page, so that every page moves on. */
const overlapOf = (pageSize: number, got: number): number =>
  Math.min(Math.max(1, Math.min(10, Math.floor(pageSize / 10))), Math.floor(got / 2));
/** A server that shows the same items again and again must not keep us for ever. */
const mostStalePages = 8;
const mostStepsBack = 5;

/** @throws LightermanError `proof.unstable` when the folder did not come to rest in any of the rounds. */
export async function* stableListing(plan: ListingPlan): AsyncGenerator<ListedPage> {
  for (let round = 0; round < mostRounds; round++) {
    // Another page size shifts the page borders: items with equal sort keys may swap places at a border.
    const pageSize = Math.max(2, Math.floor(plan.pageSize * (1 - 0.11 * round)));
    const verdict = yield* walk(plan, pageSize);
    if (verdict.isCovered && (!plan.mustRest || verdict.isAtRest)) return;
  }
  throw new LightermanError('proof.unstable', { details: { rounds: mostRounds } });
}

interface Verdict {
  readonly isCovered: boolean;
  readonly isAtRest: boolean;
}

async function* walk(plan: ListingPlan, pageSize: number): AsyncGenerator<ListedPage, Verdict> {
  const seen = new Set<string>();
  let totalBefore: number | null = null;
  let totalAfter: number | null = null;
  let offset = 0;
  /** Items that the next page should share with what was seen. */
  let shared = 0;
  let isFirst = true;
  let stalePages = 0;
  let stepsBack = 0;
  let hasGap = false;
  for (;;) {
    const page = await plan.fetch({ size: pageSize, offset });
    if (isFirst) totalBefore = page.totalCount;
    isFirst = false;
    totalAfter = page.totalCount ?? totalAfter;
    const { messages } = page;
    const joins =
      shared === 0 || messages.length === 0 || messages.some((message) => seen.has(message.itemId));
    if (!joins && offset > 0 && stepsBack < mostStepsBack) {
      // More was deleted than the overlap covers: go back until the pages join again.
      stepsBack += 1;
      offset = Math.max(0, offset - pageSize * 2 ** (stepsBack - 1));
      continue;
    }
    if (!joins && offset > 0) hasGap = true;
    stepsBack = 0;
    const fresh = messages.filter((message) => !seen.has(message.itemId));
    for (const message of messages) seen.add(message.itemId);
    stalePages = fresh.length === 0 ? stalePages + 1 : 0;
    yield { messages: fresh, totalCount: page.totalCount };

    const reached = offset + messages.length;
    if (reachedEnd(page, reached)) break;
    if (stalePages >= mostStalePages) {
      hasGap = true;
      break;
    }
    const next = page.nextOffset !== null && page.nextOffset > offset ? page.nextOffset : reached;
    shared = fresh.length === 0 ? 0 : overlapOf(pageSize, messages.length);
    offset = Math.max(offset + 1, next - shared);
  }
  return {
    isCovered: !hasGap && (totalAfter === null || seen.size >= totalAfter),
    isAtRest:
      totalBefore === null || totalAfter === null || (totalBefore === totalAfter && seen.size === totalAfter),
  };
}

/** A short page proves nothing (EWS cuts pages as it likes); the server's own word, or its total, does. */
const reachedEnd = (page: RawPage, reached: number): boolean => {
  if (page.isLast !== null) return page.isLast;
  if (page.totalCount !== null && reached >= page.totalCount) return true;
  return page.messages.length === 0;
};
