import { crashPoint } from '#shared/domain/crash-points.ts';
import { LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import type {
  FailedContent,
  MailboxDestination,
  MailboxSource,
  MessageProperties,
  SmallContent,
  StreamedContent,
  WriteRequest,
  WriteResult,
} from '../../exchange/mailbox.ts';
import { explainSize } from '../explain-access.ts';
import type { EnvelopeFacts, LedgerRow, SettledMessage } from '../ledger.ts';
import { defaultBudget, delayBefore, withRetry } from '../retry.ts';
import type { TaskContext } from '../task-context.ts';

/** Above this a message is streamed, never held whole. */
const largeBytes = 1_000_000;
/** Exchange advises batches of ten (reference §6.1); bytes bound them first. */
const batchCount = 10;
const batchBytes = 4_000_000;
/**
 * Batches that go together: read one after the other, reserved at once (one durable commit, two messages between threads),
 * written one after the other. Bound like a batch by its bytes, so that no more is held in memory.
 */
const groupBatches = 5;
const leaseCount = 200;
/** Two requests under way per mailbox: one reads while the other writes. */
const lanes = 2;
const maxAttempts = 10;

/** Where each folder row's messages go, as a folder id of the destination. */
export type FolderTargets = ReadonlyMap<number, string>;

/** Meeting mail goes into a group as plain mail, so that no calendar is touched (domain.md §6). */
export const classForDestination = (
  itemClass: string,
  toGroup: boolean,
): { readonly itemClass: string; readonly originalClass: string | null } =>
  toGroup && /^ipm\.schedule\.meeting\b/iu.test(itemClass)
    ? { itemClass: 'IPM.Note', originalClass: itemClass }
    : { itemClass, originalClass: null };

/** Copies every listed message of the run; returns when nothing is left to lease. */
export const copyAll = async (
  context: TaskContext,
  source: MailboxSource,
  destination: MailboxDestination,
  targets: FolderTargets,
): Promise<void> => {
  const { ledger, input, signal } = context;
  const patience = createPatience(context);
  let failures = 0;
  for (;;) {
    if (signal.aborted) throw new LightermanError('app.stopped');
    const rows = await ledger.lease(input.run, { count: leaseCount, bytes: 256_000_000 });
    if (rows.length === 0) return;
    const groups = groupsOf(batchesOf(rows));
    let next = 0;
    let broken = false;
    const lane = async (): Promise<void> => {
      /** Settlements need no answer before the next messages are read; a fault of theirs ends the lane all the same. */
      const settlements = createSettlements(context);
      for (;;) {
        const group = groups[next];
        next += 1;
        if (group === undefined || broken) return settlements.done();
        try {
          while (group.length > 0) {
            failures += await copyGroup(context, source, destination, targets, group, settlements, patience);
            if (failures > input.options.maxErrorsPerMailbox)
              throw new LightermanError('mailbox.too-many-errors', {
                details: { allowed: input.options.maxErrorsPerMailbox },
              });
          }
        } catch (error) {
          broken = true;
          await settlements.done();
          throw error;
        }
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
    for (const result of ended) if (result.status === 'rejected') throw toLightermanError(result.reason);
  }
};

interface Settlements {
  /** Waits for the settlement before, not for this one. */
  add(settled: readonly SettledMessage[]): Promise<void>;
  done(): Promise<void>;
}

const createSettlements = ({ ledger, input }: TaskContext): Settlements => {
  let last: Promise<void> = Promise.resolve();
  return {
    async add(settled) {
      if (settled.length === 0) return;
      const before = last;
      last = ledger.settle(input.run, settled);
      // Whoever waits next hears of it; until then it is nobody's unhandled rejection.
      last.catch(() => undefined);
      await before;
    },
    done: () => last,
  };
};

type Batch = readonly LedgerRow[];

const bytesOf = (rows: Batch): number => rows.reduce((sum, row) => sum + row.sizeBytes, 0);

/** Batches of one folder; a message that goes alone stays alone. */
const groupsOf = (batches: readonly Batch[]): readonly Batch[][] => {
  const groups: Batch[][] = [];
  let open: Batch[] = [];
  let bytes = 0;
  for (const batch of batches) {
    const size = bytesOf(batch);
    const isAlone = batch.length === 1;
    if (
      isAlone ||
      open.length >= groupBatches ||
      bytes + size > batchBytes ||
      open[0]?.[0]?.folderRowId !== batch[0]?.folderRowId
    ) {
      if (open.length > 0) groups.push(open);
      open = [];
      bytes = 0;
    }
    if (isAlone) groups.push([batch]);
    else {
      open.push(batch);
      bytes += size;
    }
  }
  if (open.length > 0) groups.push(open);
  return groups;
};

/** Rows of one folder, small ones together, a large one alone. */
const batchesOf = (rows: readonly LedgerRow[]): readonly (readonly LedgerRow[])[] => {
  const batches: LedgerRow[][] = [];
  let open: LedgerRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (row.sizeBytes >= largeBytes) {
      batches.push([row]);
      continue;
    }
    // Retried messages go alone, so that one bad message cannot spoil its neighbours twice.
    const alone = row.attempts > 0;
    if (
      open.length >= batchCount ||
      bytes + row.sizeBytes > batchBytes ||
      (open[0] !== undefined && open[0].folderRowId !== row.folderRowId) ||
      alone
    ) {
      if (open.length > 0) batches.push(open);
      open = [];
      bytes = 0;
    }
    if (alone) batches.push([row]);
    else {
      open.push(row);
      bytes += row.sizeBytes;
    }
  }
  if (open.length > 0) batches.push(open);
  return batches;
};

interface Read {
  readonly row: LedgerRow;
  readonly content: SmallContent | StreamedContent;
}

/**
 * Copies batches off the front of `group`: all of it, or fewer when the source would rather be left alone.
 * @returns how many messages failed for good.
 */
const copyGroup = async (
  context: TaskContext,
  source: MailboxSource,
  destination: MailboxDestination,
  targets: FolderTargets,
  group: Batch[],
  settlements: Settlements,
  patience: Patience,
  asStream = false,
): Promise<number> => {
  const { ledger, input, signal, progress } = context;
  const first = group[0]?.[0];
  if (first === undefined) return 0;
  const folderId = targets.get(first.folderRowId);
  if (folderId === undefined)
    throw new LightermanError('app.unexpected', {
      message: 'A folder of the ledger has no place at the destination.',
    });

  let settled: SettledMessage[] = [];
  let refusals: LightermanError[] = [];
  let failures = 0;
  const sizes = new Map<number, number>();
  const refuse = (row: LedgerRow, error: LightermanError): SettledMessage => {
    const told = explainSize(error, sizes.get(row.rowId) ?? null, input);
    if (told.info.scope !== 'message' || told.info.retry !== 'never') refusals.push(told);
    return settleFailure(row, told);
  };

  /** Hands over what is known so far, and waits if the server demands it. */
  const giveAccount = async (bytes: number): Promise<void> => {
    const [known, passing] = [settled, refusals];
    settled = [];
    refusals = [];
    await settlements.add(known);
    const copied = known.filter((one) => one.state === 'done').length;
    failures += known.filter((one) => one.state === 'failed').length;
    progress.moved(copied, bytes);
    if (signal.aborted) throw new LightermanError('app.stopped');
    await patience.after(copied, passing);
  };

  const waiting: Read[][] = [];
  const oversize: LedgerRow[] = [];
  for (let rows = group[0]; rows !== undefined && refusals.length === 0; rows = group[0]) {
    const contents = await withRetry(() => readRows(source, rows, signal, asStream), context);
    const good: Read[] = [];
    rows.forEach((row, index) => {
      const content = contents[index];
      if (content === undefined)
        throw new LightermanError('endpoint.bad-answer', {
          message: 'The source answered fewer messages than were asked for.',
        });
      if (content.kind === 'failed' && isLargerThanListed(content)) oversize.push(row);
      else if (content.kind === 'failed') settled.push(refuse(row, toLightermanError(content.error)));
      else good.push({ row, content });
      if (content.kind === 'small') sizes.set(row.rowId, content.mimeBytes);
      else if (content.kind === 'streamed') sizes.set(row.rowId, row.sizeBytes);
    });
    group.shift();
    if (good.length > 0) waiting.push(good);
  }

  let bytes = 0;
  if (waiting.length > 0) {
    await ledger.reserve(
      input.run,
      waiting.flatMap((good) => good.map((read) => read.row.rowId)),
    );
    crashPoint('after-reserve');
    try {
      for (let good = waiting.shift(); good !== undefined; good = waiting.shift()) {
        const results = await writeRows(context, destination, folderId, good);
        crashPoint('after-reply-before-done');
        for (const [index, read] of good.entries()) {
          const result = results[index];
          if (result?.kind === 'written')
            settled.push(
              await settleWritten({ row: read.row, content: result.from ?? read.content }, result.itemId),
            );
          else if (result?.kind === 'refused')
            settled.push(refuse(read.row, toLightermanError(result.error)));
          else settled.push({ rowId: read.row.rowId, state: 'unknown' });
          bytes += read.row.sizeBytes;
        }
        if (waiting.length > 0 && (signal.aborted || refusals.length > 0)) {
          await giveAccount(bytes);
          bytes = 0;
        }
      }
    } catch (error) {
      // Reserved, and certainly never sent.
      for (const good of waiting)
        for (const { row } of good) settled.push({ rowId: row.rowId, state: 'listed' });
      await settlements.add(settled);
      throw error;
    }
  }
  await giveAccount(bytes);
  for (const row of oversize)
    failures += await copyGroup(context, source, destination, targets, [[row]], settlements, patience, true);
  return failures;
};

/** The listing's size was far off: the message is read again, as a stream. */
const isLargerThanListed = (content: FailedContent): boolean =>
  toLightermanError(content.error).code === 'message.larger-than-listed';

const readRows = async (
  source: MailboxSource,
  rows: readonly LedgerRow[],
  signal: AbortSignal,
  asStream: boolean,
): Promise<readonly (SmallContent | StreamedContent | FailedContent)[]> => {
  const refs = rows.map((row) => ({ itemId: row.sourceItemId, sizeBytes: row.sizeBytes }));
  const [only] = refs;
  if (only !== undefined && refs.length === 1 && (asStream || only.sizeBytes >= largeBytes))
    return [await source.readLarge(only, signal)];
  return source.readSmall(refs, signal);
};

const writeRows = async (
  context: TaskContext,
  destination: MailboxDestination,
  folderId: string,
  good: readonly Read[],
): Promise<readonly WriteResult[]> => {
  const requests = good.map(({ row, content }): WriteRequest => ({
    content,
    stamp: row.stamp,
    ...classForDestination(row.itemClass, context.input.target.isGroup),
  }));
  const [only] = requests;
  if (only !== undefined && only.content.kind === 'streamed')
    return [await destination.writeLarge(folderId, only, context.signal)];
  return destination.writeSmall(folderId, requests, context.signal);
};

const settleWritten = async (read: Read, destinationItemId: string): Promise<SettledMessage> => {
  const { row, content } = read;
  const facts = content.kind === 'small' ? content : await content.end;
  return {
    rowId: row.rowId,
    state: 'done',
    how: 'copied',
    destinationItemId,
    mimeSha256: facts.mimeSha256,
    mimeBytes: facts.mimeBytes,
    envelope: factsOf(facts.properties),
    wrapped: false,
  };
};

const factsOf = (properties: MessageProperties): Partial<EnvelopeFacts> => ({
  isRead: properties.isRead,
  categories: properties.categories,
  importance: properties.importance,
  flagStatus: properties.flagStatus,
  recipients: properties.recipients,
});

/** One of the message itself is its result; what may pass, or hit everybody, puts the message back on the list. */
const settleFailure = (row: LedgerRow, error: LightermanError): SettledMessage => {
  if (error.code === 'message.gone')
    return { rowId: row.rowId, state: 'skipped', reason: 'gone at the source' };
  const ofTheMessage = error.info.scope === 'message' && error.info.retry === 'never';
  if (!ofTheMessage && row.attempts + 1 < maxAttempts) return { rowId: row.rowId, state: 'listed' };
  return {
    rowId: row.rowId,
    state: 'failed',
    code: error.code,
    message: error.message,
    details: error.details,
  };
};

/** Keeps a run from hammering a server that refuses: waits as it asks, gives up when nothing gets through. */
interface Patience {
  after(copied: number, refusals: readonly LightermanError[]): Promise<void>;
}

const createPatience = (context: TaskContext): Patience => {
  let inVain = 0;
  return {
    async after(copied, refusals) {
      if (copied > 0) inVain = 0;
      const fatal = refusals.find((error) => error.info.scope !== 'message' && error.info.retry === 'never');
      if (fatal !== undefined) throw fatal;
      const [passing] = refusals;
      if (passing === undefined) return;
      inVain += 1;
      if (inVain >= defaultBudget.tries) throw passing;
      const delayMs = delayBefore(inVain, passing, defaultBudget, Math.random);
      context.progress.wait(
        passing.code === 'endpoint.throttled' ? 'throttled' : 'network',
        context.clock.now() + delayMs,
      );
      try {
        await context.clock.sleep(delayMs, context.signal);
      } finally {
        context.progress.endWait();
      }
    },
  };
};
