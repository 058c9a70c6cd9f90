/**
 * Where a vault keeps its bytes; it knows nothing of SQLite. What is stored is encrypted, names are not.
 * All calls are synchronous and durable when they return.
 */
export interface VaultStorage {
  readWraps(): readonly Wrap[];
  writeWrap(wrap: Wrap): void;
  removeWrap(id: string): void;
  readSecret(name: string): Uint8Array | null;
  writeSecret(name: string, bytes: Uint8Array): void;
  removeSecret(name: string): void;
  listSecretNames(): readonly string[];
}

export const wrapKinds = ['keychain', 'passphrase', 'key-file'] as const;
export type WrapKind = (typeof wrapKinds)[number];

/** The data key, enclosed for one unlocker. `bytes` is a record of `wraps.ts`. */
export interface Wrap {
  readonly id: string;
  readonly kind: WrapKind;
  readonly bytes: Uint8Array;
  readonly createdAtMs: number;
}
