// What each command needs, in the order in which one step depends on another.
import { ensureBuild } from './build-outputs.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { hasDisplay, startVirtualDisplay } from './display.mjs';
import { ensureElectron } from './electron-runtime.mjs';
import { ensureLinuxPackages } from './linux-packages.mjs';
import { findNode24, projectEnvironment } from './node24.mjs';
import { inProject } from './paths.mjs';
import { takeOver } from './processes.mjs';
import { stageApp } from './staging.mjs';
import { appEnvironment } from './unprivileged.mjs';

/** Installs what is missing. @returns {Promise<import('./node24.mjs').NodeRuntime>} */
export async function prepareNode() {
  await ensureDependencies();
  return findNode24();
}

/**
 * Runs a TypeScript program of the project under Node 24 in our place.
 * @param {string[]} program path parts from the project root @param {string[]} args @param {NodeJS.ProcessEnv} [extraEnv]
 * @returns {Promise<number>} its exit code
 */
export async function runProgram(program, args, extraEnv = {}) {
  const node = await findNode24();
  return takeOver(node.path, [...node.flags, inProject(...program), ...args], {
    env: { ...projectEnvironment(), ...extraEnv },
  });
}

/**
 * How to start the app: program, arguments that come first, environment. Everything it needs is there when this returns:
 * bundles, Electron, its libraries, and (with `virtualDisplay`) a screen, which `stop` ends.
 * @typedef {import('./electron-runtime.mjs').ElectronRuntime & {
 *   appDir: string, args: string[], env: Record<string, string>, stop: () => Promise<void>}} ReadyApp
 * @param {{virtualDisplay?: 'always' | 'if-none' | 'never', strict?: boolean, extraEnv?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<ReadyApp>}
 */
export async function prepareApp({ virtualDisplay = 'if-none', strict = false, extraEnv = {} } = {}) {
  await ensureBuild({ strict });
  const electron = await ensureElectron();
  const { appDir, node } = await stageApp();
  const wantsDisplay =
    process.platform === 'linux' &&
    (virtualDisplay === 'always' || (virtualDisplay === 'if-none' && !hasDisplay()));
  if (wantsDisplay) await ensureLinuxPackages({ tools: ['display'] });
  const display = wantsDisplay ? await startVirtualDisplay() : undefined;
  const env = appEnvironment({
    ...display?.env,
    LIGHTERMAN_APP_DIR: appDir,
    LIGHTERMAN_NODE: node,
    ...extraEnv,
  });
  return {
    ...electron,
    appDir,
    // The fallback has no default app that would take the folder as an argument; its loader reads LIGHTERMAN_APP_DIR.
    args: electron.fallback ? [] : [appDir],
    env,
    stop: async () => display?.stop(),
  };
}
