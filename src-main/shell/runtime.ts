import { app } from 'electron';
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { createForkLauncher, findNode } from './launch-fork.ts';
import { createUtilityLauncher } from './launch-utility.ts';
import type { Launcher } from './launcher.ts';

/**
 * The fallback runtime (architecture.md §9) is told by its Node: better-sqlite3 13 needs Node 22, and under an older one it
 * ends the process. Such an Electron is too old for anything but this machine.
 */
export const isFallbackRuntime = Number.parseInt(process.versions.node, 10) < 22;

/** A file of the app, unpacked from the archive where the product keeps it outside (the backend must be a real file). */
export const appFile = (...parts: readonly string[]): string => {
  const packed = join(app.getAppPath(), ...parts);
  const unpacked = packed.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
  return existsSync(unpacked) ? unpacked : packed;
};

/** @returns how the backend is started under this runtime */
export const chooseLauncher = (onOutput: (text: string) => void): Launcher => {
  const entry = appFile('build', 'backend', 'main.mjs');
  const env = {
    LIGHTERMAN_USER_DATA: app.getPath('userData'),
    LIGHTERMAN_VERSION: app.getVersion(),
    ...(isFallbackRuntime ? { LIGHTERMAN_LOOPBACK_ONLY: '1' } : {}),
  };
  return isFallbackRuntime
    ? createForkLauncher(findNode(app.getAppPath(), process.env), { entry, env, onOutput })
    : createUtilityLauncher({ entry, env, onOutput });
};
