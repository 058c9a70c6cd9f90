// node_modules: as package-lock.json says, or `npm ci`.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { lockedNodePath, platformHasLockedNode } from './node24.mjs';
import { inProject } from './paths.mjs';
import { mustRun } from './processes.mjs';
import { say, secondsSince, SetupError } from './say.mjs';

const INSTALL_LIMIT_MS = 15 * 60_000;

/**
 * Says why node_modules does not hold what the lock file asks for. npm's own record of what it installed is compared
 * package by package, so a hand-made `npm install` counts as well as ours. Optional packages may be absent (they are
 * for other platforms) but not different.
 * @param {string} lockText package-lock.json @param {string | undefined} installedText node_modules/.package-lock.json
 * @returns {string | undefined} undefined when all is as locked
 */
export function whyStale(lockText, installedText) {
  if (installedText === undefined) return 'not installed yet';
  /** @type {Record<string, {version?: string, integrity?: string, optional?: boolean}>} */
  const wanted = JSON.parse(lockText).packages ?? {};
  /** @type {typeof wanted} */
  const installed = JSON.parse(installedText).packages ?? {};
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    if (found === undefined) {
      if (entry.optional !== true) return `${path} is missing`;
    } else if (
      found.version !== entry.version ||
      (entry.integrity !== undefined && found.integrity !== entry.integrity)
    ) {
      return `${path} is not the locked version`;
    }
  }
  return undefined;
}

/** @returns {string | undefined} why an install is due */
function dependenciesAreStale() {
  const lockText = readFileSync(inProject('package-lock.json'), 'utf8');
  const record = inProject('node_modules', '.package-lock.json');
  const why = whyStale(lockText, existsSync(record) ? readFileSync(record, 'utf8') : undefined);
  if (why !== undefined) return why;
  return platformHasLockedNode() && !existsSync(lockedNodePath()) ? 'Node 24 is missing' : undefined;
}

/**
 * Makes node_modules match the lock file; does nothing when it does.
 * Install scripts are never run: better-sqlite3 13 ships its binaries (npm would compile it, which needs Python and a
 * compiler), Electron's binary is fetched by electron-runtime.mjs, and nothing else here has one it needs.
 */
export async function ensureDependencies() {
  if (dependenciesAreStale() !== undefined) {
    await withLock('install', async () => {
      const why = dependenciesAreStale();
      if (why === undefined) return;
      const startedMs = performance.now();
      say(`installing the packages of package-lock.json (${why}); this takes a minute or two`);
      const npm = findNpm();
      const args = [...npm.args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
      await mustRun('installing packages', npm.command, args, {
        cwd: inProject(),
        timeoutMs: INSTALL_LIMIT_MS,
      });
      const after = dependenciesAreStale();
      if (after !== undefined)
        throw new SetupError(`npm ci ended well, but ${after}: remove node_modules and try again`);
      say(`packages installed in ${secondsSince(startedMs)}`);
    });
  }
  linkOwnCommand();
}

/**
 * npm links the commands of dependencies, not of the project itself; with this link `npx lighterman` in this folder
 * starts at once instead of preparing a copy of the project in npx's cache.
 */
function linkOwnCommand() {
  const script = inProject('src-main', 'setup', 'lighterman.mjs');
  const link = inProject(
    'node_modules',
    '.bin',
    process.platform === 'win32' ? 'lighterman.cmd' : 'lighterman',
  );
  if (!existsSync(script) || lstatSync(link, { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(dirname(link), { recursive: true });
  if (process.platform === 'win32') {
    writeFileSync(link, '@node "%~dp0\\..\\..\\src-main\\setup\\lighterman.mjs" %*\r\n');
  } else {
    chmodSync(script, 0o755);
    symlinkSync('../../src-main/setup/lighterman.mjs', link);
  }
}

/**
 * npm names itself to the scripts it runs; started by hand, the one beside node or on PATH is taken.
 * @returns {{command: string, args: string[]}} npm as a command that needs no shell
 */
export function findNpm() {
  const own = process.env['npm_execpath'];
  if (own !== undefined && own.endsWith('npm-cli.js') && existsSync(own))
    return { command: process.execPath, args: [own] };
  const folders = [dirname(process.execPath), ...(process.env['PATH'] ?? '').split(delimiter)];
  for (const folder of folders) {
    for (const script of [
      join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
      join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ]) {
      if (existsSync(script)) return { command: process.execPath, args: [script] };
    }
    if (process.platform !== 'win32' && existsSync(join(folder, 'npm')))
      return { command: join(folder, 'npm'), args: [] };
  }
  throw new SetupError(
    'npm was not found: install Node 20 or newer with npm (https://nodejs.org/en/download)',
  );
}
