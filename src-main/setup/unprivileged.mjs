// Electron refuses to run as root with its sandbox on, and the sandbox stays on: as root it is started as uid 65534 (nobody).
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { inCache, isLinuxRoot } from './paths.mjs';
import { capture } from './processes.mjs';
import { SetupError } from './say.mjs';

/** nobody and nogroup on every Linux distribution we know. */
export const APP_UID = 65534;

/** Gives a file or folder, with all inside, to the user the app runs as. Does nothing unless we are root on Linux. @param {string} path */
export function giveToAppUser(path) {
  if (!isLinuxRoot()) return;
  chownSync(path, APP_UID, APP_UID);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveToAppUser(join(path, name));
}

/**
 * @param {string} path @returns {string | undefined} the folder above `path` (or `path` itself) that others may not enter
 */
export function closedToOthers(path) {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode } = statSync(folder);
    const needed = statSync(folder).isDirectory() ? 0o001 : 0o004;
    if ((mode & needed) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * The program to start instead of Electron itself: the same executable, or, as root, a small script that first becomes
 * uid 65534 with no groups and no capabilities. The script execs, so the process id it is started with is Electron's.
 * @param {string} executable absolute
 * @returns {Promise<string>}
 */
export async function unprivilegedLauncher(executable) {
  if (!isLinuxRoot()) return executable;
  const closed = closedToOthers(executable);
  if (closed !== undefined)
    throw new SetupError(
      `uid ${APP_UID} cannot enter ${closed}: set LIGHTERMAN_CACHE_DIR to a folder that others may enter`,
    );
  await ensureSandbox(executable);
  const home = inCache('home');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chownSync(home, APP_UID, APP_UID);
  const launcher = inCache('launch', `${Buffer.from(executable).toString('base64url').slice(-80)}.sh`);
  mkdirSync(dirname(launcher), { recursive: true });
  const script = `#!/bin/sh
# Starts ${executable} as an unprivileged user, so that its sandbox stays on.
: "\${LIGHTERMAN_APP_HOME:=${home}}"
export HOME="$LIGHTERMAN_APP_HOME"
exec setpriv --reuid=${APP_UID} --regid=${APP_UID} --clear-groups --inh-caps=-all -- "${executable}" "$@"
`;
  // Written once: somebody else may be starting it at this moment.
  if (!existsSync(launcher) || readFileSync(launcher, 'utf8') !== script) {
    const part = `${launcher}.${process.pid}`;
    writeFileSync(part, script, { mode: 0o755 });
    renameSync(part, launcher);
  }
  return launcher;
}

/**
 * Chromium's sandbox needs either user namespaces or its helper `chrome-sandbox` owned by root with mode 4755
 * (https://chromium.googlesource.com/chromium/src/+/main/docs/linux/suid_sandbox_development.md). Namespaces are the
 * default; where the kernel, AppArmor or a chroot denies them, root prepares the helper.
 * @param {string} executable
 */
async function ensureSandbox(executable) {
  const helper = join(dirname(executable), 'chrome-sandbox');
  if (!existsSync(helper) || (await namespacesWork())) return;
  accessSync(helper, constants.W_OK);
  chownSync(helper, 0, 0);
  chmodSync(helper, 0o4755);
}

/** @returns {Promise<boolean>} whether uid 65534 may create a user namespace here */
async function namespacesWork() {
  const result = await capture('setpriv', [
    `--reuid=${APP_UID}`,
    `--regid=${APP_UID}`,
    '--clear-groups',
    'unshare',
    '--user',
    'true',
  ]);
  return result.code === 0;
}

/**
 * The environment the app starts with. As root (another user's program) it is empty but for what a window needs;
 * otherwise the person's own.
 * @param {NodeJS.ProcessEnv} [extra] @returns {Record<string, string>}
 */
export function appEnvironment(extra = {}) {
  const { DISPLAY, XAUTHORITY, LANG, TZ } = process.env;
  const base = isLinuxRoot()
    ? { DISPLAY, XAUTHORITY, LANG, TZ, PATH: '/usr/local/bin:/usr/bin:/bin' }
    : process.env;
  /** @type {Record<string, string>} */ const env = {};
  for (const [name, value] of Object.entries({ ...base, ...extra }))
    if (value !== undefined) env[name] = value;
  delete env['ELECTRON_RUN_AS_NODE'];
  delete env['NODE_OPTIONS'];
  return env;
}
