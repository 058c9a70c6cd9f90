import type {
  FolderView,
  InformationView,
  ItemDetail,
  ItemView,
  Page,
  ProofCounts,
  RunView,
} from '#shared/contract/model.ts';
import { noCounts } from '#shared/domain/counters.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { ItemId } from '#shared/domain/ids.ts';
import { isEnded, type PassKind, type RunState } from '#shared/domain/run-state.ts';
import { type CountRow, countColumns, countsOf } from './count-columns.ts';
import type { ReadDb } from './db.ts';
import { isComplete, proofCountsOf, type ProofSum } from './proof-counts.ts';
import { itemIdOf, itemRowOf, passIdOf, runIdOf } from './row-ids.ts';
import { type RunRow, waitOf } from './run-repo.ts';

export interface ItemsQuery {
  readonly offset: number;
  readonly limit: number;
  readonly sort: 'position' | 'source' | 'destination' | 'state' | 'progress' | 'errors';
  readonly descending: boolean;
  /** In either address or the tag, without regard to case. */
  readonly text: string;
  /** Empty: all. */
  readonly states: readonly RunState[];
}

/** Each begins an index of `items`; the last column makes the order total. */
const sortColumns: Readonly<Record<ItemsQuery['sort'], readonly string[]>> = {
  position: ['position'],
  source: ['source_key', 'destination_key'],
  destination: ['destination_key', 'source_key'],
  state: ['state', 'position'],
  progress: ['progress', 'position'],
  errors: ['error_count', 'position'],
};

