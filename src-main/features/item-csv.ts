import Papa from 'papaparse';
import { smtpAddress } from '#shared/domain/endpoint.ts';
import { LightermanError } from '#shared/domain/errors.ts';

/** One mailbox from a CSV. Passwords go straight into the vault: they are never part of an item. */
export interface CsvItem {
  /** Row in the file, the header being row 1. */
  readonly row: number;
  readonly source: string;
  readonly destination: string;
  readonly sourceLogin: string | null;
  readonly destinationLogin: string | null;
  readonly sourcePassword: string | null;
  readonly destinationPassword: string | null;
}

export interface CsvRowNote {
  readonly row: number;
  readonly reason: string;
}

export interface CsvItems {
  readonly items: readonly CsvItem[];
  readonly rejected: readonly CsvRowNote[];
}

/** The migration guide's header and what people write instead. */
const columns = {
  source: ['source email', 'source', 'source address', 'source email address', 'from'],
  destination: ['destination email', 'destination', 'destination address', 'target', 'target email', 'to'],
  sourceLogin: ['source login name', 'source login'],
  destinationLogin: ['destination login name', 'destination login'],
  sourcePassword: ['source password'],
  destinationPassword: ['destination password'],
} as const;
type Column = keyof typeof columns;

const normalise = (header: string): string =>
  header
    .replace(/^\uFEFF/u, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/gu, ' ');

/**
 * Reads mailboxes from CSV text (comma, semicolon or tab; quotes; a byte order mark).
 * @throws `csv.invalid` when the header lacks a column that is needed; single rows in error are answered, not thrown.
 */
export const readItemCsv = (text: string, fileName: string): CsvItems => {
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/u, ''), {
    skipEmptyLines: 'greedy',
    delimitersToGuess: [',', ';', '\t', '|'],
  });
  const [header, ...rows] = parsed.data;
  if (header === undefined) throw new LightermanError('csv.invalid', { message: `${fileName} is empty.` });
  const index = new Map<Column, number>();
  header.forEach((name, at) => {
    for (const [column, names] of Object.entries(columns) as [Column, readonly string[]][])
      if (names.includes(normalise(name)) && !index.has(column)) index.set(column, at);
  });
  for (const needed of ['source', 'destination'] as const)
    if (!index.has(needed))
      throw new LightermanError('csv.invalid', {
        message: `${fileName} has no column "${needed === 'source' ? 'Source Email' : 'Destination Email'}". Its header is: ${header.slice(0, 12).join(', ').slice(0, 300)}.`,
      });

  const items: CsvItem[] = [];
  const rejected: CsvRowNote[] = [];
  rows.forEach((cells, at) => {
    const row = at + 2;
    const cell = (column: Column): string => cells[index.get(column) ?? -1]?.trim() ?? '';
    const optional = (column: Column): string | null => (cell(column) === '' ? null : cell(column));
    for (const column of ['source', 'destination'] as const) {
      const checked = smtpAddress.safeParse(cell(column));
      if (checked.success) continue;
      const shown = cell(column);
      rejected.push({
        row,
        reason:
          shown === ''
            ? `the ${column} address is missing`
            : `"${shown.slice(0, 80)}" is not an e-mail address`,
      });
      return;
    }
    items.push({
      row,
      source: cell('source'),
      destination: cell('destination'),
      sourceLogin: optional('sourceLogin'),
      destinationLogin: optional('destinationLogin'),
      sourcePassword: optional('sourcePassword'),
      destinationPassword: optional('destinationPassword'),
    });
  });
  return { items, rejected };
};
