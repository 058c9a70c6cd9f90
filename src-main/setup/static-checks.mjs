// The checks that need no test run: types, lint, format.
import { secondsSince } from './say.mjs';
import { tail } from './processes.mjs';
import { single } from './tally.mjs';
import { runTool } from './tools.mjs';

const TSCONFIGS = ['.', 'src-shared', 'src-main/shell', 'src-renderer', 'test/e2e'];
const SOURCES = ['src-main', 'src-shared', 'src-renderer', 'test', 'vitest.config.ts'];
const LIMIT_MS = 4 * 60_000;

/** @typedef {{name: string, tally: import('./tally.mjs').Tally, seconds: string, output: string}} CheckResult */

/**
 * Runs all of them side by side. @param {(result: CheckResult) => void} report called as each ends
 * @returns {Promise<CheckResult[]>}
 */
export function runStaticChecks(report) {
  const checks = [
    ...TSCONFIGS.map((folder) =>
      check(`types ${folder}`, 'tsc', ['-p', folder, '--noEmit', '--pretty', 'false'], report),
    ),
    check('lint', 'oxlint', ['--type-aware', '--quiet', ...SOURCES], report),
    check('format', 'oxfmt', ['--check', ...SOURCES], report),
  ];
  return Promise.all(checks);
}

/**
 * @param {string} name @param {'tsc' | 'oxlint' | 'oxfmt'} tool @param {string[]} args @param {(result: CheckResult) => void} report
 * @returns {Promise<CheckResult>}
 */
async function check(name, tool, args, report) {
  const startedMs = performance.now();
  const result = await runTool(tool, args, { timeoutMs: LIMIT_MS });
  const ok = result.code === 0;
  const outcome = {
    name,
    tally: single(ok),
    seconds: secondsSince(startedMs),
    output: ok ? '' : tail(`${result.stdout}\n${result.stderr}`, 60),
  };
  report(outcome);
  return outcome;
}
