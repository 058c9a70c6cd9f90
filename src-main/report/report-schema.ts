import { z } from 'zod';
import { clouds, endpointKinds } from '#shared/domain/cloud.ts';
import { signInKinds } from '#shared/domain/endpoint.ts';
import { passKinds, runStates, waitReasons } from '#shared/domain/run-state.ts';

/**
 * The JSON report. Whoever reads it by program relies on this form: fields are added, never renamed or removed; otherwise
 * `schemaVersion` counts up. Its JSON schema is written to `assets/docs/report.schema.json` and kept fresh by a test.
 */
export const reportSchemaVersion = 1;

const count = z.int().min(0);
const atMs = z.int().describe('Milliseconds since 1970-01-01T00:00:00Z.');
const bytes = z.int().min(0).describe('Bytes.');
const gap = z
  .int()
  .describe('found − (alreadyThere + copied + skipped + failed + notAttempted); anything but 0 is a defect.');

/** Domain words: found = alreadyThere + copied + skipped + failed + notAttempted. */
const countFields = {
  found: count.describe('Listed at the source up to the cut-off and not filtered.'),
  filtered: count.describe('Kept out by a rule the operator chose; not part of found.'),
  alreadyThere: count.describe('Found at the destination before this run wrote.'),
  copied: count.describe('Written by this run.'),
  skipped: count.describe('Gone at the source, or left out by a rule the operator chose.'),
  failed: count,
  notAttempted: count,
};
const proofFields = {
  present: count.describe('Level 1: found at the destination by its stamp in a fresh listing.'),
  missing: count.describe('Copied, and not found at the destination.'),
  duplicates: count.describe('Found at the destination more than once.'),
  altered: count.describe('Found, but its envelope or content differs from the source.'),
  removedSince: count.describe('Proven earlier and absent now.'),
  changedSince: count.describe('Proven earlier; read state, flag, category or folder changed since.'),
  levels: z
    .object({ '1': count, '2': count, '3': count, '4': count })
    .strict()
    .describe('How many messages reached: 1 present, 2 same envelope, 3 same content, 4 same bytes.'),
};
const judgement = {
  complete: z
    .boolean()
    .describe(
      'Every found message is present at the destination, but for what was gone at the source or left out by a rule. False until proven by a listing of the destination.',
    ),
  proven: z
    .boolean()
    .describe(
      'Complete, levels 1 and 2 for all, level 3 for all (deep) or for a sample; nothing double or altered.',
    ),
};

export const mailboxStatuses = [
  'proven',
  'complete',
  'incomplete',
  'not-reconciled',
  'running',
  'failed',
  'not-started',
  'defect',
] as const;
export type MailboxStatus = (typeof mailboxStatuses)[number];

const address = z.string();
const folderSchema = z
  .object({
    path: z.string(),
    wellKnown: z
      .string()
      .nullable()
      .describe('Its distinguished id, whatever its name in the mailbox’s language.'),
    included: z.boolean(),
    reason: z.string(),
    target: z.string().nullable(),
    ...countFields,
    bytes,
    sumGap: gap.nullable(),
    reconciled: z.boolean(),
    ...proofFields,
  })
  .strict();

const waitSchema = z
  .object({
    reason: z.enum(waitReasons),
    sinceMs: atMs,
    untilMs: atMs.nullable(),
    endedAtMs: atMs.nullable(),
  })
  .strict();

const reasonSchema = z.object({ reason: z.string(), messages: count }).strict();

const mailboxSchema = z
  .object({
    source: address,
    destination: address,
    state: z.enum(runStates).describe('Of its last run, whatever the kind.'),
    passKind: z.enum(passKinds).nullable(),
    status: z.enum(mailboxStatuses),
    ...judgement,
    reconciled: z
      .boolean()
      .describe('The destination was listed and compared after the last listing of the source.'),
    ...countFields,
    ...proofFields,
    sumGap: gap.nullable().describe('`null` while its run is going on.'),
    bytes: bytes.describe('Of the found messages, at the source.'),
    bytesCopied: bytes,
    wrapped: count.describe('Written from properties with the original attached.'),
    removedBefore: count.describe(
      'Of the skipped: copied by an earlier pass, absent at the destination now.',
    ),
    contentStatement: z.string().describe('What the comparison of contents says, in a sentence.'),
    skippedBy: z.array(reasonSchema),
    filteredBy: z.array(reasonSchema),
    errorCount: count,
    startedAtMs: atMs.nullable(),
    endedAtMs: atMs.nullable(),
    cutOffAtMs: atMs
      .nullable()
      .describe('End of the source listing: mail that came later belongs to the next pass.'),
    folders: z.array(folderSchema),
    waits: z.array(waitSchema),
    information: z.array(z.object({ atMs, text: z.string() }).strict()),
  })
  .strict();

const destinationSchema = z
  .object({
    destination: address,
    mailboxes: count,
    ...judgement,
    reconciled: z.boolean(),
    ...countFields,
    ...proofFields,
    sumGap: gap.nullable(),
    bytes,
    budgetBytes: bytes.nullable().describe('What a group mailbox holds; null for other mailboxes.'),
    overBudget: z.boolean(),
  })
  .strict();

