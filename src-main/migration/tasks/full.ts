import { LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import type { MailboxDestination, MailboxIdentity, MailboxSource } from '../../exchange/mailbox.ts';
import { explainAccess } from '../explain-access.ts';
import { withRetry } from '../retry.ts';
import type { TaskContext, TaskOutcome } from '../task-context.ts';
import { copyAll, type FolderTargets } from './copy.ts';
import { settleDoubts } from './doubt.ts';
import { listDestinationOnce, listSource, type ListedSource } from './listing.ts';

/** Copies everything of one mailbox that is not at the destination yet. A fault of the mailbox is thrown; message faults are results. */
export const runFull = async (context: TaskContext): Promise<TaskOutcome> => {
  const { input, ledger, signal, progress } = context;
  const source = context.openSource(input.source);
  const destination = context.openDestination(input.target);
  try {
    progress.state('running');
    const from = await atTheDoor(context, 'source', () => source.open(signal));
    const into = await atTheDoor(context, 'destination', () => destination.open(signal));
    await checkDestination(context, into);
    await noteSignIn(context, from, into);
    await listDestinationOnce(context, destination);
    const listed = await listSource(context, source);
    await ledger.finishListing(input.run);
    await ledger.matchDestination(input.run, input.options.serverRequestLimitMs);
    const targets = await openTargets(context, destination, listed);
    do await copyAll(context, source, destination, targets);
    while (await settleDoubts(context, destination, targets));
    await progress.flush();
    const counts = await ledger.counts(input.run);
    return { state: counts.failed > 0 || counts.notAttempted > 0 ? 'completed-with-errors' : 'completed' };
  } finally {
    await Promise.all([source.close(), destination.close()]);
  }
};

/** Opens a mailbox; a refusal comes with the line that mends it. */
export const atTheDoor = async (
  context: TaskContext,
  side: 'source' | 'destination',
  open: () => Promise<MailboxIdentity>,
): Promise<MailboxIdentity> => {
  try {
    return await withRetry(open, context);
  } catch (error) {
    throw explainAccess(toLightermanError(error), side, context.input);
  }
};

/** A group endpoint writes into groups only: a user's mailbox under such an address is a mistake that nobody wants found later. */
export const checkDestination = async (context: TaskContext, identity: MailboxIdentity): Promise<void> => {
  if (!context.input.target.isGroup || identity.kind === null || identity.kind === 'group') return;
  throw new LightermanError('mailbox.not-a-group', {
    message: `${identity.primarySmtp} is not a Microsoft 365 group but a ${identity.kind} mailbox.`,
    details: { address: identity.primarySmtp, kind: identity.kind },
  });
};

const noteSignIn = async (
  context: TaskContext,
  from: MailboxIdentity,
  into: MailboxIdentity,
): Promise<void> => {
  const { input, ledger } = context;
  const lines: string[] = [];
  if (input.source.signIn.kind === 'bearer') lines.push('Source: modern authentication is used.');
  if (input.target.signIn.kind === 'bearer') lines.push('Destination: modern authentication is used.');
  if (input.source.impersonate !== null)
    lines.push(`Source: impersonation of ${input.source.impersonate} is used.`);
  if (input.target.impersonate !== null)
    lines.push(`Destination: impersonation of ${input.target.impersonate} is used.`);
  if (from.serverVersion !== null) lines.push(`Source server: ${from.serverVersion}.`);
  if (into.serverVersion !== null) lines.push(`Destination server: ${into.serverVersion}.`);
  for (const line of lines) await ledger.informationLine(input.run, line);
};

const openTargets = async (
  context: TaskContext,
  destination: MailboxDestination & MailboxSource,
  listed: ListedSource,
): Promise<FolderTargets> => {
  const opened = new Map<string, string>();
  const targets = new Map<number, string>();
  for (const record of listed.records) {
    if (!record.included || record.target === null) continue;
    const name = record.target;
    const folderId =
      opened.get(name) ?? (await withRetry(() => destination.openFolder(name, context.signal), context));
    opened.set(name, folderId);
    const rowId = listed.rowIds[record.folder.id];
    if (rowId !== undefined) targets.set(rowId, folderId);
  }
  return targets;
};
