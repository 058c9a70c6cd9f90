import { describe, expect, test } from 'vitest';
import { keptByFilter } from '#main/migration/folder-filter.ts';
import { isLightermanError, type LightermanError } from '#shared/domain/errors.ts';

const failure = (work: Promise<unknown>): Promise<LightermanError> =>
  work.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => {
      if (isLightermanError(error)) return error;
      throw error;
    },
  );

describe('keptByFilter', () => {
  test('answers in the order of the paths', async () => {
    expect(
      await keptByFilter('^(?!Inbox$|Boîte d’envoi$)', [
        'Inbox',
        'Inbox/Sub',
        "Boîte d'envoi".normalize('NFD'),
        'Sent',
      ]),
    ).toEqual([true, false, true, false]);
    expect(await keptByFilter('^(?!Inbox$)', [])).toEqual([]);
  });

  test('a bad pattern is filter.invalid with the reason', async () => {
    const error = await failure(keptByFilter('(?>a)', ['Inbox']));
    expect([error.code, error.message]).toEqual(['filter.invalid', expect.stringContaining('atomic group')]);
    expect((await failure(keptByFilter('(?>a)', []))).code).toBe('filter.invalid');
  });

  test('a catastrophic pattern is stopped and names the folder it hung on', async () => {
    const evil = `Projects/${'a'.repeat(60)}!`;
    const startedMs = performance.now();
    const error = await failure(
      keptByFilter('^(?:[^/]+/)?(a+)+$', ['Inbox', 'Sent Items', evil, 'Drafts'], { limitMs: 200 }),
    );
    expect(error.code).toBe('filter.too-slow');
    expect(error.message).toContain(evil);
    expect(error.details).toEqual({ folder: evil });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  test('the thread that hung is gone: the next filter works', async () => {
    await failure(keptByFilter('(a+)+$', [`${'a'.repeat(60)}!`], { limitMs: 50 }));
    expect(await keptByFilter('^(?!Inbox$)', ['Inbox'])).toEqual([true]);
  });

  test('many paths may take longer than the limit of one', async () => {
    const paths = Array.from({ length: 50_000 }, (_value, i) => `Folder ${i}/Sub ${i}`);
    const kept = await keptByFilter('7$', paths, { limitMs: 100 });
    expect(kept.filter((keep) => !keep)).toHaveLength(5_000);
  });

  test('stops on request, before and during', async () => {
    expect((await failure(keptByFilter('a', ['Inbox'], { signal: AbortSignal.abort() }))).code).toBe(
      'app.stopped',
    );
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const error = await failure(
      keptByFilter('(a+)+$', [`${'a'.repeat(60)}!`], { limitMs: 60_000, signal: stop.signal }),
    );
    expect(error.code).toBe('app.stopped');
  });
});
