import { type MailboxStatus, mailboxStatuses, type Report } from '../report-schema.ts';
import { number, plural } from '../words.ts';
import { statusLabels, statusOf } from './labels.ts';
import { markup, type Markup } from './markup.ts';
import { type Section, section } from './section.ts';
import { facts, figures, table } from './table.ts';

const levels = [
  {
    level: '1',
    name: 'Present',
    meaning: 'The message carries our stamp and was found at the destination in a fresh listing, once.',
  },
  {
    level: '2',
    name: 'Same envelope',
    meaning:
      'Subject, sender, recipients, sent and received time, class, importance, read state, flag, categories and attachments shown by the server are those of the source.',
  },
  {
    level: '3',
    name: 'Same content',
    meaning:
      'The message was fetched from both sides and compared: its text, every attachment by its checksum, inline pictures and attached messages.',
  },
  {
    level: '4',
    name: 'Same bytes',
    meaning:
      'The two are equal byte for byte. Exchange writes a message anew whenever it is asked for, so most never reach this level; that is no defect.',
  },
] as const;
type Level = (typeof levels)[number];

export const reading = (report: Report): Section => {
  const { totals } = report;
  const due = totals.alreadyThere + totals.copied;
  const used = mailboxStatuses.filter((status) => totals.statuses[status] > 0);
  return section(
    'reading',
    'How to read this report',
    markup`<p>Every message found at the source is accounted for, exactly once. <b>Complete</b> means: each message found is present at the destination. The only exceptions are messages that were gone at the source before they could be copied, and what a rule of this project leaves out; both are counted beside the word.</p>`,
    markup`<h3>Levels of proof</h3>`,
    table<Level>({
      label: 'Levels of proof',
      columns: [
        { head: 'Level', width: 19, of: ({ level, name }) => markup`<b>${level}</b> ${name}` },
        { head: 'What it means', width: 51, of: ({ meaning }) => meaning },
        figures<Level>('Reached', 11, ({ level }) => totals.levels[level]),
        { head: markup`of ${number(due)}`, width: 19, of: ({ level }) => bar(totals.levels[level], due) },
      ],
      rows: levels,
    }),
    markup`<p class="note">${totals.contentStatement} ${report.options.proof === 'deep' ? 'This project asks for the content of every message to be compared.' : 'This project asks for the content of a sample of each mailbox to be compared; a mailbox of up to 300 messages is compared whole.'}</p>`,
    used.length > 0 && markup`<h3>Words for mailboxes</h3>${statusList(used, report)}`,
    markup`<h3>Words for messages</h3>`,
    facts([
      ['Found', 'listed at the source up to the cut-off, and not left out by a rule.'],
      [
        'Already there',
        'at the destination before the last pass wrote anything, for example from an earlier pass.',
      ],
      ['Copied', 'written by the last pass.'],
      ['Skipped', 'gone at the source before it could be copied, or left out by a rule.'],
      ['Failed', 'could not be read or written; the reason stands under Errors.'],
      ['Not attempted', 'not reached, because the pass was stopped or its mailbox failed.'],
    ]),
    markup`<p class="note">Found = already there + copied + skipped + failed + not attempted, for each folder, mailbox and destination. Counts are those of each mailbox’s last listing of its source.</p>`,
  );
};

/** A share as a bar that prints in black and white, with its figure. */
const bar = (part: number, whole: number): Markup => {
  const share = whole === 0 ? 0 : part / whole;
  // Never "100%" for less than all, never "0%" for more than none.
  const shown =
    part === 0 || whole === 0
      ? '0%'
      : part >= whole
        ? '100%'
        : `${Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1)}%`;
  return markup`<span class="bar" aria-hidden="true"><i style="width:${Math.min(100, share * 100).toFixed(1)}%"></i></span> <span class="n">${shown}</span>`;
};

const statusList = (used: readonly MailboxStatus[], { totals }: Report): Markup =>
  markup`<dl class="legend">${used.map(
    (status) =>
      markup`<dt>${statusOf({ status })}</dt><dd>${statusLabels[status].meaning} <span class="small">${plural(totals.statuses[status], 'mailbox', 'mailboxes')}</span></dd>`,
  )}</dl>`;
