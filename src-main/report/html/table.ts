import { number } from '../words.ts';
import { markup, type Markup, type Part } from './markup.ts';

export interface Column<Row> {
  readonly head: Part;
  /** Per cent of the table's width. */
  readonly width: number;
  /** Right-aligned, in figures of one width. */
  readonly figures?: boolean;
  readonly of: (row: Row) => Part;
}

export interface Table<Row> {
  /** Read out by screen readers; not shown. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** A last row in bold, one cell per column. */
  readonly sum?: readonly Part[];
}

/**
 * The head is repeated on every printed page; rows are never cut in two. A cell is one element where it can be: tables grow to tens
 * of thousands of cells, and Chromium's time to print grows with the elements.
 */
export const table = <Row>({ label, columns, rows, sum }: Table<Row>): Markup => {
  const cell = (part: Part, index: number): Markup => {
    if (columns[index]?.figures !== true) return markup`<td>${part}</td>`;
    return part === 0 || part === notKnown
      ? markup`<td class="n z">${part}</td>`
      : markup`<td class="n">${part}</td>`;
  };
  return markup`<table aria-label="${label}"><colgroup>${columns.map(({ width }) => markup`<col style="width:${width}%">`)}</colgroup>
<thead><tr>${columns.map(({ head, figures: right }) => markup`<th scope="col"${right === true && nClass}>${head}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${columns.map((column, index) => cell(column.of(row), index))}</tr>\n`)}${sum !== undefined && markup`<tr class="sum">${sum.map(cell)}</tr>\n`}</tbody></table>`;
};

const nClass: Markup = { markup: ' class="n"' };
const notKnown = '–';

/** A column of counts. `mark` makes anything but 0 stand out: bold and underlined. */
export const figures = <Row>(
  head: Part,
  width: number,
  of: (row: Row) => number | null,
  options: { readonly mark?: boolean } = {},
): Column<Row> => ({
  head,
  width,
  figures: true,
  of: (row) => figure(of(row), options.mark === true),
});

/** `null`: not known. */
export const figure = (value: number | null, mark = false): Part => {
  if (value === null) return notKnown;
  if (value === 0) return 0;
  return mark ? markup`<strong class="mark">${number(value)}</strong>` : number(value);
};

/** Two facts beside each other, for what is no table of many rows. */
export const facts = (rows: readonly (readonly [name: string, value: Part])[]): Markup =>
  markup`<dl>${rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
