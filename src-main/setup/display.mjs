// A screen to draw on: the person's own, or a virtual one that we start and stop ourselves.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCommand } from './linux-packages.mjs';
import { killTree } from './processes.mjs';
import { SetupError } from './say.mjs';
import { giveToAppUser } from './unprivileged.mjs';

const START_LIMIT_MS = 15_000;

/** @typedef {{display: string, env: {DISPLAY: string, XAUTHORITY: string}, pid: number, stop: () => Promise<void>}} VirtualDisplay */

/** @returns {boolean} whether windows can be shown to a person here */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/**
 * Starts Xvfb on a display number of its own choice (several may run beside each other) with a cookie of its own.
 * @param {{widthPx?: number, heightPx?: number}} [size]
 * @returns {Promise<VirtualDisplay>} `stop` ends exactly this server
 */
export async function startVirtualDisplay({ widthPx = 1440, heightPx = 900 } = {}) {
  const xvfb = findCommand('Xvfb');
  if (xvfb === undefined) throw new SetupError('Xvfb is not installed (Debian: apt-get install xvfb)');
  const folder = mkdtempSync(join(tmpdir(), 'lighterman-display-'));
  const cookie = randomBytes(16);
  const authority = join(folder, 'authority');
  // The server reads its cookie before it knows its number, and accepts an entry for any: number "".
  writeFileSync(authority, authorityEntry('', cookie), { mode: 0o600 });
  giveToAppUser(folder);
  const args = [
    '-displayfd',
    '3',
    '-screen',
    '0',
    `${widthPx}x${heightPx}x24`,
    '-nolisten',
    'tcp',
    '-auth',
    authority,
    '-noreset',
  ];
  // A group of its own: Ctrl-C must not take the screen from an app that is still draining.
  // And tied to our life by the kernel: should we be killed, it and the apps on it end too.
  const setpriv = findCommand('setpriv');
  const [program, first] =
    setpriv === undefined ? [xvfb, []] : [setpriv, ['--pdeathsig', 'TERM', '--', xvfb]];
  const child = spawn(program, [...first, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said = (said + chunk).slice(-2000);
  });
  const closed = new Promise((resolve) => {
    child.once('close', resolve);
  });
  const killOnExit = () => killTree(child.pid);
  process.once('exit', killOnExit);
  const stop = async () => {
    process.removeListener('exit', killOnExit);
    child.kill('SIGTERM');
    await closed;
    rmSync(folder, { recursive: true, force: true });
  };
  const number = await firstLine(/** @type {import('node:stream').Readable} */ (child.stdio[3]), child).catch(
    async (error) => {
      await stop();
      throw new SetupError(`Xvfb did not start: ${error.message} ${said.trim()}`);
    },
  );
  return {
    display: `:${number}`,
    env: { DISPLAY: `:${number}`, XAUTHORITY: authority },
    pid: child.pid ?? -1,
    stop,
  };
}

/** @param {import('node:stream').Readable} stream @param {import('node:child_process').ChildProcess} child @returns {Promise<string>} */
function firstLine(stream, child) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error('no display number in time')), START_LIMIT_MS);
    stream.on('data', (chunk) => {
      text += chunk;
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      resolve(text.trim());
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`it ended with ${code}.`));
    });
  });
}

/**
 * One entry of an Xauthority file, so that xauth need not be installed. Format: Xau library, `Xauth.h`: family, then
 * address, number, name and data, each with a 16-bit big-endian length. Family 65535 ("wild") matches every address.
 * @param {string} number @param {Buffer} cookie @returns {Buffer}
 */
export function authorityEntry(number, cookie) {
  const family = Buffer.from([0xff, 0xff]);
  const fields = [Buffer.from(hostname()), Buffer.from(number), Buffer.from('MIT-MAGIC-COOKIE-1'), cookie];
  const lengthOf = (/** @type {Buffer} */ field) => Buffer.from([field.length >> 8, field.length & 255]);
  return Buffer.concat([family, ...fields.flatMap((field) => [lengthOf(field), field])]);
}
