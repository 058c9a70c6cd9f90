import { runStates, type WaitReason } from '#shared/domain/run-state.ts';
import { countFields } from './fields.ts';
import type { PassInput, ReportInput, WaitInput } from './report-input.ts';
import type { ReportPass } from './report-schema.ts';

/** Oldest first, each with what its mailboxes waited for. */
export const passesOf = (input: ReportInput): ReportPass[] => {
  const passes = [...input.passes].sort((a, b) => a.createdAtMs - b.createdAtMs);
  const waits = passes.map(() => new Map<WaitReason, WaitOf[]>());
  input.mailboxes.forEach((mailbox, index) => {
    for (const wait of mailbox.waits) {
      const pass = passes.findLastIndex((one) => (one.startedAtMs ?? one.createdAtMs) <= wait.sinceMs);
      const of = waits[pass];
      if (of === undefined) continue;
      const same = of.get(wait.reason);
      if (same === undefined) of.set(wait.reason, [{ mailbox: index, wait }]);
      else same.push({ mailbox: index, wait });
    }
  });
  return passes.map((pass, index) => passOf(pass, waits[index] ?? new Map(), input.generatedAtMs));
};

interface WaitOf {
  readonly mailbox: number;
  readonly wait: WaitInput;
}

const passOf = (
  pass: PassInput,
  waits: ReadonlyMap<WaitReason, readonly WaitOf[]>,
  nowMs: number,
): ReportPass => ({
  kind: pass.kind,
  state: pass.state,
  createdAtMs: pass.createdAtMs,
  startedAtMs: pass.startedAtMs,
  endedAtMs: pass.endedAtMs,
  mailboxes: pass.runs,
  states: Object.fromEntries(
    runStates.flatMap((state) => (pass.states[state] === undefined ? [] : [[state, pass.states[state]]])),
  ),
  ...countFields(pass.counts),
  bytesCopied: pass.counts.bytesCopied,
  waits: [...waits]
    .map(([reason, all]) => ({
      reason,
      mailboxes: new Set(all.map(({ mailbox }) => mailbox)).size,
      times: all.length,
      wallMs: unionMs(all.map(({ wait }) => [wait.sinceMs, wait.endedAtMs ?? pass.endedAtMs ?? nowMs])),
    }))
    .sort((a, b) => b.wallMs - a.wallMs),
});

/** Length of what the intervals cover together: mailboxes wait side by side. */
const unionMs = (intervals: readonly (readonly [fromMs: number, toMs: number])[]): number => {
  let covered = 0;
  let reached = -Infinity;
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    covered += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return covered;
};
