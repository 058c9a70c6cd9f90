import type { Sort } from '../state.ts';

export interface Column {
  readonly key: 'source' | 'destination' | 'both' | 'state' | 'progress' | 'rate' | 'errors' | 'last';
  readonly title: string;
  readonly sort: Sort | null;
  readonly narrowestPx: number;
  /** Its share of the room that is left; 0: it stays as it is. */
  readonly share: number;
  readonly isNumber: boolean;
}

const column = (
  key: Column['key'],
  title: string,
  sort: Sort | null,
  narrowestPx: number,
  share: number,
  isNumber = false,
): Column => ({ key, title, sort, narrowestPx, share, isNumber });

const source = column('source', 'Source', 'source', 140, 1.3);
const destination = column('destination', 'Destination', 'destination', 140, 1.2);
const both = column('both', 'Mailbox and destination', 'source', 160, 1.3);
const state = column('state', 'State', 'state', 168, 1);
const progress = column('progress', 'Progress', 'progress', 144, 1.3);
const rate = column('rate', 'Rate', null, 72, 0, true);
const errors = column('errors', 'Errors', 'errors', 56, 0, true);
const last = column('last', 'Last pass', null, 88, 0);

/** From much room to little: addresses come to share a column, and the rest waits in the pane. */
const sets: readonly (readonly Column[])[] = [
  [source, destination, state, progress, rate, errors, last],
  [source, destination, state, progress, errors],
  [both, state, progress, errors],
  [both, state, errors],
];

export const columnGapPx = 12;
/** Left and right of the columns. */
export const sidePx = 24 + 16;

const needs = (columns: readonly Column[]): number =>
  columns.reduce((sum, { narrowestPx }) => sum + narrowestPx, sidePx + columnGapPx * (columns.length - 1));

/** @returns the most columns that fit */
export const columnsFor = (widthPx: number): readonly Column[] =>
  sets.find((columns) => needs(columns) <= widthPx) ?? [both, state];

export const gridTemplate = (columns: readonly Column[]): string =>
  columns
    .map(({ narrowestPx, share }) =>
      share === 0 ? `${narrowestPx}px` : `minmax(${narrowestPx}px, ${share}fr)`,
    )
    .join(' ');
