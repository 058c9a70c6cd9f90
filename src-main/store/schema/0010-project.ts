import { passStates } from '#shared/domain/pass-state.ts';
import { isEnded, messageStates, passKinds, runStates, waitReasons } from '#shared/domain/run-state.ts';
import type { SchemaStep } from '../migrate.ts';
import { oneOf } from './checks.ts';

/** The counts of domain.md §3 as columns; the same on a run and on each of its folders. */
const countColumns = `
  found INTEGER NOT NULL DEFAULT 0,
  filtered INTEGER NOT NULL DEFAULT 0,
  already_there INTEGER NOT NULL DEFAULT 0,
  copied INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  not_attempted INTEGER NOT NULL DEFAULT 0,
  bytes_found INTEGER NOT NULL DEFAULT 0,
  bytes_copied INTEGER NOT NULL DEFAULT 0`;

const endStates = runStates.filter(isEnded);

/** The project store: README.md of src-main/store draws it. */
export const step0010Project: SchemaStep = {
  number: 10,
  name: 'project',
  sql: `
CREATE TABLE project (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  store_id TEXT NOT NULL,
  name TEXT NOT NULL,
  customer_name TEXT,
  customer_domain TEXT,
  options TEXT NOT NULL CHECK (json_valid(options)),
  created_at INTEGER NOT NULL,
  locked_at INTEGER
) STRICT;

CREATE TABLE endpoints (
  side TEXT PRIMARY KEY CHECK (side IN ('source', 'destination')),
  endpoint TEXT NOT NULL CHECK (json_valid(endpoint))
) STRICT, WITHOUT ROWID;

CREATE TABLE destinations (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  inbox_folder_id TEXT,
  listing_begun_at INTEGER,
  listing_ended_at INTEGER
) STRICT;

CREATE TABLE items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  position INTEGER NOT NULL,
  source TEXT NOT NULL,
  source_key TEXT NOT NULL,
  destination TEXT NOT NULL,
  destination_key TEXT NOT NULL REFERENCES destinations (key),
  source_login TEXT,
  destination_login TEXT,
  tag TEXT,
  overrides TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(overrides)),
  state TEXT NOT NULL DEFAULT 'not-started' CHECK (${oneOf('state', runStates)}),
  progress INTEGER NOT NULL DEFAULT 0,
  error_count INTEGER NOT NULL DEFAULT 0,
  last_run INTEGER REFERENCES runs (id),
  counts_run INTEGER REFERENCES runs (id),
  proof_run INTEGER REFERENCES runs (id),
  listing INTEGER REFERENCES listings (id),
  UNIQUE (source_key, destination_key)
) STRICT;
CREATE INDEX items_position ON items (position);
CREATE INDEX items_destination ON items (destination_key, source_key);
CREATE INDEX items_state ON items (state, position);
CREATE INDEX items_progress ON items (progress, position);
CREATE INDEX items_errors ON items (error_count, position);
CREATE INDEX items_counts_run ON items (counts_run);
CREATE INDEX items_last_run ON items (last_run);
CREATE INDEX items_proof_run ON items (proof_run);
CREATE INDEX items_listing ON items (listing);

CREATE TABLE passes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (${oneOf('kind', passKinds)}),
  state TEXT NOT NULL CHECK (${oneOf('state', passStates)}),
  options TEXT NOT NULL CHECK (json_valid(options)),
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  CHECK ((state = 'ended') = (ended_at IS NOT NULL))
) STRICT;
CREATE INDEX passes_open ON passes (state) WHERE state <> 'ended';

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pass INTEGER NOT NULL REFERENCES passes (id),
  item INTEGER NOT NULL REFERENCES items (id),
  state TEXT NOT NULL CHECK (${oneOf('state', runStates)}),
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  cut_off_at INTEGER,
  listing INTEGER REFERENCES listings (id),
  wait_reason TEXT CHECK (wait_reason IS NULL OR ${oneOf('wait_reason', waitReasons)}),
  wait_since INTEGER,
  wait_until INTEGER,
  current_folder TEXT,
  messages_per_second REAL NOT NULL DEFAULT 0,
  bytes_per_second REAL NOT NULL DEFAULT 0,
  remaining_ms INTEGER,${countColumns},
  UNIQUE (pass, item)
) STRICT;
CREATE INDEX runs_item ON runs (item);
CREATE INDEX runs_listing ON runs (listing);
CREATE INDEX runs_pass_state ON runs (pass, state);
CREATE UNIQUE INDEX runs_active ON runs (item) WHERE state NOT IN (${endStates.map((state) => `'${state}'`).join(', ')});

CREATE TABLE waits (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (id),
  reason TEXT NOT NULL CHECK (${oneOf('reason', waitReasons)}),
  since INTEGER NOT NULL,
  until INTEGER,
  ended_at INTEGER,
  UNIQUE (run, since, reason)
) STRICT;

CREATE TABLE information (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (id),
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (run, text)
) STRICT;

CREATE TABLE listings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES items (id),
  run INTEGER NOT NULL REFERENCES runs (id),
  begun_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX listings_item ON listings (item);
CREATE INDEX listings_run ON listings (run);

CREATE TABLE folders (
  id INTEGER PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES items (id),
  source_id TEXT NOT NULL,
  parent_id TEXT,
  path TEXT NOT NULL,
  display_name TEXT NOT NULL,
  well_known TEXT,
  folder_class TEXT,
  hidden INTEGER NOT NULL,
  is_search INTEGER NOT NULL,
  total_count INTEGER NOT NULL,
  size_bytes INTEGER,
  included INTEGER NOT NULL,
  reason TEXT NOT NULL,
  target TEXT,
  listing INTEGER NOT NULL,
  listed INTEGER,
  UNIQUE (item, source_id)
) STRICT;

CREATE TABLE run_folders (
  run INTEGER NOT NULL REFERENCES runs (id),
  folder INTEGER NOT NULL REFERENCES folders (id),
  included INTEGER NOT NULL,
  reason TEXT NOT NULL,
  target TEXT,${countColumns},
  PRIMARY KEY (run, folder)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_folders_folder ON run_folders (folder);

CREATE TABLE run_reasons (
  run INTEGER NOT NULL REFERENCES runs (id),
  bucket TEXT NOT NULL CHECK (bucket IN ('skipped', 'filtered')),
  reason TEXT NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (run, bucket, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES items (id),
  folder INTEGER NOT NULL REFERENCES folders (id),
  state TEXT NOT NULL CHECK (${oneOf('state', messageStates)}),
  listing INTEGER NOT NULL,
  first_listing INTEGER NOT NULL,
  ordinal INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  reserved_at INTEGER,
  done_run INTEGER,
  done_at INTEGER,
  removed_at INTEGER,
  size_bytes INTEGER NOT NULL,
  sort_at INTEGER NOT NULL,
  filtered_by TEXT,
  skip_reason TEXT,
  error_code TEXT,
  identity TEXT NOT NULL,
  UNIQUE (item, identity, ordinal),
  CHECK (state <> 'done' OR done_at IS NOT NULL),
  CHECK (state <> 'skipped' OR skip_reason IS NOT NULL),
  CHECK (state NOT IN ('reserved', 'unknown', 'written') OR reserved_at IS NOT NULL),
  CHECK (ordinal IS NOT NULL OR state = 'listed')
) STRICT;
CREATE INDEX messages_item ON messages (item);
CREATE INDEX messages_new ON messages (item, identity) WHERE ordinal IS NULL;
CREATE INDEX messages_due ON messages (item, folder, sort_at, id) WHERE state = 'listed' AND filtered_by IS NULL AND ordinal IS NOT NULL;
CREATE INDEX messages_doubt ON messages (item, reserved_at) WHERE state IN ('reserved', 'unknown', 'written');
CREATE INDEX messages_removed ON messages (item) WHERE removed_at IS NOT NULL;

CREATE TABLE message_facts (
  id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
  item INTEGER NOT NULL,
  source_item_id TEXT NOT NULL,
  change_key TEXT,
  source_key TEXT,
  created_at INTEGER,
  received_at INTEGER,
  item_class TEXT NOT NULL,
  subject TEXT NOT NULL,
  envelope TEXT NOT NULL,
  UNIQUE (item, source_item_id)
) STRICT;

CREATE TABLE message_outcomes (
  id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
  item INTEGER NOT NULL,
  destination_item_id TEXT NOT NULL,
  mime_sha256 TEXT,
  mime_bytes INTEGER,
  wrapped INTEGER NOT NULL,
  envelope TEXT
) STRICT;
CREATE INDEX message_outcomes_wrapped ON message_outcomes (item) WHERE wrapped = 1;

CREATE TABLE destination_stamps (
  destination INTEGER NOT NULL REFERENCES destinations (id),
  identity TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  item_id TEXT NOT NULL,
  PRIMARY KEY (destination, identity, ordinal, item_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE errors (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES runs (id),
  item INTEGER NOT NULL REFERENCES items (id),
  scope TEXT NOT NULL CHECK (scope IN ('message', 'folder', 'mailbox')),
  side TEXT NOT NULL CHECK (side IN ('source', 'destination', 'local')),
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  details TEXT NOT NULL CHECK (json_valid(details)),
  trace TEXT,
  message_row INTEGER REFERENCES messages (id),
  folder_path TEXT,
  at INTEGER NOT NULL,
  closed_run INTEGER REFERENCES runs (id),
  closed_at INTEGER,
  closed_as TEXT CHECK (closed_as IN ('repaired', 'repeated', 'gone')),
  CHECK ((closed_run IS NULL) = (closed_as IS NULL)),
  CHECK ((scope = 'message') = (message_row IS NOT NULL))
) STRICT;
CREATE INDEX errors_run ON errors (run);
CREATE INDEX errors_item ON errors (item);
CREATE INDEX errors_message ON errors (message_row) WHERE message_row IS NOT NULL;
CREATE INDEX errors_open ON errors (item, code) WHERE closed_run IS NULL;
CREATE INDEX errors_closed_run ON errors (closed_run) WHERE closed_run IS NOT NULL;

CREATE TABLE proofs (
  message INTEGER PRIMARY KEY REFERENCES messages (id),
  run INTEGER NOT NULL REFERENCES runs (id),
  verdict TEXT NOT NULL CHECK (verdict IN ('proven', 'missing', 'double', 'altered', 'removed-since', 'changed-since')),
  levels INTEGER NOT NULL,
  differences TEXT,
  destination_item_ids TEXT,
  proven_at INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX proofs_findings ON proofs (run, message) WHERE verdict <> 'proven';

CREATE TABLE run_proofs (
  run INTEGER NOT NULL REFERENCES runs (id),
  folder INTEGER NOT NULL REFERENCES folders (id),
  verdict TEXT NOT NULL,
  levels INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (run, folder, verdict, levels)
) STRICT, WITHOUT ROWID;
`,
};
