import type { WriteDb } from './db.ts';
import { type VaultStorage, type Wrap, wrapKinds } from './vault/vault-storage.ts';

interface WrapRow {
  readonly id: string;
  readonly kind: string;
  readonly bytes: Uint8Array;
  readonly created_at: number;
}

/** The vault's bytes in the workspace store; every change is on the disk when it returns. */
export const createVaultStorage = (db: WriteDb): VaultStorage => {
  const durably = (sql: string, ...values: readonly (string | number | Uint8Array)[]): void => {
    db.transaction(() => db.write(sql).run(...values), { durable: true });
  };
  return {
    readWraps: () =>
      db
        .read<WrapRow>('SELECT id, kind, bytes, created_at FROM vault_wraps ORDER BY created_at, id')
        .all()
        // A kind that only a newer Lighterman knows opens nothing here, and stays for that one.
        .flatMap((row): Wrap[] => {
          const kind = wrapKinds.find((known) => known === row.kind);
          return kind === undefined
            ? []
            : [{ id: row.id, kind, bytes: new Uint8Array(row.bytes), createdAtMs: row.created_at }];
        }),
    writeWrap: (wrap) =>
      durably(
        'INSERT OR REPLACE INTO vault_wraps (id, kind, bytes, created_at) VALUES (?, ?, ?, ?)',
        wrap.id,
        wrap.kind,
        wrap.bytes,
        wrap.createdAtMs,
      ),
    removeWrap: (id) => durably('DELETE FROM vault_wraps WHERE id = ?', id),
    readSecret: (name) => {
      const row = db.read<{ bytes: Uint8Array }>('SELECT bytes FROM vault_secrets WHERE name = ?').get(name);
      return row === undefined ? null : new Uint8Array(row.bytes);
    },
    writeSecret: (name, bytes) =>
      durably('INSERT OR REPLACE INTO vault_secrets (name, bytes) VALUES (?, ?)', name, bytes),
    removeSecret: (name) => durably('DELETE FROM vault_secrets WHERE name = ?', name),
    listSecretNames: () =>
      db
        .read<{ name: string }>('SELECT name FROM vault_secrets ORDER BY name')
        .all()
        .map((row) => row.name),
  };
};
