#!/usr/bin/env node
// `npm run pack`: the packed app in dist/, after its self-test.
import { prepareNode } from './bootstrap.mjs';
import { packAndStart } from './pack.mjs';
import { inProject } from './paths.mjs';
import { runMain, say } from './say.mjs';

const LIMIT_MS = 5 * 60_000;

await runMain(async () => {
  await prepareNode();
  const { folder, lines } = await packAndStart({ timeoutMs: LIMIT_MS, keep: inProject('dist') });
  for (const line of lines) console.log(line);
  say(`packed into ${folder}`);
});
