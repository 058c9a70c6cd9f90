import { z } from 'zod';
import { endpointSchema, smtpAddress } from './endpoint.ts';

/**
 * The portable project file (`plan.json`): customer, endpoints, items, options; never a secret.
 * Its JSON schema is written to `assets/docs/plan.schema.json` and kept fresh by a test.
 */
export const planItemSchema = z
  .object({
    source: smtpAddress.describe('Address of the source mailbox.'),
    destination: smtpAddress.describe('Address of the group (or mailbox) it goes into.'),
    sourceLogin: z.string().trim().min(1).max(320).optional(),
    destinationLogin: z.string().trim().min(1).max(320).optional(),
  })
  .strict();
export type PlanItem = z.infer<typeof planItemSchema>;

export const folderMappingSchema = z
  .object({
    from: z.string().min(1).max(1000),
    to: z.string().min(1).max(1000).describe('`inbox`, `calendar`, or a path (mailboxes only).'),
  })
  .strict();

export const optionsSchema = z
  .object({
    folderFilter: z
      .string()
      .max(2000)
      .optional()
      .describe(
        'Regular expression over whole folder paths; a folder that matches is left out. Replaces the Inbox default.',
      ),
    folderMapping: z.array(folderMappingSchema).max(1000).optional(),
    unmappedFolders: z
      .enum(['refuse', 'inbox'])
      .optional()
      .describe(
        'Included folders that a group has no place for: refuse the start (default) or put them into the Inbox.',
      ),
    proof: z
      .enum(['sample', 'deep'])
      .optional()
      .describe('Content proof (level 3): of a seeded sample (default) or of every message.'),
    maxMailboxesAtOnce: z.number().int().min(1).max(64).optional(),
    maxErrorsPerMailbox: z.number().int().min(1).max(1_000_000).optional(),
    logSubjects: z.boolean().optional().describe('Show subjects of failed messages (default true).'),
    serverRequestLimitSeconds: z
      .number()
      .int()
      .min(1)
      .max(3600)
      .optional()
      .describe('How long a server may go on with a request whose answer was lost; default 150.'),
  })
  .strict();
export type ProjectOptionsInput = z.infer<typeof optionsSchema>;

export const planSchema = z
  .object({
    $schema: z.string().optional(),
    format: z.literal('lighterman-plan').optional(),
    version: z.literal(1).optional(),
    name: z.string().trim().min(1).max(200),
    customer: z
      .object({ name: z.string().trim().min(1).max(200), domain: z.string().trim().min(1).max(253) })
      .strict()
      .optional(),
    source: endpointSchema,
    destination: endpointSchema,
    items: z.array(planItemSchema).max(100_000).optional(),
    options: optionsSchema.optional(),
  })
  .strict();
export type Plan = z.infer<typeof planSchema>;

export interface ProjectOptions {
  readonly folderFilter: string | null;
  readonly folderMapping: readonly { readonly from: string; readonly to: string }[];
  readonly unmappedFolders: 'refuse' | 'inbox';
  readonly proof: 'sample' | 'deep';
  /** `null`: by the machine's cores. */
  readonly maxMailboxesAtOnce: number | null;
  readonly maxErrorsPerMailbox: number;
  readonly logSubjects: boolean;
  readonly serverRequestLimitMs: number;
}

export const resolveOptions = (input: ProjectOptionsInput | undefined): ProjectOptions => ({
  folderFilter: input?.folderFilter ?? null,
  folderMapping: input?.folderMapping ?? [],
  unmappedFolders: input?.unmappedFolders ?? 'refuse',
  proof: input?.proof ?? 'sample',
  maxMailboxesAtOnce: input?.maxMailboxesAtOnce ?? null,
  maxErrorsPerMailbox: input?.maxErrorsPerMailbox ?? 100,
  logSubjects: input?.logSubjects ?? true,
  serverRequestLimitMs: (input?.serverRequestLimitSeconds ?? 150) * 1000,
});

/** Where in the file a mistake stands, for a person: `items[3].source`. */
export const issuePath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
