#!/usr/bin/env node
// `npm run check`: types, lint, format, unit and architecture tests, with the seconds of each.
import { prepareNode } from './bootstrap.mjs';
import { ensureBuild } from './build-outputs.mjs';
import { runMain, secondsSince } from './say.mjs';
import { runVitest } from './stage-vitest.mjs';
import { runStaticChecks } from './static-checks.mjs';
import { closingLine, sum } from './tally.mjs';

const TESTS_LIMIT_MS = 6 * 60_000;

/** @param {{name: string, tally: import('./tally.mjs').Tally, seconds: string, output: string}} result */
function show({ name, tally, seconds, output }) {
  console.log(`${tally.failed === 0 ? 'ok  ' : 'FAIL'} ${name} (${closingLine(tally)}) ${seconds}`);
  if (output !== '') console.log(output);
}

await runMain(async () => {
  await prepareNode();
  const results = await runStaticChecks(show);
  await ensureBuild();
  for (const name of ['unit', 'architecture']) {
    const startedMs = performance.now();
    const { tally, output } = await runVitest([name], { timeoutMs: TESTS_LIMIT_MS });
    const result = { name, tally, output, seconds: secondsSince(startedMs) };
    show(result);
    results.push(result);
  }
  const total = sum(results.map(({ tally }) => tally));
  console.log(closingLine(total));
  return total.failed === 0 ? 0 : 1;
});
