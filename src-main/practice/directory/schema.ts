/** Tables of the directory, prefix `dir_`, in the practice tenants' one SQLite file. */
export const directorySchema = `
create table if not exists dir_tenants (
  name          text primary key,
  tenant_id     text not null unique,
  domain        text not null unique collate nocase,
  -- what stands before the backslash in CONTOSO\\user
  netbios       text not null unique collate nocase,
  display_name  text not null,
  settings      text not null,
  face_settings text not null
) strict;

create table if not exists dir_mailboxes (
  id                text primary key,
  tenant            text not null references dir_tenants(name),
  kind              text not null check (kind in ('user', 'shared', 'group')),
  display_name      text not null,
  primary_smtp      text not null unique collate nocase,
  language          text not null,
  ews_enabled       integer not null default 1 check (ews_enabled in (0, 1)),
  max_receive_bytes integer not null,
  quota_bytes       integer not null,
  -- of a group: who outside it may know of it
  visibility        text not null default 'private' check (visibility in ('private', 'public'))
) strict;

create table if not exists dir_addresses (
  smtp       text primary key collate nocase,
  tenant     text not null references dir_tenants(name),
  mailbox_id text not null references dir_mailboxes(id) on delete cascade
) strict;

create table if not exists dir_accounts (
  id              text primary key,
  tenant          text not null references dir_tenants(name),
  upn             text not null unique collate nocase,
  sam_name        text not null collate nocase,
  display_name    text not null,
  password_salt   blob not null,
  password_scrypt blob not null,
  -- MD4 of the password in UTF-16LE: all that NTLM needs
  nt_hash         blob not null,
  mailbox_id      text references dir_mailboxes(id),
  may_impersonate integer not null default 0 check (may_impersonate in (0, 1)),
  unique (tenant, sam_name)
) strict;

create table if not exists dir_full_access (
  mailbox_id text not null references dir_mailboxes(id) on delete cascade,
  account_id text not null references dir_accounts(id) on delete cascade,
  primary key (mailbox_id, account_id)
) strict, without rowid;

create table if not exists dir_group_members (
  mailbox_id text not null references dir_mailboxes(id) on delete cascade,
  account_id text not null references dir_accounts(id) on delete cascade,
  is_owner   integer not null default 0 check (is_owner in (0, 1)),
  primary key (mailbox_id, account_id)
) strict, without rowid;

create table if not exists dir_apps (
  client_id         text primary key,
  tenant            text not null references dir_tenants(name),
  display_name      text not null,
  kind              text not null check (kind in ('public', 'confidential')),
  secret            text,
  certificate_pem   text,
  full_access_as_app integer not null default 0 check (full_access_as_app in (0, 1))
) strict;
`;
