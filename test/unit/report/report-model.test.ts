import { describe, expect, it } from 'vitest';
import { resolveOptions } from '#shared/domain/plan.ts';
import { buildReport } from '#main/report/report-model.ts';
import { reportSchema } from '#main/report/report-schema.ts';
import { renderJson } from '#main/report/json.ts';
import { counts, folder, input, mailbox, minuteMs, pass, proof, startMs } from './sample-input.ts';
import { troubled } from './troubled-input.ts';

describe('the report', () => {
  it('keeps to its schema, whatever happened', () => {
    for (const one of [input([]), input([mailbox('a', 3)]), troubled()])
      expect(() => reportSchema.parse(JSON.parse(renderJson(buildReport(one))))).not.toThrow();
  });

  it('is the same text for the same state, also when its input has its keys in another order', () => {
    const one = troubled();
    const turned = JSON.parse(JSON.stringify(one), (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toReversed())
        : value,
    ) as typeof one;
    expect(renderJson(buildReport(turned))).toBe(renderJson(buildReport(one)));
  });

  it('holds nothing that is not asked for: no secret and no path can slip through', () => {
    const one = troubled();
    const canary = 'canary-7f3a';
    const withMore = {
      ...one,
      source: { ...one.source, caFile: canary, password: canary },
      options: { ...one.options, secret: canary },
      mailboxes: one.mailboxes.map((box) => ({ ...box, sourceLogin: canary })),
      errors: one.errors.map((error) => ({ ...error, details: { token: canary } })),
      findings: one.findings.map((finding) => ({ ...finding, body: canary })),
    };
    expect(renderJson(buildReport(withMore))).toBe(renderJson(buildReport(one)));
  });

  it('adds up mailboxes and destinations', () => {
    const report = buildReport(
      input([
        mailbox('a', 10, { destination: 'Archive@fabrikam.example' }),
        mailbox('b', 5),
        mailbox('c', 7, { destination: 'harbour@fabrikam.example' }),
      ]),
    );
    expect(report.totals).toMatchObject({
      mailboxes: 3,
      destinations: 2,
      found: 22,
      copied: 22,
      present: 22,
      sumGap: 0,
      bytes: 22 * 75_000,
    });
    expect(report.destinations).toMatchObject([
      { destination: 'Archive@fabrikam.example', mailboxes: 2, found: 15, present: 15, proven: true },
      { destination: 'harbour@fabrikam.example', mailboxes: 1, found: 7, present: 7, proven: true },
    ]);
    expect(report.verdict).toMatchObject({ complete: true, proven: true });
  });

  it('says of a destination only what holds for each mailbox that flows into it', () => {
    const report = buildReport(input([mailbox('a', 10), mailbox('b', 5, { proof: null })]));
    expect(report.destinations).toMatchObject([
      { complete: false, proven: false, reconciled: false, present: 10 },
    ]);
  });

  it('knows what a group holds, and does not know what a mailbox does', () => {
    const large = (): ReturnType<typeof mailbox> =>
      mailbox('a', 1, { counts: counts({ found: 1, copied: 1, bytesFound: 30_000_000_000 }) });
    const groups = buildReport(input([large(), large()])).destinations;
    expect(groups).toMatchObject([{ budgetBytes: 50_000_000_000, overBudget: true, bytes: 60_000_000_000 }]);
    expect(buildReport(input([large()])).destinations).toMatchObject([{ overBudget: false }]);
    const into = input([large(), large()]);
    expect(
      buildReport({ ...into, destination: { ...into.destination, kind: 'mailboxes' } }).destinations,
    ).toMatchObject([{ budgetBytes: null, overBudget: false }]);
  });

  it('shows a sum that does not hold, in both directions, and lets two of them not cancel out', () => {
    const report = buildReport(
      input([
        mailbox('a', 10, { counts: counts({ found: 12, copied: 10 }) }),
        mailbox('b', 10, { counts: counts({ found: 8, copied: 10 }) }),
      ]),
    );
    expect(report.mailboxes.map((one) => [one.sumGap, one.status, one.complete])).toEqual([
      [2, 'defect', false],
      [-2, 'defect', false],
    ]);
    expect(report.totals.sumGap).toBe(4);
    expect(report.verdict.headline).toBe('The counts do not add up');
  });

  it('asks no sum of a run at work', () => {
    const report = buildReport(
      input([
        mailbox('a', 10, {
          state: 'running',
          counts: counts({ found: 10, copied: 3 }),
          folders: [folder('Inbox', { counts: counts({ found: 10, copied: 3 }) })],
        }),
      ]),
    );
    expect(report.mailboxes[0]).toMatchObject({
      sumGap: null,
      status: 'running',
      complete: false,
      reconciled: false,
    });
    expect(report.mailboxes[0]?.folders[0]?.sumGap).toBeNull();
    expect(report.totals.endedAtMs).not.toBeNull();
  });

  it('names the error with what it means and what to do', () => {
    const { errors } = buildReport(troubled());
    expect(errors[0]).toMatchObject({
      code: 'message.too-large',
      meaning: 'The message is larger than the destination takes.',
      nextStep: 'Raise the receive limit of the destination, then retry.',
      severity: 'error',
      folderPath: 'Inbox',
      sizeBytes: 48_123_456,
    });
  });

  it('puts passes in order and counts how long anything waited, side by side only once', () => {
    const wait = (fromMinute: number, toMinute: number | null) => ({
      reason: 'throttled' as const,
      sinceMs: startMs + fromMinute * minuteMs,
      untilMs: null,
      endedAtMs: toMinute === null ? null : startMs + toMinute * minuteMs,
    });
    const { passes } = buildReport(
      input(
        [
          mailbox('a', 1, { waits: [wait(1, 4), wait(10, 12)] }),
          mailbox('b', 1, { waits: [wait(2, 6), wait(31, null)] }),
        ],
        {
          passes: [
            pass({
              kind: 'reconcile',
              createdAtMs: startMs + 30 * minuteMs,
              startedAtMs: startMs + 30 * minuteMs,
              endedAtMs: null,
              state: 'running',
            }),
            pass({ counts: counts({ found: 2, copied: 2 }) }),
          ],
        },
      ),
    );
    expect(passes.map(({ kind, copied }) => [kind, copied])).toEqual([
      ['full', 2],
      ['reconcile', 0],
    ]);
    expect(passes[0]?.waits).toEqual([{ reason: 'throttled', mailboxes: 2, times: 3, wallMs: 7 * minuteMs }]);
    // Still waiting: until now.
    expect(passes[1]?.waits).toEqual([
      { reason: 'throttled', mailboxes: 1, times: 1, wallMs: 29 * minuteMs },
    ]);
  });

  it('says how much a sample shows, per mailbox and over all', () => {
    const sampled = (name: string, total: number, compared: number) =>
      mailbox(name, total, {
        proof: proof(total, { levels: { '1': total, '2': total, '3': compared, '4': 0 } }),
      });
    const report = buildReport(
      input([sampled('a', 10_000, 335), sampled('b', 200, 200)], {
        options: resolveOptions({ proof: 'sample' }),
      }),
    );
    expect(report.mailboxes[0]?.contentStatement).toMatch(
      /^0 defects in a sample of n = 335 of 10,000: at most 0\.\d+%/u,
    );
    expect(report.mailboxes[1]?.contentStatement).toBe(
      'The content of all 200 messages was compared: no content was lost.',
    );
    expect(report.totals.contentStatement).toMatch(
      /^The content of 535 of 10,200 messages was compared, a sample of each mailbox: no content was lost in them\. At most 0\.\d+% of the messages of any one mailbox/u,
    );
    expect(report.verdict.proven).toBe(true);
  });
});
