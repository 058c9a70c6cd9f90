import { existsSync } from 'node:fs';
import { LightermanError } from '#shared/domain/errors.ts';
import { createKeyFile } from './key-file.ts';
import type { KeychainHost, Unlocker } from './unlockers.ts';
import type { VaultStorage, WrapKind } from './vault-storage.ts';

/** What there is to open a vault with; the caller reads environment and settings. */
export interface UnlockerSources {
  /** Typed by a person, or from an environment variable they named. */
  readonly passphrase?: string | null;
  /** `LIGHTERMAN_VAULT_KEY_FILE`. */
  readonly keyFile?: string | null;
  /** From the shell; absent in the command line. */
  readonly keychain?: KeychainHost | null;
  /**
   * Where a key file of our own lies when nobody named one. It is made for a new vault only. It keeps other users of the
   * machine out, not who reads all of this user's files: the caller tells the operator so.
   */
  readonly defaultKeyFile?: string | null;
}

/**
 * Explicit means first, then the keychain, then the key file of the command line, which is made for a new vault.
 * Throws `vault.locked`, naming what would open the vault, when nothing fits.
 */
export const chooseUnlocker = async (storage: VaultStorage, sources: UnlockerSources): Promise<Unlocker> => {
  const kinds: readonly WrapKind[] = storage.readWraps().map((wrap) => wrap.kind);
  const isNew = kinds.length === 0;
  const fits = (kind: WrapKind): boolean => isNew || kinds.includes(kind);

  if (isGiven(sources.passphrase) && fits('passphrase'))
    return { kind: 'passphrase', passphrase: sources.passphrase };
  if (isGiven(sources.keyFile) && fits('key-file')) return { kind: 'key-file', path: sources.keyFile };
  if (sources.keychain && fits('keychain') && (await sources.keychain.available())) {
    return { kind: 'keychain', host: sources.keychain };
  }
  if (isGiven(sources.defaultKeyFile) && fits('key-file')) {
    if (existsSync(sources.defaultKeyFile)) return { kind: 'key-file', path: sources.defaultKeyFile };
    if (isNew) {
      await createKeyFile(sources.defaultKeyFile);
      return { kind: 'key-file', path: sources.defaultKeyFile };
    }
  }
  const needed = isNew ? ['passphrase', 'key-file'] : [...new Set(kinds)];
  throw new LightermanError('vault.locked', { details: { opensWith: needed.join(', ') } });
};

const isGiven = (text: string | null | undefined): text is string => typeof text === 'string' && text !== '';
