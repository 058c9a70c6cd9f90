import type { Counts } from '#shared/domain/counters.ts';

/** Numbers, sizes and times as people say them. */
export const words = {
  number: (value: number): string => value.toLocaleString('en'),
  bytes(value: number): string {
    const units = ['B', 'KB', 'MB', 'GB', 'TB'];
    let size = value;
    let unit = 0;
    while (size >= 1000 && unit < units.length - 1) {
      size /= 1000;
      unit += 1;
    }
    return `${unit === 0 ? size : size.toFixed(size < 10 ? 1 : 0)} ${units[unit] ?? ''}`;
  },
  duration(ms: number): string {
    const seconds = Math.round(ms / 1000);
    if (seconds < 60) return `${seconds} s`;
    const minutes = Math.round(seconds / 60);
    return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  },
  clock: (atMs: number): string => new Date(atMs).toLocaleTimeString('en-GB'),
  plural: (count: number, one: string, many = `${one}s`): string =>
    `${count.toLocaleString('en')} ${count === 1 ? one : many}`,
  counts(counts: Counts): string {
    const parts = [`${words.number(counts.found)} found`];
    if (counts.copied > 0) parts.push(`${words.number(counts.copied)} copied`);
    if (counts.alreadyThere > 0) parts.push(`${words.number(counts.alreadyThere)} already there`);
    if (counts.skipped > 0) parts.push(`${words.number(counts.skipped)} skipped`);
    if (counts.failed > 0) parts.push(`${words.number(counts.failed)} failed`);
    if (counts.notAttempted > 0) parts.push(`${words.number(counts.notAttempted)} not attempted`);
    return parts.join(', ');
  },
  /** Columns padded to their widest cell, two spaces between; numbers right-aligned when every cell of a column is one. */
  table(rows: readonly (readonly string[])[]): readonly string[] {
    const widths = (rows[0] ?? []).map((_, column) =>
      Math.max(...rows.map((row) => (row[column] ?? '').length)),
    );
    const numeric = widths.map((_, column) =>
      rows.slice(1).every((row) => /^[\d,.–-]*$/u.test(row[column] ?? '')),
    );
    return rows.map((row) =>
      row
        .map((cell, column) =>
          numeric[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    );
  },
};
