// One set-up at a time per project folder: two commands started together must not both run `npm ci`.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inProject } from './paths.mjs';
import { say, SetupError } from './say.mjs';

const POLL_MS = 300;
const PATIENCE_MS = 20 * 60_000;

/**
 * Runs `work` while this process holds the lock; a lock whose owner is dead is taken over.
 * @template T
 * @param {string} name what is being prepared, one lock each @param {() => Promise<T>} work
 * @param {string} [folder] where the lock file lives
 * @returns {Promise<T>}
 */
export async function withLock(name, work, folder = inProject('build')) {
  const file = `${folder}/.${name}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  const deadline = Date.now() + PATIENCE_MS;
  let told = false;
  while (!tryTake(file)) {
    const owner = ownerOf(file);
    if (owner === undefined) continue;
    if (!isAlive(owner)) {
      removeDead(file, owner);
      continue;
    }
    if (!told) say(`waiting for process ${owner}, which is doing the same (${name})`);
    told = true;
    if (Date.now() > deadline)
      throw new SetupError(`process ${owner} has held ${file} for too long: end it, then try again`);
    await delay(POLL_MS);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

/** The lock appears with its owner's id already in it: a link is made at once or not at all. @param {string} file */
function tryTake(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Moves the dead owner's lock aside; should a living one have taken it meanwhile, it is put back. @param {string} file @param {number} owner */
function removeDead(file, owner) {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
    if (ownerOf(aside) !== owner) linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) throw error;
  }
  rmSync(aside, { force: true });
}

/** @param {string} file @returns {number | undefined} undefined when the lock went away meanwhile */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || -1;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