export const itemsPage = (db: ReadDb, query: ItemsQuery): Page<ItemView> => {
  const text = query.text.trim().toLowerCase();
  const conditions = [
    ...(text === ''
      ? []
      : [
          "(instr(source_key, ?) > 0 OR instr(destination_key, ?) > 0 OR instr(lower(coalesce(tag, '')), ?) > 0)",
        ]),
    ...(query.states.length === 0 ? [] : [`state IN (${query.states.map(() => '?').join(', ')})`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const values = [...(text === '' ? [] : [text, text, text]), ...query.states];
  const order = sortColumns[query.sort]
    .map((column) => `${column} ${query.descending ? 'DESC' : 'ASC'}`)
    .join(', ');
  if (where === '') {
    const total = db.read<{ n: number }>('SELECT count(*) AS n FROM items').get()?.n ?? 0;
    const ids = db
      .read<{ id: number }>(`SELECT id FROM items ORDER BY ${order} LIMIT ? OFFSET ?`)
      .all(query.limit, query.offset);
    return { rows: viewsOf(db, ids), total };
  }
  // A filter has to look at every mailbox anyway: once, then, for the page and the total.
  const matching = db.read<{ id: number }>(`SELECT id FROM items ${where} ORDER BY ${order}`).all(...values);
  return {
    rows: viewsOf(db, matching.slice(query.offset, query.offset + query.limit)),
    total: matching.length,
  };
};

const viewsOf = (db: ReadDb, ids: readonly { readonly id: number }[]): readonly ItemView[] =>
  ids.map(({ id }) => viewOf(itemRow(db, id), db));

export interface ItemViewRow extends CountRow {
  readonly id: number;
  readonly source: string;
  readonly destination: string;
  readonly state: RunState;
  readonly error_count: number;
  readonly kind: PassKind | null;
  readonly last_run: number | null;
  readonly counts_run: number | null;
  readonly counts_state: RunState | null;
  readonly proof_run: number | null;
  readonly wait_reason: RunRow['wait_reason'];
  readonly wait_since: number | null;
  readonly wait_until: number | null;
  readonly current_folder: string | null;
  readonly messages_per_second: number | null;
  readonly bytes_per_second: number | null;
  readonly remaining_ms: number | null;
  readonly last_at: number | null;
}

/**
 * Counts are those of the last listing that came to its end; while a copying run is at work, its own. A run that failed at the door
 * does not make what was copied before look like nothing.
 */
const selectItemView = `SELECT i.id, i.source, i.destination, i.state, i.error_count, p.kind, i.last_run, i.proof_run,
    l.wait_reason, l.wait_since, l.wait_until, l.current_folder, l.messages_per_second, l.bytes_per_second, l.remaining_ms,
    coalesce(l.ended_at, l.started_at, l.created_at) AS last_at, c.id AS counts_run, c.state AS counts_state, ${countColumns('c')}
  FROM items i LEFT JOIN runs l ON l.id = i.last_run LEFT JOIN passes p ON p.id = l.pass
  LEFT JOIN runs c ON c.id = CASE WHEN p.kind = 'full' AND l.ended_at IS NULL THEN i.last_run ELSE i.counts_run END
  WHERE i.id = ?`;

/** @throws LightermanError app.not-found */
export const itemRow = (db: ReadDb, id: number): ItemViewRow => {
  const row = db.read<ItemViewRow>(selectItemView).get(id);
  if (row === undefined)
    throw new LightermanError('app.not-found', {
      message: `There is no mailbox i${id}.`,
      details: { id: itemIdOf(id) },
    });
  return row;
};

export const viewOf = (row: ItemViewRow, db: ReadDb): ItemView => {
  const counts = row.counts_run === null ? noCounts : countsOf(row);
  const proof = proofOf(db, row);
  return {
    id: itemIdOf(row.id),
    source: row.source,
    destination: row.destination,
    state: row.state,
    passKind: row.kind,
    wait: waitOf(row),
    counts,
    messagesPerSecond: row.messages_per_second ?? 0,
    bytesPerSecond: row.bytes_per_second ?? 0,
    remainingMs: row.remaining_ms,
    currentFolder: row.current_folder,
    errorCount: row.error_count,
    lastPassAtMs: row.last_at,
    proof,
    complete:
      proof === null || row.counts_state === null || !isEnded(row.counts_state)
        ? null
        : isComplete(counts, proof),
  };
};

/** A proof older than the counts proves nothing about them. */
const proofOf = (db: ReadDb, row: ItemViewRow): ProofCounts | null => {
  if (row.proof_run === null || row.counts_run === null || row.proof_run < row.counts_run) return null;
  return proofCountsOf(
    db
      .read<ProofSum>(
        'SELECT verdict, levels, sum(messages) AS messages FROM run_proofs WHERE run = ? GROUP BY verdict, levels',
      )
      .all(row.proof_run),
  );
};

/** How much of a mailbox's log is shown. */
const informationLines = 500;

/** @throws LightermanError app.not-found */
export const itemDetail = (db: ReadDb, id: ItemId): ItemDetail => {
  const row = itemRow(db, itemRowOf(id));
  return {
    ...viewOf(row, db),
    runs: runsOfItem(db, row.id),
    folders: foldersOfRun(db, row.counts_run ?? row.last_run),
    information: db
      .read<InformationView>(
        `SELECT at AS atMs, text FROM (
           SELECT n.id, n.at, n.text FROM information n JOIN runs r ON r.id = n.run WHERE r.item = ? ORDER BY n.id DESC LIMIT ?
         ) ORDER BY id`,
      )
      .all(row.id, informationLines),
  };
};

/** Newest first. */
const runsOfItem = (db: ReadDb, item: number): readonly RunView[] =>
  db
    .read<
      CountRow & {
        id: number;
        pass: number;
        kind: PassKind;
        state: RunState;
        started_at: number | null;
        ended_at: number | null;
      }
    >(
      `SELECT r.id, r.pass, p.kind, r.state, r.started_at, r.ended_at, ${countColumns('r')}
       FROM runs r JOIN passes p ON p.id = r.pass WHERE r.item = ? ORDER BY r.id DESC`,
    )
    .all(item)
    .map((run) => ({
      id: runIdOf(run.id),
      passId: passIdOf(run.pass),
      kind: run.kind,
      state: run.state,
      startedAtMs: run.started_at,
      endedAtMs: run.ended_at,
      counts: countsOf(run),
    }));

export interface FolderOfRun extends FolderView {
  readonly proof: ProofCounts | null;
}

/** Folders as the run saw them, included ones first, by path. */
export const foldersOfRun = (
  db: ReadDb,
  run: number | null,
  proofRun: number | null = null,
): readonly FolderOfRun[] => {
  if (run === null) return [];
  const sums = new Map<number, ProofSum[]>();
  if (proofRun !== null)
    for (const { folder, ...sum } of db
      .read<ProofSum & { folder: number }>(
        'SELECT folder, verdict, levels, messages FROM run_proofs WHERE run = ?',
      )
      .all(proofRun)) {
      const known = sums.get(folder);
      if (known === undefined) sums.set(folder, [sum]);
      else known.push(sum);
    }
  return db
    .read<
      CountRow & {
        id: number;
        path: string;
        well_known: string | null;
        included: number;
        reason: string;
        target: string | null;
      }
    >(
      `SELECT f.id, f.path, f.well_known, rf.included, rf.reason, rf.target, ${countColumns('rf')}
       FROM run_folders rf JOIN folders f ON f.id = rf.folder WHERE rf.run = ? ORDER BY rf.included DESC, f.path`,
    )
    .all(run)
    .map((folder) => ({
      path: folder.path,
      wellKnown: folder.well_known,
      included: folder.included === 1,
      reason: folder.reason,
      target: folder.target,
      counts: countsOf(folder),
      proof: proofRun === null ? null : proofCountsOf(sums.get(folder.id) ?? []),
    }));
};
