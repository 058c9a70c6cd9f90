import { expect, it } from 'vitest';
import { isWithinSize } from '#main/shell/message-size.ts';

it('counts text, keys, bytes and depth', () => {
  expect(isWithinSize({ text: 'x'.repeat(400) }, 1000)).toBe(true);
  expect(isWithinSize({ text: 'x'.repeat(500) }, 1000)).toBe(false);
  expect(isWithinSize({ ['k'.repeat(500)]: 1 }, 1000)).toBe(false);
  expect(isWithinSize([new Uint8Array(900)], 1000)).toBe(true);
  expect(isWithinSize([[[new Uint8Array(1001)]]], 1000)).toBe(false);
  expect(isWithinSize(new ArrayBuffer(1001), 1000)).toBe(false);
  expect(
    isWithinSize(
      Array.from({ length: 200 }, () => null),
      1000,
    ),
  ).toBe(false);
});

it('ends at circles and at depth', () => {
  const circle: { self?: object } = {};
  circle.self = circle;
  expect(isWithinSize(circle, 1000)).toBe(true);
  let deep: unknown = 'x';
  for (let n = 0; n < 100_000; n += 1) deep = [deep];
  expect(isWithinSize(deep)).toBe(true);
});

it('stops counting at the limit', () => {
  const huge = Array.from({ length: 1_000_000 }, (_, n) => n);
  let visited = 0;
  const counted = new Proxy(huge, {
    get: (target, key) => {
      visited += 1;
      return Reflect.get(target, key) as unknown;
    },
  });
  expect(isWithinSize([new Uint8Array(2000), counted].toReversed(), 1000)).toBe(false);
  expect(visited).toBe(0);
});
