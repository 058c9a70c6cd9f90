import Papa from 'papaparse';
import type { Report, ReportMailbox } from './report-schema.ts';

const iso = (atMs: number | null): string => (atMs === null ? '' : new Date(atMs).toISOString());

/** Column heads are stable: spreadsheets are built on them. Sizes are bytes, times ISO 8601 in UTC. */
const columns: readonly (readonly [head: string, of: (mailbox: ReportMailbox) => string | number])[] = [
  ['Source', (one) => one.source],
  ['Destination', (one) => one.destination],
  ['Status', (one) => one.status],
  ['State', (one) => one.state],
  ['Complete', (one) => yesNo(one.complete)],
  ['Proven', (one) => yesNo(one.proven)],
  ['Found', (one) => one.found],
  ['Filtered', (one) => one.filtered],
  ['Already there', (one) => one.alreadyThere],
  ['Copied', (one) => one.copied],
  ['Skipped', (one) => one.skipped],
  ['Failed', (one) => one.failed],
  ['Not attempted', (one) => one.notAttempted],
  ['Present', (one) => ifJudged(one, one.present)],
  ['Missing', (one) => ifJudged(one, one.missing)],
  ['Duplicates', (one) => ifJudged(one, one.duplicates)],
  ['Altered', (one) => ifJudged(one, one.altered)],
  ['Removed since', (one) => ifJudged(one, one.removedSince)],
  ['Changed since', (one) => ifJudged(one, one.changedSince)],
  ['Same envelope', (one) => ifJudged(one, one.levels['2'])],
  ['Same content', (one) => ifJudged(one, one.levels['3'])],
  ['Same bytes', (one) => ifJudged(one, one.levels['4'])],
  ['Sum gap', (one) => one.sumGap ?? ''],
  ['Errors', (one) => one.errorCount],
  ['Bytes', (one) => one.bytes],
  ['Wrapped', (one) => one.wrapped],
  ['Removed before', (one) => one.removedBefore],
  ['Started (UTC)', (one) => iso(one.startedAtMs)],
  ['Ended (UTC)', (one) => iso(one.endedAtMs)],
  ['Cut-off (UTC)', (one) => iso(one.cutOffAtMs)],
  ['Content', (one) => one.contentStatement],
];

const yesNo = (value: boolean): string => (value ? 'yes' : 'no');

/** A mailbox that was not compared has no figure here: a 0 would read as "none missing". */
const ifJudged = (mailbox: ReportMailbox, value: number): number | '' => (mailbox.reconciled ? value : '');

/**
 * What a spreadsheet would run as a formula: also after white space, in full-width forms, and with line breaks in it, which
 * papaparse's own pattern lets through (https://owasp.org/www-community/attacks/CSV_Injection). Numbers are not touched.
 */
const startsFormula = /^[\s\uFEFF]*[=+\-@\t\r＝＋－＠]/u;

/**
 * One row a mailbox, UTF-8 with a byte order mark and CRLF, as Excel takes it. Text that would be a formula gets an apostrophe
 * before it.
 */
export const renderCsv = (report: Report): string =>
  `\uFEFF${Papa.unparse(
    {
      fields: columns.map(([head]) => head),
      data: report.mailboxes.map((mailbox) => columns.map(([, of]) => of(mailbox))),
    },
    { newline: '\r\n', escapeFormulae: startsFormula },
  )}\r\n`;
