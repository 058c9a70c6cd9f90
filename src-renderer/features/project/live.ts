import type { ItemDetail, ItemView } from '#shared/contract/model.ts';
import type { ItemId } from '#shared/domain/ids.ts';
import { isEnded } from '#shared/domain/run-state.ts';
import type { AppState, LiveItem } from './state.ts';

/** A mailbox that told no numbers for this long has stopped moving. */
const freshMs = 3000;

/** The last numbers each mailbox told, to add up the pace of the whole. */
export interface Pace {
  readonly note: (items: readonly LiveItem[], nowMs: number) => void;
  readonly messagesPerSecond: (nowMs: number) => number;
  readonly forget: () => void;
}

export const createPace = (): Pace => {
  const last = new Map<ItemId, { perSecond: number; atMs: number }>();
  return {
    note: (items, nowMs) => {
      for (const item of items)
        if (item.state === 'running')
          last.set(item.itemId, { perSecond: item.messagesPerSecond, atMs: nowMs });
        else last.delete(item.itemId);
    },
    messagesPerSecond: (nowMs) => {
      let sum = 0;
      for (const [id, { perSecond, atMs }] of last)
        if (nowMs - atMs > freshMs) last.delete(id);
        else sum += perSecond;
      return sum;
    },
    forget: () => last.clear(),
  };
};

/**
 * @returns what of the picture changes when these numbers come in. Rows that are not held are left alone, and so are mailboxes
 * that came to an end meanwhile: numbers collected before the end may arrive after it.
 */
export const applyLive = (
  state: Pick<AppState, 'rows' | 'detail'>,
  items: readonly LiveItem[],
): Pick<AppState, 'rows' | 'detail'> => {
  const news = new Map(items.map((item) => [item.itemId, item]));
  let rows: Map<number, ItemView> | null = null;
  for (const [position, row] of state.rows) {
    const item = news.get(row.id);
    if (item === undefined || isEnded(row.state)) continue;
    rows ??= new Map(state.rows);
    rows.set(position, withLive(row, item));
  }
  const forDetail = state.detail === null ? undefined : news.get(state.detail.id);
  return {
    rows: rows ?? state.rows,
    detail:
      state.detail === null || forDetail === undefined || isEnded(state.detail.state)
        ? state.detail
        : withLive(state.detail, forDetail),
  };
};

const withLive = <View extends ItemView | ItemDetail>(view: View, item: LiveItem): View => ({
  ...view,
  state: item.state,
  wait: item.wait,
  // A run that has counted nothing yet, or only verifies, says nothing about what earlier ones found.
  counts: item.counts.found === 0 ? view.counts : item.counts,
  messagesPerSecond: item.messagesPerSecond,
  bytesPerSecond: item.bytesPerSecond,
  remainingMs: item.remainingMs,
  currentFolder: item.currentFolder,
});
