import type { InformationView, ItemView } from '#shared/contract/model.ts';
import type { ItemId } from '#shared/domain/ids.ts';
import { skipReasons } from '#shared/domain/skip-reasons.ts';
import type { ProofFinding } from '../migration/ledger.ts';
import type { ReadDb } from './db.ts';
import { destinationSummaries, type DestinationSummary } from './destination-repo.ts';
import { type ErrorRecord, openErrors } from './error-repo.ts';
import { type FolderOfRun, foldersOfRun, itemRow, viewOf } from './item-views.ts';
import { listPasses, type Pass } from './pass-repo.ts';
import { type Project, projectSummary, type ProjectSummary, readProject } from './project-repo.ts';
import { levelsOf } from './proof-counts.ts';
import { itemIdOf } from './row-ids.ts';
import type { WaitRecord } from './run-repo.ts';

/**
 * All a report says, read from one store. What can be long is read piece by piece: five thousand mailboxes are never held at once.
 * Wrap the whole report in `db.snapshot` when it must show one moment.
 */
export interface ReportData {
  readonly project: Project;
  readonly summary: ProjectSummary;
  /** Newest first, at most a hundred. */
  readonly passes: readonly Pass[];
  items(): Generator<ReportItem>;
  destinations(): Generator<DestinationSummary>;
  errors(): Generator<ErrorRecord>;
  /** What the last proof found that is not simply proven: verdicts with their messages. */
  findings(): Generator<ReportFinding>;
  /** Found messages that are not at the destination by a rule or because they are gone. */
  skipped(): Generator<ReportSkipped>;
}

export interface ReasonCount {
  readonly reason: string;
  readonly messages: number;
}

export interface ReportItem extends ItemView {
  readonly folders: readonly FolderOfRun[];
  readonly skippedBy: readonly ReasonCount[];
  readonly filteredBy: readonly ReasonCount[];
  readonly information: readonly InformationView[];
  readonly waits: readonly WaitRecord[];
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** End of the source listing: mail that came later belongs to the next pass. */
  readonly cutOffAtMs: number | null;
  /** Written from properties with the original attached, because the destination refused the message as it was. */
  readonly wrapped: number;
}

export interface ReportMessage {
  readonly itemId: ItemId;
  readonly source: string;
  readonly destination: string;
  readonly folderPath: string;
  /** `null` when the project's options keep subjects out of logs. */
  readonly subject: string | null;
  readonly receivedAtMs: number | null;
  readonly sizeBytes: number;
  readonly itemClass: string;
  readonly sourceItemId: string;
}

export interface ReportFinding extends ReportMessage {
  readonly verdict: ProofFinding['verdict'];
  readonly levels: readonly number[];
  readonly differences: readonly string[];
  readonly destinationItemIds: readonly string[];
  readonly atMs: number;
}

export interface ReportSkipped extends ReportMessage {
  readonly reason: string;
  readonly atMs: number | null;
}

export const reportData = (db: ReadDb): ReportData => ({
  project: readProject(db),
  summary: projectSummary(db),
  passes: listPasses(db, { offset: 0, limit: 100 }).rows,
  items: () => reportItems(db),
  destinations: () => destinationSummaries(db),
  errors: () => openErrors(db),
  findings: () => findings(db),
  skipped: () => skipped(db),
});

