import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The material beside the repository: schema, samples, corpus. A path, or `null` where it is absent. */
export const sharedMaterial = (...parts: readonly string[]): string | null => {
  const path = join(import.meta.dirname, '..', '..', '..', 'shared', ...parts);
  return existsSync(path) ? path : null;
};

/**
 * For `describe.skipIf`: says so in a line, and never skips in CI, where absence is a failure.
 * @returns whether to skip.
 */
export const skipWithout = (what: string, isThere: boolean): boolean => {
  if (isThere || process.env['CI'] === 'true' || process.env['CI'] === '1') return false;
  process.stdout.write(`skipped: ${what} is not on this machine\n`);
  return true;
};
