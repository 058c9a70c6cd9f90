import type { Sort } from '../state.ts';

export interface Column {
  readonly key: 'source' | 'destination' | 'both' | 'state' | 'progress' | 'rate' | 'errors' | 'last';
  readonly title: string;
  readonly sort: Sort | null;
  /** A track of the CSS grid. */
  readonly track: string;
  readonly isNumber: boolean;
}

const column = (
  key: Column['key'],
  title: string,
  sort: Sort | null,
  track: string,
  isNumber = false,
): Column => ({ key, title, sort, track, isNumber });

const source = column('source', 'Source', 'source', 'minmax(150px, 1.3fr)');
const destination = column('destination', 'Destination', 'destination', 'minmax(150px, 1.2fr)');
const both = column('both', 'Mailbox and destination', 'source', 'minmax(150px, 1.3fr)');
const state = column('state', 'State', 'state', 'minmax(170px, 1.2fr)');
const progress = column('progress', 'Progress', 'progress', 'minmax(170px, 1.4fr)');
const rate = column('rate', 'Rate', null, '84px', true);
const errors = column('errors', 'Errors', 'errors', '72px', true);
const last = column('last', 'Last pass', null, '112px');

/** What fits: with the pane open or the text enlarged, addresses share a column and the rest waits in the pane. */
export const columnsFor = (widthPx: number): readonly Column[] => {
  if (widthPx >= 940) return [source, destination, state, progress, rate, errors, last];
  if (widthPx >= 800) return [source, destination, state, progress, errors];
  if (widthPx >= 560) return [both, state, progress, errors];
  return [both, state];
};

export const gridTemplate = (columns: readonly Column[]): string =>
  columns.map(({ track }) => track).join(' ');
