import type { SchemaStep } from '../migrate.ts';

/** The workspace store: who works for whom, reusable endpoints, who is signed in, and the vault. */
export const step0010Workspace: SchemaStep = {
  number: 10,
  name: 'workspace',
  sql: `
CREATE TABLE customers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  domain TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE endpoints (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  endpoint TEXT NOT NULL CHECK (json_valid(endpoint)),
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  endpoint_key TEXT NOT NULL,
  client_id TEXT,
  tenant_id TEXT,
  home_account_id TEXT,
  username TEXT NOT NULL,
  username_key TEXT NOT NULL,
  signed_in_at INTEGER NOT NULL,
  UNIQUE (endpoint_key, username_key)
) STRICT;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE recent_projects (
  path TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  opened_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_wraps (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  bytes BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_secrets (
  name TEXT PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
