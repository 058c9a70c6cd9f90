import { randomUUID } from 'node:crypto';
import { type Counts, noCounts } from '#shared/domain/counters.ts';
import { type Endpoint, type EndpointInput, resolveEndpoint } from '#shared/domain/endpoint.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { type Plan, type ProjectOptions, resolveOptions } from '#shared/domain/plan.ts';
import type { RunState } from '#shared/domain/run-state.ts';
import { type CountRow, countSums, countsOf } from './count-columns.ts';
import type { ReadDb, WriteDb } from './db.ts';
import { addItems, type AddedItems } from './item-repo.ts';
import { refuseWhenLocked } from './project-lock.ts';

export type Side = 'source' | 'destination';

export interface Project {
  /** Made with the store; tells a store that was copied from one that was made anew. */
  readonly storeId: string;
  readonly name: string;
  readonly customer: { readonly name: string; readonly domain: string } | null;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly options: ProjectOptions;
  readonly createdAtMs: number;
  /** Since the first copying pass: endpoints and destination addresses stay as they are. */
  readonly lockedAtMs: number | null;
}

/**
 * Fills an empty store from a plan that was parsed by `planSchema`.
 * @throws LightermanError plan.invalid when an endpoint cannot be resolved, app.conflict when there is a project already
 */
export const createProject = (db: WriteDb, plan: Plan, nowMs: number): AddedItems => {
  const source = resolved(plan.source, 'source');
  const destination = resolved(plan.destination, 'destination');
  return db.transaction(() => {
    if (db.read('SELECT 1 FROM project').get() !== undefined)
      throw new LightermanError('app.conflict', { message: 'The store holds a project already.' });
    db.write(
      'INSERT INTO project (one, store_id, name, customer_name, customer_domain, options, created_at) VALUES (1, ?, ?, ?, ?, ?, ?)',
    ).run(
      randomUUID(),
      plan.name,
      plan.customer?.name ?? null,
      plan.customer?.domain ?? null,
      JSON.stringify(resolveOptions(plan.options)),
      nowMs,
    );
    const endpoint = db.write('INSERT INTO endpoints (side, endpoint) VALUES (?, ?)');
    endpoint.run('source', JSON.stringify(source));
    endpoint.run('destination', JSON.stringify(destination));
    return addItems(db, plan.items ?? []);
  });
};

const resolved = (input: EndpointInput, side: Side): Endpoint => {
  const result = resolveEndpoint(input);
  if (!result.ok)
    throw new LightermanError('plan.invalid', {
      message: `${side}: ${result.message}`,
      details: { path: side },
    });
  return result.endpoint;
};

/** @throws LightermanError store.not-a-store when the store was never finished */
export const readProject = (db: ReadDb): Project => {
  const row = db
    .read<{
      store_id: string;
      name: string;
      customer_name: string | null;
      customer_domain: string | null;
      options: string;
      created_at: number;
      locked_at: number | null;
    }>('SELECT store_id, name, customer_name, customer_domain, options, created_at, locked_at FROM project')
    .get();
  if (row === undefined)
    throw new LightermanError('store.not-a-store', {
      message: 'The project was never finished: its creation was cut off.',
      details: { path: db.path },
    });
  return {
    storeId: row.store_id,
    name: row.name,
    customer:
      row.customer_name === null ? null : { name: row.customer_name, domain: row.customer_domain ?? '' },
    source: endpointOf(db, 'source'),
    destination: endpointOf(db, 'destination'),
    options: JSON.parse(row.options) as ProjectOptions,
    createdAtMs: row.created_at,
    lockedAtMs: row.locked_at,
  };
};

const endpointOf = (db: ReadDb, side: Side): Endpoint => {
  const row = db.read<{ endpoint: string }>('SELECT endpoint FROM endpoints WHERE side = ?').get(side);
  if (row === undefined)
    throw new LightermanError('store.corrupt', { details: { path: db.path, missing: side } });
  return JSON.parse(row.endpoint) as Endpoint;
};

