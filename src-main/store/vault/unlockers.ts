import { createHmac, scrypt } from 'node:crypto';
import { LightermanError } from '#shared/domain/errors.ts';
import { keyBytes } from './box.ts';
import { readKeyFile } from './key-file.ts';

/**
 * The operating system's keychain, as the shell offers it (Electron safeStorage). `available` is false where it would only
 * obscure: on Linux without a secret service safeStorage falls back to `basic_text`, which counts as none.
 * https://www.electronjs.org/docs/latest/api/safe-storage
 */
export interface KeychainHost {
  available(): Promise<boolean>;
  wrap(bytes: Uint8Array): Promise<Uint8Array>;
  /** Rejects when this computer or user did not wrap the bytes. */
  unwrap(bytes: Uint8Array): Promise<Uint8Array>;
}

export type Unlocker =
  | { readonly kind: 'keychain'; readonly host: KeychainHost }
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'key-file'; readonly path: string };

export const minPassphraseLength = 8;

/** Cost of a passphrase guess: N = 2^17, r = 8, p = 1 takes 128 MB and some tenths of a second. https://www.rfc-editor.org/rfc/rfc7914 */
export interface ScryptCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}
export const scryptCost: ScryptCost = { n: 2 ** 17, r: 8, p: 1 };
/** A record cannot ask for less than this, nor for so much that opening it would exhaust the machine. */
export const isBearableCost = (cost: ScryptCost): boolean =>
  cost.n >= 2 ** 17 &&
  cost.n <= 2 ** 20 &&
  Number.isInteger(Math.log2(cost.n)) &&
  cost.r === 8 &&
  cost.p === 1;

/** The passphrase is normalised, because keyboards and systems compose accents differently. */
export const passphraseKey = (passphrase: string, salt: Uint8Array, cost: ScryptCost): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const maxmem = 128 * cost.n * cost.r + 32 * 1024 * 1024;
    scrypt(
      Buffer.from(passphrase.normalize('NFKC'), 'utf8'),
      salt,
      keyBytes,
      { N: cost.n, r: cost.r, p: cost.p, maxmem },
      (error, key) => (error === null ? resolve(new Uint8Array(key)) : reject(error)),
    );
  });

/** The file's 256 random bits, bound to this use. */
export const keyFileKey = async (path: string): Promise<Uint8Array> =>
  new Uint8Array(
    createHmac('sha256', await readKeyFile(path))
      .update('lighterman vault key-file wrap 1')
      .digest(),
  );

export const checkNewPassphrase = (passphrase: string): void => {
  if (passphrase.length < minPassphraseLength) {
    throw new LightermanError('app.bad-input', {
      message: `The passphrase of the vault needs at least ${minPassphraseLength} characters.`,
    });
  }
};
