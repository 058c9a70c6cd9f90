// Makes the bundles named as arguments (all without any): run under Node 24 by build.mjs.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { backendBundles } from './backend.config.ts';
import { type Bundle, projectRoot } from './common.ts';
import { practiceBundles } from './practice.config.ts';
import { rendererBundles } from './renderer.config.ts';
import { shellBundles } from './shell.config.ts';

const bundles: Bundle[] = [...rendererBundles, ...shellBundles, ...backendBundles, ...practiceBundles];

for (const folder of ['renderer', 'shell', 'backend', 'practice']) {
  rmSync(join(projectRoot, 'build', folder), { recursive: true, force: true });
}
const strict = process.argv.includes('--strict');
const due: Bundle[] = [];
for (const bundle of bundles) {
  const absent = Object.values(bundle.entries).filter((file) => !existsSync(join(projectRoot, file)));
  if (absent.length === 0) {
    due.push(bundle);
  } else if (strict) {
    throw new Error(`${bundle.name} cannot be built: ${absent.join(', ')} is missing`);
  } else {
    process.stderr.write(`lighterman: ${bundle.name} is not built: ${absent.join(', ')} is missing\n`);
  }
}
const results = await Promise.allSettled(due.map(({ config }) => build(config)));
for (const [index, result] of results.entries()) {
  if (result.status === 'fulfilled') continue;
  const reason: unknown = result.reason;
  process.stderr.write(`${due[index]?.name}: ${reason instanceof Error ? reason.message : String(reason)}\n`);
  process.exitCode = 1;
}
