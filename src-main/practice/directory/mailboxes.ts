import type Database from 'better-sqlite3';
import type { PracticeMailbox, PracticeMailboxKind, PracticeTenantName } from '../types.ts';
import { stableGuid } from './stable-guid.ts';

export type GroupVisibility = 'private' | 'public';

export interface NewMailbox {
  readonly tenant: PracticeTenantName;
  readonly kind: PracticeMailboxKind;
  readonly displayName: string;
  readonly primarySmtp: string;
  readonly aliases?: readonly string[] | undefined;
  readonly language?: string | undefined;
  readonly maxReceiveBytes?: number | undefined;
  readonly quotaBytes?: number | undefined;
  readonly visibility?: GroupVisibility | undefined;
}

export interface MailboxChange {
  readonly displayName?: string | undefined;
  readonly language?: string | undefined;
  readonly ewsEnabled?: boolean | undefined;
  readonly maxReceiveBytes?: number | undefined;
  readonly quotaBytes?: number | undefined;
  readonly visibility?: GroupVisibility | undefined;
}

/** Exchange Online's defaults: 36 MB per received message, 50 GB in a group, 100 GB in a user mailbox. */
const defaultMaxReceiveBytes = 36 * 1024 * 1024;
const defaultQuotaBytes = { user: 100 * 1024 ** 3, shared: 50 * 1024 ** 3, group: 50 * 1024 ** 3 };

interface MailboxRow {
  id: string;
  tenant: PracticeTenantName;
  kind: PracticeMailboxKind;
  display_name: string;
  primary_smtp: string;
  language: string;
  ews_enabled: number;
  max_receive_bytes: number;
  quota_bytes: number;
  visibility: GroupVisibility;
}

/** Mailboxes and their addresses. Reads are cached whole (some dozen rows) and dropped at each change. */
export const openMailboxes = (db: Database.Database) => {
  const selectAll = db.prepare<[], MailboxRow>(
    'select * from dir_mailboxes order by tenant, kind, primary_smtp',
  );
  const selectAliases = db.prepare<[string, string], { smtp: string }>(
    'select smtp from dir_addresses where mailbox_id = ? and smtp <> ? order by smtp',
  );
  const insert = db.prepare(
    'insert into dir_mailboxes (id, tenant, kind, display_name, primary_smtp, language, max_receive_bytes, quota_bytes, visibility) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertAddress = db.prepare('insert into dir_addresses (smtp, tenant, mailbox_id) values (?, ?, ?)');
  const updateRow = db.prepare(
    'update dir_mailboxes set display_name = ?, language = ?, ews_enabled = ?, max_receive_bytes = ?, quota_bytes = ?, visibility = ? where id = ?',
  );
  const removeRow = db.prepare('delete from dir_mailboxes where id = ?');

  let byId = new Map<string, PracticeMailbox>();
  let byAddress = new Map<string, PracticeMailbox>();
  let visibilityOf = new Map<string, GroupVisibility>();
  const reload = (): void => {
    byId = new Map();
    byAddress = new Map();
    visibilityOf = new Map();
    for (const row of selectAll.all()) {
      const mailbox: PracticeMailbox = {
        id: row.id,
        tenant: row.tenant,
        kind: row.kind,
        displayName: row.display_name,
        primarySmtp: row.primary_smtp,
        aliases: selectAliases.all(row.id, row.primary_smtp).map((alias) => alias.smtp),
        language: row.language,
        ewsEnabled: row.ews_enabled === 1,
        maxReceiveBytes: row.max_receive_bytes,
        quotaBytes: row.quota_bytes,
      };
      byId.set(row.id, mailbox);
      visibilityOf.set(row.id, row.visibility);
      for (const smtp of [mailbox.primarySmtp, ...mailbox.aliases])
        byAddress.set(smtp.toLowerCase(), mailbox);
    }
  };
  reload();

  const get = (id: string): PracticeMailbox => {
    const mailbox = byId.get(id);
    if (mailbox === undefined) throw new Error(`no practice mailbox ${id}`);
    return mailbox;
  };

  return {
    get,
    byId: (id: string): PracticeMailbox | null => byId.get(id) ?? null,
    find: (tenant: PracticeTenantName, smtp: string): PracticeMailbox | null => {
      const mailbox = byAddress.get(smtp.trim().toLowerCase());
      return mailbox !== undefined && mailbox.tenant === tenant ? mailbox : null;
    },
    list: (tenant: PracticeTenantName): readonly PracticeMailbox[] =>
      [...byId.values()].filter((mailbox) => mailbox.tenant === tenant),
    visibility: (id: string): GroupVisibility => visibilityOf.get(id) ?? 'private',
    create(mailbox: NewMailbox): PracticeMailbox {
      const id = stableGuid(`mailbox ${mailbox.primarySmtp.toLowerCase()}`);
      db.transaction(() => {
        insert.run(
          id,
          mailbox.tenant,
          mailbox.kind,
          mailbox.displayName,
          mailbox.primarySmtp,
          mailbox.language ?? 'en-US',
          mailbox.maxReceiveBytes ?? defaultMaxReceiveBytes,
          mailbox.quotaBytes ?? defaultQuotaBytes[mailbox.kind],
          mailbox.visibility ?? 'private',
        );
        for (const smtp of [mailbox.primarySmtp, ...(mailbox.aliases ?? [])]) {
          insertAddress.run(smtp, mailbox.tenant, id);
        }
      })();
      reload();
      return get(id);
    },
    change(id: string, change: MailboxChange): PracticeMailbox {
      const now = get(id);
      updateRow.run(
        change.displayName ?? now.displayName,
        change.language ?? now.language,
        (change.ewsEnabled ?? now.ewsEnabled) ? 1 : 0,
        change.maxReceiveBytes ?? now.maxReceiveBytes,
        change.quotaBytes ?? now.quotaBytes,
        change.visibility ?? visibilityOf.get(id) ?? 'private',
        id,
      );
      reload();
      return get(id);
    },
    remove(id: string): void {
      removeRow.run(id);
      reload();
    },
  };
};

export type Mailboxes = ReturnType<typeof openMailboxes>;
