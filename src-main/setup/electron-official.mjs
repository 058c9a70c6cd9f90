// The product's own Electron, as its npm package downloads it; where that cannot be reached, the refusal is remembered a while.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findNode24, projectEnvironment } from './node24.mjs';
import { inCache, inProject } from './paths.mjs';
import { capture, tail } from './processes.mjs';
import { say, secondsSince } from './say.mjs';

const DOWNLOAD_LIMIT_MS = 5 * 60_000;
const REMEMBER_FAILURE_MS = 12 * 60 * 60_000;
const packageFolder = () => inProject('node_modules', 'electron');

/** @returns {string} the locked version, e.g. "45.4.1" */
export const officialVersion = () =>
  JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')).version;

/** @returns {string | undefined} the executable, when the download has been done */
export function officialExecutable() {
  const marker = join(packageFolder(), 'path.txt');
  if (!existsSync(marker)) return undefined;
  const executable = join(packageFolder(), 'dist', readFileSync(marker, 'utf8').trim());
  const version = join(packageFolder(), 'dist', 'version');
  const complete =
    existsSync(executable) &&
    existsSync(version) &&
    readFileSync(version, 'utf8').replace(/^v/, '').trim() === officialVersion();
  return complete ? executable : undefined;
}

/**
 * @returns {Promise<string | undefined>} the executable; undefined where it cannot be downloaded. A failed try is
 *   repeated after 12 hours, or at once with LIGHTERMAN_RETRY_ELECTRON=1.
 */
export async function ensureOfficial() {
  const present = officialExecutable();
  if (present !== undefined) return present;
  const memory = inCache(`electron-${officialVersion()}-unreachable.json`);
  if (failedLately(memory)) return undefined;
  const startedMs = performance.now();
  say(`fetching Electron ${officialVersion()}`);
  const node = await findNode24();
  const env = { ...projectEnvironment(), ELECTRON_GET_NO_PROGRESS: '1' };
  const result = await capture(node.path, [join(packageFolder(), 'install.js')], {
    env,
    timeoutMs: DOWNLOAD_LIMIT_MS,
  });
  const executable = result.code === 0 ? officialExecutable() : undefined;
  if (executable !== undefined) {
    say(`Electron ${officialVersion()} fetched in ${secondsSince(startedMs)}`);
    rmSync(memory, { force: true });
    return executable;
  }
  const reason = result.timedOut
    ? 'the download took too long'
    : causeOf(`${result.stderr}\n${result.stdout}`);
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify({ atMs: Date.now(), reason }));
  say(`Electron ${officialVersion()} could not be fetched (${reason})`);
  return undefined;
}

/** @param {string} memory */
function failedLately(memory) {
  if (process.env['LIGHTERMAN_RETRY_ELECTRON'] === '1' || !existsSync(memory)) return false;
  try {
    return Date.now() - JSON.parse(readFileSync(memory, 'utf8')).atMs < REMEMBER_FAILURE_MS;
  } catch {
    // A half-written note says nothing: try again.
    return false;
  }
}

/** @param {string} output what the installer printed @returns {string} its reason in a few words */
export function causeOf(output) {
  const cause =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|UND_ERR_[A-Z_]+|CERT_[A-Z_]+|UNABLE_TO_[A-Z_]+)\b/.exec(
      output,
    )?.[1];
  const offline = /fetch failed/.test(output) ? 'no connection' : undefined;
  const status = /Response code (\d{3}[^\n]*?) for/.exec(output)?.[1];
  return cause ?? status ?? offline ?? (tail(output, 1).trim() || 'no reason given');
}
