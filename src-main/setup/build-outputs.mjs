// build/: made anew when the sources it was made from have changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { withLock } from './lock.mjs';
import { findNode24, plainEnvironment } from './node24.mjs';
import { inProject, projectRoot } from './paths.mjs';
import { mustRun } from './processes.mjs';
import { say, secondsSince } from './say.mjs';

const SOURCES = ['src-main', 'src-shared', 'src-renderer', 'package.json', 'package-lock.json'];
/** Of src-main/setup only what the bundles are made with counts. */
const NOT_BUILT_FROM = /^src-main\/setup\/(?!vite\/)|\/README\.md$|\/tsconfig\.json$/;
const BUILD_LIMIT_MS = 5 * 60_000;
const stampFile = () => inProject('build', '.sources.sha256');

/** @param {string} [root] @returns {string} a hash over names and contents of everything the bundles are made from */
export function hashSources(root = projectRoot) {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((name) => filesUnder(join(root, name)))) {
    const name = relative(root, file).split(sep).join('/');
    if (NOT_BUILT_FROM.test(name)) continue;
    const content = readFileSync(file);
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} files, sorted, so that the order of the file system does not matter */
export function filesUnder(path) {
  if (!existsSync(path)) return [];
  const entries = statKind(path) === 'file' ? undefined : readdirSync(path, { withFileTypes: true });
  if (entries === undefined) return [path];
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)],
    );
}

/** @param {string} path @returns {'file' | 'folder'} */
const statKind = (path) => (statSync(path).isDirectory() ? 'folder' : 'file');

/**
 * @param {{strict?: boolean, force?: boolean}} [options] `strict` fails when an entry file is missing, instead of leaving its bundle out
 */
export async function ensureBuild({ strict = false, force = false } = {}) {
  const wanted = () => `${hashSources()}${strict ? '' : ' lenient'}`;
  const isFresh = () =>
    existsSync(stampFile()) &&
    [wanted(), wanted().replace(' lenient', '')].includes(readFileSync(stampFile(), 'utf8'));
  if (!force && isFresh()) return;
  await withLock('bundles', async () => {
    if (!force && isFresh()) return;
    const startedMs = performance.now();
    say('building');
    rmSync(stampFile(), { force: true });
    const hash = wanted();
    const node = await findNode24();
    const args = [
      ...node.flags,
      inProject('src-main', 'setup', 'vite', 'build-all.ts'),
      ...(strict ? ['--strict'] : []),
    ];
    const { stderr } = await mustRun('building', node.path, args, {
      cwd: projectRoot,
      env: plainEnvironment(),
      timeoutMs: BUILD_LIMIT_MS,
    });
    if (stderr.trim() !== '') process.stderr.write(stderr);
    writeFileSync(stampFile(), hash);
    say(`built in ${secondsSince(startedMs)}`);
  });
}