/** @throws LightermanError app.conflict after the first copying pass */
export const updateEndpoint = (db: WriteDb, side: Side, endpoint: Endpoint): void =>
  db.transaction(() => {
    refuseWhenLocked(db, 'The endpoints are');
    db.write('UPDATE endpoints SET endpoint = ? WHERE side = ?').run(JSON.stringify(endpoint), side);
  });

/** Options stay editable; a pass keeps those it was created with. */
export const updateOptions = (db: WriteDb, options: ProjectOptions): void => {
  db.write('UPDATE project SET options = ?').run(JSON.stringify(options));
};

export const renameProject = (db: WriteDb, name: string): void => {
  db.write('UPDATE project SET name = ?').run(name);
};

/** The portable form of the project: what `project create --from` takes; never a secret. */
export const planOf = (db: ReadDb): Plan => {
  const project = readProject(db);
  const items = db
    .read<{
      source: string;
      destination: string;
      source_login: string | null;
      destination_login: string | null;
    }>('SELECT source, destination, source_login, destination_login FROM items ORDER BY position')
    .all();
  const { options } = project;
  return {
    format: 'lighterman-plan',
    version: 1,
    name: project.name,
    ...(project.customer === null ? {} : { customer: project.customer }),
    source: endpointInput(project.source),
    destination: endpointInput(project.destination),
    items: items.map((item) => ({
      source: item.source,
      destination: item.destination,
      ...(item.source_login === null ? {} : { sourceLogin: item.source_login }),
      ...(item.destination_login === null ? {} : { destinationLogin: item.destination_login }),
    })),
    options: {
      ...(options.folderFilter === null ? {} : { folderFilter: options.folderFilter }),
      folderMapping: options.folderMapping.map((entry) => ({ ...entry })),
      unmappedFolders: options.unmappedFolders,
      proof: options.proof,
      ...(options.maxMailboxesAtOnce === null ? {} : { maxMailboxesAtOnce: options.maxMailboxesAtOnce }),
      maxErrorsPerMailbox: options.maxErrorsPerMailbox,
      logSubjects: options.logSubjects,
      serverRequestLimitSeconds: Math.ceil(options.serverRequestLimitMs / 1000),
    },
  };
};

const endpointInput = (endpoint: Endpoint): EndpointInput => ({
  name: endpoint.name,
  cloud: endpoint.cloud,
  kind: endpoint.kind,
  signIn: endpoint.signIn,
  credentials: endpoint.credentials,
  impersonation: endpoint.impersonation,
  ...(endpoint.ewsUrl === null ? { autodiscover: true } : { ewsUrl: endpoint.ewsUrl }),
  ...(endpoint.tenantId === null ? {} : { tenantId: endpoint.tenantId }),
  ...(endpoint.clientId === null ? {} : { clientId: endpoint.clientId }),
  ...(endpoint.authority === null ? {} : { authority: endpoint.authority }),
  ...(endpoint.scope === null ? {} : { scope: endpoint.scope }),
  ...(endpoint.sharePointUrl === null ? {} : { sharePointUrl: endpoint.sharePointUrl }),
  ...(endpoint.userName === null ? {} : { userName: endpoint.userName }),
  ...(endpoint.caFile === null ? {} : { caFile: endpoint.caFile }),
});

export interface ProjectSummary {
  readonly itemCount: number;
  readonly states: Readonly<Partial<Record<RunState, number>>>;
  /** Of each item's last listing run. */
  readonly totals: Counts;
  /** Errors not repaired by a later pass. */
  readonly errorCount: number;
}

export const projectSummary = (db: ReadDb): ProjectSummary => {
  const states: Partial<Record<RunState, number>> = {};
  let itemCount = 0;
  let errorCount = 0;
  for (const row of db
    .read<{ state: RunState; items: number; errors: number }>(
      'SELECT state, count(*) AS items, sum(error_count) AS errors FROM items GROUP BY state',
    )
    .all()) {
    states[row.state] = row.items;
    itemCount += row.items;
    errorCount += row.errors;
  }
  const sums = db
    .read<CountRow>(`SELECT ${countSums('r')} FROM items i JOIN runs r ON r.id = i.counts_run`)
    .get();
  return { itemCount, states, totals: sums === undefined ? noCounts : countsOf(sums), errorCount };
};
