import type Database from 'better-sqlite3';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Sessions, codes, grants and refresh tokens, so that a sign-in survives a restart; prefix `id_`. */
export const identitySchema = `
create table if not exists id_artifacts (
  tenant     text not null,
  model      text not null,
  id         text not null,
  payload    text not null,
  grant_id   text,
  account_id text,
  user_code  text,
  uid        text,
  consumed   integer,
  expires_at integer,
  primary key (tenant, model, id)
) strict, without rowid;
create index if not exists id_artifacts_grant on id_artifacts (tenant, grant_id) where grant_id is not null;
create index if not exists id_artifacts_user_code on id_artifacts (tenant, user_code) where user_code is not null;
create index if not exists id_artifacts_uid on id_artifacts (tenant, uid) where uid is not null;
create table if not exists id_state (
  tenant text not null,
  key    text not null,
  value  text not null,
  primary key (tenant, key)
) strict, without rowid;
`;

interface ArtifactRow {
  payload: string;
  consumed: number | null;
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** The artifacts of one tenant. Expired ones stay for a day, so that "expired" can be told from "unknown". */
export const openArtifacts = (db: Database.Database, tenant: string) => {
  const upsert =
    db.prepare(`insert into id_artifacts (tenant, model, id, payload, grant_id, account_id, user_code, uid, expires_at)
    values (@tenant, @model, @id, @payload, @grantId, @accountId, @userCode, @uid, @expiresAt)
    on conflict do update set payload = excluded.payload, grant_id = excluded.grant_id, account_id = excluded.account_id,
      user_code = excluded.user_code, uid = excluded.uid, expires_at = excluded.expires_at`);
  const byId = db.prepare<[string, string, string], ArtifactRow>(
    'select payload, consumed from id_artifacts where tenant = ? and model = ? and id = ?',
  );
  const byUserCode = db.prepare<[string, string, string], ArtifactRow>(
    'select payload, consumed from id_artifacts where tenant = ? and user_code = ? and model = ?',
  );
  const byUid = db.prepare<[string, string, string], ArtifactRow>(
    'select payload, consumed from id_artifacts where tenant = ? and uid = ? and model = ?',
  );
  const consume = db.prepare(
    'update id_artifacts set consumed = ? where tenant = ? and model = ? and id = ?',
  );
  const destroy = db.prepare('delete from id_artifacts where tenant = ? and model = ? and id = ?');
  const revokeGrant = db.prepare('delete from id_artifacts where tenant = ? and grant_id = ?');
  const revokeTokens = db.prepare(
    "delete from id_artifacts where tenant = ? and model in ('RefreshToken', 'Grant') and (account_id = ? or ? is null)",
  );
  const expireDeviceCodes = db.prepare(
    "update id_artifacts set payload = json_set(payload, '$.exp', ?) where tenant = ? and model = 'DeviceCode'",
  );
  const sweep = db.prepare('delete from id_artifacts where tenant = ? and expires_at < ?');
  const parse = (row: ArtifactRow | undefined): AdapterPayload | undefined => {
    if (row === undefined) return undefined;
    const payload = JSON.parse(row.payload) as AdapterPayload;
    return row.consumed === null ? payload : { ...payload, consumed: row.consumed };
  };

  sweep.run(tenant, nowSeconds() - 86_400);

  const adapterOf = (model: string): Adapter => ({
    async upsert(id, payload, expiresIn) {
      upsert.run({
        tenant,
        model,
        id,
        payload: JSON.stringify(payload),
        grantId: payload.grantId ?? null,
        accountId: payload.accountId ?? null,
        userCode: payload.userCode ?? null,
        uid: payload.uid ?? null,
        expiresAt: expiresIn === undefined ? null : nowSeconds() + expiresIn,
      });
    },
    find: async (id) => parse(byId.get(tenant, model, id)),
    findByUserCode: async (userCode) => parse(byUserCode.get(tenant, userCode, model)),
    findByUid: async (uid) => parse(byUid.get(tenant, uid, model)),
    async consume(id) {
      // Entra hands out a new refresh token at each use and leaves the old one valid, so that a lost answer signs nobody out.
      // https://learn.microsoft.com/en-us/entra/identity-platform/refresh-tokens#token-lifetime
      if (model !== 'RefreshToken') consume.run(nowSeconds(), tenant, model, id);
    },
    destroy: async (id) => void destroy.run(tenant, model, id),
    revokeByGrantId: async (grantId) => void revokeGrant.run(tenant, grantId),
  });

  return {
    adapterOf,
    /** Refresh tokens and consents of one account, or of all with `null`. Answers how many went. */
    revokeRefreshTokens: (accountId: string | null): number =>
      revokeTokens.run(tenant, accountId, accountId).changes,
    expireDeviceCodes: (): number => expireDeviceCodes.run(nowSeconds() - 1, tenant).changes,
  };
};

export type Artifacts = ReturnType<typeof openArtifacts>;

/** Keys and counters of one tenant's identity provider. */
export const openIdentityState = (db: Database.Database, tenant: string) => {
  const select = db.prepare<[string, string], { value: string }>(
    'select value from id_state where tenant = ? and key = ?',
  );
  const upsert = db.prepare(
    'insert into id_state (tenant, key, value) values (?, ?, ?) on conflict do update set value = excluded.value',
  );
  return {
    get: (key: string): string | null => select.get(tenant, key)?.value ?? null,
    set: (key: string, value: string): void => void upsert.run(tenant, key, value),
  };
};

export type IdentityState = ReturnType<typeof openIdentityState>;
