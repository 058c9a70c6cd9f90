import { z } from 'zod';
import type { EndpointView } from './model.ts';
import { command, query } from './op.ts';
import { endpointName, nothing } from './parts.ts';

/** The two sides of a project. */
export const endpointsOperations = {
  'endpoints.list': query(nothing).returns<readonly EndpointView[]>(),

  'endpoints.test': command(z.object({ endpoint: endpointName }).strict()).returns<{
    ok: boolean;
    probes: readonly { name: string; ok: boolean; text: string; milliseconds: number }[];
  }>(),
} as const;
