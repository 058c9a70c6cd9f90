import { z } from 'zod';
import type { ProjectView } from './model.ts';
import { command, query } from './op.ts';
import { nothing, path } from './parts.ts';

/** Projects: one store each. */
export const projectOperations = {
  /** Makes a project store from the text of a `plan.json` and opens it. */
  'project.create': command(
    z
      .object({
        path,
        planText: z.string().max(64_000_000),
        planName: z.string().max(400).default('plan.json'),
      })
      .strict(),
  ).returns<ProjectView>(),

  'project.open': command(
    z.object({ path, readOnly: z.boolean().default(false) }).strict(),
  ).returns<ProjectView>(),

  'project.close': command(nothing).returns<null>(),

  'project.view': query(nothing).returns<ProjectView>(),

  'project.recent':
    query(nothing).returns<readonly { path: string; name: string; openedAtMs: number; exists: boolean }[]>(),
} as const;
