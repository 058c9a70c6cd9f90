import { toLightermanError } from '#shared/domain/errors.ts';
import { explainAccess } from '../explain-access.ts';
import { type RetryBudget, withRetry } from '../retry.ts';
import type { TaskContext, TaskOutcome } from '../task-context.ts';
import { checkDestination } from './full.ts';
import { decideFolders, destinationFolders } from './listing.ts';

/** A person waits for the answer, so a fault that lasts is told soon. */
const quick: RetryBudget = { tries: 2, firstDelayMs: 1000, maxDelayMs: 5000 };

/**
 * Tries both sides as a pass would use them and moves nothing: the source's folders and the MIME of one message (read and
 * discarded), the destination's kind and its folders. Both sides are tried even if one fails, so that one visit mends both.
 */
export const runVerify = async (context: TaskContext): Promise<TaskOutcome> => {
  const { input, ledger } = context;
  context.progress.state('verifying');
  const sides = [
    { side: 'source', probe: probeSource },
    { side: 'destination', probe: probeDestination },
  ] as const;
  let failed = false;
  for (const { side, probe } of sides) {
    try {
      await probe(context);
    } catch (thrown) {
      const error = explainAccess(toLightermanError(thrown), side, input);
      if (error.code === 'app.stopped') throw error;
      failed = true;
      await ledger.runError(input.run, {
        code: error.code,
        side,
        message: error.message,
        details: error.details,
        folderPath: null,
        trace: error.trace,
      });
    }
  }
  return { state: failed ? 'failed' : 'completed' };
};

const probeSource = async (context: TaskContext): Promise<void> => {
  const { input, signal, ledger } = context;
  const source = context.openSource(input.source);
  try {
    await withRetry(() => source.open(signal, true), context, quick);
    const folders = await withRetry(() => source.listFolders(signal), context, quick);
    const chosen = (await decideFolders(context, folders)).filter((record) => record.included);
    const messages = chosen.reduce((sum, record) => sum + record.folder.totalCount, 0);
    await ledger.informationLine(
      input.run,
      `Source: ${folders.length} folders seen, ${chosen.length} included with ${messages} items.`,
    );
    const full = chosen.find((record) => record.folder.totalCount > 0);
    if (full === undefined) return;
    for await (const page of source.listMessages(
      full.folder.id,
      { withStamps: false, pageSize: 10 },
      signal,
    )) {
      const [first] = page.messages;
      if (first !== undefined) await source.readSmall([first], signal);
      break;
    }
    await ledger.informationLine(input.run, 'Source: one message was read and discarded.');
  } finally {
    await source.close();
  }
};

const probeDestination = async (context: TaskContext): Promise<void> => {
  const { input, signal, ledger } = context;
  const destination = context.openDestination(input.target);
  try {
    const identity = await withRetry(() => destination.open(signal, true), context, quick);
    await checkDestination(context, identity);
    const folders = await destinationFolders(context, destination);
    await ledger.informationLine(
      input.run,
      `Destination: ${identity.primarySmtp}${identity.kind === null ? '' : ` is a ${identity.kind}`}; ${folders.length} folder${folders.length === 1 ? '' : 's'} can be opened.`,
    );
    if (identity.kind === null)
      await ledger.informationLine(
        input.run,
        'Destination: the server did not say whether the address is a group; not known.',
      );
  } finally {
    await destination.close();
  }
};
