import { number } from '../words.ts';
import { html, type Markup, type Part } from './markup.ts';

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

/** The head is repeated on every printed page; rows are never cut in two. */
export const table = <Row>({ label, columns, rows, sum }: Table<Row>): Markup => {
  const classes = columns.map((column) => (column.figures === true ? ' class="n"' : ''));
  const cells = (parts: readonly Part[]): Markup[] =>
    parts.map((part, index) => html`<td${{ markup: classes[index] ?? '' }}>${part}</td>`);
  return html`<table aria-label="${label}">
    <colgroup>
      ${columns.map(({ width }) => html`<col style="width:${width}%" />`)}
    </colgroup>
    <thead>
      <tr>
        ${columns.map(({ head }, index) => html`<th scope="col" ${{ markup: classes[index] ?? '' }}>${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${cells(columns.map((column) => column.of(row)))}
          </tr> `,
      )}${
        sum !== undefined &&
        html`<tr class="sum">
          ${cells(sum)}
        </tr> `
      }
    </tbody>
  </table>`;
};

/** A column of counts. `mark` makes anything but 0 stand out: bold, with a sign before it. */
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
  if (value === null) return html`<span class="none">–</span>`;
  if (value === 0) return html`<span class="zero">0</span>`;
  return mark ? html`<strong class="mark">${number(value)}</strong>` : number(value);
};

/** Two facts beside each other, for what is no table of many rows. */
export const facts = (rows: readonly (readonly [name: string, value: Part])[]): Markup =>
  html`<dl>
    ${rows.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
