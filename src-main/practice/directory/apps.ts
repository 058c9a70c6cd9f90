import type Database from 'better-sqlite3';
import type { PracticeTenantName } from '../types.ts';

/** An app registration. A confidential one proves itself with the secret or with the key of the certificate. */
export interface App {
  readonly clientId: string;
  readonly tenant: PracticeTenantName;
  readonly displayName: string;
  readonly kind: 'public' | 'confidential';
  readonly secret: string | null;
  readonly certificatePem: string | null;
  /** The application permission `full_access_as_app`, consented by an administrator. */
  readonly fullAccessAsApp: boolean;
}

interface AppRow {
  client_id: string;
  tenant: PracticeTenantName;
  display_name: string;
  kind: 'public' | 'confidential';
  secret: string | null;
  certificate_pem: string | null;
  full_access_as_app: number;
}

const fromRow = (row: AppRow): App => ({
  clientId: row.client_id,
  tenant: row.tenant,
  displayName: row.display_name,
  kind: row.kind,
  secret: row.secret,
  certificatePem: row.certificate_pem,
  fullAccessAsApp: row.full_access_as_app === 1,
});

export const openApps = (db: Database.Database) => {
  const byId = db.prepare<[string], AppRow>('select * from dir_apps where client_id = ?');
  const byTenant = db.prepare<[string], AppRow>(
    'select * from dir_apps where tenant = ? order by display_name',
  );
  const insert = db.prepare(
    'insert into dir_apps (client_id, tenant, display_name, kind, secret, certificate_pem, full_access_as_app) values (?, ?, ?, ?, ?, ?, ?)',
  );
  const setCertificate = db.prepare('update dir_apps set certificate_pem = ? where client_id = ?');
  const setPermission = db.prepare('update dir_apps set full_access_as_app = ? where client_id = ?');

  return {
    find(tenant: PracticeTenantName, clientId: string): App | null {
      const row = byId.get(clientId);
      return row !== undefined && row.tenant === tenant ? fromRow(row) : null;
    },
    list: (tenant: PracticeTenantName): readonly App[] => byTenant.all(tenant).map(fromRow),
    create(app: App): void {
      insert.run(
        app.clientId,
        app.tenant,
        app.displayName,
        app.kind,
        app.secret,
        app.certificatePem,
        app.fullAccessAsApp ? 1 : 0,
      );
    },
    setCertificate: (clientId: string, pem: string | null): void => void setCertificate.run(pem, clientId),
    setFullAccessAsApp: (clientId: string, granted: boolean): void =>
      void setPermission.run(granted ? 1 : 0, clientId),
  };
};

export type Apps = ReturnType<typeof openApps>;
