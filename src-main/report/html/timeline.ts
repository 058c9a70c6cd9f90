import { runStates } from '#shared/domain/run-state.ts';
import type { ReportPass } from '../report-schema.ts';
import { duration, number, plural, size } from '../words.ts';
import { passWords, stateWords, waitWords } from './labels.ts';
import { markup, type Part } from './markup.ts';
import type { Moments } from './moments.ts';
import { type Section, section } from './section.ts';
import { figures, table } from './table.ts';

/** Every pass in order: what it did, how it ended, what it waited for. */
export const timeline = (passes: readonly ReportPass[], when: Moments): readonly Section[] =>
  passes.length === 0
    ? []
    : [
        section(
          'timeline',
          'Timeline',
          table<ReportPass>({
            label: 'Passes',
            columns: [
              { head: 'Pass', width: 17, of: (pass) => passWords[pass.kind] },
              { head: 'When', width: 22, of: (pass) => timesOf(pass, when) },
              { head: 'Mailboxes', width: 19, of: statesOf },
              figures('Found', 7, (pass) => counted(pass, pass.found)),
              figures('Copied', 7, (pass) => counted(pass, pass.copied)),
              figures('Failed', 7, (pass) => counted(pass, pass.failed), { mark: true }),
              { head: 'Waited', width: 21, of: waitsOf },
            ],
            rows: passes,
          }),
        ),
      ];

/** Verifying lists no message: a 0 would say that none was there. */
const counted = (pass: ReportPass, value: number): number | null => (pass.kind === 'verify' ? null : value);

const timesOf = (pass: ReportPass, when: Moments): Part => {
  const from = pass.startedAtMs ?? pass.createdAtMs;
  return pass.endedAtMs === null
    ? markup`${when.at(from)}<br><span class="small">going on</span>`
    : markup`${when.at(from)}<br><span class="small">${duration(pass.endedAtMs - from)}${pass.bytesCopied > 0 && `, ${size(pass.bytesCopied)} copied`}</span>`;
};

const statesOf = (pass: ReportPass): Part =>
  runStates
    .filter((state) => (pass.states[state] ?? 0) > 0)
    .map(
      (state, index) =>
        markup`${index > 0 && markup`<br>`}${number(pass.states[state] ?? 0)} ${stateWords[state].toLowerCase()}`,
    );

const waitsOf = (pass: ReportPass): Part =>
  pass.waits.length === 0
    ? markup`<span class="none">–</span>`
    : pass.waits.map(
        ({ reason, wallMs, mailboxes }, index) =>
          markup`${index > 0 && markup`<br>`}${duration(wallMs)}: ${waitWords[reason]} <span class="small">(${plural(mailboxes, 'mailbox', 'mailboxes')})</span>`,
      );
