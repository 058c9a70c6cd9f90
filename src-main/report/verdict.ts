import type { Report, ReportMailbox } from './report-schema.ts';
import { list, number, plural } from './words.ts';

type Totals = Report['totals'];

/** The whole report in honest words: what is shown, what is not, and what stands beside it. */
export const verdictOf = (totals: Totals, mailboxes: readonly ReportMailbox[]): Report['verdict'] => {
  const complete = mailboxes.length > 0 && mailboxes.every((mailbox) => mailbox.complete);
  const proven = complete && mailboxes.every((mailbox) => mailbox.proven);
  const parts =
    totals.mailboxes === 0
      ? ['The project has no mailbox yet.']
      : [
          defectPart(totals),
          complete ? completePart(totals) : incompletePart(totals, mailboxes),
          ...asides(totals, mailboxes),
        ];
  return {
    complete,
    proven,
    headline: headlineOf(totals, complete, proven),
    sentence: parts.filter((part) => part !== '').join(' '),
  };
};

const headlineOf = (totals: Totals, complete: boolean, proven: boolean): string => {
  const { statuses, missing, failed, notAttempted } = totals;
  if (totals.mailboxes === 0) return 'No mailboxes yet';
  if (statuses.defect > 0) return 'The counts do not add up';
  if (proven) return 'Complete and proven';
  if (complete) return differs(totals) ? 'Complete, with findings' : 'Complete, not fully proven';
  if (statuses.running > 0) return 'In progress';
  if (missing > 0) return `Not complete: ${plural(missing, 'message is', 'messages are')} missing`;
  if (failed + notAttempted > 0)
    return `Not complete: ${plural(failed + notAttempted, 'message was', 'messages were')} not copied`;
  if (statuses['not-started'] === totals.mailboxes) return 'Not started';
  if (statuses['not-reconciled'] > 0 && statuses.failed === 0) return 'Not yet compared with the destination';
  return 'Not complete';
};

const differs = (totals: Totals): boolean =>
  totals.duplicates + totals.altered + totals.removedSince + totals.removedBefore > 0;

const defectPart = ({ statuses }: Totals): string =>
  statuses.defect === 0
    ? ''
    : `The counts of ${plural(statuses.defect, 'mailbox do', 'mailboxes do')} not add up: this is a defect of the program, and the figures of ${statuses.defect === 1 ? 'that mailbox' : 'those mailboxes'} prove nothing.`;

const completePart = (totals: Totals): string => {
  const count = number(totals.mailboxes);
  const head = `${count} of ${plural(totals.mailboxes, 'mailbox is', 'mailboxes are')} complete`;
  if (totals.found === 0) return `${head}: no message was found at the source.`;
  const due = totals.alreadyThere + totals.copied;
  if (due === 0) return `${head}: none of ${plural(totals.found, 'message')} found was due to be copied.`;
  return `${head}: ${presence(totals, due)}; ${contents(totals.levels['3'], totals.present)}.`;
};

const presence = (totals: Totals, due: number): string => {
  if (totals.present < due)
    return `${number(totals.present)} of ${plural(due, 'message')} are present at the destination, the others were proven there and have been removed since`;
  const which = totals.skipped > 0 ? ' that could be copied' : ' found';
  return due === 1
    ? `the one message${which} is present at the destination`
    : `all ${number(due)} messages${which} are present at the destination`;
};

const contents = (same: number, present: number): string => {
  if (same >= present)
    return present === 1 ? 'its content was compared' : 'the content of all of them was compared';
  return same === 0
    ? 'the content of none of them was compared'
    : `the content of ${number(same)} of them was compared`;
};

const incompletePart = (totals: Totals, mailboxes: readonly ReportMailbox[]): string => {
  const { statuses, missing, failed, notAttempted, found, present } = totals;
  const complete = mailboxes.filter((mailbox) => mailbox.complete).length;
  const messages = [
    ...(mailboxes.some((mailbox) => mailbox.reconciled)
      ? [`${number(present)} ${isAre(present)} shown to be present at the destination`]
      : []),
    ...(missing > 0 ? [`${number(missing)} ${isAre(missing)} missing there`] : []),
    ...(failed > 0 ? [`${number(failed)} could not be copied`] : []),
    ...(notAttempted > 0 ? [`${number(notAttempted)} ${wasWere(notAttempted)} not attempted`] : []),
  ];
  const waiting = statuses['not-reconciled'];
  const others = [
    ...(statuses.running > 0 ? [`${number(statuses.running)} ${isAre(statuses.running)} being copied`] : []),
    ...(waiting > 0
      ? [`${number(waiting)} ${waiting === 1 ? 'has' : 'have'} not been compared with the destination yet`]
      : []),
    ...(statuses.failed > 0 ? [`${number(statuses.failed)} failed before any message was listed`] : []),
    ...(statuses['not-started'] > 0
      ? [
          `${number(statuses['not-started'])} ${statuses['not-started'] === 1 ? 'has' : 'have'} not been started`,
        ]
      : []),
  ];
  return [
    `${number(complete)} of ${plural(totals.mailboxes, 'mailbox is', 'mailboxes are')} complete.`,
    found === 0
      ? ''
      : messages.length === 0
        ? `${plural(found, 'message')} ${wasWere(found)} found.`
        : `Of ${plural(found, 'message')} found, ${list(messages)}.`,
    others.length === 0 ? '' : `Of the mailboxes, ${list(others)}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
};

const isAre = (count: number): string => (count === 1 ? 'is' : 'are');
const wasWere = (count: number): string => (count === 1 ? 'was' : 'were');

/** What stands beside the word: exceptions, doubles, differences, and a last pass that failed. */
const asides = (totals: Totals, mailboxes: readonly ReportMailbox[]): string[] => {
  const gone = totals.skipped - totals.removedBefore;
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
    ...(totals.removedBefore > 0
      ? [
          `${plural(totals.removedBefore, 'message', 'messages')} copied by an earlier pass ${isAre(totals.removedBefore)} at the destination no longer`,
        ]
      : []),
  ];
  const failedLast = mailboxes.filter((mailbox) => mailbox.complete && mailbox.state === 'failed').length;
  return [
    ...(gone > 0
      ? [
          `${plural(gone, 'message was', 'messages were')} skipped: gone at the source, or left out by a rule.`,
        ]
      : []),
    ...(odd.length > 0 ? [`But ${list(odd)}.`] : []),
    ...(failedLast > 0
      ? [
          `The last pass of ${plural(failedLast, 'complete mailbox', 'complete mailboxes')} failed: mail that came since is not counted.`,
        ]
      : []),
  ];
};
