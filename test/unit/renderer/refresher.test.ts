import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRefresher, type Part } from '../../../src-renderer/features/project/refresher.ts';

let calls: Part[];
let published: (readonly string[])[];
let failures: unknown[];
let fail: boolean;
let delayMs: number;
const make = () => {
  const fetch = (part: Part) => async () => {
    calls.push(part);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (fail) throw new Error(part);
    return part === 'errors' ? null : part;
  };
  return createRefresher<string>({
    everyMs: 1000,
    publish: (changes) => published.push(changes),
    onError: (error) => failures.push(error),
    project: fetch('project'),
    rows: fetch('rows'),
    detail: fetch('detail'),
    errors: fetch('errors'),
  });
};
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  [calls, published, failures, fail, delayMs] = [[], [], [], false, 0];
});
afterEach(() => {
  vi.useRealTimers();
});

it('fetches a part at most once a second, however often it is stale', async () => {
  const refresher = make();
  for (let n = 0; n < 100; n += 1) {
    refresher.stale('project');
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(calls.length).toBeGreaterThanOrEqual(5);
  expect(calls.length).toBeLessThanOrEqual(6);
});

it('tells what belongs together at one time', async () => {
  const refresher = make();
  refresher.stale('project', 'rows', 'errors');
  await vi.advanceTimersByTimeAsync(10);
  expect(published).toEqual([['project', 'rows']]);
});

it('never fetches twice at a time', async () => {
  delayMs = 5000;
  const refresher = make();
  refresher.stale('rows');
  await vi.advanceTimersByTimeAsync(100);
  refresher.stale('rows');
  await vi.advanceTimersByTimeAsync(4000);
  expect(calls).toEqual(['rows']);
  await vi.advanceTimersByTimeAsync(2000);
  expect(calls).toEqual(['rows', 'rows']);
});

it('goes on after a failure, and tells nothing after it was stopped', async () => {
  const refresher = make();
  fail = true;
  refresher.stale('detail');
  await vi.advanceTimersByTimeAsync(10);
  expect(failures).toHaveLength(1);
  fail = false;
  delayMs = 100;
  refresher.stale('detail');
  await vi.advanceTimersByTimeAsync(1050);
  expect(calls).toEqual(['detail', 'detail']);
  refresher.stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(published).toEqual([]);
});
