import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LightermanError } from '#shared/domain/errors.ts';
import { connect, type ReadDb, type WriteDb } from './db.ts';
import { acquireLock, type StoreLock } from './lock.ts';
import { checkKind, migrate, type StoreKind } from './migrate.ts';
import { refuseNetworkShare } from './network-share.ts';
import { projectStore, workspaceStore } from './schema/kinds.ts';
import { storeError } from './sqlite-errors.ts';

export interface OpenOptions {
  /** Time for the lock's and the backup's label; default now. */
  readonly nowMs?: number;
}

/**
 * Makes a store where there is none. What a creation that died left behind (a file without content) is taken over.
 * @throws LightermanError store.exists, store.not-found (folder), store.read-only, store.network-share, store.locked, store.full
 */
export const createProjectStore = (path: string, options: OpenOptions = {}): WriteDb =>
  openToWrite(path, projectStore, 'create', options);
/** @throws LightermanError store.not-found, store.not-a-store, store.newer-schema, store.corrupt, store.read-only, store.network-share, store.locked */
export const openProjectStore = (path: string, options: OpenOptions = {}): WriteDb =>
  openToWrite(path, projectStore, 'open', options);
/** Reads while another process writes; never waits for a lock. @throws as `openProjectStore`, but never store.locked */
export const readProjectStore = (path: string): ReadDb => openToRead(path, projectStore);

/** The workspace is made where it is missing: it holds nothing that cannot be entered again. */
export const openWorkspaceStore = (path: string, options: OpenOptions = {}): WriteDb =>
  openToWrite(path, workspaceStore, existsSync(path) ? 'open' : 'create', options);
export const readWorkspaceStore = (path: string): ReadDb => openToRead(path, workspaceStore);

/** A project store without a file, for unit tests. */
export const memoryProjectStore = (): WriteDb => inMemory(projectStore);
export const memoryWorkspaceStore = (): WriteDb => inMemory(workspaceStore);

const inMemory = (kind: StoreKind): WriteDb => {
  const db = connect(':memory:', { readOnly: false, mustExist: false });
  migrate(db, kind, { fresh: true, nowMs: 0 });
  return db;
};

const openToWrite = (
  givenPath: string,
  kind: StoreKind,
  mode: 'create' | 'open',
  options: OpenOptions,
): WriteDb => {
  const path = resolve(givenPath);
  const nowMs = options.nowMs ?? Date.now();
  checkFolder(dirname(path), path);
  if (mode === 'open') checkFile(path);
  refuseNetworkShare(dirname(path));
  checkWritable(path);
  // Before the lock file is made beside it: a stranger's file is left alone with no trace of us.
  const fresh = mode === 'create' ? !holdsAnything(path, kind) : false;
  if (mode === 'open') checkStranger(path, kind);
  // Application and command line work in one workspace at a time; its transactions are short, SQLite's own locks will do.
  const lock = kind.name === 'workspace' ? { release: () => undefined } : acquireLock(path, nowMs);
  try {
    const db = connect(path, { readOnly: false, mustExist: mode === 'open' });
    try {
      migrate(db, kind, { fresh, nowMs });
    } catch (error) {
      db.close();
      throw error;
    }
    return releasing(db, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
};

const openToRead = (givenPath: string, kind: StoreKind): ReadDb => {
  const path = resolve(givenPath);
  checkFolder(dirname(path), path);
  checkFile(path);
  const db = connect(path, { readOnly: true, mustExist: true });
  try {
    checkKind(db, kind);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
};

/** The lock lives exactly as long as the connection. */
const releasing = (db: WriteDb, lock: StoreLock): WriteDb => {
  let open = true;
  return {
    ...db,
    close: () => {
      if (!open) return;
      open = false;
      try {
        db.close();
      } finally {
        lock.release();
      }
    },
  };
};

const checkFolder = (folder: string, path: string): void => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new LightermanError('store.not-found', {
      message: `The folder ${folder} does not exist.`,
      details: { path, folder },
    });
};

const checkFile = (path: string): void => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    throw new LightermanError('store.not-found', { message: `There is no file ${path}.`, details: { path } });
  if (!found.isFile()) throw new LightermanError('store.not-a-store', { details: { path } });
};

const checkWritable = (path: string): void => {
  try {
    accessSync(dirname(path), constants.W_OK);
    if (existsSync(path)) accessSync(path, constants.W_OK);
  } catch (error) {
    throw storeError(error, path);
  }
};

const checkStranger = (path: string, kind: StoreKind): void => {
  const db = connect(path, { readOnly: true, mustExist: true });
  try {
    checkKind({ ...db, readOnly: false }, kind);
  } finally {
    db.close();
  }
};

/** @throws LightermanError store.exists when the file is anything but the leavings of a creation that died */
const holdsAnything = (path: string, kind: StoreKind): boolean => {
  if (!existsSync(path)) return false;
  const exists = new LightermanError('store.exists', { details: { path } });
  let db: ReadDb;
  try {
    db = connect(path, { readOnly: true, mustExist: true });
  } catch {
    throw exists;
  }
  try {
    const tables =
      db.read<{ n: number }>("SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table'").get()?.n ?? 0;
    if (tables === 0 && statSync(path).size <= 65_536) return false;
    checkKind({ ...db, readOnly: false }, kind);
    if (kind.name === 'project' && db.read('SELECT 1 FROM project').get() === undefined) return true;
    throw exists;
  } catch {
    throw exists;
  } finally {
    db.close();
  }
};
