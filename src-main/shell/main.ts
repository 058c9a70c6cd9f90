import { app } from 'electron';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerAppScheme } from './app-protocol.ts';
import { parseShellArgs } from './args.ts';
import { writeJsonLine } from './json-line.ts';
import { lockEveryPage } from './locks.ts';
import { runPrintCommand } from './print-command.ts';
import { runApp } from './run-app.ts';
import { runSelfTest } from './self-test.ts';

const mode = parseShellArgs(process.argv.slice(1));

registerAppScheme();
lockEveryPage();

if (mode.kind === 'app') {
  const folder = process.env['LIGHTERMAN_USER_DATA'];
  if (folder !== undefined && folder !== '') {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    app.setPath('userData', folder);
  }
  runApp(mode.open);
} else {
  // Nothing is shown: a graphics process would only be one more thing that can fail on a server.
  app.disableHardwareAcceleration();
  // A profile of its own: the app may be open while the command line prints.
  const profile = mkdtempSync(join(tmpdir(), 'lighterman-'));
  app.setPath('userData', profile);
  // Every hidden page closing would end the app before it has answered.
  app.on('window-all-closed', () => {});
  void app
    .whenReady()
    .then(async () => {
      if (mode.kind === 'self-test') return runSelfTest(profile);
      if (mode.kind === 'print-pdf') return runPrintCommand(mode);
      await writeJsonLine({ ok: false, error: { code: 'app.bad-input', message: mode.message } });
      return 1;
    })
    .catch(async (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      await writeJsonLine({ ok: false, error: { code: 'app.unexpected', message } });
      return 1;
    })
    .then((code) => {
      app.once('quit', () => rmSync(profile, { recursive: true, force: true }));
      app.exit(code);
    });
}
