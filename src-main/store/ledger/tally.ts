import { skipReasons } from '#shared/domain/skip-reasons.ts';
import type { MessageState } from '#shared/domain/run-state.ts';
import { countColumnNames } from '../count-columns.ts';
import type { ReadDb, WriteDb } from '../db.ts';

/** What decides under which word of domain.md §3 a message of the present listing counts. */
export interface CountedMessage {
  readonly folder: number;
  readonly state: MessageState;
  readonly size_bytes: number;
  readonly filtered_by: string | null;
  readonly skip_reason: string | null;
  readonly done_run: number | null;
  readonly removed_at: number | null;
}

type Bucket = 'filtered' | 'already_there' | 'copied' | 'skipped' | 'failed' | 'not_attempted';

export const bucketOf = (message: CountedMessage, run: number): Bucket => {
  if (message.filtered_by !== null) return 'filtered';
  if (message.state !== 'done') return bucketOfState[message.state];
  // Removed at the destination since: the operator's rule is not to copy it again.
  if (message.removed_at !== null) return 'skipped';
  return message.done_run === run ? 'copied' : 'already_there';
};

const bucketOfState: Readonly<Record<Exclude<MessageState, 'done'>, Bucket>> = {
  skipped: 'skipped',
  failed: 'failed',
  listed: 'not_attempted',
  reserved: 'not_attempted',
  unknown: 'not_attempted',
  written: 'not_attempted',
};

const reasonOf = (message: CountedMessage, bucket: Bucket): string | null => {
  if (bucket === 'filtered') return message.filtered_by;
  if (bucket !== 'skipped') return null;
  return message.state === 'done' ? skipReasons.removed : message.skip_reason;
};

const place = new Map<string, number>(countColumnNames.map((name, index) => [name, index]));
const at = (name: (typeof countColumnNames)[number]): number => place.get(name) ?? 0;
const foundAt = at('found');
const bytesFoundAt = at('bytes_found');
const bytesCopiedAt = at('bytes_copied');

/** Changes of counts, per folder and per reason, gathered before they are written once. */
export interface Tally {
  add(message: CountedMessage, sign: 1 | -1): void;
  /** Messages that no row stands for: those of folders that were not listed. */
  addFiltered(folder: number, messages: number, reason: string): void;
  /** Adds what was gathered to the counts of the run, and forgets it. */
  write(db: WriteDb): void;
  /** Puts what was gathered in place of the counts of the run. */
  replace(db: WriteDb): void;
  /** Folders whose written counts differ from what was gathered. */
  differences(db: ReadDb): readonly number[];
}

const assignments = countColumnNames.map((name) => `${name} = ${name} + ?`).join(', ');
const zeros = countColumnNames.map((name) => `${name} = 0`).join(', ');

export const createTally = (run: number): Tally => {
  const folders = new Map<number, number[]>();
  const reasons = new Map<string, { bucket: string; reason: string; messages: number }>();

  const changesOf = (folder: number): number[] => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const fresh = countColumnNames.map(() => 0);
    folders.set(folder, fresh);
    return fresh;
  };
  const bump = (changes: number[], index: number, by: number): void => {
    changes[index] = (changes[index] ?? 0) + by;
  };
  const addReason = (bucket: string, reason: string, messages: number): void => {
    const key = `${bucket}\n${reason}`;
    const known = reasons.get(key) ?? { bucket, reason, messages: 0 };
    known.messages += messages;
    reasons.set(key, known);
  };

  const tally: Tally = {
    add(message, sign) {
      const bucket = bucketOf(message, run);
      const changes = changesOf(message.folder);
      bump(changes, at(bucket), sign);
      if (bucket !== 'filtered') {
        bump(changes, foundAt, sign);
        bump(changes, bytesFoundAt, sign * message.size_bytes);
      }
      if (bucket === 'copied') bump(changes, bytesCopiedAt, sign * message.size_bytes);
      const reason = reasonOf(message, bucket);
      if (reason !== null) addReason(bucket, reason, sign);
    },
    addFiltered(folder, messages, reason) {
      if (messages === 0) return;
      bump(changesOf(folder), at('filtered'), messages);
      addReason('filtered', reason, messages);
    },
    write(db) {
      const total = countColumnNames.map(() => 0);
      for (const [folder, changes] of folders) {
        if (changes.every((change) => change === 0)) continue;
        const known = db
          .write(`UPDATE run_folders SET ${assignments} WHERE run = ? AND folder = ?`)
          .run(...changes, run, folder);
        if (known.changes === 0)
          // A folder the run had not recorded: a message that stays counted where it was listed.
          db.write(
            `INSERT INTO run_folders (run, folder, included, reason, target, ${countColumnNames.join(', ')})
             SELECT ?, id, included, reason, target, ${countColumnNames.map(() => '?').join(', ')} FROM folders WHERE id = ?`,
          ).run(run, ...changes, folder);
        changes.forEach((change, index) => bump(total, index, change));
      }
      if (total.some((change) => change !== 0))
        db.write(`UPDATE runs SET ${assignments} WHERE id = ?`).run(...total, run);
      for (const { bucket, reason, messages } of reasons.values())
        if (messages !== 0)
          db.write(
            `INSERT INTO run_reasons (run, bucket, reason, messages) VALUES (?, ?, ?, ?)
             ON CONFLICT (run, bucket, reason) DO UPDATE SET messages = messages + excluded.messages`,
          ).run(run, bucket, reason, messages);
      folders.clear();
      reasons.clear();
    },
    replace(db) {
      db.write(`UPDATE runs SET ${zeros} WHERE id = ?`).run(run);
      db.write(`UPDATE run_folders SET ${zeros} WHERE run = ?`).run(run);
      db.write('DELETE FROM run_reasons WHERE run = ?').run(run);
      tally.write(db);
    },
    differences(db) {
      const rows = db
        .read<Record<(typeof countColumnNames)[number] | 'folder', number>>(
          'SELECT * FROM run_folders WHERE run = ?',
        )
        .all(run);
      const differing = new Set(folders.keys());
      for (const row of rows) {
        const mine = folders.get(row.folder);
        if (countColumnNames.every((name, index) => row[name] === (mine?.[index] ?? 0)))
          differing.delete(row.folder);
        else differing.add(row.folder);
      }
      return [...differing];
    },
  };
  return tally;
};
