import { randomBytes } from 'node:crypto';
import { processSecrets } from '#main/logging/redact.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { keyBytes, open, seal } from './box.ts';
import { checkNewPassphrase, type Unlocker } from './unlockers.ts';
import type { VaultStorage, Wrap, WrapKind } from './vault-storage.ts';
import { unwrapKey, wrapKey } from './wraps.ts';

/** An open vault. Every call throws `vault.locked` after {@link Vault.lock}. */
export interface Vault {
  /** Throws `vault.damaged` when the bytes are not those that were written under this name. */
  get(name: string): string | null;
  set(name: string, value: string): void;
  delete(name: string): void;
  names(): readonly string[];
  /** Another way in; the vault then opens with either. Resolves to the wrap's id. */
  addUnlocker(unlocker: Unlocker): Promise<string>;
  /** Throws `app.conflict` for the last one: nothing would open the vault again. */
  removeUnlocker(id: string): void;
  unlockers(): readonly { readonly id: string; readonly kind: WrapKind; readonly createdAtMs: number }[];
  /** Forgets the key. */
  lock(): void;
}

/** Long values (token caches) are made of parts that the patterns know; registering them whole would only cost. */
const longestRegisteredSecret = 256;

/**
 * Opens a vault with one of its unlockers, or makes a new one from it where the storage is empty.
 * Throws `vault.wrong-passphrase`, `vault.damaged`, or `vault.locked` when this kind of unlocker does not open it.
 */
export const openVault = async (
  storage: VaultStorage,
  unlocker: Unlocker,
  clock: () => number = Date.now,
): Promise<Vault> => {
  const wraps = storage.readWraps();
  const dataKey =
    wraps.length === 0 ? await createKey(storage, unlocker, clock) : await recoverKey(wraps, unlocker);
  return vaultWith(storage, dataKey, clock);
};

/** Throws everything away: secrets and ways in. For a vault that is damaged or whose passphrase is lost. */
export const discardVault = (storage: VaultStorage): void => {
  for (const name of storage.listSecretNames()) storage.removeSecret(name);
  for (const wrap of storage.readWraps()) storage.removeWrap(wrap.id);
};

const createKey = async (
  storage: VaultStorage,
  unlocker: Unlocker,
  clock: () => number,
): Promise<Uint8Array> => {
  // Secrets without a key: the wraps were lost. A new key must not be put over them silently.
  if (storage.listSecretNames().length > 0) throw new LightermanError('vault.damaged');
  if (unlocker.kind === 'passphrase') checkNewPassphrase(unlocker.passphrase);
  const dataKey = new Uint8Array(randomBytes(keyBytes));
  storage.writeWrap(await wrapKey(dataKey, unlocker, clock()));
  return dataKey;
};

const recoverKey = async (wraps: readonly Wrap[], unlocker: Unlocker): Promise<Uint8Array> => {
  const fitting = wraps.filter((wrap) => wrap.kind === unlocker.kind);
  if (fitting.length === 0) throw opensOtherwise(wraps);
  let damage: unknown = null;
  for (const wrap of fitting) {
    try {
      const dataKey = await unwrapKey(wrap, unlocker);
      if (dataKey !== null) return dataKey;
    } catch (error) {
      // One damaged way in does not close the others.
      damage = error;
    }
  }
  if (damage !== null) throw damage;
  switch (unlocker.kind) {
    case 'passphrase':
      throw new LightermanError('vault.wrong-passphrase');
    case 'key-file':
      throw new LightermanError('vault.locked', {
        message: `The key file ${unlocker.path} belongs to another vault.`,
      });
    case 'keychain':
      throw new LightermanError('vault.locked', {
        message: 'The keychain does not open the vault: it was made by another user or on another computer.',
      });
  }
};

const opensOtherwise = (wraps: readonly Wrap[]): LightermanError => {
  const kinds = [...new Set(wraps.map((wrap) => wrap.kind))];
  const words = {
    passphrase: 'its passphrase',
    'key-file': 'its key file',
    keychain: 'the keychain of the computer it was made on',
  };
  return new LightermanError('vault.locked', {
    message: `The vault opens with ${kinds.map((kind) => words[kind]).join(' or ')}.`,
    details: { opensWith: kinds.join(', ') },
  });
};

const vaultWith = (storage: VaultStorage, key: Uint8Array, clock: () => number): Vault => {
  let dataKey: Uint8Array | null = key;
  const opened = (): Uint8Array => {
    if (dataKey === null) throw new LightermanError('vault.locked');
    return dataKey;
  };
  const register = (value: string): void => {
    if (value.length <= longestRegisteredSecret) processSecrets.add(value);
  };

  return {
    get: (name) => {
      const box = (opened(), storage.readSecret(name));
      if (box === null) return null;
      const plain = open(opened(), box, associatedOf(name));
      if (plain === null) throw new LightermanError('vault.damaged', { details: { secret: name } });
      const value = Buffer.from(plain).toString('utf8');
      register(value);
      return value;
    },
    set: (name, value) => {
      register(value);
      storage.writeSecret(name, seal(opened(), Buffer.from(value, 'utf8'), associatedOf(name)));
    },
    delete: (name) => {
      opened();
      storage.removeSecret(name);
    },
    names: () => (opened(), storage.listSecretNames()),
    addUnlocker: async (unlocker) => {
      if (unlocker.kind === 'passphrase') checkNewPassphrase(unlocker.passphrase);
      const wrap = await wrapKey(opened(), unlocker, clock());
      storage.writeWrap(wrap);
      return wrap.id;
    },
    removeUnlocker: (id) => {
      opened();
      const others = storage.readWraps().filter((wrap) => wrap.id !== id);
      if (others.length === 0) {
        throw new LightermanError('app.conflict', {
          message: 'The last way into the vault cannot be removed.',
        });
      }
      storage.removeWrap(id);
    },
    unlockers: () => storage.readWraps().map(({ id, kind, createdAtMs }) => ({ id, kind, createdAtMs })),
    lock: () => {
      dataKey?.fill(0);
      dataKey = null;
    },
  };
};

const associatedOf = (name: string): string => `lighterman secret 1|${name}`;
