import type { ErrorView, Page } from '#shared/contract/model.ts';
import { type ErrorCode, errorCodes } from '#shared/domain/error-codes.ts';
import type { ErrorDetails } from '#shared/domain/errors.ts';
import type { ItemId, PassId, RunId } from '#shared/domain/ids.ts';
import type { ReadDb, SqlValue } from './db.ts';
import { readProject } from './project-repo.ts';
import { itemIdOf, itemRowOf, passIdOf, passRowOf, runIdOf } from './row-ids.ts';

export interface ErrorRecord extends ErrorView {
  /** Grows with time. */
  readonly id: number;
  readonly runId: RunId;
  readonly passId: PassId;
  /** How a later outcome closed it; `null` while it is open. */
  readonly closedAs: 'repaired' | 'repeated' | 'gone' | null;
}

export interface ErrorFilter {
  readonly itemId?: ItemId | undefined;
  /** All errors of that pass, also those closed since; without a pass, only open ones. */
  readonly passId?: PassId | undefined;
  readonly code?: ErrorCode | undefined;
}

interface ErrorRow {
  readonly id: number;
  readonly run: number;
  readonly pass: number;
  readonly item: number;
  readonly source: string;
  readonly destination: string;
  readonly scope: ErrorView['scope'];
  readonly side: ErrorView['side'];
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: string;
  readonly trace: string | null;
  readonly folder_path: string | null;
  readonly subject: string | null;
  readonly received_at: number | null;
  readonly size_bytes: number | null;
  readonly at: number;
  readonly closed_as: ErrorRecord['closedAs'];
}

const selectError = `SELECT e.id, e.run, r.pass, e.item, i.source, i.destination, e.scope, e.side, e.code, e.message, e.details, e.trace,
    coalesce(f.path, e.folder_path) AS folder_path, mf.subject, mf.received_at, m.size_bytes, e.at, e.closed_as
  FROM errors e JOIN runs r ON r.id = e.run JOIN items i ON i.id = e.item
  LEFT JOIN messages m ON m.id = e.message_row LEFT JOIN message_facts mf ON mf.id = m.id
  LEFT JOIN folders f ON f.id = m.folder`;

const errorOf = (row: ErrorRow, withSubject: boolean): ErrorRecord => ({
  id: row.id,
  runId: runIdOf(row.run),
  passId: passIdOf(row.pass),
  itemId: itemIdOf(row.item),
  source: row.source,
  destination: row.destination,
  scope: row.scope,
  side: row.side,
  code: row.code,
  message: row.message,
  meaning: errorCodes[row.code].meaning,
  nextStep: errorCodes[row.code].nextStep,
  details: JSON.parse(row.details) as ErrorDetails,
  folderPath: row.folder_path,
  subject: withSubject ? row.subject : null,
  receivedAtMs: row.received_at,
  sizeBytes: row.size_bytes,
  atMs: row.at,
  trace: row.trace,
  closedAs: row.closed_as,
});

const whereOf = (filter: ErrorFilter): { readonly sql: string; readonly values: readonly SqlValue[] } => {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  if (filter.passId === undefined) parts.push('e.closed_run IS NULL');
  else {
    parts.push('e.run IN (SELECT id FROM runs WHERE pass = ?)');
    values.push(passRowOf(filter.passId));
  }
  if (filter.itemId !== undefined) {
    parts.push('e.item = ?');
    values.push(itemRowOf(filter.itemId));
  }
  if (filter.code !== undefined) {
    parts.push('e.code = ?');
    values.push(filter.code);
  }
  return { sql: `WHERE ${parts.join(' AND ')}`, values };
};

/** Oldest first. */
export const errorsPage = (
  db: ReadDb,
  query: ErrorFilter & { readonly offset: number; readonly limit: number },
): Page<ErrorRecord> => {
  const where = whereOf(query);
  const withSubject = readProject(db).options.logSubjects;
  return {
    rows: db
      .read<ErrorRow>(`${selectError} ${where.sql} ORDER BY e.id LIMIT ? OFFSET ?`)
      .all(...where.values, query.limit, query.offset)
      .map((row) => errorOf(row, withSubject)),
    total:
      db.read<{ n: number }>(`SELECT count(*) AS n FROM errors e ${where.sql}`).get(...where.values)?.n ?? 0,
  };
};

/** Open errors after one another, in pages of the store: the connection stays free between them. */
export function* openErrors(db: ReadDb): Generator<ErrorRecord> {
  const withSubject = readProject(db).options.logSubjects;
  let after = 0;
  for (;;) {
    const rows = db
      .read<ErrorRow>(`${selectError} WHERE e.closed_run IS NULL AND e.id > ? ORDER BY e.id LIMIT 500`)
      .all(after);
    for (const row of rows) yield errorOf(row, withSubject);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

export interface ErrorGroup {
  readonly code: ErrorCode;
  readonly scope: ErrorView['scope'];
  readonly meaning: string;
  readonly nextStep: string;
  readonly errors: number;
  readonly mailboxes: number;
  readonly lastAtMs: number;
}

/** The same errors by code, the most frequent first. */
export const errorGroups = (db: ReadDb, filter: ErrorFilter = {}): readonly ErrorGroup[] => {
  const where = whereOf(filter);
  return db
    .read<{
      code: ErrorCode;
      scope: ErrorView['scope'];
      errors: number;
      mailboxes: number;
      lastAtMs: number;
    }>(
      `SELECT e.code, e.scope, count(*) AS errors, count(DISTINCT e.item) AS mailboxes, max(e.at) AS lastAtMs
       FROM errors e ${where.sql} GROUP BY e.code, e.scope ORDER BY errors DESC, e.code`,
    )
    .all(...where.values)
    .map((group) => ({
      ...group,
      meaning: errorCodes[group.code].meaning,
      nextStep: errorCodes[group.code].nextStep,
    }));
};
