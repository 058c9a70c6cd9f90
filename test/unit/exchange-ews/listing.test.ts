import { describe, expect, it } from 'vitest';
import { type ListingPlan, type RawPage, stableListing } from '#main/exchange/ews/listing.ts';
import type { ListedMessage } from '#main/exchange/mailbox.ts';

/** A folder as a list of ids, sorted by creation; tests change it while it is being listed. */
const message = (itemId: string): ListedMessage => ({ itemId }) as ListedMessage;

interface Folder {
  ids: string[];
  fetches: number;
  /** Called before each page is cut. */
  disturb: (fetch: number) => void;
}

const folderOf = (count: number): Folder => ({
  ids: Array.from({ length: count }, (_, index) => `m${index}`),
  fetches: 0,
  disturb: () => undefined,
});

type Shape = 'all' | 'no-last' | 'no-offset' | 'no-total' | 'nothing';

const planOf = (
  folder: Folder,
  changes: Partial<ListingPlan> & { readonly shape?: Shape; readonly shortPages?: number } = {},
): ListingPlan => ({
  pageSize: 20,
  mustRest: true,
  fetch: ({ size, offset }) => {
    folder.disturb(folder.fetches);
    folder.fetches += 1;
    if (folder.fetches > 2_000) throw new Error('It goes on for ever.');
    const ids = folder.ids.slice(offset, offset + Math.min(size, changes.shortPages ?? size));
    const end = offset + ids.length;
    const shape = changes.shape ?? 'all';
    const page: RawPage = {
      messages: ids.map(message),
      totalCount: shape === 'no-total' || shape === 'nothing' ? null : folder.ids.length,
      nextOffset: shape === 'no-offset' || shape === 'nothing' ? null : end,
      isLast: shape === 'no-last' || shape === 'nothing' ? null : end >= folder.ids.length,
    };
    return Promise.resolve(page);
  },
  ...changes,
});

const collect = async (plan: ListingPlan): Promise<readonly string[]> => {
  const ids: string[] = [];
  for await (const page of stableListing(plan)) ids.push(...page.messages.map((found) => found.itemId));
  return [...new Set(ids)];
};

describe('a listing', () => {
  it.each([0, 1, 2, 19, 20, 21, 100, 1_001])('of %i items is complete', async (count) => {
    const folder = folderOf(count);
    expect(await collect(planOf(folder))).toEqual(folder.ids);
  });

  it.each(['no-last', 'no-offset', 'no-total', 'nothing'] as const)(
    'survives a server that says %s',
    async (shape) => {
      for (const count of [0, 1, 20, 57]) {
        const folder = folderOf(count);
        expect(await collect(planOf(folder, { shape }))).toEqual(folder.ids);
      }
    },
  );

  it.each([1, 2, 3, 7])('survives pages of %i items', async (shortPages) => {
    for (const shape of ['all', 'no-last', 'nothing'] as const) {
      const folder = folderOf(45);
      expect(await collect(planOf(folder, { shape, shortPages }))).toEqual(folder.ids);
    }
  });

  it('misses nothing when mail arrives meanwhile', async () => {
    const folder = folderOf(100);
    folder.disturb = (fetch) => {
      if (fetch < 4) folder.ids.push(`new${fetch}`);
    };
    expect(await collect(planOf(folder))).toEqual(folder.ids);
  });

  it.each([1, 2, 5, 30])('misses nothing when %i earlier items go meanwhile', async (gone) => {
    const folder = folderOf(200);
    folder.disturb = (fetch) => {
      if (fetch === 3) folder.ids.splice(0, gone);
    };
    const found = await collect(planOf(folder));
    expect(folder.ids.filter((id) => !found.includes(id))).toEqual([]);
  });

  it('misses nothing when items of equal time swap at a border', async () => {
    const folder = folderOf(60);
    folder.disturb = (fetch) => {
      // Only in the first walk: the tail rotates, so that one item never shows.
      if (fetch === 1) folder.ids.splice(10, 0, ...folder.ids.splice(25, 1));
    };
    const found = await collect(planOf(folder));
    expect([...found].sort()).toEqual([...folder.ids].sort());
  });

  it('of a destination that never rests is given up, named as such', async () => {
    const folder = folderOf(30);
    folder.disturb = (fetch) => void folder.ids.push(`new${fetch}`);
    await expect(collect(planOf(folder))).rejects.toMatchObject({ code: 'proof.unstable' });
  });

  it('of a source that never rests is complete all the same', async () => {
    const folder = folderOf(30);
    folder.disturb = (fetch) => void folder.ids.push(`new${fetch}`);
    const found = await collect(planOf(folder, { mustRest: false }));
    expect(found.slice(0, 30)).toEqual(folder.ids.slice(0, 30));
  });

  it('ends with a server that shows the same page for ever', async () => {
    const folder = folderOf(10);
    const plan: ListingPlan = {
      pageSize: 5,
      mustRest: true,
      fetch: () => {
        folder.fetches += 1;
        if (folder.fetches > 2_000) throw new Error('It goes on for ever.');
        return Promise.resolve({
          messages: folder.ids.slice(0, 5).map(message),
          totalCount: null,
          nextOffset: null,
          isLast: false,
        });
      },
    };
    await expect(collect(plan)).rejects.toMatchObject({ code: 'proof.unstable' });
  });

  it('ends with a server that claims more than it shows', async () => {
    const folder = folderOf(10);
    const plan = planOf(folder);
    const lying: ListingPlan = {
      ...plan,
      fetch: async (page) => ({ ...(await plan.fetch(page)), totalCount: 12 }),
    };
    await expect(collect(lying)).rejects.toMatchObject({ code: 'proof.unstable' });
  });
});
