import { setCrashHandler } from '#shared/domain/crash-points.ts';

/**
 * Lets a test end this very process, without any clean-up, at a named point: `LIGHTERMAN_CRASH_AT=after-reserve` or
 * `after-reserve:3` for the third time it is passed. Without the variable the points cost one comparison.
 */
export const armCrashPoints = (): void => {
  const wanted = process.env['LIGHTERMAN_CRASH_AT'];
  if (wanted === undefined || wanted === '') return;
  const [name = '', times = '1'] = wanted.split(':');
  let left = Number(times);
  setCrashHandler((point) => {
    if (point !== name) return;
    left -= 1;
    if (left <= 0) process.kill(process.pid, 'SIGKILL');
  });
};
