import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '#shared/domain/endpoint.ts';
import type { WriteDb } from '../store/db.ts';
import { openWorkspaceStore } from '../store/open-store.ts';
import { chooseUnlocker } from '../store/vault/choose-unlocker.ts';
import type { KeychainHost } from '../store/vault/unlockers.ts';
import { openVault, type Vault } from '../store/vault/vault.ts';
import { createVaultStorage } from '../store/vault-repo.ts';

export interface WorkspaceOptions {
  readonly dir: string;
  readonly keychain: KeychainHost | null;
  /** Told when something was done that the operator should know, for example that a key file was made. */
  readonly onNotice: (text: string) => void;
}

/** Endpoints' accounts and the vault; opened when first needed. */
export interface Workspace {
  readonly dir: string;
  db(): WriteDb;
  vault(): Promise<Vault>;
  unlock(passphrase: string): Promise<void>;
  close(): void;
}

export const createWorkspace = (options: WorkspaceOptions): Workspace => {
  let db: WriteDb | null = null;
  let vault: Promise<Vault> | null = null;

  const openDb = (): WriteDb => {
    if (db !== null) return db;
    mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    db = openWorkspaceStore(join(options.dir, 'workspace.sqlite'));
    return db;
  };
  const open = async (passphrase: string | null): Promise<Vault> => {
    const storage = createVaultStorage(openDb());
    const unlocker = await chooseUnlocker(storage, {
      passphrase: passphrase ?? process.env['LIGHTERMAN_VAULT_PASSPHRASE'] ?? null,
      keyFile: process.env['LIGHTERMAN_VAULT_KEY_FILE'] ?? null,
      keychain: options.keychain,
      defaultKeyFile: join(options.dir, 'vault.key'),
    });
    if (unlocker.kind === 'key-file' && storage.readWraps().length === 0)
      options.onNotice(
        `The vault of this workspace opens with the key file ${unlocker.path}: whoever reads both can use the sign-ins. Set LIGHTERMAN_VAULT_PASSPHRASE before the first sign-in to use a passphrase instead.`,
      );
    return openVault(storage, unlocker);
  };

  return {
    dir: options.dir,
    db: openDb,
    vault() {
      vault ??= open(null).catch((error: unknown) => {
        vault = null;
        throw error;
      });
      return vault;
    },
    async unlock(passphrase) {
      const opened = await open(passphrase);
      vault = Promise.resolve(opened);
    },
    close() {
      db?.close();
      db = null;
      vault = null;
    },
  };
};

/** Accounts are remembered per app registration and login host: two projects with the same endpoint share the sign-in. */
export const accountKey = (endpoint: Endpoint): string =>
  endpoint.signIn === 'modern' || endpoint.signIn === 'app-only'
    ? `${endpoint.signIn}:${endpoint.clientId ?? ''}:${endpoint.authority ?? ''}:${endpoint.kind}`
    : `${endpoint.signIn}:${endpoint.ewsUrl ?? endpoint.name}`;
