import { readFileSync } from 'node:fs';
import type { ErrorCode } from '#shared/domain/error-codes.ts';
import { LightermanError } from '#shared/domain/errors.ts';

/** Text of a file the operator named, as UTF-8, or UTF-16 when it says so by its byte order mark. */
export const readInput = (path: string, code: ErrorCode): string => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT'
        ? 'There is no such file'
        : 'The file cannot be read';
    throw new LightermanError(code, { message: `${why}: ${path}`, cause: error });
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le').slice(1);
  return bytes.toString('utf8');
};
