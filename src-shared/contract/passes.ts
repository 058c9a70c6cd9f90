import { z } from 'zod';
import { itemId, passId } from '../domain/ids.ts';
import type { PassId } from '../domain/ids.ts';
import { passKinds } from '../domain/run-state.ts';
import type { ErrorView, Page, PassView } from './model.ts';
import { command, query } from './op.ts';
import { page } from './parts.ts';

/** Passes, and what went wrong in them. */
export const passesOperations = {
  'pass.start': command(
    z
      .object({
        kind: z.enum(passKinds),
        itemIds: z.array(itemId).max(100_000).optional(),
        prove: z.boolean().default(true),
      })
      .strict(),
  ).returns<{ passId: PassId }>(),

  'pass.stop': command(z.object({ passId }).strict()).returns<null>(),

  'pass.view': query(z.object({ passId }).strict()).returns<PassView>(),

  'pass.list': query(z.object({ ...page }).strict()).returns<Page<PassView>>(),

  'errors.page': query(
    z.object({ ...page, itemId: itemId.optional(), passId: passId.optional() }).strict(),
  ).returns<Page<ErrorView>>(),
} as const;
