import { z } from 'zod';
import { itemId } from '../domain/ids.ts';
import { runStates } from '../domain/run-state.ts';
import type { ItemDetail, ItemView, Page } from './model.ts';
import { command, query } from './op.ts';
import { page } from './parts.ts';

/** Mailboxes of the open project. */
export const itemsOperations = {
  'items.page': query(
    z
      .object({
        ...page,
        sort: z
          .enum(['position', 'source', 'destination', 'state', 'progress', 'errors'])
          .default('position'),
        descending: z.boolean().default(false),
        text: z.string().max(200).default(''),
        states: z.array(z.enum(runStates)).max(20).default([]),
      })
      .strict(),
  ).returns<Page<ItemView>>(),

  'items.detail': query(z.object({ itemId }).strict()).returns<ItemDetail>(),

  /** Adds mailboxes from a CSV; rows in error are answered, good ones imported. */
  'items.importCsv': command(
    z.object({ text: z.string().max(64_000_000), name: z.string().max(400).default('items.csv') }).strict(),
  ).returns<{
    imported: number;
    duplicates: number;
    rejected: readonly { row: number; reason: string }[];
    warnings: readonly { row: number; reason: string }[];
  }>(),
} as const;
