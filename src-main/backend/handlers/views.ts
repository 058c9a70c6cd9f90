import type { EndpointView, ProjectView } from '#shared/contract/model.ts';
import { type Endpoint, shownEndpoint } from '#shared/domain/endpoint.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { readAccount, viewOf } from '../../features/accounts.ts';
import type { Workspace } from '../../features/workspace.ts';
import type { ReadDb } from '../../store/db.ts';
import { destinationCount } from '../../store/destination-repo.ts';
import { activePass, lastEndedPass } from '../../store/pass-repo.ts';
import { projectSummary, readProject } from '../../store/project-repo.ts';
import { completeItemCount } from '../../store/proof-counts.ts';
import type { OpenProject } from '../open-project.ts';

/** @throws `app.not-found` naming the endpoints there are */
export const endpointNamed = (
  db: ReadDb,
  name: string,
): { endpoint: Endpoint; side: 'source' | 'destination' } => {
  const { source, destination } = readProject(db);
  if (source.name.toLowerCase() === name.toLowerCase()) return { endpoint: source, side: 'source' };
  if (destination.name.toLowerCase() === name.toLowerCase())
    return { endpoint: destination, side: 'destination' };
  throw new LightermanError('app.not-found', {
    message: `The project has no endpoint "${name}". It has "${source.name}" and "${destination.name}".`,
  });
};

export const endpointViews = (db: ReadDb, workspace: Workspace): readonly EndpointView[] => {
  const { source, destination } = readProject(db);
  const viewEndpoint = (endpoint: Endpoint, side: 'source' | 'destination'): EndpointView => {
    const account = readAccount(workspace.db(), endpoint);
    return {
      side,
      ...shownEndpoint(endpoint),
      practice: endpoint.cloud === 'practice',
      account: account === null ? null : viewOf(account),
    };
  };
  return [viewEndpoint(source, 'source'), viewEndpoint(destination, 'destination')];
};

export const viewOfProject = (project: OpenProject, workspace: Workspace): ProjectView => {
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
