import { hostname, userInfo } from 'node:os';
import { LightermanError, isLightermanError } from '#shared/domain/errors.ts';
import { connect, type WriteDb } from './db.ts';

/**
 * One writer per store. The lock is a second, tiny SQLite file on which the writer holds an open `BEGIN IMMEDIATE` for as long as
 * it lives: the operating system takes that lock back when the process dies, however it dies, and others may still read who holds
 * it (a RESERVED lock admits readers: https://www.sqlite.org/lockingv3.html). Never open that file by other means in the same
 * process: POSIX drops a process's locks on a file when any of its descriptors is closed.
 */
export interface StoreLock {
  release(): void;
}

export interface LockOwner {
  readonly owner: string;
  readonly pid: number;
  readonly host: string;
  readonly sinceMs: number;
}

export const lockPathOf = (storePath: string): string => `${storePath}.lock`;

/** @throws LightermanError store.locked with details {owner, pid, host} */
export const acquireLock = (storePath: string, nowMs: number): StoreLock => {
  const db = connect(lockPathOf(storePath), {
    readOnly: false,
    mustExist: false,
    busyTimeoutMs: 0,
    log: 'rollback',
  });
  try {
    db.execute('BEGIN IMMEDIATE');
    db.execute(
      'CREATE TABLE IF NOT EXISTS owner (one INTEGER PRIMARY KEY CHECK (one = 1), owner TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL, since INTEGER NOT NULL) STRICT',
    );
    db.write('INSERT OR REPLACE INTO owner (one, owner, pid, host, since) VALUES (1, ?, ?, ?, ?)').run(
      ownerName(),
      process.pid,
      hostname(),
      nowMs,
    );
    db.execute('COMMIT');
    db.execute('BEGIN IMMEDIATE');
  } catch (error) {
    const locked =
      isLightermanError(error) && error.code === 'store.locked' ? heldBy(storePath, readOwner(db)) : error;
    db.close();
    throw locked;
  }
  return {
    release: () => {
      db.execute('ROLLBACK');
      db.close();
    },
  };
};

/** Who holds or last held the lock; `null` when nobody ever did. */
export const lockOwner = (storePath: string): LockOwner | null => {
  try {
    const db = connect(lockPathOf(storePath), {
      readOnly: true,
      mustExist: true,
      busyTimeoutMs: 0,
      log: 'rollback',
    });
    const owner = readOwner(db);
    db.close();
    return owner;
  } catch {
    // No lock file, or one that cannot be read: then nobody is known.
    return null;
  }
};

const readOwner = (db: WriteDb): LockOwner | null => {
  try {
    return db.read<LockOwner>('SELECT owner, pid, host, since AS sinceMs FROM owner').get() ?? null;
  } catch {
    // The other one is just writing its name; the refusal stands without it.
    return null;
  }
};

const heldBy = (path: string, by: LockOwner | null): LightermanError =>
  new LightermanError('store.locked', {
    message:
      by === null
        ? 'The project is open in another Lighterman.'
        : `The project is open in another Lighterman: ${by.owner} on ${by.host}, process ${by.pid}.`,
    details: { path, owner: by?.owner ?? null, pid: by?.pid ?? null, host: by?.host ?? null },
  });

const ownerName = (): string => {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry in the user database, as in small containers.
    return `uid ${process.getuid?.() ?? '?'}`;
  }
};
