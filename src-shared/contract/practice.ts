import { z } from 'zod';
import { command } from './op.ts';
import { nothing, path } from './parts.ts';

/** The practice tenants of this machine. */
export const practiceOperations = {
  'practice.start': command(
    z.object({ dir: path.optional(), seed: z.enum(['demo', 'empty']).default('demo') }).strict(),
  ).returns<{ dir: string; planText: string; csvText: string; caFile: string }>(),

  'practice.stop': command(nothing).returns<null>(),
} as const;
