// Packs the app as electron-builder does for a release (but into a folder), starts the result and reads its self-test.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareApp } from './bootstrap.mjs';
import { inProject } from './paths.mjs';
import { capture, tail } from './processes.mjs';
import { SetupError } from './say.mjs';
import { runTool } from './tools.mjs';
import { giveToAppUser, unprivilegedLauncher } from './unprivileged.mjs';

const SELF_TEST_LIMIT_MS = 90_000;

/**
 * @param {{timeoutMs: number, keep?: string}} options `keep`: leave the packed app in this folder
 * @returns {Promise<{lines: string[], folder: string}>} the self-test's JSON lines
 * @throws {SetupError} when packing fails, or the packed app's self-test does not end with 0
 */
export async function packAndStart({ timeoutMs, keep }) {
  const app = await prepareApp({ virtualDisplay: 'always', strict: true });
  const output = keep ?? mkdtempSync(join(tmpdir(), 'lighterman-pack-'));
  try {
    mkdirSync(output, { recursive: true });
    chmodSync(output, 0o755);
    await pack(app, output, timeoutMs);
    const folder = join(output, unpackedFolder(output));
    const lines = await selfTest(join(folder, 'lighterman'), app.env);
    return { lines, folder };
  } finally {
    await app.stop();
    if (keep === undefined) rmSync(output, { recursive: true, force: true });
  }
}

/** @param {import('./bootstrap.mjs').ReadyApp} app @param {string} output @param {number} timeoutMs */
async function pack(app, output, timeoutMs) {
  const args = [
    '--dir',
    `--config=${configFor(app, output)}`,
    '--publish=never',
    `-c.directories.output=${output}`,
    `-c.electronDist=${app.distribution}`,
    `-c.electronVersion=${app.version}`,
  ];
  const result = await runTool('electron-builder', args, { timeoutMs });
  if (result.code !== 0)
    throw new SetupError(
      `electron-builder ended with ${result.signal ?? result.code}${result.timedOut ? ' (took too long)' : ''}\n${tail(`${result.stdout}\n${result.stderr}`)}`,
    );
}

/**
 * The release's own configuration; for the fallback without the one fuse that Electron 25 does not know yet
 * (electron-builder refuses to pack with a fuse its Electron lacks, and its options cannot take one away).
 * @param {import('./bootstrap.mjs').ReadyApp} app @param {string} output
 */
function configFor(app, output) {
  const original = inProject('electron-builder.yml');
  if (!app.fallback) return original;
  const lines = readFileSync(original, 'utf8').split('\n');
  const adapted = join(output, 'electron-builder.fallback.yml');
  writeFileSync(
    adapted,
    lines.filter((line) => !line.includes('grantFileProtocolExtraPrivileges')).join('\n'),
  );
  return adapted;
}

/** @param {string} output */
function unpackedFolder(output) {
  const name = readdirSync(output).find((entry) => entry.endsWith('-unpacked'));
  if (name === undefined) throw new SetupError(`electron-builder left no packed app in ${output}`);
  return name;
}

/** @param {string} executable @param {Record<string, string>} env @returns {Promise<string[]>} */
async function selfTest(executable, env) {
  if (!existsSync(executable)) throw new SetupError(`the packed app has no ${executable}`);
  const home = mkdtempSync(join(tmpdir(), 'lighterman-self-test-'));
  giveToAppUser(home);
  try {
    const { LIGHTERMAN_APP_DIR: _unpacked, ...packedEnv } = env;
    const program = await unprivilegedLauncher(executable);
    const result = await capture(program, ['--self-test'], {
      env: { ...packedEnv, LIGHTERMAN_APP_HOME: home },
      cwd: home,
      timeoutMs: SELF_TEST_LIMIT_MS,
    });
    const lines = result.stdout.split('\n').filter((line) => line.startsWith('{'));
    if (result.code === 0 && lines.length > 0) return lines;
    const why = result.timedOut ? 'took too long' : `ended with ${result.signal ?? result.code}`;
    throw new SetupError(`the packed app's self-test ${why}\n${tail(`${result.stdout}\n${result.stderr}`)}`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
