#!/usr/bin/env node
// `npm start`: opens the app.
import { prepareApp, prepareNode } from './bootstrap.mjs';
import { hasDisplay } from './display.mjs';
import { takeOver } from './processes.mjs';
import { runMain, SetupError } from './say.mjs';

await runMain(async () => {
  if (!hasDisplay()) {
    throw new SetupError(
      'there is no display here to open a window on (DISPLAY is not set). `npm run demo` does the whole job without one, `npm run demo -- --app` in a window on a virtual display',
      4,
    );
  }
  await prepareNode();
  const app = await prepareApp({ virtualDisplay: 'never' });
  return takeOver(app.executablePath, [...app.args, ...process.argv.slice(2)], { env: app.env });
});
