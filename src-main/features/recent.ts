import { existsSync } from 'node:fs';
import { listRecentProjects, rememberRecentProject } from '../store/recent-repo.ts';
import type { Workspace } from './workspace.ts';

/** Projects opened lately, newest first; one that is gone is shown as such rather than hidden. */
export const recentProjects = (
  workspace: Workspace,
): readonly { path: string; name: string; openedAtMs: number; exists: boolean }[] =>
  listRecentProjects(workspace.db()).map((project) => ({ ...project, exists: existsSync(project.path) }));

export const rememberProject = (workspace: Workspace, path: string, name: string): void => {
  rememberRecentProject(workspace.db(), { path, name, openedAtMs: Date.now() });
};
