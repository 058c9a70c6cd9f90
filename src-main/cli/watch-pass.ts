import type { Contract, Events } from '#shared/contract/contract.ts';
import type { ItemView, PassView } from '#shared/contract/model.ts';
import { addCounts, noCounts } from '#shared/domain/counters.ts';
import type { ItemId, PassId } from '#shared/domain/ids.ts';
import type { PassKind } from '#shared/domain/run-state.ts';
import type { Client } from '#shared/rpc/client.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { Printer } from './printer.ts';
import { words } from './words.ts';

export interface PassResult {
  readonly pass: PassView;
  readonly items: readonly ItemView[];
  readonly interrupted: boolean;
}

/** All mailboxes of the project, page by page. */
export const allItems = async (client: Client<Contract>): Promise<readonly ItemView[]> => {
  const items: ItemView[] = [];
  for (;;) {
    const page = await client.call('items.page', { offset: items.length, limit: 500 });
    items.push(...page.rows);
    if (page.rows.length === 0 || items.length >= page.total) return items;
  }
};

/** Source addresses from `--items a@x,b@x` as ids. */
export const idsOf = async (
  client: Client<Contract>,
  addresses: string | undefined,
): Promise<readonly ItemId[] | undefined> => {
  if (addresses === undefined) return undefined;
  const wanted = new Set(addresses.split(',').map((one) => one.trim().toLowerCase()));
  const items = await allItems(client);
  const ids = items.filter((item) => wanted.has(item.source.toLowerCase())).map((item) => item.id);
  const known = new Set(items.map((item) => item.source.toLowerCase()));
  const missing = [...wanted].filter((address) => !known.has(address));
  if (missing.length > 0)
    throw new LightermanError('app.not-found', {
      message: `Not in this project: ${missing.slice(0, 5).join(', ')}.`,
    });
  return ids;
};

/** Starts a pass, shows how it goes, ends when it has ended. SIGINT and SIGTERM stop it cleanly; the ledger stays true. */
export const performPass = async (
  client: Client<Contract>,
  printer: Printer,
  wanted: { readonly kind: PassKind; readonly items: string | undefined; readonly prove: boolean },
): Promise<PassResult> => {
  const itemIds = await idsOf(client, wanted.items);
  const names = new Map((await allItems(client)).map((item) => [item.id, item.source]));
  let passId: PassId | null = null;
  let interrupted = false;
  const early: PassId[] = [];
  let stopListening = (): void => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    client.onClose(() => reject(new LightermanError('backend.gone')));
    stopListening = client.onEvent((event) => {
      if (event.name === 'pass.ended') {
        const data = event.data as Events['pass.ended'];
        if (passId === null) early.push(data.passId);
        else if (data.passId === passId) resolve();
      } else if (event.name === 'pass.progressed')
        showProgress(printer, event.data as Events['pass.progressed'], names);
    });
  });
  // Handled where it is awaited; a stop before that must not look like a crash.
  ended.catch(() => undefined);
  const stop = (): void => {
    if (interrupted) process.exit(130);
    interrupted = true;
    printer.event(
      'stopping',
      {},
      'Stopping: what is on the wire is finished first. Press again to quit at once.',
    );
    if (passId !== null) void client.call('pass.stop', { passId }).catch(() => undefined);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const started = await client.call('pass.start', {
      kind: wanted.kind,
      prove: wanted.prove,
      ...(itemIds === undefined ? {} : { itemIds: [...itemIds] }),
    });
    passId = started.passId;
    printer.event('pass.started', { passId, kind: wanted.kind });
    if (interrupted) await client.call('pass.stop', { passId });
    if (!early.includes(passId)) await ended;
    const pass = await client.call('pass.view', { passId });
    const items = await allItems(client);
    return {
      pass,
      items: itemIds === undefined ? items : items.filter((item) => itemIds.includes(item.id)),
      interrupted,
    };
  } finally {
    stopListening();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
};

const showProgress = (
  printer: Printer,
  event: Events['pass.progressed'],
  names: ReadonlyMap<ItemId, string>,
): void => {
  if (printer.json) {
    printer.event('pass.progressed', {
      passId: event.passId,
      items: event.items.map((item) => ({ ...item, source: names.get(item.itemId) ?? null })),
    });
    return;
  }
  const counts = event.items.reduce((sum, item) => addCounts(sum, item.counts), noCounts);
  const rate = event.items.reduce((sum, item) => sum + item.messagesPerSecond, 0);
  const waiting = event.items.find((item) => item.wait !== null);
  const wait =
    waiting?.wait?.untilMs == null
      ? ''
      : ` · waiting (${waiting.wait.reason}) until ${words.clock(waiting.wait.untilMs)}`;
  printer.live(`${words.counts(counts)} · ${rate.toFixed(1)} messages/s${wait}`);
};