function* itemRows(db: ReadDb): Generator<number> {
  let after = 0;
  for (;;) {
    const rows = db
      .read<{ id: number; position: number }>(
        'SELECT id, position FROM items WHERE position > ? ORDER BY position LIMIT 500',
      )
      .all(after);
    for (const { id } of rows) yield id;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}

function* reportItems(db: ReadDb): Generator<ReportItem> {
  const reasons = db.read<ReasonCount>(
    'SELECT reason, messages FROM run_reasons WHERE run = ? AND bucket = ? AND messages > 0 ORDER BY messages DESC, reason',
  );
  const run = db.read<{ startedAtMs: number | null; endedAtMs: number | null; cutOffAtMs: number | null }>(
    'SELECT started_at AS startedAtMs, ended_at AS endedAtMs, cut_off_at AS cutOffAtMs FROM runs WHERE id = ?',
  );
  const information = db.read<InformationView>(
    'SELECT at AS atMs, text FROM information WHERE run = ? ORDER BY id',
  );
  const waits = db.read<WaitRecord>(
    'SELECT reason, since AS sinceMs, until AS untilMs, ended_at AS endedAtMs FROM waits WHERE run = ? ORDER BY since, id',
  );
  const wrapped = db.read<{ n: number }>(
    'SELECT count(*) AS n FROM message_outcomes WHERE item = ? AND wrapped = 1',
  );
  for (const id of itemRows(db)) {
    const row = itemRow(db, id);
    const view = viewOf(row, db);
    const shown = row.counts_run ?? row.last_run;
    const times = shown === null ? undefined : run.get(shown);
    yield {
      ...view,
      folders: foldersOfRun(db, shown, view.proof === null ? null : row.proof_run),
      skippedBy: shown === null ? [] : reasons.all(shown, 'skipped'),
      filteredBy: shown === null ? [] : reasons.all(shown, 'filtered'),
      information: shown === null ? [] : information.all(shown),
      waits: shown === null ? [] : waits.all(shown),
      startedAtMs: times?.startedAtMs ?? null,
      endedAtMs: times?.endedAtMs ?? null,
      cutOffAtMs: times?.cutOffAtMs ?? null,
      wrapped: wrapped.get(id)?.n ?? 0,
    };
  }
}

interface MessageRow {
  readonly item: number;
  readonly source: string;
  readonly destination: string;
  readonly path: string;
  readonly subject: string;
  readonly received_at: number | null;
  readonly size_bytes: number;
  readonly item_class: string;
  readonly source_item_id: string;
}
const messageColumns =
  'm.item, i.source, i.destination, f.path, mf.subject, mf.received_at, m.size_bytes, mf.item_class, mf.source_item_id';

const messageOf = (row: MessageRow, withSubject: boolean): ReportMessage => ({
  itemId: itemIdOf(row.item),
  source: row.source,
  destination: row.destination,
  folderPath: row.path,
  subject: withSubject ? row.subject : null,
  receivedAtMs: row.received_at,
  sizeBytes: row.size_bytes,
  itemClass: row.item_class,
  sourceItemId: row.source_item_id,
});

function* findings(db: ReadDb): Generator<ReportFinding> {
  const withSubject = readProject(db).options.logSubjects;
  const page = db.read<
    MessageRow & {
      message: number;
      verdict: ProofFinding['verdict'];
      levels: number;
      differences: string | null;
      destination_item_ids: string | null;
      at: number;
    }
  >(
    `SELECT p.message, p.verdict, p.levels, p.differences, p.destination_item_ids, p.at, ${messageColumns}
     FROM proofs p JOIN messages m ON m.id = p.message JOIN message_facts mf ON mf.id = m.id JOIN items i ON i.id = m.item JOIN folders f ON f.id = m.folder
     WHERE p.run = ? AND p.message > ? AND p.verdict <> 'proven'
     ORDER BY p.message LIMIT 500`,
  );
  for (const id of itemRows(db)) {
    const run = itemRow(db, id).proof_run;
    if (run === null) continue;
    let after = 0;
    for (;;) {
      const rows = page.all(run, after);
      for (const row of rows)
        yield {
          ...messageOf(row, withSubject),
          verdict: row.verdict,
          levels: levelsOf(row.levels),
          differences: textsOf(row.differences),
          destinationItemIds: textsOf(row.destination_item_ids),
          atMs: row.at,
        };
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.message;
    }
  }
}

const textsOf = (json: string | null): readonly string[] =>
  json === null ? [] : (JSON.parse(json) as string[]);

function* skipped(db: ReadDb): Generator<ReportSkipped> {
  const withSubject = readProject(db).options.logSubjects;
  const page = db.read<MessageRow & { id: number; skip_reason: string | null; removed_at: number | null }>(
    `SELECT m.id, m.skip_reason, m.removed_at, ${messageColumns}
     FROM messages m JOIN message_facts mf ON mf.id = m.id JOIN items i ON i.id = m.item JOIN folders f ON f.id = m.folder
     WHERE m.item = ? AND m.listing = i.listing AND m.filtered_by IS NULL AND (m.state = 'skipped' OR m.removed_at IS NOT NULL) AND m.id > ?
     ORDER BY m.id LIMIT 500`,
  );
  for (const id of itemRows(db)) {
    const { counts_run: run } = itemRow(db, id);
    if (
      run === null ||
      (db.read<{ skipped: number }>('SELECT skipped FROM runs WHERE id = ?').get(run)?.skipped ?? 0) === 0
    )
      continue;
    let after = 0;
    for (;;) {
      const rows = page.all(id, after);
      for (const row of rows)
        yield {
          ...messageOf(row, withSubject),
          reason: row.removed_at === null ? (row.skip_reason ?? skipReasons.gone) : skipReasons.removed,
          atMs: row.removed_at,
        };
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.id;
    }
  }
}
