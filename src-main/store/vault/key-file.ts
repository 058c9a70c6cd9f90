import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LightermanError } from '#shared/domain/errors.ts';
import { keyBytes } from './box.ts';

/** A key file is one line of text, so that it survives copying and can be recognised: `lighterman-vault-key-1 <base64url>`. */
const mark = 'lighterman-vault-key-1';
const pattern = new RegExp(`^${mark} ([A-Za-z0-9_-]{43})\\s*$`);

/**
 * Makes a key file with fresh random bits, readable by its owner alone (0600, folder 0700).
 * Throws `store.exists` rather than overwrite: a vault may hang on the old one.
 */
export const createKeyFile = async (path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST')
      throw new LightermanError('store.exists', { details: { path }, cause: error });
    throw new LightermanError('store.read-only', {
      message: `The key file ${path} cannot be written.`,
      cause: error,
    });
  });
  try {
    await file.writeFile(`${mark} ${randomBytes(keyBytes).toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** The 32 bytes of a key file. Throws `vault.locked` when it is missing, open to others, or no key file. */
export const readKeyFile = async (path: string): Promise<Uint8Array> => {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw locked(
      codeOf(error) === 'ENOENT'
        ? `The key file ${path} does not exist.`
        : `The key file ${path} cannot be read.`,
      error,
    );
  });
  try {
    // Asked of the open file, so that it is the one that is read. Windows keeps rights elsewhere; its profile folder is private.
    const { mode } = await file.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw locked(`The key file ${path} is open to other users. Run: chmod 600 ${path}`);
    }
    const found = pattern.exec((await file.readFile('utf8')).slice(0, 200))?.[1];
    if (found === undefined) throw locked(`The file ${path} is not a key file of Lighterman.`);
    return new Uint8Array(Buffer.from(found, 'base64url'));
  } finally {
    await file.close();
  }
};

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

const locked = (message: string, cause?: unknown): LightermanError =>
  new LightermanError('vault.locked', cause === undefined ? { message } : { message, cause });
