#!/usr/bin/env node
// `npm run bench`: speed, CPU and memory of the copy against the floor measured in the same run.
import { prepareNode, runProgram } from './bootstrap.mjs';
import { runMain } from './say.mjs';

await runMain(async () => {
  await prepareNode();
  return runProgram(['test', 'load', 'bench.ts'], process.argv.slice(2));
});
