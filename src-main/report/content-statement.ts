import type { ProofCounts } from '#shared/contract/model.ts';
import { defectBound, sampleStatement } from '#shared/domain/sample-confidence.ts';
import type { ReportMailbox } from './report-schema.ts';
import { number, plural } from './words.ts';

/** What the comparison of contents says of one mailbox. @param total messages that have to be at the destination */
export const contentStatementOf = (proof: ProofCounts | null, total: number): string => {
  if (proof === null) return 'The destination has not been compared with the source yet.';
  if (proof.altered > 0)
    return `The content of ${number(proof.levels['3'])} of ${plural(total, 'message')} was compared and is the same; ${plural(proof.altered, 'message differs', 'messages differ')} in envelope or content.`;
  return sampleStatement(proof.levels['3'], total, 0);
};

/** The same over all mailboxes. Samples are drawn per mailbox, so their bound holds per mailbox too: the weakest is named. */
export const overallContentStatement = (mailboxes: readonly ReportMailbox[]): string => {
  const judged = mailboxes.filter((mailbox) => mailbox.reconciled);
  if (judged.length === 0) return 'No destination has been compared with its source yet.';
  let all = 0;
  let same = 0;
  let altered = 0;
  let weakest = 0;
  for (const mailbox of judged) {
    const total = mailbox.alreadyThere + mailbox.copied;
    all += total;
    same += mailbox.levels['3'];
    altered += mailbox.altered;
    weakest = Math.max(weakest, defectBound(mailbox.levels['3'], total));
  }
  if (all === 0) return 'There was no message to compare.';
  if (altered > 0)
    return `The content of ${number(same)} of ${plural(all, 'message')} was compared and is the same; ${plural(altered, 'message differs', 'messages differ')} in envelope or content.`;
  if (same >= all) return `The content of all ${plural(all, 'message')} was compared: no content was lost.`;
  if (weakest >= 1)
    return `The content of ${number(same)} of ${plural(all, 'message')} was compared: no content was lost in them.`;
  return `The content of ${number(same)} of ${plural(all, 'message')} was compared, a sample of each mailbox: no content was lost in them. At most ${percentOf(weakest)} of the messages of any one mailbox can have lost content, with 95% confidence.`;
};

/** A share (0–1) rounded up, so that the sentence never promises more than the samples show. */
const percentOf = (share: number): string => {
  const percent = share * 100;
  const digits = percent >= 10 ? 0 : percent >= 1 ? 1 : 2;
  return `${(Math.ceil(percent * 10 ** digits - 1e-9) / 10 ** digits).toFixed(digits)}%`;
};
