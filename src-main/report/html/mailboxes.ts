import type { Report, ReportDestination, ReportMailbox } from '../report-schema.ts';
import { number, plural, size } from '../words.ts';
import { icon } from './icons.ts';
import { reasonOf, stateWords, statusOf } from './labels.ts';
import { address, markup, type Markup, type Part } from './markup.ts';
import { type Section, section } from './section.ts';
import { type Column, figure, figures, table } from './table.ts';

const route = (mailbox: ReportMailbox): Markup =>
  markup`${address(mailbox.source)}<br><span class="small">→ ${address(mailbox.destination)}</span>`;

/** A figure of the proof; a dash where nothing was compared, because 0 would say "none missing". */
const proven = <Row extends { readonly reconciled: boolean }>(
  head: Part,
  width: number,
  of: (row: Row) => number,
  mark = false,
): Column<Row> => figures(head, width, (row) => (row.reconciled ? of(row) : null), { mark });

const due = (row: { readonly alreadyThere: number; readonly copied: number }): number =>
  row.alreadyThere + row.copied;

const sizeColumn = <Row extends { readonly bytes: number }>(width: number): Column<Row> => ({
  head: 'Size',
  width,
  figures: true,
  of: (row) => size(row.bytes),
});

/** What each mailbox held, and what became of it; then what the destination shows. */
export const mailboxSections = (report: Report): readonly Section[] => {
  const { mailboxes, totals } = report;
  if (mailboxes.length === 0) return [];
  const compared = mailboxes.some((mailbox) => mailbox.reconciled);
  // Rare: the column stands only where it says something.
  const removed = totals.removedSince > 0;
  return [
    section(
      'mailboxes',
      'Mailboxes: what was copied',
      table<ReportMailbox>({
        label: 'Mailboxes: what was copied',
        columns: [
          { head: 'Mailbox → destination', width: 32, of: route },
          { head: 'Last run', width: 12, of: (mailbox) => stateWords[mailbox.state] },
          figures('Found', 8, (mailbox) => mailbox.found),
          figures('Already there', 8, (mailbox) => mailbox.alreadyThere),
          figures('Copied', 8, (mailbox) => mailbox.copied),
          figures('Skipped', 8, (mailbox) => mailbox.skipped),
          figures('Failed', 7, (mailbox) => mailbox.failed, { mark: true }),
          figures('Not attempted', 9, (mailbox) => mailbox.notAttempted, { mark: true }),
          sizeColumn(8),
        ],
        rows: mailboxes,
        sum: [
          plural(mailboxes.length, 'mailbox', 'mailboxes'),
          '',
          number(totals.found),
          number(totals.alreadyThere),
          number(totals.copied),
          number(totals.skipped),
          figure(totals.failed, true),
          figure(totals.notAttempted, true),
          size(totals.bytes),
        ],
      }),
      gapNote(report),
      reasons(report),
      totals.wrapped > 0 &&
        markup`<p class="note">${plural(totals.wrapped, 'message was', 'messages were')} refused as they were and written from their properties, with the original attached.</p>`,
    ),
    section(
      'proof',
      'Mailboxes: what the destination shows',
      markup`<p class="note">Due = already there + copied: what has to be at the destination. The last columns say how many reached each level of proof.</p>`,
      table<ReportMailbox>({
        label: 'Mailboxes: what the destination shows',
        columns: [
          { head: 'Mailbox → destination', width: 31, of: route },
          { head: 'Verdict', width: 15, of: statusOf },
          figures('Due', 6.5, due),
          proven('Present', 7, (mailbox) => mailbox.present),
          proven('Missing', 7, (mailbox) => mailbox.missing, true),
          proven('Twice', 6, (mailbox) => mailbox.duplicates, true),
          proven('Altered', 7, (mailbox) => mailbox.altered, true),
          ...(removed
            ? [proven<ReportMailbox>('Removed since', 7, (mailbox) => mailbox.removedSince, true)]
            : []),
          proven('Enve\u00adlope', 7, (mailbox) => mailbox.levels['2']),
          proven('Content', 7, (mailbox) => mailbox.levels['3']),
          proven('Bytes', 6, (mailbox) => mailbox.levels['4']),
        ],
        rows: mailboxes,
        sum: [
          plural(mailboxes.length, 'mailbox', 'mailboxes'),
          '',
          number(due(totals)),
          ...(compared
            ? [
                number(totals.present),
                figure(totals.missing, true),
                figure(totals.duplicates, true),
                figure(totals.altered, true),
                ...(removed ? [figure(totals.removedSince, true)] : []),
                number(totals.levels['2']),
                number(totals.levels['3']),
                number(totals.levels['4']),
              ]
            : Array.from({ length: removed ? 8 : 7 }, () => figure(null))),
        ],
      }),
      samples(report),
    ),
  ];
};

