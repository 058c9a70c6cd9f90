// Counting over all stages: what passed, failed and was skipped.

/** @typedef {{passed: number, failed: number, skipped: number}} Tally */

/** @returns {Tally} */
export const noTests = () => ({ passed: 0, failed: 0, skipped: 0 });

/** @param {Tally[]} tallies @returns {Tally} */
export function sum(tallies) {
  return tallies.reduce(
    (total, next) => ({
      passed: total.passed + next.passed,
      failed: total.failed + next.failed,
      skipped: total.skipped + next.skipped,
    }),
    noTests(),
  );
}

/** @param {boolean} ok @returns {Tally} one check that has no tests of its own */
export const single = (ok) => ({ ...noTests(), [ok ? 'passed' : 'failed']: 1 });

/**
 * @typedef {{testResults: {name: string, status: string, message?: string, assertionResults: {status: string, fullName: string}[]}[]}} VitestReport
 * @param {VitestReport} report of vitest's JSON reporter
 * @param {number | null} exitCode of vitest: a run that failed without a failed test (an unhandled error) counts as one failure
 * @returns {{tally: Tally, skippedNames: string[]}}
 */
export function tallyVitest(report, exitCode) {
  const tally = noTests();
  /** @type {string[]} */ const skippedNames = [];
  for (const file of report.testResults) {
    let failedInFile = 0;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') tally.passed += 1;
      else if (test.status === 'failed') failedInFile += 1;
      else {
        tally.skipped += 1;
        skippedNames.push(test.fullName);
      }
    }
    // A file that could not be loaded, or whose hook failed, has no failed test to show for it.
    tally.failed += file.status === 'failed' ? Math.max(1, failedInFile) : failedInFile;
  }
  if (exitCode !== 0 && tally.failed === 0) tally.failed = 1;
  return { tally, skippedNames };
}

/** @param {Tally} tally @returns {string} the closing line of `npm test` */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
