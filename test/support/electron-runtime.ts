import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { inject } from 'vitest';
import { giveToAppUser } from '#main/setup/unprivileged.mjs';

/** What a spec needs to start Electron: all JSON, because vitest hands it to other processes. */
export type PreparedElectron = {
  executablePath: string;
  version: string;
  fallback: boolean;
  appDir: string;
  env: Record<string, string>;
};

declare module 'vitest' {
  export interface ProvidedContext {
    electron: PreparedElectron;
  }
}

/** A started app. `home` is its private folder (HOME and user data), writable by the user it runs as. */
export type StartedApp = { app: ElectronApplication; window: Page; home: string; close: () => Promise<void> };

/** A new folder that the app's user (uid 65534 when the tests run as root) may write to; the caller removes it. */
export function makeAppFolder(name = 'home'): string {
  const folder = mkdtempSync(join(tmpdir(), `lighterman-${name}-`));
  giveToAppUser(folder);
  return folder;
}

/** A copy of a file or folder that the app's user may read, wherever the original lies; the caller removes it. */
export function shareWithApp(path: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'lighterman-shared-'));
  cpSync(path, folder, { recursive: true });
  openToReaders(folder);
  return folder;
}

function openToReaders(path: string): void {
  const isFolder = statSync(path).isDirectory();
  chmodSync(path, isFolder ? 0o755 : 0o644);
  if (isFolder) for (const name of readdirSync(path)) openToReaders(join(path, name));
}

/**
 * Starts the app in real Electron through Playwright, its sandbox on (Playwright would switch it off), and waits for the
 * first window. `appDir` is the product unless a spec brings its own. `env` is added to the near-empty environment.
 */
export async function startApp(
  options: { appDir?: string; args?: string[]; env?: Record<string, string>; home?: string } = {},
): Promise<StartedApp> {
  const electron = inject('electron');
  const appDir = options.appDir ?? electron.appDir;
  const home = options.home ?? makeAppFolder();
  const app = await _electron.launch({
    executablePath: electron.executablePath,
    chromiumSandbox: true,
    args: [...(electron.fallback ? [] : [appDir]), ...(options.args ?? [])],
    env: {
      ...electron.env,
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      LIGHTERMAN_APP_HOME: home,
      LIGHTERMAN_APP_DIR: appDir,
      ...options.env,
    },
    cwd: home,
    timeout: 60_000,
  });
  const close = async () => {
    await app.close();
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  };
  try {
    return { app, window: await app.firstWindow({ timeout: 60_000 }), home, close };
  } catch (error) {
    await close();
    throw error;
  }
}
