#!/usr/bin/env node
// `npm test`: everything, stage by stage, from a bare machine on. The last line counts it all.
import { readFileSync } from 'node:fs';
import { prepareApp, prepareNode } from './bootstrap.mjs';
import { ensureLinuxPackages } from './linux-packages.mjs';
import { packAndStart } from './pack.mjs';
import { inProject } from './paths.mjs';
import { say, secondsSince, SetupError } from './say.mjs';
import { runVitest } from './stage-vitest.mjs';
import { runStaticChecks } from './static-checks.mjs';
import { closingLine, single, sum } from './tally.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

const MINUTE_MS = 60_000;
/**
 * The stages in their order; `budgetMinutes` is what each may take in CI, `install` must succeed for the others to run.
 * @type {{name: string, budgetMinutes: number, run: (limitMs: number) => Promise<{tally: Tally, output: string}>}[]}
 */
const STAGES = [
  { name: 'install', budgetMinutes: 3, run: install },
  { name: 'check', budgetMinutes: 2, run: check },
  { name: 'contract + unit', budgetMinutes: 3, run: vitest('contract', 'unit') },
  { name: 'integration', budgetMinutes: 6, run: vitest('integration') },
  { name: 'conformance', budgetMinutes: 2, run: vitest('conformance') },
  { name: 'e2e', budgetMinutes: 5, run: vitest('e2e') },
  { name: 'pack', budgetMinutes: 2, run: pack },
];

/** Packages, Debian's packages, bundles, Electron: all that the later stages stand on. */
async function install() {
  await prepareNode();
  await ensureJudges();
  const app = await prepareApp({ virtualDisplay: 'never', strict: true });
  return { tally: single(true), output: `  Electron ${app.version}${app.fallback ? ' (fallback)' : ''}` };
}

/** The independent judges: without them CI fails, elsewhere their tests are skipped with a line. */
async function ensureJudges() {
  try {
    await ensureLinuxPackages({ tools: ['display', 'xml', 'pdf', 'exchangelib', 'chromium'] });
  } catch (error) {
    if (process.env['CI'] === 'true' || !(error instanceof SetupError)) throw error;
    say(`${error.message}\nThe tests that need them are skipped.`);
  }
}

/** @param {number} limitMs */
async function check(limitMs) {
  const checks = await runStaticChecks(() => undefined);
  const architecture = await runVitest(['architecture'], { timeoutMs: limitMs });
  const failed = checks
    .filter(({ tally }) => tally.failed > 0)
    .map(({ name, output }) => `  ${name}\n${output}`);
  const tally = sum([...checks.map((result) => result.tally), architecture.tally]);
  return { tally, output: [...failed, architecture.output].filter((part) => part !== '').join('\n') };
}

/** @param {string[]} projects @returns {(limitMs: number) => Promise<{tally: Tally, output: string}>} */
function vitest(...projects) {
  return (limitMs) => runVitest(projects, { timeoutMs: limitMs });
}

/** @param {number} limitMs */
async function pack(limitMs) {
  const { lines } = await packAndStart({ timeoutMs: limitMs });
  // Packing itself, and every check that the packed app reports about itself.
  const checks = lines
    .filter((line) => 'check' in JSON.parse(line))
    .map((line) => single(JSON.parse(line).ok === true));
  return { tally: sum([single(true), ...checks]), output: lines.map((line) => `  ${line}`).join('\n') };
}

const only = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
/** @type {Tally[]} */ const tallies = [];
for (const { name, budgetMinutes, run } of STAGES) {
  if (only.length > 0 && name !== 'install' && !only.some((part) => name.includes(part))) continue;
  const startedMs = performance.now();
  // Twice the budget, because a machine may be busy; the total is watched by whoever runs it.
  const result = await run(2 * budgetMinutes * MINUTE_MS).catch((error) => ({
    tally: single(false),
    output: `  ${error instanceof SetupError ? error.message : error.stack}`,
  }));
  tallies.push(result.tally);
  if (result.output !== '') console.log(result.output);
  const late =
    performance.now() - startedMs > budgetMinutes * MINUTE_MS
      ? ` (over its budget of ${budgetMinutes} min)`
      : '';
  console.log(`stage ${name}: ${closingLine(result.tally)} in ${secondsSince(startedMs)}${late}`);
  if (name === 'install' && result.tally.failed > 0) break;
}
const total = sum(tallies);
const expected = Number(readFileSync(inProject('test', 'expected-count'), 'utf8'));
const tooFew = only.length === 0 && total.passed < expected;
if (tooFew)
  console.log(
    `only ${total.passed} tests passed; test/expected-count asks for ${expected}: tests have gone missing or were skipped`,
  );
process.exitCode = total.failed > 0 || tooFew ? 1 : 0;
console.log(closingLine(total));
