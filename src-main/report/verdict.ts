import type { Report, ReportMailbox } from './report-schema.ts';
import { list, number, plural } from './words.ts';

type Totals = Report['totals'];

/** The whole report in honest words: what is shown, what is not, and what stands beside it. */
export const verdictSentence = (totals: Totals, mailboxes: readonly ReportMailbox[]): string => {
  if (totals.mailboxes === 0) return 'The project has no mailbox yet.';
  return [defectPart(totals), mainPart(totals, mailboxes), ...asides(totals, mailboxes)]
    .filter((part) => part !== '')
    .join(' ');
};

const defectPart = ({ statuses }: Totals): string =>
  statuses.defect === 0
    ? ''
    : `The counts of ${plural(statuses.defect, 'mailbox does', 'mailboxes do')} not add up: this is a defect of the program, and the figures of ${statuses.defect === 1 ? 'that mailbox' : 'those mailboxes'} prove nothing.`;

const mainPart = (totals: Totals, mailboxes: readonly ReportMailbox[]): string => {
  const complete = mailboxes.filter((mailbox) => mailbox.complete);
  const due = totals.alreadyThere + totals.copied;
  if (complete.length === totals.mailboxes) {
    const are = totals.mailboxes === 1 ? 'is complete' : 'are complete';
    const head = `${number(complete.length)} of ${plural(totals.mailboxes, 'mailbox', 'mailboxes')} ${are}`;
    if (totals.found === 0) return `${head}: no message was found at the source.`;
    return `${head}: ${presence(totals, due)}; ${contents(totals, due)}.`;
  }
  return incompletePart(totals, complete.length);
};

/** Only said when every mailbox is complete. */
const presence = (totals: Totals, due: number): string => {
  if (totals.present < due)
    return `${number(totals.present)} of ${plural(totals.found, 'message')} found are present at the destination, the rest were proven there and removed since`;
  const rest = totals.skipped > 0 ? ' that had to be copied' : ' found';
  const count = totals.skipped > 0 ? due : totals.found;
  return count === 1
    ? `the one message${rest} is present at the destination`
    : `all ${number(count)} messages${rest} are present at the destination`;
};

const contents = (totals: Totals, due: number): string => {
  const same = totals.levels['3'];
  if (same >= due) return due === 1 ? 'its content was compared' : 'the content of all of them was compared';
  if (same === 0) return 'the content of none of them was compared';
  return `the content of ${number(same)} of them was compared`;
};

const incompletePart = (totals: Totals, complete: number): string => {
  const { statuses } = totals;
  const head = `${number(complete)} of ${plural(totals.mailboxes, 'mailbox is', 'mailboxes are')} complete.`;
  const missing = [
    ...(totals.missing > 0 ? [`${number(totals.missing)} ${isOrAre(totals.missing)} missing`] : []),
    ...(totals.failed > 0 ? [`${number(totals.failed)} could not be copied`] : []),
    ...(totals.notAttempted > 0
      ? [`${number(totals.notAttempted)} ${totals.notAttempted === 1 ? 'was' : 'were'} not attempted`]
      : []),
  ];
  const known =
    totals.found === 0
      ? ''
      : `Of ${plural(totals.found, 'message')} found, ${list([`${number(totals.present)} ${isOrAre(totals.present)} shown to be present at the destination`, ...missing])}.`;
  const others = [
    ...(statuses.running > 0
      ? [`${number(statuses.running)} ${isOrAre(statuses.running)} being copied`]
      : []),
    ...(statuses['not-reconciled'] > 0
      ? [
          `${number(statuses['not-reconciled'])} ${statuses['not-reconciled'] === 1 ? 'has' : 'have'} not been compared with the destination yet`,
        ]
      : []),
    ...(statuses.failed > 0 ? [`${number(statuses.failed)} could not be opened`] : []),
    ...(statuses['not-started'] > 0
      ? [
          `${number(statuses['not-started'])} ${statuses['not-started'] === 1 ? 'has' : 'have'} not been started`,
        ]
      : []),
  ];
  const rest = others.length === 0 ? '' : `Of the mailboxes, ${list(others)}.`;
  return [head, known, rest].filter((part) => part !== '').join(' ');
};

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are');

/** What stands beside the word: exceptions, doubles, differences, and a last pass that failed. */
const asides = (totals: Totals, mailboxes: readonly ReportMailbox[]): string[] => {
  const lines: string[] = [];
  if (totals.skipped > 0)
    lines.push(
      `${plural(totals.skipped, 'message was', 'messages were')} gone at the source or left out by a rule and counted as skipped.`,
    );
  const odd = [
    ...(totals.duplicates > 0
      ? [`${plural(totals.duplicates, 'message is', 'messages are')} there more than once`]
      : []),
    ...(totals.altered > 0
      ? [`${plural(totals.altered, 'message differs', 'messages differ')} from the source`]
      : []),
    ...(totals.removedSince > 0
      ? [
          `${plural(totals.removedSince, 'message was', 'messages were')} proven earlier and removed at the destination since`,
        ]
      : []),
  ];
  if (odd.length > 0) lines.push(`${sentence(list(odd))}: see the findings.`);
  const failedLast = mailboxes.filter((mailbox) => mailbox.complete && mailbox.state === 'failed').length;
  if (failedLast > 0)
    lines.push(
      `The last pass of ${plural(failedLast, 'complete mailbox', 'complete mailboxes')} failed: mail that came since is not counted.`,
    );
  return lines;
};

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