const gapNote = ({ mailboxes }: Report): Markup | false => {
  const broken = mailboxes.filter((mailbox) => mailbox.sumGap !== null && mailbox.sumGap !== 0);
  return (
    broken.length > 0 &&
    markup`<p class="alert">${icon('bad')} Defect: the counts of ${plural(broken.length, 'mailbox do', 'mailboxes do')} not add up. Do not rely on them. ${broken
      .slice(0, 20)
      .map(
        (mailbox) => markup`<br>${address(mailbox.source)}: ${number(mailbox.sumGap ?? 0)}`,
      )}${broken.length > 20 && markup`<br>and ${number(broken.length - 20)} more`}</p>`
  );
};

/** Why messages were skipped, over all mailboxes. */
const reasons = ({ mailboxes }: Report): Markup | false => {
  const sums = new Map<string, number>();
  for (const { skippedBy } of mailboxes)
    for (const { reason, messages } of skippedBy) sums.set(reason, (sums.get(reason) ?? 0) + messages);
  return (
    sums.size > 0 &&
    markup`<p class="note">Skipped: ${[...sums].map(([reason, messages]) => `${number(messages)} ${reasonOf(reason)}`).join('; ')}.</p>`
  );
};

/** A sample proves less than all: how much less is said for the weakest. */
const samples = ({ mailboxes, totals }: Report): Markup | false =>
  mailboxes.some((mailbox) => mailbox.reconciled && mailbox.levels['3'] < mailbox.present) &&
  markup`<p class="note">${totals.contentStatement}</p>`;

/** Many mailboxes may flow into one: its sums, and how much of its quota they take. */
export const destinations = (report: Report): readonly Section[] => {
  const rows = report.destinations;
  if (rows.length === 0) return [];
  const budget = rows.some((row) => row.budgetBytes !== null);
  return [
    section(
      'destinations',
      report.endpoints[1]?.kind === 'groups' ? 'Groups' : 'Destinations',
      table<ReportDestination>({
        label: 'Destinations',
        columns: [
          { head: 'Destination', width: budget ? 27 : 36, of: (row) => address(row.destination) },
          figures('Mailboxes', 8.5, (row) => row.mailboxes),
          figures('Found', 8, (row) => row.found),
          figures('Due', 8, due),
          proven('Present', 8, (row) => row.present),
          proven('Missing', 8, (row) => row.missing, true),
          proven('Twice', 6.5, (row) => row.duplicates, true),
          proven('Altered', 8, (row) => row.altered, true),
          sizeColumn(9),
          ...(budget ? [{ head: 'Of its quota', width: 9, figures: true, of: budgetOf }] : []),
        ],
        rows,
      }),
      budget &&
        markup`<p class="note">A group mailbox holds 50 GB. The share is what flows into it from these mailboxes; what it held before comes on top.</p>`,
    ),
  ];
};

const budgetOf = ({ bytes, budgetBytes, overBudget }: ReportDestination): Part => {
  if (budgetBytes === null) return '–';
  const percent = (bytes / budgetBytes) * 100;
  const shown =
    bytes > 0 && percent < 0.1 ? 'under 0.1%' : `${percent < 10 ? percent.toFixed(1) : Math.ceil(percent)}%`;
  return overBudget ? markup`<strong class="mark">${icon('warning')}${shown}</strong>` : shown;
};
