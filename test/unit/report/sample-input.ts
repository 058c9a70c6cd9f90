import type { ProofCounts } from '#shared/contract/model.ts';
import { type Counts, noCounts } from '#shared/domain/counters.ts';
import { resolveOptions } from '#shared/domain/plan.ts';
import type { FolderInput, MailboxInput, PassInput, ReportInput } from '#main/report/report-input.ts';

/** Builders of a report's input: everything well, unless told otherwise. Times begin on 2 October 2025, 08:00 UTC. */
export const startMs = Date.UTC(2025, 9, 2, 8);
export const minuteMs = 60_000;

export const counts = (over: Partial<Counts> = {}): Counts => ({ ...noCounts, ...over });

/** `messages` present and the same in content; of them `over` otherwise. */
export const proof = (messages: number, over: Partial<ProofCounts> = {}): ProofCounts => ({
  present: messages,
  missing: 0,
  duplicates: 0,
  altered: 0,
  removedSince: 0,
  changedSince: 0,
  levels: { '1': messages, '2': messages, '3': messages, '4': 0 },
  ...over,
});

export const folder = (path: string, over: Partial<FolderInput> = {}): FolderInput => ({
  path,
  wellKnown: path === 'Inbox' ? 'inbox' : null,
  included: true,
  reason: 'inbox-default',
  target: 'inbox',
  counts: noCounts,
  proof: null,
  ...over,
});

/** A mailbox whose `messages` were all copied and proven. */
export const mailbox = (name: string, messages: number, over: Partial<MailboxInput> = {}): MailboxInput => {
  const of = counts({
    found: messages,
    copied: messages,
    bytesFound: messages * 75_000,
    bytesCopied: messages * 75_000,
  });
  return {
    source: `${name}@contoso.example`,
    destination: 'archive@fabrikam.example',
    state: 'completed',
    passKind: 'full',
    counts: of,
    proof: proof(messages),
    folders: [folder('Inbox', { counts: of, proof: proof(messages) })],
    skippedBy: [],
    filteredBy: [],
    information: [],
    waits: [],
    wrapped: 0,
    errorCount: 0,
    startedAtMs: startMs,
    endedAtMs: startMs + 30 * minuteMs,
    cutOffAtMs: startMs + minuteMs,
    ...over,
  };
};

export const pass = (over: Partial<PassInput> = {}): PassInput => ({
  kind: 'full',
  state: 'ended',
  createdAtMs: startMs,
  startedAtMs: startMs,
  endedAtMs: startMs + 30 * minuteMs,
  runs: 1,
  states: { completed: 1 },
  counts: noCounts,
  ...over,
});

export const input = (mailboxes: readonly MailboxInput[], over: Partial<ReportInput> = {}): ReportInput => ({
  generatedAtMs: startMs + 60 * minuteMs,
  product: { name: 'Lighterman', version: '0.0.0' },
  project: {
    name: 'Contoso into Fabrikam',
    createdAtMs: startMs - 60 * minuteMs,
    customer: { name: 'Contoso Ltd', domain: 'contoso.example' },
  },
  source: {
    name: 'Contoso',
    cloud: 'worldwide',
    kind: 'mailboxes',
    ewsUrl: 'https://outlook.office365.com/EWS/Exchange.asmx',
    tenantId: '11111111-2222-3333-4444-555555555555',
    clientId: '66666666-7777-8888-9999-000000000000',
    signIn: 'modern',
    credentials: 'provided',
    userName: null,
    impersonation: false,
  },
  destination: {
    name: 'Fabrikam groups',
    cloud: 'worldwide',
    kind: 'groups',
    ewsUrl: 'https://outlook.office365.com/EWS/Exchange.asmx',
    tenantId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    clientId: '99999999-7777-8888-9999-000000000000',
    signIn: 'modern',
    credentials: 'provided',
    userName: null,
    impersonation: false,
  },
  options: resolveOptions({ proof: 'deep' }),
  mailboxes,
  errors: [],
  findings: [],
  skipped: [],
  passes: [pass({ runs: mailboxes.length, states: { completed: mailboxes.length } })],
  ...over,
});
