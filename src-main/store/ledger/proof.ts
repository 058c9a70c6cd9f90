import type { EnvelopeFacts, ProofFinding, ProofRow } from '../../migration/ledger.ts';
import type { ReadDb, WriteDb } from '../db.ts';
import { fromMessages, ledgerColumns, ledgerRowOf, type RowOfMessage } from './copying.ts';
import type { RunContext } from './run-context.ts';
import { inSlices } from './slices.ts';

interface RowOfProof extends RowOfMessage {
  readonly envelope: string;
  readonly read_envelope: string | null;
  readonly mime_sha256: string | null;
  readonly mime_bytes: number | null;
  readonly wrapped: number | null;
  readonly proven_at: number | null;
}

/** Rows looked at in one go; where few are done, many are passed by. */
const scanned = 2000;

/** Done messages of the item's last finished listing, by row id; see `Ledger.proofRows`. */
export const readProofRows = async (
  db: ReadDb,
  context: RunContext,
  after: number,
  count: number,
): Promise<readonly ProofRow[]> => {
  const listing =
    db.read<{ listing: number | null }>('SELECT listing FROM items WHERE id = ?').get(context.item)
      ?.listing ?? null;
  if (listing === null) return [];
  const scan = db.read<{ id: number; state: string; listing: number; filtered_by: string | null }>(
    'SELECT id, state, listing, filtered_by FROM messages WHERE item = ? AND id > ? ORDER BY id LIMIT ?',
  );
  const read = db.read<RowOfProof>(
    `SELECT ${ledgerColumns}, f.envelope, o.envelope AS read_envelope, o.mime_sha256, o.mime_bytes, o.wrapped, p.proven_at
     ${fromMessages} LEFT JOIN proofs p ON p.message = m.id WHERE m.id = ?`,
  );
  const rows: ProofRow[] = [];
  let last = after;
  for (;;) {
    const page = scan.all(context.item, last, Math.min(scanned, Math.max(count, 200)));
    for (const found of page) {
      if (rows.length === count) return rows;
      last = found.id;
      if (found.state !== 'done' || found.listing !== listing || found.filtered_by !== null) continue;
      const row = read.get(found.id);
      if (row !== undefined) rows.push(proofRowOf(row));
    }
    if (page.length === 0 || rows.length === count) return rows;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
};

const proofRowOf = (row: RowOfProof): ProofRow => ({
  ...ledgerRowOf(row),
  envelope: {
    ...(JSON.parse(row.envelope) as EnvelopeFacts),
    ...(row.read_envelope === null ? {} : (JSON.parse(row.read_envelope) as Partial<EnvelopeFacts>)),
  },
  mimeSha256: row.mime_sha256,
  mimeBytes: row.mime_bytes,
  provenBefore: row.proven_at !== null,
  wrapped: row.wrapped === 1,
});

/** Levels as bits: level 1 is 1, level 2 is 2, level 3 is 4, level 4 is 8. */
export const levelBits = (levels: readonly number[]): number =>
  levels.reduce((bits, level) => bits | (1 << (level - 1)), 0);

/** The latest finding of a message replaces the one before; the sums of the run move with it. */
export const writeProof = async (
  db: WriteDb,
  context: RunContext,
  findings: readonly ProofFinding[],
  nowMs: number,
): Promise<void> => {
  const known = db.read<{ run: number | null; verdict: string; levels: number; folder: number }>(
    `SELECT p.run, p.verdict, p.levels, m.folder FROM messages m LEFT JOIN proofs p ON p.message = m.id WHERE m.id = ? AND m.item = ?`,
  );
  const put = db.write(
    `INSERT INTO proofs (message, run, verdict, levels, differences, destination_item_ids, proven_at, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (message) DO UPDATE SET run = excluded.run, verdict = excluded.verdict, levels = excluded.levels,
       differences = excluded.differences, destination_item_ids = excluded.destination_item_ids,
       proven_at = coalesce(proven_at, excluded.proven_at), at = excluded.at`,
  );
  const sum = db.write(
    `INSERT INTO run_proofs (run, folder, verdict, levels, messages) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (run, folder, verdict, levels) DO UPDATE SET messages = messages + excluded.messages`,
  );
  db.write('UPDATE items SET proof_run = ? WHERE id = ? AND proof_run IS NOT ?').run(
    context.run,
    context.item,
    context.run,
  );
  let next = 0;
  await inSlices(db, () => {
    const finding = findings[next];
    next += 1;
    if (finding === undefined) return false;
    const row = known.get(finding.rowId, context.item);
    if (row === undefined) return true;
    const levels = levelBits(finding.levels);
    if (row.run === context.run) sum.run(context.run, row.folder, row.verdict, row.levels, -1);
    sum.run(context.run, row.folder, finding.verdict, levels, 1);
    put.run(
      finding.rowId,
      context.run,
      finding.verdict,
      levels,
      finding.differences.length === 0 ? null : JSON.stringify(finding.differences),
      finding.destinationItemIds.length === 0 ? null : JSON.stringify(finding.destinationItemIds),
      finding.verdict === 'proven' ? nowMs : null,
      nowMs,
    );
    return true;
  });
};
