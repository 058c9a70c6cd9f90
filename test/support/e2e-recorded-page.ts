import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { build } from 'vite';
import { inject } from 'vitest';
import { unprivilegedLauncher } from '#main/setup/unprivileged.mjs';
import { makeAppFolder, startApp } from '#test/support/electron-runtime.ts';
import type { Scene } from '#test/support/recorded-scenes.ts';
import { servePage } from './e2e-page-server.ts';

export type Engine = 'electron' | 'chromium';

/** Debian's browser is much younger than the fallback's Chrome 114: the same window is tried in both. */
export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
);
export const engines: readonly Engine[] =
  chromiumPath === undefined ? ['electron'] : ['electron', 'chromium'];

export interface Stage {
  /** Opens the window's page on a scene, in a window of this size. */
  readonly open: (scene: Scene, look?: Look) => Promise<Page>;
  readonly close: () => Promise<void>;
}
export interface Look {
  readonly dark?: boolean;
  readonly forcedColors?: boolean;
  readonly widthPx?: number;
  readonly heightPx?: number;
}

export interface StageOptions {
  /** Where the built window lies. */
  readonly folder?: string;
  /** Hears of errors in the page and of what its policy refused. */
  readonly onProblem?: (text: string) => void;
}

const projectRoot = join(import.meta.dirname, '..', '..');

/** The bridge as one script that can be put into a page before its own scripts run. */
export const bundleBridge = async (): Promise<string> => {
  const result = await build({
    configFile: false,
    root: projectRoot,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'chrome114',
      lib: {
        entry: join(import.meta.dirname, 'recorded-bridge.ts'),
        formats: ['iife'],
        name: 'recordedBridge',
        fileName: 'bridge',
      },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !('output' in output)) throw new Error('the bridge was not bundled');
  return output.output[0].code;
};

/** A browser with the built window in it and a recorded bridge in place of shell and backend. */
export const openStage = async (
  engine: Engine,
  { folder = join(inject('electron').appDir, 'build', 'renderer'), onProblem }: StageOptions = {},
): Promise<Stage> => {
  const [bridge, server] = await Promise.all([bundleBridge(), servePage(folder)]);
  const opened = engine === 'electron' ? await openElectron() : await openChromium();
  return {
    open: async (scene, look = {}) => {
      const page = await opened.page();
      if (onProblem !== undefined) {
        page.on('pageerror', (error) => onProblem(error.message));
        page.on('console', (message) => {
          if (message.type() === 'error') onProblem(message.text());
        });
      }
      await page.setViewportSize({ width: look.widthPx ?? 1280, height: look.heightPx ?? 800 });
      await page.emulateMedia({
        colorScheme: look.dark === true ? 'dark' : 'light',
        forcedColors: look.forcedColors === true ? 'active' : 'none',
        reducedMotion: 'reduce',
      });
      await page.addInitScript({ content: `window.scene = ${JSON.stringify(scene)};\n${bridge}` });
      await page.goto(server.url);
      await page.waitForFunction(() => document.querySelector('h1') !== null);
      return page;
    },
    close: async () => {
      await opened.close();
      await server.close();
    },
  };
};

interface Opened {
  readonly page: () => Promise<Page>;
  readonly close: () => Promise<void>;
}

const openChromium = async (): Promise<Opened> => {
  if (chromiumPath === undefined) throw new Error('there is no Chromium');
  const home = makeAppFolder('chromium');
  const launcher = await unprivilegedLauncher(chromiumPath);
  const context: BrowserContext = await chromium.launchPersistentContext(home, {
    executablePath: launcher,
    chromiumSandbox: true,
    env: { PATH: process.env['PATH'] ?? '', HOME: home, LIGHTERMAN_APP_HOME: home, LANG: 'C.UTF-8' },
  });
  return {
    page: () => context.newPage(),
    close: async () => {
      await context.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};

/** Electron with nothing but an empty window, for each scene a new one. */
const openElectron = async (): Promise<Opened> => {
  const appDir = makeAppFolder('stage');
  mkdirSync(join(appDir, 'build'), { recursive: true });
  writeFileSync(
    join(appDir, 'package.json'),
    JSON.stringify({ name: 'stage', version: '0.0.0', main: 'main.cjs' }),
  );
  writeFileSync(
    join(appDir, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
global.openOne = () => {
  const window = new BrowserWindow({ width: 1280, height: 800, useContentSize: true, show: true, webPreferences: { sandbox: true, contextIsolation: true } });
  return window.loadURL('about:blank');
};
app.whenReady().then(() => global.openOne());
app.on('window-all-closed', () => {});
`,
  );
  const started = await startApp({ appDir });
  let isFirst = true;
  return {
    page: async () => {
      if (isFirst) {
        isFirst = false;
        return started.window;
      }
      const [page] = await Promise.all([
        started.app.waitForEvent('window'),
        started.app.evaluate(() =>
          (globalThis as typeof globalThis & { openOne: () => Promise<void> }).openOne(),
        ),
      ]);
      return page;
    },
    close: async () => {
      await started.close();
      rmSync(appDir, { recursive: true, force: true });
    },
  };
};
