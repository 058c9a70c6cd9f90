import { LightermanError } from '#shared/domain/errors.ts';
import type { RunId } from '#shared/domain/ids.ts';
import type { ListedMessage, MailboxDestination, MailboxSource } from '../../exchange/mailbox.ts';
import type { ProofFinding, ProofRow } from '../ledger.ts';
import { compareEnvelopes } from '../proof/envelope.ts';
import { createSampler } from '../proof/sample.ts';
import { withRetry } from '../retry.ts';
import type { TaskContext, TaskOutcome } from '../task-context.ts';
import { compareContents } from './content-proof.ts';
import { atTheDoor } from './full.ts';
import { destinationFolders } from './listing.ts';

const rowsAtOnce = 200;
/** Ids per GetItem for recipients (domain.md §5). */
const recipientsAtOnce = 100;

/** What the fresh listing holds: our items by stamp. An item that a page overlap shows twice counts once. */
type Found = ReadonlyMap<string, readonly ListedMessage[]>;

/**
 * Proves one destination from a fresh listing, for every run of the pass that flows into it (domain.md §5). Nothing of ours writes
 * there meanwhile. A finding is written down for each message; the outcome says which runs have defects.
 */
export const runReconcile = async (context: TaskContext): Promise<TaskOutcome> => {
  const { input, signal, progress } = context;
  progress.state('verifying');
  const destination = context.openDestination(input.target);
  const byRun: Record<RunId, 'completed' | 'completed-with-errors'> = {};
  try {
    await atTheDoor(context, 'destination', () => destination.open(signal));
    const found = await listStamped(context, destination);
    for (const sibling of input.siblings) {
      const source = context.openSource(sibling.source);
      try {
        const clean = await proveRun(context, sibling.run, source, destination, found);
        byRun[sibling.run] = clean ? 'completed' : 'completed-with-errors';
      } finally {
        await source.close();
      }
    }
  } finally {
    await destination.close();
  }
  await progress.flush();
  const state = Object.values(byRun).every((one) => one === 'completed')
    ? 'completed'
    : 'completed-with-errors';
  return { state, byRun };
};

const listStamped = async (
  context: TaskContext,
  destination: MailboxDestination & MailboxSource,
): Promise<Found> => {
  const found = new Map<string, ListedMessage[]>();
  const seen = new Set<string>();
  for (const folderId of await destinationFolders(context, destination))
    await withRetry(async () => {
      for await (const page of destination.listMessages(folderId, { withStamps: true }, context.signal))
        for (const message of page.messages) {
          if (message.stamp === null || seen.has(message.itemId)) continue;
          seen.add(message.itemId);
          const same = found.get(message.stamp);
          if (same === undefined) found.set(message.stamp, [message]);
          else same.push(message);
        }
    }, context);
  return found;
};

const proveRun = async (
  context: TaskContext,
  run: RunId,
  source: MailboxSource,
  destination: MailboxDestination,
  found: Found,
): Promise<boolean> => {
  const { ledger, signal, input } = context;
  const sampler = createSampler({
    seed: input.seed,
    deep: input.options.proof === 'deep',
    total: await doneCount(context, run),
  });
  let opened = false;
  let clean = true;
  let after = 0;
  for (;;) {
    if (signal.aborted) throw new LightermanError('app.stopped');
    const rows = await ledger.proofRows(run, after, rowsAtOnce);
    const last = rows.at(-1);
    if (last === undefined) return clean;
    after = last.rowId;
    if (!opened) {
      await atTheDoor(context, 'source', () => source.open(signal));
      opened = true;
    }
    const findings = await proveRows(context, rows, source, destination, found, sampler);
    await ledger.recordProof(run, findings);
    context.progress.moved(findings.length, 0);
    if (findings.some((finding) => finding.verdict !== 'proven' && finding.verdict !== 'changed-since'))
      clean = false;
  }
};

const doneCount = async (context: TaskContext, run: RunId): Promise<number> => {
  const counts = await context.ledger.counts(run);
  return counts.alreadyThere + counts.copied;
};

const proveRows = async (
  context: TaskContext,
  rows: readonly ProofRow[],
  source: MailboxSource,
  destination: MailboxDestination,
  found: Found,
  sampler: ReturnType<typeof createSampler>,
): Promise<readonly ProofFinding[]> => {
  const pairs = rows.map((row) => ({ row, copies: found.get(row.stamp) ?? [] }));
  const there = pairs.flatMap(({ row, copies }) =>
    copies[0] === undefined ? [] : [{ row, copy: copies[0] }],
  );
  const fromSource = await readAllRecipients(
    context,
    source,
    there.filter(({ row }) => row.envelope.recipients === null).map(({ row }) => row.sourceItemId),
  );
  const atDestination = await readAllRecipients(
    context,
    destination,
    there.map(({ copy }) => copy.itemId),
  );
  const contents = await compareContents(
    context,
    source,
    destination,
    there.filter(({ row }) => sampler.takes(row.stamp)),
  );

  return pairs.map(({ row, copies }): ProofFinding => {
    const [copy] = copies;
    const destinationItemIds = copies.map((one) => one.itemId);
    if (copy === undefined)
      return {
        rowId: row.rowId,
        levels: [],
        verdict: row.provenBefore ? 'removed-since' : 'missing',
        differences: [],
        destinationItemIds,
      };
    const recipients = row.envelope.recipients ?? fromSource.get(row.sourceItemId) ?? null;
    const content = contents.get(row.rowId);
    const envelope = compareEnvelopes(
      { ...row.envelope, recipients },
      { ...copy, recipients: atDestination.get(copy.itemId) ?? null },
      { attachmentsProven: content?.levels.includes(3) === true },
    );
    // Read state, flag and categories belong to people once the mail has been proven; before, they are ours to get right.
    const altered = [
      ...envelope.altered,
      ...(row.provenBefore ? [] : envelope.changedSince),
      ...(content?.lost ?? []),
    ];
    const levels = [1, ...(envelope.altered.length === 0 ? [2] : []), ...(content?.levels ?? [])];
    const differences = [
      ...altered,
      ...(row.provenBefore ? envelope.changedSince : []),
      ...envelope.normalised,
      ...(content?.normalised ?? []),
    ];
    const verdict =
      copies.length > 1
        ? 'double'
        : altered.length > 0
          ? 'altered'
          : row.provenBefore && envelope.changedSince.length > 0
            ? 'changed-since'
            : 'proven';
    return { rowId: row.rowId, levels, verdict, differences, destinationItemIds };
  });
};

const readAllRecipients = async (
  context: TaskContext,
  side: Pick<MailboxSource, 'readRecipients'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const all = new Map<string, readonly string[]>();
  for (let start = 0; start < ids.length; start += recipientsAtOnce) {
    const slice = ids.slice(start, start + recipientsAtOnce);
    const read = await withRetry(() => side.readRecipients(slice, context.signal), context);
    for (const [id, recipients] of read) all.set(id, recipients);
  }
  return all;
};
