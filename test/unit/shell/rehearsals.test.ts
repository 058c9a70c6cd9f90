import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRehearsals } from '#main/shell/rehearsals.ts';

const folder = join('/data', 'rehearsals');

it('starts the practice tenants once for a rehearsal, and again for the next backend', async () => {
  let starts = 0;
  const rehearsals = createRehearsals(folder, async () => (starts += 1));
  await rehearsals.beforeOpen(join('/data', 'Customer.lighterman'));
  await rehearsals.beforeOpen(join('/data', 'rehearsals-not', 'a.lighterman'));
  expect(starts).toBe(0);
  await rehearsals.beforeOpen(join(folder, 'a.lighterman'));
  await rehearsals.beforeOpen(join(folder, 'b.lighterman'));
  expect(starts).toBe(1);
  rehearsals.backendStarted();
  await rehearsals.beforeOpen(join(folder, 'a.lighterman'));
  expect(starts).toBe(2);
});

it('starts none where the window has done so', async () => {
  let starts = 0;
  const rehearsals = createRehearsals(folder, async () => (starts += 1));
  rehearsals.noticed('practice.start');
  await rehearsals.beforeOpen(join(folder, 'a.lighterman'));
  expect(starts).toBe(0);
  rehearsals.noticed('practice.stop');
  await rehearsals.beforeOpen(join(folder, 'a.lighterman'));
  expect(starts).toBe(1);
});

it('tries again when they could not be started', async () => {
  let works = false;
  const rehearsals = createRehearsals(folder, async () => {
    if (!works) throw new Error('no');
  });
  await expect(rehearsals.beforeOpen(join(folder, 'a.lighterman'))).rejects.toThrow('no');
  works = true;
  await rehearsals.beforeOpen(join(folder, 'a.lighterman'));
});
