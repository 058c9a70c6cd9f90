import type { Report, ReportFinding } from '../report-schema.ts';
import { number, plural, size } from '../words.ts';
import { differenceWords, isHarmless } from './difference-words.ts';
import { icon } from './icons.ts';
import { findingLabels, reasonOf } from './labels.ts';
import { address, markup, type Markup, type Part, quoted } from './markup.ts';
import type { Moments } from './moments.ts';
import { mostRows, restNote, type Section, section } from './section.ts';
import { table } from './table.ts';

interface Message {
  readonly source: string;
  readonly destination: string;
  readonly folderPath: string | null;
  readonly subject: string | null;
  readonly receivedAtMs: number | null;
  readonly sizeBytes: number | null;
}

/** Subject, date and size: enough to find a message by hand. */
export const messageCell = (message: Message, when: Moments): Markup =>
  markup`<b>${message.subject === null ? 'Subject not shown' : message.subject.trim() === '' ? 'No subject' : quoted(message.subject)}</b><br><span class="small">${[
    message.receivedAtMs === null ? 'no date' : when.at(message.receivedAtMs),
    ...(message.sizeBytes === null ? [] : [size(message.sizeBytes)]),
  ].join(' · ')}</span>`;

export const whereCell = (message: Message): Markup =>
  markup`${address(message.source)}${message.folderPath !== null && markup`<br><span class="small">${quoted(message.folderPath)}</span>`}<br><span class="small">→ ${address(message.destination)}</span>`;

const order = ['missing', 'double', 'altered', 'removed-since', 'changed-since'] as const;

/** What the proof found that is not simply proven, by verdict. */
export const findings = (report: Report, when: Moments): Section => {
  const groups = order
    .map((verdict) => ({ verdict, rows: report.findings.filter((finding) => finding.verdict === verdict) }))
    .filter(({ rows }) => rows.length > 0);
  return section(
    'findings',
    'Findings',
    groups.length === 0
      ? markup`<p>${noFindings(report)}</p>`
      : groups.map(({ verdict, rows }) => group(verdict, rows, when)),
  );
};

const noFindings = ({ mailboxes, totals }: Report): Part => {
  const compared = mailboxes.filter((mailbox) => mailbox.reconciled).length;
  if (compared === 0)
    return 'No destination has been compared with its source yet, so there is nothing to report.';
  const what = 'no message is missing, there more than once, or altered';
  return compared === totals.mailboxes
    ? markup`${icon('proven')} None: ${what}.`
    : `In the ${plural(compared, 'mailbox that was', 'mailboxes that were')} compared, ${what}. ${number(totals.mailboxes - compared)} of ${plural(totals.mailboxes, 'mailbox', 'mailboxes')} ${totals.mailboxes - compared === 1 ? 'was' : 'were'} not compared.`;
};

const group = (verdict: ReportFinding['verdict'], rows: readonly ReportFinding[], when: Moments): Markup => {
  const label = findingLabels[verdict];
  return markup`<h3 class="${label.tone}">${icon(label.icon)} ${label.word}: ${plural(rows.length, 'message')}</h3><p>${label.meaning} <b>What to do:</b> ${label.nextStep}</p>${table<ReportFinding>(
    {
      label: label.word,
      columns: [
        { head: 'Message', width: 36, of: (finding) => messageCell(finding, when) },
        { head: 'Mailbox, folder → destination', width: 34, of: whereCell },
        { head: 'What was found', width: 30, of: (finding) => whatCell(finding, when) },
      ],
      rows: rows.slice(0, mostRows),
    },
  )}${restNote(rows.length)}`;
};

const whatCell = ({ verdict, differences, copies, atMs }: ReportFinding, when: Moments): Part => {
  const decisive = differences.filter((name) => !isHarmless(name)).map(differenceWords);
  const harmless = differences.filter(isHarmless).map(differenceWords);
  const first =
    verdict === 'missing' || verdict === 'removed-since'
      ? 'Not at the destination'
      : verdict === 'double'
        ? `There ${number(copies)} times`
        : null;
  const lines: Part[] = [
    ...(first === null ? [] : [first]),
    ...(decisive.length > 0 ? [sentence(decisive.join('; '))] : []),
    ...(harmless.length > 0 ? [markup`<span class="small">${sentence(harmless.join('; '))}</span>`] : []),
    markup`<span class="small">Seen ${when.at(atMs)}</span>`,
  ];
  return lines.map((line, index) => (index === 0 ? line : markup`<br>${line}`));
};

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Found messages that are not at the destination by a rule, or because they are gone: each is named. */
export const skipped = (report: Report, when: Moments): readonly Section[] =>
  report.skipped.length === 0
    ? []
    : [
        section(
          'skipped',
          'Skipped messages',
          markup`<p>Found at the source at some time, and not at the destination: for the reason given, not by a failure.</p>`,
          table({
            label: 'Skipped messages',
            columns: [
              { head: 'Message', width: 36, of: (message) => messageCell(message, when) },
              { head: 'Mailbox, folder → destination', width: 34, of: whereCell },
              {
                head: 'Why',
                width: 30,
                of: ({ reason, atMs }) =>
                  markup`${sentence(reasonOf(reason))}${atMs !== null && markup`<br><span class="small">Seen ${when.at(atMs)}</span>`}`,
              },
            ],
            rows: report.skipped.slice(0, mostRows),
          }),
          restNote(report.skipped.length),
        ),
      ];
