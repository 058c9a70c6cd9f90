import { describe, expect, it } from 'vitest';
import { resolveOptions } from '#shared/domain/plan.ts';
import { buildReport } from '#main/report/report-model.ts';
import type { MailboxInput } from '#main/report/report-input.ts';
import { counts, input, mailbox, proof } from './sample-input.ts';

const verdict = (mailboxes: readonly MailboxInput[], mode: 'deep' | 'sample' = 'deep') =>
  buildReport(input(mailboxes, { options: resolveOptions({ proof: mode }) })).verdict;

const unlisted = { counts: counts(), proof: null, cutOffAtMs: null, folders: [] };

describe('the verdict', () => {
  it('is one sentence when all is well', () => {
    expect(
      verdict([...Array.from({ length: 11 }, (_, index) => mailbox(`m${index}`, 300)), mailbox('last', 112)]),
    ).toEqual({
      complete: true,
      proven: true,
      headline: 'Complete and proven',
      sentence:
        '12 of 12 mailboxes are complete: all 3,412 messages found are present at the destination; the content of all of them was compared.',
    });
  });

  it('speaks of one as of one', () => {
    expect(verdict([mailbox('a', 1)]).sentence).toBe(
      '1 of 1 mailbox is complete: the one message found is present at the destination; its content was compared.',
    );
  });

  it.each<[string, readonly MailboxInput[], string, string]>([
    ['no mailbox', [], 'No mailboxes yet', 'The project has no mailbox yet.'],
    [
      'an empty mailbox',
      [mailbox('a', 0)],
      'Complete and proven',
      '1 of 1 mailbox is complete: no message was found at the source.',
    ],
    [
      'a sum that does not hold',
      [mailbox('a', 8, { counts: counts({ found: 10, copied: 8 }) })],
      'The counts do not add up',
      'The counts of 1 mailbox do not add up: this is a defect of the program, and the figures of that mailbox prove nothing. 0 of 1 mailbox is complete. Of 10 messages found, 8 are shown to be present at the destination.',
    ],
    [
      'one missing',
      [mailbox('a', 10, { proof: proof(9, { missing: 1 }) }), mailbox('b', 5)],
      'Not complete: 1 message is missing',
      '1 of 2 mailboxes are complete. Of 15 messages found, 14 are shown to be present at the destination and 1 is missing there.',
    ],
    [
      'failures and what was not attempted',
      [
        mailbox('a', 10, {
          counts: counts({ found: 10, copied: 6, failed: 3, notAttempted: 1 }),
          proof: proof(6),
        }),
      ],
      'Not complete: 4 messages were not copied',
      '0 of 1 mailbox is complete. Of 10 messages found, 6 are shown to be present at the destination, 3 could not be copied and 1 was not attempted.',
    ],
    [
      'nothing compared',
      [mailbox('a', 10, { proof: null })],
      'Not yet compared with the destination',
      '0 of 1 mailbox is complete. 10 messages were found. Of the mailboxes, 1 has not been compared with the destination yet.',
    ],
    [
      'a mailbox that never opened',
      [mailbox('a', 10), mailbox('b', 0, { ...unlisted, state: 'failed' })],
      'Not complete',
      '1 of 2 mailboxes are complete. Of 10 messages found, 10 are shown to be present at the destination. Of the mailboxes, 1 failed before any message was listed.',
    ],
    [
      'nothing started',
      [mailbox('a', 0, { ...unlisted, state: 'not-started', passKind: null })],
      'Not started',
      '0 of 1 mailbox is complete. Of the mailboxes, 1 has not been started.',
    ],
    [
      'work going on',
      [mailbox('a', 0, { state: 'running', counts: counts({ found: 10, copied: 3 }), proof: null })],
      'In progress',
      '0 of 1 mailbox is complete. 10 messages were found. Of the mailboxes, 1 is being copied.',
    ],
  ])('%s', (_what, mailboxes, headline, sentence) => {
    expect(verdict(mailboxes)).toMatchObject({ headline, sentence });
  });

  it('counts exceptions beside the word', () => {
    const one = mailbox('a', 0, {
      counts: counts({ found: 10, copied: 6, skipped: 4 }),
      proof: proof(6),
      skippedBy: [{ reason: 'gone at the source', messages: 4 }],
    });
    expect(verdict([one])).toMatchObject({
      proven: true,
      sentence:
        '1 of 1 mailbox is complete: all 6 messages that could be copied are present at the destination; the content of all of them was compared. 4 messages were skipped: gone at the source, or left out by a rule.',
    });
  });

  it('does not hide what is odd behind "complete"', () => {
    expect(verdict([mailbox('a', 10, { proof: proof(10, { duplicates: 1, altered: 2 }) })])).toMatchObject({
      complete: true,
      proven: false,
      headline: 'Complete, with findings',
      sentence:
        '1 of 1 mailbox is complete: all 10 messages found are present at the destination; the content of all of them was compared. But 1 message is there more than once and 2 messages differ from the source.',
    });
  });

  it('does not call a message present that was removed, now or before', () => {
    const now = verdict([mailbox('a', 10, { proof: proof(9, { removedSince: 1 }) })]);
    expect(now.sentence).toBe(
      '1 of 1 mailbox is complete: 9 of 10 messages are present at the destination, the others were proven there and have been removed since; the content of all of them was compared. But 1 message was proven earlier and removed at the destination since.',
    );
    const before = verdict([
      mailbox('a', 0, {
        counts: counts({ found: 10, alreadyThere: 9, skipped: 1 }),
        proof: proof(9),
        skippedBy: [{ reason: 'removed-at-destination', messages: 1 }],
      }),
    ]);
    expect(before).toMatchObject({ proven: false, headline: 'Complete, with findings' });
    expect(before.sentence).toContain(
      'But 1 message copied by an earlier pass is at the destination no longer.',
    );
  });

  it('says so when a sample is too small to stand for the rest', () => {
    const few = proof(10_000, { levels: { '1': 10_000, '2': 10_000, '3': 5, '4': 0 } });
    expect(verdict([mailbox('a', 10_000, { proof: few })], 'sample')).toMatchObject({
      complete: true,
      proven: false,
      headline: 'Complete, not fully proven',
      sentence:
        '1 of 1 mailbox is complete: all 10,000 messages found are present at the destination; the content of 5 of them was compared.',
    });
  });

  it('does not let a last pass that failed pass for the newest state', () => {
    expect(verdict([mailbox('a', 10, { state: 'failed' })]).sentence).toContain(
      'The last pass of 1 complete mailbox failed: mail that came since is not counted.',
    );
  });
});
