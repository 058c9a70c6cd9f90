// What Linux must bring: Electron's libraries, a virtual display, and the independent judges of the tests.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture, mustRun } from './processes.mjs';
import { isLinuxRoot } from './paths.mjs';
import { say, secondsSince, SetupError } from './say.mjs';

const APT_LIMIT_MS = 10 * 60_000;

/**
 * Debian package names; where a list has several, the first one apt knows is taken (Debian 13 and Ubuntu 24.04 renamed
 * some for 64-bit time: https://wiki.debian.org/ReleaseGoals/64bit-time).
 * Electron's are those of its .deb (https://github.com/electron-userland/electron-builder, linux target) plus what `ldd` misses.
 */
const ELECTRON_LIBRARIES = [
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libasound2t64', 'libasound2'],
  ['libatspi2.0-0t64', 'libatspi2.0-0'],
  ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  ['libcups2t64', 'libcups2'],
  ['libnss3'],
  ['libgbm1'],
  ['libdrm2'],
  ['libxkbcommon0'],
  ['libxss1'],
  ['libxtst6'],
  ['libnotify4'],
  ['libsecret-1-0'],
  ['fonts-liberation'],
];
/** Tools by what they are for. */
const TOOLS = {
  display: { command: 'Xvfb', packages: [['xvfb']] },
  xml: { command: 'xmllint', packages: [['libxml2-utils']] },
  pdf: { command: 'pdftotext', packages: [['poppler-utils']] },
  // Debian's browser, much younger than the fallback's: the window's specs run in both. Ubuntu has it only as a snap.
  chromium: { command: '/usr/bin/chromium', packages: [['chromium']] },
  exchangelib: { command: '/usr/bin/python3', packages: [['python3-exchangelib']] },
};

/** @param {string} command @returns {string | undefined} its path; also looked for where users' PATHs do not reach */
export function findCommand(command) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin'];
  if (command.startsWith('/')) return existsSync(command) ? command : undefined;
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}

/** @param {keyof typeof TOOLS} name @returns {Promise<boolean>} */
export async function hasTool(name) {
  const path = findCommand(TOOLS[name].command);
  if (path === undefined) return false;
  if (name !== 'exchangelib') return true;
  return (await capture(path, ['-c', 'import exchangelib'])).code === 0;
}

/**
 * @param {string} executable @returns {Promise<string[]>} shared libraries the loader does not find, e.g. ["libnss3.so"]
 */
export async function missingLibraries(executable) {
  const result = await capture('ldd', [executable]);
  return result.stdout
    .split('\n')
    .filter((line) => line.includes('not found'))
    .map((line) => line.trim().split(' ')[0] ?? '');
}

/**
 * Makes the named tools, and the libraries an Electron executable needs, available: by apt where we are root,
 * otherwise by telling the exact command. On other systems than Linux there is nothing to do.
 * @param {{tools?: (keyof typeof TOOLS)[], electron?: string}} needs `electron`: path of the executable
 */
export async function ensureLinuxPackages({ tools = [], electron }) {
  if (process.platform !== 'linux') return;
  /** @type {string[]} */ const missing = [];
  /** @type {string[][]} */ const packages = [];
  for (const name of tools) {
    if (await hasTool(name)) continue;
    missing.push(TOOLS[name].packages[0]?.[0] ?? name);
    packages.push(...TOOLS[name].packages);
  }
  const libraries = electron === undefined ? [] : await missingLibraries(electron);
  if (libraries.length > 0) {
    missing.push(`${libraries.length} of Electron's libraries (${libraries.slice(0, 3).join(', ')}…)`);
    packages.push(...ELECTRON_LIBRARIES);
  }
  if (packages.length === 0) return;
  if (findCommand('apt-get') === undefined) {
    throw new SetupError(
      `missing on this machine: ${missing.join(', ')}. Install them with your system's package manager (Debian calls them: ${packages.map((names) => names.at(-1)).join(' ')})`,
    );
  }
  if (!isLinuxRoot()) {
    throw new SetupError(
      `missing on this machine: ${missing.join(', ')}. Run this once, then try again:\n  ${aptCommand(await pickKnown(packages))}`,
    );
  }
  const startedMs = performance.now();
  say(`installing Debian packages: ${missing.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('refreshing the package lists', 'apt-get', ['update', '-qq'], {
    env,
    timeoutMs: APT_LIMIT_MS,
  });
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...(await pickKnown(packages))];
  await mustRun('installing Debian packages', 'apt-get', args, { env, timeoutMs: APT_LIMIT_MS });
  for (const name of tools)
    if (!(await hasTool(name)))
      throw new SetupError(
        `${TOOLS[name].packages[0]?.[0]} was installed, yet ${TOOLS[name].command} does not work`,
      );
  const still = electron === undefined ? [] : await missingLibraries(electron);
  if (still.length > 0) throw new SetupError(`Electron still misses ${still.join(', ')}`);
  say(`Debian packages installed in ${secondsSince(startedMs)}`);
}

/** @param {string[]} packages @returns {string} what an operator types */
export const aptCommand = (packages) =>
  `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;

/** @param {string[][]} choices @returns {Promise<string[]>} one name of each choice */
async function pickKnown(choices) {
  const picked = [];
  for (const names of choices) {
    const known = await firstKnown(names);
    picked.push(known ?? names.at(-1) ?? '');
  }
  return picked;
}

/** @param {string[]} names */
async function firstKnown(names) {
  if (names.length === 1) return names[0];
  for (const name of names) {
    const { code, stdout } = await capture('apt-cache', ['show', '--no-all-versions', name]);
    if (code === 0 && stdout.trim() !== '') return name;
  }
  return undefined;
}
