import type Database from 'better-sqlite3';
import type { PracticeTenantName, TenantSettings } from '../types.ts';

/** Switches of the sign-in and transport faces, which the EWS operations know nothing of. */
export interface FaceSettings {
  /** Extended Protection on the NTLM face: channel bindings needed, checked where sent, or ignored. */
  readonly extendedProtection: 'require' | 'allow' | 'off';
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly deviceCodeSeconds: number;
  readonly devicePollSeconds: number;
}

export interface TenantRecord {
  readonly name: PracticeTenantName;
  readonly tenantId: string;
  readonly domain: string;
  readonly netbios: string;
  readonly displayName: string;
  readonly settings: TenantSettings;
  readonly faceSettings: FaceSettings;
}

/** Entra's and Exchange's defaults: tokens 60 to 90 minutes, refresh tokens 90 days, device codes 15 minutes asked every 5 s. */
export const defaultFaceSettings: FaceSettings = {
  extendedProtection: 'require',
  accessTokenSeconds: 3900,
  refreshTokenSeconds: 90 * 86_400,
  deviceCodeSeconds: 900,
  devicePollSeconds: 5,
};

export const defaultTenantSettings = (allowedAppIds: readonly string[]): TenantSettings => ({
  ewsEnabled: true,
  ewsAllowedAppIds: allowedAppIds,
  mime: 'rewrite',
  deniedAnswer: 'ErrorAccessDenied',
  latencyMs: 0,
});

interface TenantRow {
  name: PracticeTenantName;
  tenant_id: string;
  domain: string;
  netbios: string;
  display_name: string;
  settings: string;
  face_settings: string;
}

const fromRow = (row: TenantRow): TenantRecord => ({
  name: row.name,
  tenantId: row.tenant_id,
  domain: row.domain,
  netbios: row.netbios,
  displayName: row.display_name,
  settings: JSON.parse(row.settings) as TenantSettings,
  faceSettings: { ...defaultFaceSettings, ...(JSON.parse(row.face_settings) as Partial<FaceSettings>) },
});

/** The tenants' rows; settings are cached because every request asks for them. */
export const openTenants = (db: Database.Database) => {
  const cache = new Map<PracticeTenantName, TenantRecord>();
  const selectAll = db.prepare<[], TenantRow>('select * from dir_tenants order by name');
  const insert = db.prepare(
    'insert into dir_tenants (name, tenant_id, domain, netbios, display_name, settings, face_settings) values (?, ?, ?, ?, ?, ?, ?)',
  );
  const update = db.prepare('update dir_tenants set settings = ?, face_settings = ? where name = ?');
  const reload = (): void => {
    cache.clear();
    for (const row of selectAll.all()) cache.set(row.name, fromRow(row));
  };
  reload();

  const get = (name: PracticeTenantName): TenantRecord => {
    const tenant = cache.get(name);
    if (tenant === undefined) throw new Error(`no practice tenant ${name}`);
    return tenant;
  };

  return {
    get,
    list: (): readonly TenantRecord[] => [...cache.values()],
    exists: (name: PracticeTenantName): boolean => cache.has(name),
    create(tenant: TenantRecord): void {
      insert.run(
        tenant.name,
        tenant.tenantId,
        tenant.domain,
        tenant.netbios,
        tenant.displayName,
        JSON.stringify(tenant.settings),
        JSON.stringify(tenant.faceSettings),
      );
      reload();
    },
    /** Changes some switches; the rest stay. */
    change(
      name: PracticeTenantName,
      settings: Partial<TenantSettings>,
      faceSettings: Partial<FaceSettings>,
    ): TenantRecord {
      const now = get(name);
      update.run(
        JSON.stringify({ ...now.settings, ...settings }),
        JSON.stringify({ ...now.faceSettings, ...faceSettings }),
        name,
      );
      reload();
      return get(name);
    },
  };
};

export type Tenants = ReturnType<typeof openTenants>;
