import type { AccountView } from '#shared/contract/model.ts';
import type { Endpoint } from '#shared/domain/endpoint.ts';
import type { ReadDb, WriteDb } from '../store/db.ts';
import { readSetting, removeSetting, writeSetting } from '../store/settings-repo.ts';
import { accountKey } from './workspace.ts';

/** Who is signed in at an endpoint. No secret: tokens and passwords lie in the vault. */
export interface StoredAccount extends AccountView {
  /** MSAL's id of the account; `null` for app-only, basic and NTLM. */
  readonly homeAccountId: string | null;
}

const nameOf = (endpoint: Endpoint): string => `account:${accountKey(endpoint)}`;

const isStoredAccount = (value: unknown): value is StoredAccount =>
  typeof value === 'object' &&
  value !== null &&
  'userName' in value &&
  typeof value.userName === 'string' &&
  'signedInAtMs' in value;

export const readAccount = (db: ReadDb, endpoint: Endpoint): StoredAccount | null => {
  const value = readSetting(db, nameOf(endpoint));
  return isStoredAccount(value) ? value : null;
};

export const rememberAccount = (db: WriteDb, endpoint: Endpoint, account: StoredAccount): void => {
  writeSetting(db, nameOf(endpoint), { ...account });
};

export const forgetAccount = (db: WriteDb, endpoint: Endpoint): void => {
  removeSetting(db, nameOf(endpoint));
};

export const viewOf = ({ userName, tenantId, signedInAtMs }: StoredAccount): AccountView => ({
  userName,
  tenantId,
  signedInAtMs,
});
