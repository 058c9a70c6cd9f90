#!/usr/bin/env node
// `npm run demo`: the main job against two practice tenants; with --app in the app's own window.
import { prepareApp, prepareNode, runProgram } from './bootstrap.mjs';
import { hasDisplay } from './display.mjs';
import { runMain } from './say.mjs';

await runMain(async () => {
  const args = process.argv.slice(2);
  await prepareNode();
  if (!args.includes('--app')) return runProgram(['src-main', 'cli', 'demo.ts'], args);
  const app = await prepareApp();
  const { stop, ...described } = app;
  try {
    return await runProgram(['src-main', 'cli', 'demo.ts'], args, {
      ...app.env,
      LIGHTERMAN_APP: JSON.stringify({ ...described, watched: hasDisplay() }),
    });
  } finally {
    await stop();
  }
});
