import { LightermanError } from '#shared/domain/errors.ts';
import type { ErrorCode } from '#shared/domain/error-codes.ts';

/** Primary result codes, https://www.sqlite.org/rescode.html; extended ones begin with these names. */
const codesOf: readonly (readonly [prefix: string, code: ErrorCode])[] = [
  ['SQLITE_NOTADB', 'store.not-a-store'],
  ['SQLITE_CORRUPT', 'store.corrupt'],
  ['SQLITE_READONLY', 'store.read-only'],
  ['SQLITE_PERM', 'store.read-only'],
  ['SQLITE_FULL', 'store.full'],
  ['SQLITE_BUSY', 'store.locked'],
  ['SQLITE_LOCKED', 'store.locked'],
  ['SQLITE_CANTOPEN', 'store.io'],
  ['SQLITE_IOERR', 'store.io'],
  ['ENOSPC', 'store.full'],
  ['EDQUOT', 'store.full'],
  ['EROFS', 'store.read-only'],
  ['EACCES', 'store.read-only'],
  ['EPERM', 'store.read-only'],
  ['ENOENT', 'store.not-found'],
  ['ENOTDIR', 'store.not-found'],
];

/** A SQLite or file system fault as an error of the product; anything else is given back as it came. */
export const storeError = (error: unknown, path: string): unknown => {
  const sqlite = codeOf(error);
  if (sqlite === null) return error;
  const code = codesOf.find(([prefix]) => sqlite === prefix || sqlite.startsWith(`${prefix}_`))?.[1];
  if (code === undefined) return error;
  return new LightermanError(code, { details: { path, sqlite }, cause: error });
};

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
