import type { ProjectView } from './model.ts';
import { query } from './op.ts';
import { nothing } from './parts.ts';

/** The backend as a whole. */
export const appOperations = {
  'app.state': query(nothing).returns<{
    epoch: string;
    project: ProjectView | null;
    version: string;
    loopbackOnly: boolean;
  }>(),
} as const;
