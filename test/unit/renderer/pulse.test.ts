import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPulse } from '../../../src-renderer/api/pulse.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells at most four times a second, the first at once, and loses nothing', () => {
  const told: (readonly number[])[] = [];
  const pulse = createPulse<number>((changes) => told.push(changes));
  pulse.add(0);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([[0]]);
  for (let n = 1; n <= 100; n += 1) {
    pulse.add(n);
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(250);
  expect(told.length).toBeLessThanOrEqual(6);
  expect(told.flat()).toEqual(Array.from({ length: 101 }, (_, n) => n));
  // After a rest the next one does not wait.
  vi.advanceTimersByTime(1000);
  const before = told.length;
  pulse.add(1000);
  vi.advanceTimersByTime(1);
  expect(told.length).toBe(before + 1);
});

it('tells nothing after it was stopped', () => {
  const told: unknown[] = [];
  const pulse = createPulse((changes) => told.push(changes));
  pulse.add(1);
  pulse.stop();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([]);
});
