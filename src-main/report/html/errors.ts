import type { Report, ReportError } from '../report-schema.ts';
import { number, plural } from '../words.ts';
import { messageCell, whereCell } from './findings.ts';
import { icon } from './icons.ts';
import { markup, type Markup, type Part } from './markup.ts';
import type { Moments } from './moments.ts';
import { mostRows, restNote, type Section, section } from './section.ts';
import { table } from './table.ts';

/** Open errors by code, the most frequent first: one cause is one paragraph, however often it struck. */
export const errors = (report: Report, when: Moments): Section => {
  const groups = new Map<string, ReportError[]>();
  for (const error of report.errors) {
    const group = groups.get(error.code);
    if (group === undefined) groups.set(error.code, [error]);
    else group.push(error);
  }
  const sorted = [...groups.values()].sort((a, b) => b.length - a.length);
  return section(
    'errors',
    'Errors',
    sorted.length === 0
      ? markup`<p>${icon('proven')} No error is open. What failed in an earlier pass and succeeded later is not listed.</p>`
      : [
          markup`<p>${plural(report.errors.length, 'error is', 'errors are')} open, of ${plural(sorted.length, 'kind')}. What failed in an earlier pass and succeeded later is not listed.</p>`,
          sorted.map((group) => groupOf(group, when)),
        ],
  );
};

const groupOf = (group: readonly ReportError[], when: Moments): Part => {
  const [first] = group;
  if (first === undefined) return null;
  const mailboxes = new Set(group.map((error) => `${error.source}\n${error.destination}`)).size;
  return markup`<h3 class="bad">${icon(first.severity === 'defect' || first.severity === 'error' ? 'bad' : 'warning')} ${first.meaning}</h3><p><b>What to do:</b> ${first.nextStep} <span class="small">${number(group.length)} in ${plural(mailboxes, 'mailbox', 'mailboxes')} · code ${first.code}</span></p>${table<ReportError>(
    {
      label: first.meaning,
      columns: [
        { head: 'What', width: 29, of: (error) => whatCell(error, when) },
        { head: 'Mailbox, folder → destination', width: 30, of: whereCell },
        { head: 'Details', width: 41, of: (error) => detailCell(error, when) },
      ],
      rows: group.slice(0, mostRows),
    },
  )}${restNote(group.length)}`;
};

const scopes = { message: 'Message', folder: 'Folder', mailbox: 'Mailbox' } as const;
const sides = {
  source: 'at the source',
  destination: 'at the destination',
  local: 'on this machine',
} as const;

const whatCell = (error: ReportError, when: Moments): Markup =>
  error.scope === 'message' ? messageCell(error, when) : markup`${scopes[error.scope]}, ${sides[error.side]}`;

/** The message often repeats the meaning above the table; then it is not said twice. */
const detailCell = (error: ReportError, when: Moments): Markup =>
  markup`${error.message !== error.meaning && markup`${error.message}<br>`}<span class="small">${when.at(error.atMs)}${error.trace !== null && ` · trace ${error.trace}`}</span>`;
