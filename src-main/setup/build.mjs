#!/usr/bin/env node
// `npm run build`: all bundles, whether stale or not. --strict fails when an entry file is missing.
import { prepareNode } from './bootstrap.mjs';
import { ensureBuild } from './build-outputs.mjs';
import { runMain } from './say.mjs';

await runMain(async () => {
  await prepareNode();
  await ensureBuild({ force: true, strict: process.argv.includes('--strict') });
});
