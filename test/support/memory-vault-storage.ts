import type { VaultStorage, Wrap } from '#main/store/vault/vault-storage.ts';

/** A vault's storage in memory; `secrets` and `wraps` are open, so that a test can damage them. */
export interface MemoryVaultStorage extends VaultStorage {
  readonly wraps: Map<string, Wrap>;
  readonly secrets: Map<string, Uint8Array>;
}

export const createMemoryVaultStorage = (): MemoryVaultStorage => {
  const wraps = new Map<string, Wrap>();
  const secrets = new Map<string, Uint8Array>();
  return {
    wraps,
    secrets,
    readWraps: () => [...wraps.values()],
    writeWrap: (wrap) => void wraps.set(wrap.id, wrap),
    removeWrap: (id) => void wraps.delete(id),
    readSecret: (name) => secrets.get(name) ?? null,
    writeSecret: (name, bytes) => void secrets.set(name, bytes),
    removeSecret: (name) => void secrets.delete(name),
    listSecretNames: () => [...secrets.keys()].sort(),
  };
};
