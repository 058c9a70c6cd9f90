import { availableParallelism } from 'node:os';
import { isLoopbackUrl, type Endpoint } from '#shared/domain/endpoint.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { ItemId, PassId } from '#shared/domain/ids.ts';
import type { PassKind } from '#shared/domain/run-state.ts';
import type { TaskInput } from '../migration/task-context.ts';
import type { PassPlan } from '../migration/scheduler.ts';
import type { ReadDb, WriteDb } from '../store/db.ts';
import { itemById } from '../store/item-repo.ts';
import { activePass, createPass, passById, runsOfPass, stopPass } from '../store/pass-repo.ts';
import { readProject } from '../store/project-repo.ts';
import { moveRun, type Run } from '../store/run-repo.ts';
import type { StoredAccount } from './accounts.ts';
import { connectionOf } from './connections.ts';

export interface PassContext {
  readonly db: WriteDb;
  readonly loopbackOnly: boolean;
  /** @throws `auth.needed` */
  account(endpoint: Endpoint): StoredAccount;
  /** EWS address of an endpoint, found by autodiscover where it has none. */
  readonly ewsUrlOf: (endpoint: Endpoint, smtp: string) => Promise<string>;
  readonly isActive: (pass: PassId) => boolean;
  readonly now: () => number;
}

/** So many mailboxes at once by default: the network is waited for most of the time. */
export const defaultAtOnce = (): number => Math.min(16, Math.max(2, availableParallelism() * 2));

/**
 * Submits a pass and says what the scheduler has to do. An earlier pass that a crash or a kill cut off is closed first: the
 * ledger knows what it did, and this pass goes on from there.
 */
export const submitPass = async (
  context: PassContext,
  kind: PassKind,
  itemIds: readonly ItemId[] | undefined,
  prove: boolean,
): Promise<PassPlan> => {
  const { db } = context;
  const project = readProject(db);
  for (const endpoint of [project.source, project.destination])
    if (endpoint.credentials === 'provided') context.account(endpoint);
  const addresses = await findAddresses(context);
  closeCutOffPasses(context);
  const { passId } = createPass(db, { kind, itemIds, nowMs: context.now() });
  return planOfPass(context, passId, addresses, prove);
};

/** What is left to do of a pass that was cut off. */
export const resumePass = async (context: PassContext, passId: PassId): Promise<PassPlan> =>
  planOfPass(context, passId, await findAddresses(context), true);

interface Addresses {
  readonly source: string;
  readonly destination: string;
}

const findAddresses = async (context: PassContext): Promise<Addresses> => {
  const { source, destination } = readProject(context.db);
  const probe = runSample(context.db);
  const addresses = {
    source: await context.ewsUrlOf(source, probe.source),
    destination: await context.ewsUrlOf(destination, probe.destination),
  };
  if (context.loopbackOnly)
    for (const url of Object.values(addresses))
      if (!isLoopbackUrl(url)) throw new LightermanError('runtime.loopback-only');
  return addresses;
};

const runSample = (db: ReadDb): { readonly source: string; readonly destination: string } => {
  const row = db
    .read<{ source: string; destination: string }>(
      'SELECT source, destination FROM items ORDER BY position LIMIT 1',
    )
    .get();
  if (row === undefined)
    throw new LightermanError('app.bad-input', {
      message: 'The project has no mailboxes yet: import a CSV or add them to the plan.',
    });
  return row;
};

const closeCutOffPasses = ({ db, isActive, now }: PassContext): void => {
  for (;;) {
    const open = activePass(db);
    if (open === null) return;
    if (isActive(open.id))
      throw new LightermanError('app.conflict', {
        message: 'A pass is running. Wait until it has ended, or stop it.',
        details: { passId: open.id },
      });
    for (const run of stopPass(db, open.id, now())) moveRun(db, run.id, 'stopped', now());
  }
};

const planOfPass = (context: PassContext, passId: PassId, addresses: Addresses, prove: boolean): PassPlan => {
  const { db } = context;
  const pass = passById(db, passId);
  const project = readProject(db);
  const runs = runsOfPass(db, passId, ['queued']);
  const inputs = runs.map((run) => taskOf(context, run, pass.kind, addresses, project.storeId));
  return {
    id: passId,
    tasks: pass.kind === 'reconcile' ? reconcileTasks(inputs) : inputs,
    atOnce: pass.options.maxMailboxesAtOnce ?? defaultAtOnce(),
    prove,
  };
};

const taskOf = (
  context: PassContext,
  run: Run,
  kind: PassKind,
  addresses: Addresses,
  storeId: string,
): TaskInput => {
  const { db } = context;
  const project = readProject(db);
  const item = itemById(db, run.itemId);
  const source = connectionOf(project.source, 'source', item, addresses.source);
  return {
    kind,
    run: run.id,
    destination: run.destination,
    siblings: [{ run: run.id, source, sourceSmtp: item.source }],
    sourceSmtp: item.source,
    source,
    target: connectionOf(project.destination, 'destination', item, addresses.destination),
    signedInAs: {
      source:
        project.source.credentials === 'provided'
          ? context.account(project.source).userName
          : item.sourceLogin,
      destination:
        project.destination.credentials === 'provided'
          ? context.account(project.destination).userName
          : item.destinationLogin,
    },
    options: passById(db, run.passId).options,
    seed: `${storeId}:${run.passId}`,
  };
};

/** One task a destination: all mailboxes that flow into it are proven from the same listing. */
const reconcileTasks = (inputs: readonly TaskInput[]): readonly TaskInput[] => {
  const byDestination = Map.groupBy(inputs, (input) => input.destination);
  return [...byDestination.values()].flatMap((together) => {
    const [lead] = together;
    return lead === undefined ? [] : [{ ...lead, siblings: together.flatMap((input) => input.siblings) }];
  });
};
