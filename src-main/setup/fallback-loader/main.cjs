// Stands where Electron's default app would: opens the app in the folder LIGHTERMAN_APP_DIR.
'use strict';
const { app } = require('electron');
const fs = require('node:fs');
const path = require('node:path');

const folder = process.env['LIGHTERMAN_APP_DIR'];
if (folder === undefined) {
  process.stderr.write('lighterman: LIGHTERMAN_APP_DIR names no folder to open\n');
  app.exit(4);
} else {
  const { main, name, productName, version } = JSON.parse(
    fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  // As Electron's own default app does it; setVersion and setAppPath are not in its public typings.
  // https://github.com/electron/electron/blob/v25.1.1/default_app/main.ts
  Object.assign(app, { name: productName ?? name });
  Reflect.get(app, 'setVersion').call(app, version);
  Reflect.get(app, 'setAppPath').call(app, folder);
  require(path.join(folder, main));
}
