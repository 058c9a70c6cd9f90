import type { Counts } from '#shared/domain/counters.ts';

/** The counts of domain.md §3 as they lie in a row of `runs` or `run_folders`. */
export interface CountRow {
  readonly found: number;
  readonly filtered: number;
  readonly already_there: number;
  readonly copied: number;
  readonly skipped: number;
  readonly failed: number;
  readonly not_attempted: number;
  readonly bytes_found: number;
  readonly bytes_copied: number;
}

export const countColumnNames = [
  'found',
  'filtered',
  'already_there',
  'copied',
  'skipped',
  'failed',
  'not_attempted',
  'bytes_found',
  'bytes_copied',
] as const;

/** `r.found, r.filtered, …` */
export const countColumns = (table: string): string =>
  countColumnNames.map((name) => `${table}.${name}`).join(', ');
/** `coalesce(sum(r.found), 0) AS found, …` */
export const countSums = (table: string): string =>
  countColumnNames.map((name) => `coalesce(sum(${table}.${name}), 0) AS ${name}`).join(', ');

export const countsOf = (row: CountRow): Counts => ({
  found: row.found,
  filtered: row.filtered,
  alreadyThere: row.already_there,
  copied: row.copied,
  skipped: row.skipped,
  failed: row.failed,
  notAttempted: row.not_attempted,
  bytesFound: row.bytes_found,
  bytesCopied: row.bytes_copied,
});

/** In the order of `countColumnNames`. */
export const countValues = (counts: Counts): readonly number[] => [
  counts.found,
  counts.filtered,
  counts.alreadyThere,
  counts.copied,
  counts.skipped,
  counts.failed,
  counts.notAttempted,
  counts.bytesFound,
  counts.bytesCopied,
];