const messageFields = {
  source: address,
  destination: address,
  folderPath: z.string(),
  subject: z.string().nullable().describe('`null` when the project keeps subjects out of logs and reports.'),
  receivedAtMs: atMs.nullable(),
  sizeBytes: bytes,
  itemClass: z.string(),
};

export const reportSchema = z
  .object({
    format: z.literal('lighterman-report'),
    schemaVersion: z.literal(reportSchemaVersion),
    generatedAtMs: atMs,
    product: z.object({ name: z.string(), version: z.string() }).strict(),
    project: z.object({ name: z.string(), createdAtMs: atMs }).strict(),
    customer: z.object({ name: z.string(), domain: z.string() }).strict().nullable(),
    endpoints: z.array(
      z
        .object({
          side: z.enum(['source', 'destination']),
          name: z.string(),
          cloud: z.enum(clouds),
          kind: z.enum(endpointKinds),
          ewsUrl: z.string().nullable(),
          tenantId: z.string().nullable(),
          clientId: z.string().nullable(),
          signIn: z.enum(signInKinds),
          credentials: z.enum(['provided', 'per-mailbox']),
          userName: z.string().nullable(),
          impersonation: z.boolean(),
        })
        .strict(),
    ),
    options: z
      .object({
        folderFilter: z.string().nullable(),
        folderMapping: z.array(z.object({ from: z.string(), to: z.string() }).strict()),
        unmappedFolders: z.enum(['refuse', 'inbox']),
        proof: z.enum(['sample', 'deep']),
        maxMailboxesAtOnce: count.nullable(),
        maxErrorsPerMailbox: count,
        logSubjects: z.boolean(),
        serverRequestLimitMs: count,
      })
      .strict(),
    verdict: z
      .object({
        ...judgement,
        headline: z.string().describe('The verdict in a few words.'),
        sentence: z.string().describe('The verdict with its figures and everything that stands beside it.'),
      })
      .strict(),
    totals: z
      .object({
        mailboxes: count,
        destinations: count,
        statuses: z
          .object(
            Object.fromEntries(mailboxStatuses.map((status) => [status, count])) as Record<
              MailboxStatus,
              typeof count
            >,
          )
          .strict(),
        ...countFields,
        ...proofFields,
        sumGap: gap,
        bytes,
        bytesCopied: bytes,
        wrapped: count,
        removedBefore: count,
        errors: count,
        startedAtMs: atMs.nullable(),
        endedAtMs: atMs.nullable(),
        contentStatement: z.string(),
      })
      .strict(),
    mailboxes: z.array(mailboxSchema),
    destinations: z.array(destinationSchema),
    errors: z.array(
      z
        .object({
          source: address,
          destination: address,
          scope: z.enum(['message', 'folder', 'mailbox']),
          side: z.enum(['source', 'destination', 'local']),
          code: z.string(),
          severity: z.enum(['information', 'warning', 'error', 'defect']),
          message: z.string(),
          meaning: z.string(),
          nextStep: z.string(),
          folderPath: z.string().nullable(),
          subject: z.string().nullable(),
          receivedAtMs: atMs.nullable(),
          sizeBytes: bytes.nullable(),
          atMs,
          trace: z.string().nullable(),
        })
        .strict(),
    ),
    findings: z.array(
      z
        .object({
          verdict: z.enum(['missing', 'double', 'altered', 'removed-since', 'changed-since']),
          ...messageFields,
          levels: z.array(z.int().min(1).max(4)),
          differences: z.array(z.string()),
          copies: count.describe('How many of it are at the destination.'),
          atMs,
        })
        .strict(),
    ),
    skipped: z.array(z.object({ reason: z.string(), ...messageFields, atMs: atMs.nullable() }).strict()),
    passes: z.array(
      z
        .object({
          kind: z.enum(passKinds),
          state: z.enum(['running', 'stopping', 'ended']),
          createdAtMs: atMs,
          startedAtMs: atMs.nullable(),
          endedAtMs: atMs.nullable(),
          mailboxes: count,
          states: z.partialRecord(z.enum(runStates), count),
          ...countFields,
          bytesCopied: bytes,
          waits: z.array(
            z
              .object({
                reason: z.enum(waitReasons),
                mailboxes: count.describe('How many mailboxes waited for it.'),
                times: count,
                wallMs: count.describe('Time during which at least one mailbox waited for it.'),
              })
              .strict(),
          ),
        })
        .strict(),
    ),
  })
  .strict();

/** The whole report as data; see {@link reportSchema}. */
export type Report = z.infer<typeof reportSchema>;
export type ReportMailbox = Report['mailboxes'][number];
export type ReportDestination = Report['destinations'][number];
export type ReportFolder = ReportMailbox['folders'][number];
export type ReportError = Report['errors'][number];
export type ReportFinding = Report['findings'][number];
export type ReportPass = Report['passes'][number];
