import Database from 'better-sqlite3';
import { crashPoint } from '#shared/domain/crash-points.ts';
import { storeError } from './sqlite-errors.ts';

/** The only importer of better-sqlite3. Everything above it sees `ReadDb` and `WriteDb`. */
export type SqlValue = string | number | bigint | null | Uint8Array;

export interface ReadStatement<Row> {
  get(...values: readonly SqlValue[]): Row | undefined;
  all(...values: readonly SqlValue[]): Row[];
  /** Reads row by row; the connection takes no write before the last one. */
  iterate(...values: readonly SqlValue[]): IterableIterator<Row>;
}
export interface WriteStatement<Row> extends ReadStatement<Row> {
  run(...values: readonly SqlValue[]): { readonly changes: number; readonly rowId: number };
}

declare const readable: unique symbol;
declare const writable: unique symbol;

/** A store that may be read. `Row` is what the caller says the query yields: repos map rows by hand. */
export interface ReadDb {
  readonly [readable]: true;
  readonly path: string;
  readonly readOnly: boolean;
  /** Prepared once per text and kept. */
  read<Row>(sql: string): ReadStatement<Row>;
  /** All reads in `work` see one state of the store. */
  snapshot<Result>(work: () => Result): Result;
  close(): void;
}

/** A store that may be written; there is one per file at a time. */
export interface WriteDb extends ReadDb {
  readonly [writable]: true;
  write<Row = never>(sql: string): WriteStatement<Row>;
  /** Several statements without values; schema steps only. */
  execute(sql: string): void;
  /**
   * All or nothing. `durable` commits with synchronous=FULL: on the disk when it returns, whatever happens to the power
   * (https://www.sqlite.org/pragma.html#pragma_synchronous). Others survive the death of the process only.
   * A transaction inside another joins it.
   */
  transaction<Result>(work: () => Result, options?: { readonly durable?: boolean }): Result;
  /** Moves the write-ahead log into the file and empties it, as far as readers allow. */
  checkpoint(): void;
  /** Whoever holds writes back (the ledger does, for a moment) registers how to make them good. */
  onFlush(work: () => void): void;
  /** Makes good what is held back; before a run ends, and by itself before closing. */
  flush(): void;
}

export interface ConnectOptions {
  readonly readOnly: boolean;
  /** Refuse instead of creating the file. */
  readonly mustExist: boolean;
  readonly busyTimeoutMs?: number;
  /** `rollback` for the lock file, whose lock must admit readers; default `write-ahead`. */
  readonly log?: 'write-ahead' | 'rollback';
}

/**
 * The log is emptied into the file so often; SQLite does it by itself after so many pages in between. It is not truncated meanwhile:
 * writing over what is there spares the file system a change of length with every durable commit.
 */
const commitsPerCheckpoint = 256;
const pagesPerCheckpoint = 2000;

/**
 * Opens a SQLite file, or an in-memory store under the name `:memory:`.
 * @throws LightermanError store.not-a-store, store.corrupt, store.read-only, store.io, store.locked
 */
export const connect = (path: string, options: ConnectOptions): WriteDb => {
  const guard = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw storeError(error, path);
    }
  };
  const raw = guard(
    () =>
      new Database(path, {
        readonly: options.readOnly,
        fileMustExist: options.mustExist,
        timeout: options.busyTimeoutMs ?? 5000,
      }),
  );
  const withoutLog = path === ':memory:' || options.log === 'rollback';
  try {
    guard(() => {
      if (!options.readOnly && !withoutLog) raw.pragma('journal_mode = WAL');
      raw.pragma('foreign_keys = ON');
      raw.pragma('trusted_schema = OFF');
      raw.pragma('cache_size = -32768');
      // Reading one page shows whether this is a database at all.
      raw.pragma('schema_version');
      if (!options.readOnly) {
        raw.pragma('synchronous = NORMAL');
        raw.pragma(`wal_autocheckpoint = ${pagesPerCheckpoint}`);
      }
    });
  } catch (error) {
    raw.close();
    throw error;
  }

  const statements = new Map<string, WriteStatement<never>>();
  const prepare = <Row>(sql: string): WriteStatement<Row> => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = guard(() => raw.prepare<SqlValue[], Row>(unpeeked(sql)));
    const wrapped: WriteStatement<Row> = {
      get: (...values) => guard(() => statement.get(...values)),
      all: (...values) => guard(() => statement.all(...values)),
      iterate: (...values) => guard(() => statement.iterate(...values)),
      run: (...values) =>
        guard(() => {
          const result = statement.run(...values);
          return { changes: result.changes, rowId: Number(result.lastInsertRowid) };
        }),
    };
    statements.set(sql, wrapped as WriteStatement<never>);
    return wrapped;
  };

  let full = false;
  let commits = 0;
  const begin = guard(() => raw.prepare(options.readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE'));
  const commit = guard(() => raw.prepare('COMMIT'));
  const rollback = guard(() => raw.prepare('ROLLBACK'));
  const within = <Result>(work: () => Result): Result => {
    if (raw.inTransaction) return work();
    guard(() => begin.run());
    try {
      const result = work();
      guard(() => commit.run());
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after a full disk or a fault of the medium.
      if (raw.inTransaction) rollback.run();
      throw error;
    }
  };

  const checkpoint = (): void => {
    if (withoutLog || options.readOnly) return;
    guard(() => {
      raw.pragma('wal_checkpoint(PASSIVE)');
      crashPoint('in-checkpoint');
      raw.pragma('wal_checkpoint(RESTART)');
    });
  };
  const checkpointNowAndThen = (): void => {
    commits += 1;
    if (commits % commitsPerCheckpoint === 0) checkpoint();
  };

  const flushers: (() => void)[] = [];
  const flush = (): void => {
    for (const work of flushers) work();
  };

  const db = {
    path,
    readOnly: options.readOnly,
    read: prepare,
    write: prepare,
    execute: (sql: string) => guard(() => raw.exec(sql)),
    snapshot: within,
    transaction: <Result>(work: () => Result, how?: { readonly durable?: boolean }): Result => {
      if (raw.inTransaction) return work();
      const wantFull = how?.durable === true;
      if (wantFull !== full) {
        // Not allowed inside a transaction, so it is switched before; most transactions are of the same kind as the last.
        guard(() => raw.pragma(wantFull ? 'synchronous = FULL' : 'synchronous = NORMAL'));
        full = wantFull;
      }
      const result = within(work);
      checkpointNowAndThen();
      return result;
    },
    checkpoint,
    onFlush: (work: () => void) => {
      flushers.push(work);
    },
    flush,
    close: () => {
      if (!raw.open) return;
      try {
        flush();
      } finally {
        statements.clear();
        if (!options.readOnly && !withoutLog) settleFile();
        raw.close();
      }
    },
  };
  // Out of WAL mode the project is one file, and can be read from a folder where no log may be made.
  const settleFile = (): void => {
    try {
      raw.pragma('busy_timeout = 0');
      raw.pragma('journal_mode = DELETE');
    } catch {
      // A reader is still looking at it: the log stays, and the next opening takes it in.
    }
  };
  return db as typeof db & { readonly [readable]: true; readonly [writable]: true };
};

/**
 * better-sqlite3 is built with STAT4, with which SQLite compiles a statement anew whenever a bound value changes that its planner has
 * looked at (https://www.sqlite.org/c3ref/prepare.html): ten times the price of running it (measured: 14 µs and 1.5 µs). It does not
 * look through a unary plus, which means nothing otherwise. Our texts hold question marks as parameters only.
 */
const unpeeked = (sql: string): string => sql.replaceAll('?', '+?');
