import type { ItemView } from '#shared/contract/model.ts';
import type { Call } from '../../api/client.ts';
import { type AppState, type AppStore, type GridQuery, pageRows } from './state.ts';

export interface GridLoader {
  /** The rows a person can see now; fetches what of them is not held. */
  readonly show: (first: number, last: number) => void;
  /** Another order or filter: starts from the top. */
  readonly setQuery: (change: Partial<GridQuery>) => void;
  /** Fetches the visible rows again, for a new picture. */
  readonly reload: () => Promise<void>;
  /** The same, for whoever shows it together with something else. */
  readonly refresh: () => Promise<(state: AppState) => Partial<AppState>>;
  readonly clear: () => void;
}

export interface GridLoaderOptions {
  readonly call: Call;
  readonly store: AppStore;
}

/** Rows held around the visible ones, so that a little scrolling shows no gaps. */
const keptRows = 3 * pageRows;

/** Holds a window of rows of a list that may have 100,000: pages are fetched for the visible part only. */
export const createGridLoader = ({ call, store }: GridLoaderOptions): GridLoader => {
  let visible = { first: 0, last: 40 };
  let generation = 0;
  const loading = new Set<number>();

  const pagesOf = ({ first, last }: typeof visible): number[] => {
    const pages: number[] = [];
    for (let page = Math.floor(first / pageRows); page * pageRows <= last; page += 1) pages.push(page);
    return pages;
  };

  const fetchPage = async (page: number) => {
    const { query } = store.getState();
    const of = generation;
    const answer = await call('items.page', {
      ...query,
      states: [...query.states],
      offset: page * pageRows,
      limit: pageRows,
    });
    return of === generation ? { page, answer } : null;
  };

  const merge = (
    state: AppState,
    fetched: readonly ({ page: number; answer: { rows: readonly ItemView[]; total: number } } | null)[],
  ): Partial<AppState> => {
    let { total } = state;
    const rows = new Map<number, ItemView>();
    for (const [position, row] of state.rows)
      if (position >= visible.first - keptRows && position <= visible.last + keptRows)
        rows.set(position, row);
    for (const result of fetched) {
      if (result === null) continue;
      total = result.answer.total;
      for (let index = 0; index < pageRows; index += 1) {
        const row = result.answer.rows[index];
        if (row === undefined) rows.delete(result.page * pageRows + index);
        else rows.set(result.page * pageRows + index, row);
      }
    }
    return { rows, total };
  };

  const load = async (pages: readonly number[]) => {
    for (const page of pages) loading.add(page);
    try {
      return await Promise.all(pages.map(fetchPage));
    } finally {
      for (const page of pages) loading.delete(page);
    }
  };

  const fillGaps = async () => {
    const { rows, total } = store.getState();
    const missing = pagesOf(visible).filter((page) => {
      if (loading.has(page) || page * pageRows >= total) return false;
      const from = Math.max(visible.first, page * pageRows);
      const to = Math.min(visible.last, total - 1, (page + 1) * pageRows - 1);
      for (let position = from; position <= to; position += 1) if (!rows.has(position)) return true;
      return false;
    });
    if (missing.length === 0) return;
    const fetched = await load(missing);
    store.setState((state) => merge(state, fetched));
  };

  const reload = async () => {
    generation += 1;
    const fetched = await load(pagesOf(visible));
    store.setState((state) => merge({ ...state, rows: new Map() }, fetched));
  };

  return {
    show: (first, last) => {
      visible = { first, last };
      fillGaps().catch(() => {
        // The rows stay empty; the next refresh or epoch asks again, and the banner names a lost backend.
      });
    },
    setQuery: (change) => {
      visible = { first: 0, last: visible.last - visible.first };
      store.setState(({ query }) => ({ query: { ...query, ...change } }));
      reload().catch(() => {
        // As above.
      });
    },
    reload,
    refresh: async () => {
      const fetched = await load(pagesOf(visible));
      return (state) => merge(state, fetched);
    },
    clear: () => {
      generation += 1;
      store.setState({ rows: new Map(), total: 0 });
    },
  };
};
