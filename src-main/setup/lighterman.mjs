#!/usr/bin/env node
// `npx lighterman …` in the project folder: the command line under Node 24. Its stdout is the command's alone.
import { prepareNode, runProgram } from './bootstrap.mjs';
import { runMain } from './say.mjs';

await runMain(async () => {
  await prepareNode();
  return runProgram(['src-main', 'cli', 'main.ts'], process.argv.slice(2));
});
