// Where things are: the project root, what the set-up leaves in it, and the cache outside it.
import { homedir, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {string[]} parts @returns {string} an absolute path inside the project */
export const inProject = (...parts) => join(projectRoot, ...parts);

/** True for uid 0 on Linux, where Electron must be started as somebody else to keep its sandbox. */
export const isLinuxRoot = () => platform() === 'linux' && process.getuid?.() === 0;

/**
 * The cache outside the project: Electron's fallback, staged apps, remembered failures. It survives `npm ci`.
 * `LIGHTERMAN_CACHE_DIR` overrides it. Root on Linux gets /var/cache, because Electron runs as an unprivileged
 * user there and must be able to enter every folder above its own executable (root's home is closed to others).
 * @returns {string}
 */
export function cacheRoot() {
  const env = process.env;
  if (env['LIGHTERMAN_CACHE_DIR']) return env['LIGHTERMAN_CACHE_DIR'];
  if (isLinuxRoot()) return '/var/cache/lighterman';
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'lighterman');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Caches', 'lighterman');
  if (platform() === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'lighterman');
  return join(homedir(), '.cache', 'lighterman');
}

/** @param {string[]} parts @returns {string} an absolute path inside the cache */
export const inCache = (...parts) => join(cacheRoot(), ...parts);
