import type { MailboxDestination } from '../../exchange/mailbox.ts';
import type { SettledMessage } from '../ledger.ts';
import { withRetry } from '../retry.ts';
import type { TaskContext } from '../task-context.ts';
import type { FolderTargets } from './copy.ts';

const probeEveryMs = 5_000;

/**
 * Messages that were sent and whose answer was lost: asked for at once, and again until the server's own request limit has
 * passed since the last byte could have left; only then they are put back on the list (domain.md §2).
 * @returns whether anything went back on the list.
 */
export const settleDoubts = async (
  context: TaskContext,
  destination: MailboxDestination,
  targets: FolderTargets,
): Promise<boolean> => {
  const { ledger, input, clock, signal, progress } = context;
  let relisted = false;
  for (;;) {
    const rows = await ledger.inDoubt(input.run);
    if (rows.length === 0) return relisted;
    const settled: SettledMessage[] = [];
    let waitUntilMs = Number.POSITIVE_INFINITY;
    for (const [folderRowId, folderId] of targets) {
      const mine = rows.filter((row) => row.folderRowId === folderRowId);
      for (let start = 0; start < mine.length; start += 100) {
        const slice = mine.slice(start, start + 100);
        const askedAtMs = clock.now();
        const found = await withRetry(
          () =>
            destination.findStamps(
              folderId,
              slice.map((row) => row.stamp),
              signal,
            ),
          context,
        );
        for (const row of slice) {
          const ids = found.get(row.stamp);
          const settledAtMs = (row.reservedAtMs ?? 0) + input.options.serverRequestLimitMs;
          if (ids !== undefined && ids[0] !== undefined)
            settled.push({
              rowId: row.rowId,
              state: 'done',
              how: 'copied',
              destinationItemId: ids[0],
              mimeSha256: null,
              mimeBytes: null,
              envelope: null,
              wrapped: false,
            });
          else if (askedAtMs >= settledAtMs) {
            settled.push({ rowId: row.rowId, state: 'listed' });
            relisted = true;
          } else waitUntilMs = Math.min(waitUntilMs, settledAtMs);
        }
      }
    }
    const known = new Set(targets.keys());
    for (const row of rows)
      if (!known.has(row.folderRowId))
        settled.push({ rowId: row.rowId, state: 'skipped', reason: 'its folder is not part of this run' });
    if (settled.length > 0) await ledger.settle(input.run, settled);
    if (waitUntilMs === Number.POSITIVE_INFINITY) {
      if (settled.length === 0) return relisted;
      continue;
    }
    const nextMs = Math.min(waitUntilMs, clock.now() + probeEveryMs);
    progress.wait('settling', waitUntilMs);
    try {
      await clock.sleep(Math.max(50, nextMs - clock.now()), signal);
    } finally {
      progress.endWait();
    }
  }
};
