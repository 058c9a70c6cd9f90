import { z } from 'zod';
import { query } from './op.ts';

/** The report, rendered. */
export const reportOperations = {
  /** `pdf` is printed by the shell from `html`. */
  'report.render': query(z.object({ format: z.enum(['json', 'csv', 'html']) }).strict()).returns<{
    text: string;
    header: string;
    footer: string;
    fileName: string;
  }>(),
} as const;
