// Which Electron to start and how: the product's own version, or the fallback where that cannot be downloaded.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureFallback, FALLBACK_VERSION, fallbackFits } from './electron-fallback.mjs';
import { ensureOfficial, officialVersion } from './electron-official.mjs';
import { ensureLinuxPackages } from './linux-packages.mjs';
import { inCache, isLinuxRoot } from './paths.mjs';
import { say, SetupError } from './say.mjs';
import { closedToOthers, unprivilegedLauncher } from './unprivileged.mjs';

/**
 * `executablePath` is what to start (as root a launcher that drops privileges first); `distribution` the folder
 * electron-builder may pack with.
 * @typedef {{executablePath: string, version: string, fallback: boolean, distribution: string}} ElectronRuntime
 */

/**
 * Makes an Electron ready to start, with the libraries it needs, and says so in one line when it is the fallback.
 * `LIGHTERMAN_ELECTRON=fallback|official` forces one.
 * @returns {Promise<ElectronRuntime>}
 * @throws {SetupError} where neither can be had
 */
export async function ensureElectron() {
  const forced = process.env['LIGHTERMAN_ELECTRON'];
  const official = forced === 'fallback' ? undefined : await ensureOfficial();
  if (official !== undefined) {
    return prepare({ executable: official, distribution: dirname(official) }, officialVersion(), false);
  }
  if (forced === 'official' || !fallbackFits()) {
    throw new SetupError(
      `Electron ${officialVersion()} could not be downloaded, and there is no fallback for ${process.platform}-${process.arch}: connect to the internet, or set ELECTRON_MIRROR`,
    );
  }
  const found = await ensureFallback();
  tellOnce(
    `using the fallback Electron ${FALLBACK_VERSION} (the product's is ${officialVersion()}): for practice only, it connects to this machine alone`,
  );
  return prepare(found, FALLBACK_VERSION, true);
}

let told = false;
/** @param {string} line */
function tellOnce(line) {
  if (!told) say(line);
  told = true;
}

/**
 * @param {{executable: string, distribution: string}} found @param {string} version @param {boolean} fallback
 * @returns {Promise<ElectronRuntime>}
 */
async function prepare({ executable, distribution }, version, fallback) {
  await ensureLinuxPackages({ electron: executable });
  const reachable = reachableCopy(executable, version);
  return { executablePath: await unprivilegedLauncher(reachable), version, fallback, distribution };
}

/**
 * As root, Electron runs as another user: a distribution inside a closed folder (a clone under root's home, a private
 * temporary folder) is copied into the cache.
 * @param {string} executable @param {string} version
 */
function reachableCopy(executable, version) {
  if (!isLinuxRoot() || closedToOthers(executable) === undefined) return executable;
  const target = inCache(`electron-${version}-copy`);
  const copied = join(target, 'electron');
  if (
    existsSync(join(target, 'version')) &&
    readFileSync(join(target, 'version'), 'utf8').includes(version) &&
    existsSync(copied)
  )
    return copied;
  const part = `${target}.${process.pid}`;
  mkdirSync(inCache(), { recursive: true });
  cpSync(dirname(executable), part, { recursive: true, verbatimSymlinks: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(part, target);
  return copied;
}
