import { z } from 'zod';
import { profiles, type ProfileName } from './seed/generated.ts';

/** What the control side accepts; the typed client (`client.ts`) takes its types from here. */
const tenant = z.enum(['contoso', 'fabrikam']);
const address = z.string().trim().min(3).max(320);
const folder = z
  .union([
    z.object({ kind: z.enum(['inbox', 'sentitems', 'drafts', 'deleteditems', 'junkemail']) }),
    z.object({ kind: z.literal('path'), path: z.string().min(1) }),
  ])
  .default({ kind: 'inbox' });
const limits = z.object({
  maxReceiveBytes: z.number().int().positive().optional(),
  quotaBytes: z.number().int().positive().optional(),
});
const props = z.object({
  receivedAtMs: z.number().int().optional(),
  sentAtMs: z.number().int().optional(),
  isRead: z.boolean().optional(),
  isDraft: z.boolean().optional(),
  importance: z.enum(['low', 'normal', 'high']).optional(),
  categories: z.array(z.string()).optional(),
  flag: z.enum(['none', 'flagged', 'complete']).optional(),
  itemClass: z.string().optional(),
  refuseMimeConversion: z.boolean().optional(),
});
const times = { count: z.number().int().min(1), operation: z.string().optional() };
const seconds = z.number().int().positive();
const profileNames = Object.keys(profiles) as [ProfileName, ...ProfileName[]];

export const controlRequests = {
  '/grant': z.object({ tenant, mailbox: address, account: address }),
  '/revoke': z.object({ tenant, mailbox: address, account: address }),
  '/switches': z.object({
    tenant,
    ewsEnabled: z.boolean().optional(),
    ewsAllowedAppIds: z.array(z.string()).nullable().optional(),
    mime: z.enum(['rewrite', 'keep']).optional(),
    deniedAnswer: z.enum(['ErrorAccessDenied', 'ErrorFolderNotFound']).optional(),
    latencyMs: z.number().int().min(0).max(600_000).optional(),
    extendedProtection: z.enum(['require', 'allow', 'off']).optional(),
    accessTokenSeconds: seconds.optional(),
    refreshTokenSeconds: seconds.optional(),
    deviceCodeSeconds: seconds.optional(),
    devicePollSeconds: seconds.optional(),
  }),
  '/mailboxes': z.object({
    tenant,
    kind: z.enum(['user', 'shared', 'group']),
    displayName: z.string().min(1),
    primarySmtp: address,
    aliases: z.array(address).optional(),
    language: z.string().min(2).optional(),
    limits: limits.optional(),
    visibility: z.enum(['private', 'public']).optional(),
  }),
  '/mailboxes/list': z.object({ tenant }),
  '/mailboxes/change': z.object({
    tenant,
    mailbox: address,
    displayName: z.string().min(1).optional(),
    ewsEnabled: z.boolean().optional(),
    limits: limits.optional(),
    visibility: z.enum(['private', 'public']).optional(),
  }),
  '/accounts': z.object({
    tenant,
    upn: address,
    displayName: z.string().min(1),
    password: z.string().min(1).optional(),
    /** Address of the account's own mailbox, which must exist. */
    mailbox: address.optional(),
    mayImpersonate: z.boolean().optional(),
  }),
  '/accounts/list': z.object({ tenant }),
  '/accounts/change': z.object({
    tenant,
    account: address,
    password: z.string().min(1).optional(),
    mayImpersonate: z.boolean().optional(),
  }),
  '/apps/change': z.object({
    tenant,
    /** The app-only registration's certificate; `null` takes it away. */
    certificatePem: z.string().nullable().optional(),
    fullAccessAsApp: z.boolean().optional(),
  }),
  '/groups/members': z.object({
    tenant,
    group: address,
    account: address,
    action: z.enum(['add', 'remove']),
    owner: z.boolean().optional(),
  }),
  '/load': z.object({
    tenant,
    mailbox: address,
    /** Without it, generated messages go where their kind belongs, and files into the Inbox. */
    folder: folder.unwrap().optional(),
    source: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('folder'), path: z.string().min(1) }),
      z.object({
        kind: z.literal('generated'),
        seed: z.string(),
        count: z.number().int().min(1).max(1_000_000),
        profile: z.enum(profileNames),
        language: z.enum(['en', 'de', 'fr', 'es', 'ja']).optional(),
      }),
    ]),
  }),
  '/deliver': z.object({
    tenant,
    mailbox: address,
    folder,
    mimeBase64: z.base64(),
    props: props.optional(),
  }),
  '/items/list': z.object({ tenant, mailbox: address }),
  '/copy-item': z.object({ tenant, mailbox: address, itemId: z.string().min(1), folder }),
  '/move-item': z.object({ tenant, mailbox: address, itemId: z.string().min(1), folder }),
  '/delete-item': z.object({ tenant, mailbox: address, itemId: z.string().min(1) }),
  '/tokens/expire': z.object({ tenant }),
  '/tokens/revoke-refresh': z.object({ tenant, account: address.optional() }),
  '/tokens/expire-device-codes': z.object({ tenant }),
  '/faults': z.object({
    tenant,
    serverBusy: z
      .object({ ...times, backOffMs: z.number().int().min(0) })
      .nullable()
      .optional(),
    unavailable: z
      .object({
        ...times,
        status: z
          .union([z.literal(503), z.literal(429), z.literal(500), z.literal(502), z.literal(504)])
          .optional(),
        retryAfterSeconds: z.number().min(0).optional(),
      })
      .nullable()
      .optional(),
    cutAfterCommit: z.object(times).nullable().optional(),
    cutAnswer: z
      .object({ ...times, afterBytes: z.number().int().min(0) })
      .nullable()
      .optional(),
    cutBefore: z.object(times).nullable().optional(),
  }),
  '/faults/clear': z.object({ tenant }),
  '/stats': z.object({ tenant }),
  '/stop': z.object({}),
} as const;

export type ControlPath = keyof typeof controlRequests;
/** What a caller may write; defaults are filled in on arrival. */
export type ControlInput<Path extends ControlPath> = z.input<(typeof controlRequests)[Path]>;
export type ControlRequest<Path extends ControlPath> = z.output<(typeof controlRequests)[Path]>;
