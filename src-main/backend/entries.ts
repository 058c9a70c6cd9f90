import { existsSync } from 'node:fs';

/**
 * Files that start a thread or a process of their own. In development they are the sources, which Node runs as they are; in the
 * product they lie as bundles beside this one.
 */
const isSource = import.meta.url.endsWith('.ts');

const entry = (source: string, bundle: string): URL => new URL(isSource ? source : bundle, import.meta.url);

export const workerEntry = (): URL => entry('../migration/worker.ts', './worker.mjs');

export const practiceEntry = (): URL => {
  const found = entry('../practice/main.ts', '../practice/main.mjs');
  if (!existsSync(found)) throw new Error(`The practice tenants are missing: ${found.pathname}`);
  return found;
};
