import type Database from 'better-sqlite3';
import type {
  Caller,
  Directory,
  MailboxAccess,
  PracticeMailbox,
  PracticeTenantName,
  TenantSettings,
} from '../types.ts';
import { type Account, type Accounts, openAccounts } from './accounts.ts';
import { type Apps, openApps } from './apps.ts';
import { type Mailboxes, openMailboxes } from './mailboxes.ts';
import { directorySchema } from './schema.ts';
import { openTenants, type Tenants } from './tenants.ts';

export interface GroupMember {
  readonly upn: string;
  readonly isOwner: boolean;
}

/** The directory with what the control side may change. Everything is denied until it is granted here. */
export interface PracticeDirectory extends Directory {
  readonly tenants: Tenants;
  readonly accounts: Accounts;
  readonly mailboxes: Mailboxes;
  readonly apps: Apps;
  grantFullAccess(mailbox: PracticeMailbox, account: Account): void;
  revokeFullAccess(mailbox: PracticeMailbox, account: Account): void;
  fullAccessOf(mailbox: PracticeMailbox): readonly string[];
  /** As in Exchange, an owner must be a member first (reference §5.3): `isOwner` adds both. */
  addMember(group: PracticeMailbox, account: Account, isOwner: boolean): void;
  removeMember(group: PracticeMailbox, account: Account): void;
  membersOf(group: PracticeMailbox): readonly GroupMember[];
}

/** Opens (and on first use creates) the directory's tables in the given database. */
export const openDirectory = (db: Database.Database): PracticeDirectory => {
  db.exec(directorySchema);
  const tenants = openTenants(db);
  const accounts = openAccounts(db);
  const mailboxes = openMailboxes(db);
  const apps = openApps(db);

  const isGranted = db.prepare<[string, string], { found: number }>(
    'select 1 as found from dir_full_access where mailbox_id = ? and account_id = ?',
  );
  const membership = db.prepare<[string, string], { is_owner: number }>(
    'select is_owner from dir_group_members where mailbox_id = ? and account_id = ?',
  );
  const grant = db.prepare('insert or ignore into dir_full_access (mailbox_id, account_id) values (?, ?)');
  const revoke = db.prepare('delete from dir_full_access where mailbox_id = ? and account_id = ?');
  const granted = db.prepare<[string], { upn: string }>(
    'select upn from dir_full_access join dir_accounts on id = account_id where dir_full_access.mailbox_id = ? order by upn',
  );
  const upsertMember = db.prepare(
    'insert into dir_group_members (mailbox_id, account_id, is_owner) values (?, ?, ?) on conflict do update set is_owner = excluded.is_owner',
  );
  const deleteMember = db.prepare('delete from dir_group_members where mailbox_id = ? and account_id = ?');
  const members = db.prepare<[string], { upn: string; is_owner: number }>(
    'select upn, is_owner from dir_group_members m join dir_accounts a on a.id = m.account_id where m.mailbox_id = ? order by upn',
  );

  const accountOf = (caller: Caller): Account | null => {
    if (caller.kind === 'application') return null;
    const account = accounts.findAnywhere(caller.upn);
    return account !== null && tenants.get(account.tenant).tenantId === caller.tenantId ? account : null;
  };

  const requireGroup = (mailbox: PracticeMailbox): void => {
    if (mailbox.kind !== 'group') throw new Error(`${mailbox.primarySmtp} is not a group`);
  };

  const accessOf = (caller: Caller, mailbox: PracticeMailbox): MailboxAccess | null => {
    if (tenants.get(mailbox.tenant).tenantId !== caller.tenantId) return null;
    if (caller.kind === 'application') {
      // Groups know no impersonation, and an app has no membership (reference §5.1).
      if (mailbox.kind === 'group') return null;
      return apps.find(mailbox.tenant, caller.appId)?.fullAccessAsApp ? 'impersonation' : null;
    }
    const account = accountOf(caller);
    if (account === null) return null;
    if (mailbox.kind === 'group') {
      const row = membership.get(mailbox.id, account.id);
      if (row === undefined) return null;
      return row.is_owner === 1 ? 'group-owner' : 'group-member';
    }
    if (account.mailboxId === mailbox.id) return 'self';
    return isGranted.get(mailbox.id, account.id) === undefined ? null : 'full-access';
  };

  return {
    tenants,
    accounts,
    mailboxes,
    apps,
    findMailbox: (tenant: PracticeTenantName, smtp: string) => mailboxes.find(tenant, smtp),
    listMailboxes: (tenant: PracticeTenantName) => mailboxes.list(tenant),
    mailboxById: (id: string) => mailboxes.byId(id),
    mailboxOf(caller: Caller): PracticeMailbox | null {
      const mailboxId = accountOf(caller)?.mailboxId ?? null;
      return mailboxId === null ? null : mailboxes.get(mailboxId);
    },
    accessOf,
    mayImpersonate(caller: Caller): boolean {
      if (caller.kind === 'delegated') return false;
      if (caller.kind === 'on-premises') return accountOf(caller)?.mayImpersonate ?? false;
      return tenants
        .list()
        .some(
          (tenant) =>
            tenant.tenantId === caller.tenantId && apps.find(tenant.name, caller.appId)?.fullAccessAsApp,
        );
    },
    settings: (tenant: PracticeTenantName): TenantSettings => tenants.get(tenant).settings,
    grantFullAccess(mailbox, account) {
      if (mailbox.kind === 'group') throw new Error('a group has members, not Full Access');
      grant.run(mailbox.id, account.id);
    },
    revokeFullAccess: (mailbox, account) => void revoke.run(mailbox.id, account.id),
    fullAccessOf: (mailbox) => granted.all(mailbox.id).map((row) => row.upn),
    addMember(group, account, isOwner) {
      requireGroup(group);
      upsertMember.run(group.id, account.id, isOwner ? 1 : 0);
    },
    removeMember(group, account) {
      requireGroup(group);
      deleteMember.run(group.id, account.id);
    },
    membersOf(group) {
      requireGroup(group);
      return members.all(group.id).map((row) => ({ upn: row.upn, isOwner: row.is_owner === 1 }));
    },
  };
};
