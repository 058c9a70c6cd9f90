import type { Endpoint } from '#shared/domain/endpoint.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { accountId, type AccountId, endpointId, type EndpointId } from '#shared/domain/ids.ts';
import type { ReadDb, WriteDb } from './db.ts';

/** For whom the workgroup works. */
export interface Customer {
  readonly id: number;
  readonly name: string;
  /** Primary e-mail domain, lower-case; one customer per domain. */
  readonly domain: string;
  readonly createdAtMs: number;
}

export const saveCustomer = (
  db: WriteDb,
  customer: { readonly name: string; readonly domain: string },
  nowMs: number,
): Customer => {
  const row = db
    .write<Customer>(
      `INSERT INTO customers (name, domain, created_at) VALUES (?, ?, ?) ON CONFLICT (domain) DO UPDATE SET name = excluded.name
       RETURNING id, name, domain, created_at AS createdAtMs`,
    )
    .get(customer.name, customer.domain.trim().toLowerCase(), nowMs);
  if (row === undefined) throw new LightermanError('app.unexpected');
  return row;
};

export const listCustomers = (db: ReadDb): readonly Customer[] =>
  db
    .read<Customer>('SELECT id, name, domain, created_at AS createdAtMs FROM customers ORDER BY name, id')
    .all();

/** An endpoint kept for the next project. */
export interface StoredEndpoint {
  readonly id: EndpointId;
  readonly endpoint: Endpoint;
  readonly updatedAtMs: number;
}

/** Kept by its name: saving one of the same name replaces it. */
export const saveEndpoint = (db: WriteDb, endpoint: Endpoint, nowMs: number): void => {
  db.write(
    `INSERT INTO endpoints (name, endpoint, updated_at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET endpoint = excluded.endpoint, updated_at = excluded.updated_at`,
  ).run(endpoint.name, JSON.stringify(endpoint), nowMs);
};

export const listEndpoints = (db: ReadDb): readonly StoredEndpoint[] =>
  db
    .read<{ id: number; endpoint: string; updated_at: number }>(
      'SELECT id, endpoint, updated_at FROM endpoints ORDER BY name',
    )
    .all()
    .map((row) => ({
      id: endpointId.parse(`e${row.id}`),
      endpoint: JSON.parse(row.endpoint) as Endpoint,
      updatedAtMs: row.updated_at,
    }));

export const removeEndpoint = (db: WriteDb, name: string): void => {
  db.write('DELETE FROM endpoints WHERE name = ?').run(name);
};

/** Who is signed in where. No token: those lie in the vault. */
export interface Account {
  readonly id: AccountId;
  /** App registration and login host, or server: projects with the same endpoint share a sign-in. */
  readonly endpointKey: string;
  readonly clientId: string | null;
  readonly tenantId: string | null;
  readonly homeAccountId: string | null;
  readonly username: string;
  readonly signedInAtMs: number;
}

export const saveAccount = (db: WriteDb, account: Omit<Account, 'id'>): void => {
  db.write(
    `INSERT INTO accounts (endpoint_key, client_id, tenant_id, home_account_id, username, username_key, signed_in_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (endpoint_key, username_key) DO UPDATE SET client_id = excluded.client_id, tenant_id = excluded.tenant_id,
       home_account_id = excluded.home_account_id, username = excluded.username, signed_in_at = excluded.signed_in_at`,
  ).run(
    account.endpointKey,
    account.clientId,
    account.tenantId,
    account.homeAccountId,
    account.username,
    account.username.toLowerCase(),
    account.signedInAtMs,
  );
};

/** Last signed in first. */
export const accountsAt = (db: ReadDb, endpointKey: string): readonly Account[] =>
  db
    .read<Omit<Account, 'id'> & { id: number }>(
      `SELECT id, endpoint_key AS endpointKey, client_id AS clientId, tenant_id AS tenantId, home_account_id AS homeAccountId,
         username, signed_in_at AS signedInAtMs FROM accounts WHERE endpoint_key = ? ORDER BY signed_in_at DESC, id DESC`,
    )
    .all(endpointKey)
    .map((row) => ({ ...row, id: accountId.parse(`a${row.id}`) }));

export const removeAccount = (db: WriteDb, endpointKey: string, username: string): void => {
  db.write('DELETE FROM accounts WHERE endpoint_key = ? AND username_key = ?').run(
    endpointKey,
    username.toLowerCase(),
  );
};
