import type Database from 'better-sqlite3';
import type { PracticeTenantName } from '../types.ts';
import { hashPassword, passwordMatches } from './passwords.ts';
import { stableGuid } from './stable-guid.ts';

export interface Account {
  /** Entra's object id; also the `sub` of tokens. */
  readonly id: string;
  readonly tenant: PracticeTenantName;
  readonly upn: string;
  /** The name behind the backslash in `CONTOSO\name`. */
  readonly samName: string;
  readonly displayName: string;
  readonly mailboxId: string | null;
  /** The on-premises role ApplicationImpersonation. */
  readonly mayImpersonate: boolean;
  readonly ntHash: Buffer;
}

export interface NewAccount {
  readonly tenant: PracticeTenantName;
  readonly upn: string;
  readonly displayName: string;
  readonly password: string;
  readonly mailboxId?: string | null | undefined;
  readonly mayImpersonate?: boolean | undefined;
}

interface AccountRow {
  id: string;
  tenant: PracticeTenantName;
  upn: string;
  sam_name: string;
  display_name: string;
  password_salt: Buffer;
  password_scrypt: Buffer;
  nt_hash: Buffer;
  mailbox_id: string | null;
  may_impersonate: number;
}

const fromRow = (row: AccountRow): Account => ({
  id: row.id,
  tenant: row.tenant,
  upn: row.upn,
  samName: row.sam_name,
  displayName: row.display_name,
  mailboxId: row.mailbox_id,
  mayImpersonate: row.may_impersonate === 1,
  ntHash: row.nt_hash,
});

export const openAccounts = (db: Database.Database) => {
  const byUpn = db.prepare<[string], AccountRow>('select * from dir_accounts where upn = ?');
  const bySam = db.prepare<[string, string], AccountRow>(
    'select * from dir_accounts where tenant = ? and sam_name = ?',
  );
  const byId = db.prepare<[string], AccountRow>('select * from dir_accounts where id = ?');
  const byTenant = db.prepare<[string], AccountRow>(
    'select * from dir_accounts where tenant = ? order by upn',
  );
  const insert = db.prepare(
    'insert into dir_accounts (id, tenant, upn, sam_name, display_name, password_salt, password_scrypt, nt_hash, mailbox_id, may_impersonate) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const setRole = db.prepare('update dir_accounts set may_impersonate = ? where id = ?');
  const setPassword = db.prepare(
    'update dir_accounts set password_salt = ?, password_scrypt = ?, nt_hash = ? where id = ?',
  );
  const one = (row: AccountRow | undefined): Account | null => (row === undefined ? null : fromRow(row));

  const findByUpn = (tenant: PracticeTenantName, upn: string): Account | null => {
    const account = one(byUpn.get(upn.trim()));
    return account?.tenant === tenant ? account : null;
  };

  return {
    findByUpn,
    /** In whichever tenant: tells a wrong tenant from a wrong name. */
    findAnywhere: (upn: string): Account | null => one(byUpn.get(upn.trim())),
    findById: (id: string): Account | null => one(byId.get(id)),
    /** `user@domain`, `DOMAIN\user` (any domain text) or a bare `user`. */
    findByLogonName(tenant: PracticeTenantName, name: string): Account | null {
      if (name.includes('@')) return findByUpn(tenant, name);
      return one(bySam.get(tenant, name.slice(name.indexOf('\\') + 1)));
    },
    list: (tenant: PracticeTenantName): readonly Account[] => byTenant.all(tenant).map(fromRow),
    passwordMatches(account: Account, password: string): boolean {
      const row = byId.get(account.id);
      return (
        row !== undefined &&
        passwordMatches(password, { salt: row.password_salt, scrypt: row.password_scrypt })
      );
    },
    create(account: NewAccount): Account {
      const hashes = hashPassword(account.password);
      const id = stableGuid(`account ${account.upn.toLowerCase()}`);
      insert.run(
        id,
        account.tenant,
        account.upn,
        account.upn.split('@')[0],
        account.displayName,
        hashes.salt,
        hashes.scrypt,
        hashes.ntHash,
        account.mailboxId ?? null,
        account.mayImpersonate ? 1 : 0,
      );
      return fromRow(byId.get(id)!);
    },
    setMayImpersonate: (id: string, may: boolean): void => void setRole.run(may ? 1 : 0, id),
    changePassword(id: string, password: string): void {
      const hashes = hashPassword(password);
      setPassword.run(hashes.salt, hashes.scrypt, hashes.ntHash, id);
    },
  };
};

export type Accounts = ReturnType<typeof openAccounts>;
