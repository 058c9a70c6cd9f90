import { resolve } from 'node:path';
import type { Contract, Events } from '#shared/contract/contract.ts';
import type { EndpointView, ProjectView } from '#shared/contract/model.ts';
import type { Handlers } from '#shared/contract/op.ts';
import type { Endpoint } from '#shared/domain/endpoint.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { readAccount, viewOf } from '../features/accounts.ts';
import type { EwsAddresses } from '../features/ews-addresses.ts';
import { importItems } from '../features/items.ts';
import { readPlan } from '../features/plan-file.ts';
import type { PracticeService } from '../features/practice.ts';
import { renderReport } from '../features/report.ts';
import type { SignInService } from '../features/sign-in.ts';
import type { Workspace } from '../features/workspace.ts';
import { rememberProject, recentProjects } from '../features/recent.ts';
import type { ReadDb } from '../store/db.ts';
import { destinationCount } from '../store/destination-repo.ts';
import { errorsPage } from '../store/error-repo.ts';
import { itemDetail, itemsPage } from '../store/item-views.ts';
import { createProjectStore } from '../store/open-store.ts';
import { activePass, lastEndedPass, listPasses, passById } from '../store/pass-repo.ts';
import { createProject, projectSummary, readProject } from '../store/project-repo.ts';
import { completeItemCount } from '../store/proof-counts.ts';
import type { OpenProject } from './open-project.ts';
import { version } from './version.ts';

export interface HandlerContext {
  readonly epoch: string;
  readonly loopbackOnly: boolean;
  readonly workspace: Workspace;
  readonly signIn: SignInService;
  readonly practice: PracticeService;
  readonly addresses: EwsAddresses;
  readonly emit: <Name extends keyof Events>(name: Name, data: Events[Name]) => void;
  /** @throws `app.not-found` when none is open. */
  project(): OpenProject;
  maybeProject(): OpenProject | null;
  open(path: string, readOnly: boolean): Promise<OpenProject>;
  closeProject(): Promise<void>;
}

/** Every operation of the contract; what they do lies in `features` and `store`. */
export const createHandlers = (context: HandlerContext): Handlers<Contract> => {
  const { workspace, signIn, practice, emit } = context;
  const view = (): ProjectView => viewOfProject(context.project(), workspace);
  const endpointNamed = (name: string): { endpoint: Endpoint; side: 'source' | 'destination' } => {
    const { source, destination } = readProject(context.project().db);
    if (source.name.toLowerCase() === name.toLowerCase()) return { endpoint: source, side: 'source' };
    if (destination.name.toLowerCase() === name.toLowerCase())
      return { endpoint: destination, side: 'destination' };
    throw new LightermanError('app.not-found', {
      message: `The project has no endpoint "${name}". It has "${source.name}" and "${destination.name}".`,
    });
  };

  return {
    'app.state': () => {
      const open = context.maybeProject();
      return {
        epoch: context.epoch,
        project: open === null ? null : viewOfProject(open, workspace),
        version,
        loopbackOnly: context.loopbackOnly,
      };
    },

    'project.create': async ({ path, planText, planName }) => {
      const plan = readPlan(planText, planName);
      const file = resolve(path);
      const db = createProjectStore(file);
      try {
        createProject(db, plan, Date.now());
      } finally {
        db.close();
      }
      await context.open(file, false);
      rememberProject(workspace, file, plan.name);
      emit('project.changed', {});
      return view();
    },
    'project.open': async ({ path, readOnly }) => {
      const file = resolve(path);
      const project = await context.open(file, readOnly);
      if (!readOnly) rememberProject(workspace, file, readProject(project.db).name);
      emit('project.changed', {});
      return view();
    },
    'project.close': async () => {
      await context.closeProject();
      emit('project.changed', {});
      return null;
    },
    'project.view': view,
    'project.recent': () => recentProjects(workspace),

    'items.page': (query) => itemsPage(context.project().db, query),
    'items.detail': ({ itemId }) => itemDetail(context.project().db, itemId),
    'items.importCsv': async ({ text, name }) => {
      const result = await importItems(context.project().writable(), text, name, () => workspace.vault());
      emit('items.changed', {});
      emit('project.changed', {});
      return result;
    },

    'endpoints.list': () => endpointViews(context.project().db, workspace),
    'endpoints.test': async ({ endpoint }) => {
      const { endpoint: found, side } = endpointNamed(endpoint);
      const first = itemsPage(context.project().db, {
        offset: 0,
        limit: 1,
        sort: 'position',
        descending: false,
        text: '',
        states: [],
      }).rows[0];
      return context.addresses.test(found, side, first?.[side] ?? null);
    },

    'signIn.start': ({ endpoint, ...request }) => ({
      signInId: signIn.start(endpointNamed(endpoint).endpoint, request),
    }),
    'signIn.cancel': ({ signInId }) => {
      signIn.cancel(signInId);
      return null;
    },
    'signIn.out': async ({ endpoint }) => {
      await signIn.out(endpointNamed(endpoint).endpoint);
      emit('project.changed', {});
      return null;
    },

    'pass.start': async ({ kind, itemIds, prove }) => ({
      passId: await context.project().startPass(kind, itemIds, prove),
    }),
    'pass.stop': ({ passId }) => {
      context.project().stopPass(passId);
      return null;
    },
    'pass.view': ({ passId }) => passById(context.project().db, passId),
    'pass.list': (page) => listPasses(context.project().db, page),

    'errors.page': (query) => errorsPage(context.project().db, query),
    'report.render': ({ format }) => renderReport(context.project().db, format),

    'practice.start': async ({ dir, seed }) =>
      practice.start(resolve(dir ?? `${workspace.dir}/practice`), seed),
    'practice.stop': async () => {
      await practice.stop();
      return null;
    },

    'vault.unlock': async ({ passphrase }) => {
      await workspace.unlock(passphrase);
      return null;
    },
  };
};

const endpointViews = (db: ReadDb, workspace: Workspace): readonly EndpointView[] => {
  const { source, destination } = readProject(db);
  const viewEndpoint = (endpoint: Endpoint, side: 'source' | 'destination'): EndpointView => {
    const account = readAccount(workspace.db(), endpoint);
    return {
      side,
      name: endpoint.name,
      cloud: endpoint.cloud,
      kind: endpoint.kind,
      ewsUrl: endpoint.ewsUrl,
      tenantId: endpoint.tenantId,
      clientId: endpoint.clientId,
      signIn: endpoint.signIn,
      credentials: endpoint.credentials,
      userName: endpoint.userName,
      impersonation: endpoint.impersonation,
      practice: endpoint.cloud === 'practice',
      account: account === null ? null : viewOf(account),
    };
  };
  return [viewEndpoint(source, 'source'), viewEndpoint(destination, 'destination')];
};

const viewOfProject = (project: OpenProject, workspace: Workspace): ProjectView => {
  const { db } = project;
  const { name, customer, options } = readProject(db);
  const summary = projectSummary(db);
  const active = activePass(db);
  return {
    path: db.path,
    name,
    customer: customer?.name ?? null,
    readOnly: project.readOnly,
    endpoints: endpointViews(db, workspace),
    options,
    activePass: active,
    lastPass: lastEndedPass(db),
    destinationCount: destinationCount(db),
    // While a pass runs nobody asks, and it would be counted over every mailbox at each change.
    ...(active === null ? { completeItems: completeItemCount(db) } : {}),
    ...summary,
  };
};
