// The app as a folder to open: the project itself, or, as root, a copy that the unprivileged user may read.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { filesUnder } from './build-outputs.mjs';
import { findNode24, lockedNodePath } from './node24.mjs';
import { inCache, inProject, isLinuxRoot, projectRoot } from './paths.mjs';

const KEEP_STAGED_MS = 24 * 60 * 60_000;

/** @typedef {{appDir: string, node: string}} StagedApp `node` is the Node 24 with which a fallback shell forks its backend */

/**
 * Call it after the build. As root the tree may lie in a folder closed to others (a clone in a private temporary folder),
 * and the app must not be able to write to it either: so it always gets a copy in the cache, named by its content.
 * @returns {Promise<StagedApp>}
 */
export async function stageApp() {
  const { path: node } = await findNode24();
  if (!isLinuxRoot()) return { appDir: projectRoot, node };
  const parts = appParts();
  const appDir = inCache('staged', hashOf(parts));
  if (!existsSync(appDir)) copyParts(parts, appDir);
  utimesSync(appDir, new Date(), new Date());
  removeOld(dirname(appDir), appDir);
  return { appDir, node: node === lockedNodePath() ? shareNode(node) : node };
}

/** @returns {string[]} what the running app reads, from the project root */
function appParts() {
  const sqlite = join('node_modules', 'better-sqlite3');
  const assets = existsSync(inProject('assets'))
    ? readdirSync(inProject('assets')).filter((name) => name !== 'docs')
    : [];
  return [
    'package.json',
    'build',
    join(sqlite, 'package.json'),
    join(sqlite, 'lib'),
    prebuiltSqlite(),
    ...assets.map((name) => join('assets', name)),
  ];
}

/** better-sqlite3 13 names its binaries by platform (and libc on Linux). */
const prebuiltSqlite = () => join('node_modules', 'better-sqlite3', 'prebuilds');

/** @param {string[]} parts */
function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    for (const file of filesUnder(inProject(part))) {
      const isOurs = part === 'build' || part === 'package.json' || part.startsWith('assets');
      hash
        .update(`${file.slice(projectRoot.length)}\0`)
        .update(isOurs ? readFileSync(file) : String(statSync(file).size));
    }
  }
  return hash.digest('hex').slice(0, 24);
}

/** @param {string[]} parts @param {string} appDir */
function copyParts(parts, appDir) {
  const part = `${appDir}.${process.pid}`;
  mkdirSync(part, { recursive: true });
  for (const name of parts) cpSync(inProject(name), join(part, name), { recursive: true });
  openToOthers(part);
  if (existsSync(appDir)) rmSync(part, { recursive: true });
  else renameSync(part, appDir);
}

/** Readable whatever the umask of this process is. @param {string} path */
function openToOthers(path) {
  const isFolder = statSync(path).isDirectory();
  chmodSync(path, isFolder ? 0o755 : 0o644);
  if (isFolder) for (const name of readdirSync(path)) openToOthers(join(path, name));
}

/** The Node binary (120 MB) once per content size and version, as a link where the file system allows. @param {string} node */
function shareNode(node) {
  const { version } = JSON.parse(readFileSync(join(dirname(node), '..', 'package.json'), 'utf8'));
  const shared = inCache(`node-${version}`);
  if (existsSync(shared) && statSync(shared).size === statSync(node).size) return shared;
  const part = `${shared}.${process.pid}`;
  try {
    linkSync(node, part);
  } catch {
    // Another file system, or hard links are forbidden there: a copy serves as well.
    copyFileSync(node, part);
  }
  chmodSync(part, 0o755);
  renameSync(part, shared);
  return shared;
}

/** @param {string} folder @param {string} current */
function removeOld(folder, current) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (path !== current && Date.now() - statSync(path).mtimeMs > KEEP_STAGED_MS)
      rmSync(path, { recursive: true, force: true });
  }
}
