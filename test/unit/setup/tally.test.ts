import { describe, expect, it } from 'vitest';
import { closingLine, single, sum, tallyVitest } from '#main/setup/tally.mjs';

const test = (status: string, fullName = 'a test') => ({ status, fullName });
const file = (status: string, assertionResults: { status: string; fullName: string }[]) => ({
  name: 'x.test.ts',
  status,
  assertionResults,
});

describe('counting', () => {
  it('adds stages up to the closing line', () => {
    const total = sum([single(true), { passed: 2, failed: 0, skipped: 1 }, single(false)]);
    expect(closingLine(total)).toBe('3 passed, 1 failed, 1 skipped');
  });
  it('reads passed, failed and skipped tests and names the skipped ones', () => {
    const report = {
      testResults: [
        file('failed', [test('passed'), test('failed'), test('skipped', 'no Python'), test('todo', 'later')]),
      ],
    };
    expect(tallyVitest(report, 1)).toEqual({
      tally: { passed: 1, failed: 1, skipped: 2 },
      skippedNames: ['no Python', 'later'],
    });
  });
  it('counts a file that could not be loaded, or whose hook failed, as one failure', () => {
    expect(tallyVitest({ testResults: [file('failed', [])] }, 1).tally.failed).toBe(1);
    expect(tallyVitest({ testResults: [file('failed', [test('skipped')])] }, 1).tally.failed).toBe(1);
  });
  it('counts a run that failed without any failed test: an unhandled error after the last one', () => {
    expect(tallyVitest({ testResults: [file('passed', [test('passed')])] }, 1).tally).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
    expect(tallyVitest({ testResults: [file('passed', [test('passed')])] }, 0).tally.failed).toBe(0);
  });
});
