import { resolve } from 'node:path';
import type { Handlers } from '#shared/contract/op.ts';
import type { projectOperations } from '#shared/contract/project.ts';
import { readPlan } from '../../features/plan-file.ts';
import { recentProjects, rememberProject } from '../../features/recent.ts';
import { createProjectStore } from '../../store/open-store.ts';
import { createProject, readProject } from '../../store/project-repo.ts';
import type { HandlerContext } from './context.ts';
import { viewOfProject } from './views.ts';

export const projectHandlers = (context: HandlerContext): Handlers<typeof projectOperations> => ({
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
    rememberProject(context.workspace, file, plan.name);
    context.emit('project.changed', {});
    return viewOfProject(context.project(), context.workspace);
  },
  'project.open': async ({ path, readOnly }) => {
    const file = resolve(path);
    const project = await context.open(file, readOnly);
    if (!readOnly) rememberProject(context.workspace, file, readProject(project.db).name);
    context.emit('project.changed', {});
    return viewOfProject(context.project(), context.workspace);
  },
  'project.close': async () => {
    await context.closeProject();
    context.emit('project.changed', {});
    return null;
  },
  'project.view': () => viewOfProject(context.project(), context.workspace),
  'project.recent': () => recentProjects(context.workspace),
});
