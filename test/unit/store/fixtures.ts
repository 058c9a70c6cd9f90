import type { FolderRecord, Ledger, ListingEntry } from '#main/migration/ledger.ts';
import type { WriteDb } from '#main/store/db.ts';
import { createLedger } from '#main/store/ledger-repo.ts';
import { memoryProjectStore } from '#main/store/open-store.ts';
import { createPass } from '#main/store/pass-repo.ts';
import { createProject } from '#main/store/project-repo.ts';
import { moveRun } from '#main/store/run-repo.ts';
import { destinationKey, type RunId } from '#shared/domain/ids.ts';
import { type Plan, planSchema } from '#shared/domain/plan.ts';
import type { PassKind } from '#shared/domain/run-state.ts';

/** A clock that stands until it is moved. */
export interface HandClock {
  now(): number;
  move(byMs: number): void;
}
export const handClock = (startMs = 1_000_000): HandClock => {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    move: (byMs) => {
      nowMs += byMs;
    },
  };
};

export const planWith = (items: readonly (readonly [source: string, destination: string])[]): Plan =>
  planSchema.parse({
    name: 'Test',
    customer: { name: 'Contoso', domain: 'contoso.example' },
    source: {
      name: 'Contoso',
      cloud: 'on-premises',
      ewsUrl: 'https://localhost:1/EWS/Exchange.asmx',
      signIn: 'basic',
      userName: 'a',
    },
    destination: {
      name: 'Fabrikam',
      cloud: 'on-premises',
      kind: 'groups',
      ewsUrl: 'https://localhost:2/EWS/Exchange.asmx',
    },
    items: items.map(([source, destination]) => ({ source, destination })),
  });

export const projectWith = (
  items: readonly (readonly [string, string])[],
  db: WriteDb = memoryProjectStore(),
): WriteDb => {
  createProject(db, planWith(items), 1);
  return db;
};

export const folder = (
  id: string,
  over: Partial<FolderRecord> & { totalCount?: number } = {},
): FolderRecord => ({
  folder: {
    id,
    parentId: null,
    path: id,
    displayName: id,
    wellKnown: id === 'Inbox' ? 'inbox' : null,
    folderClass: 'IPF.Note',
    hidden: false,
    isSearchFolder: false,
    totalCount: over.totalCount ?? 0,
    sizeBytes: null,
  },
  included: over.included ?? true,
  reason: over.reason ?? 'inbox-default',
  target: over.target ?? (over.included === false ? null : 'inbox'),
});

export const entry = (
  sourceItemId: string,
  identity: string,
  over: Partial<ListingEntry> = {},
): ListingEntry => ({
  sourceItemId,
  changeKey: 'ck',
  identity,
  itemClass: 'IPM.Note',
  subject: `Subject of ${identity}`,
  sizeBytes: 1000,
  receivedAtMs: 500,
  sentAtMs: 400,
  createdAtMs: 500,
  sourceKey: sourceItemId,
  filteredBy: null,
  envelope: {
    subject: `Subject of ${identity}`,
    senderAddress: 'sender@contoso.example',
    sentAtMs: 400,
    receivedAtMs: 500,
    itemClass: 'IPM.Note',
    isRead: true,
    categories: [],
    importance: 'Normal',
    flagStatus: 'NotFlagged',
    hasAttachments: false,
    internetMessageId: `<${identity}@contoso.example>`,
    recipients: null,
  },
  ...over,
});

/** Submits a pass over all mailboxes and sets its first run going. */
export const startPass = (db: WriteDb, nowMs: number, kind: PassKind = 'full'): RunId => {
  const { runs } = createPass(db, { kind, nowMs });
  for (const run of runs) moveRun(db, run, 'running', nowMs);
  const [first] = runs;
  if (first === undefined) throw new Error('The project has no mailbox.');
  return first;
};

export const limitMs = 150_000;

/** What the engine does before it copies: stamps at the destination, folders and messages at the source, and the match. */
export const listAndMatch = async (
  ledger: Ledger,
  run: RunId,
  source: Readonly<Record<string, readonly ListingEntry[]>>,
  stamps: readonly { readonly itemId: string; readonly stamp: string }[],
  destination = 'group@fabrikam.example',
): Promise<Awaited<ReturnType<Ledger['matchDestination']>>> => {
  const key = destinationKey(destination);
  await ledger.beginDestinationListing(key);
  await ledger.recordDestination(key, stamps);
  await ledger.finishDestinationListing(key);
  const rows = await ledger.recordFolders(
    run,
    Object.entries(source).map(([id, entries]) => folder(id, { totalCount: entries.length })),
  );
  for (const [id, entries] of Object.entries(source)) await ledger.recordListing(run, rows[id] ?? 0, entries);
  await ledger.finishListing(run);
  return ledger.matchDestination(run, limitMs);
};

/** Copies all that is due into `into`, as a server that never fails would. */
export const copyAll = async (
  ledger: Ledger,
  run: RunId,
  into: { itemId: string; stamp: string }[],
): Promise<number> => {
  let copied = 0;
  for (;;) {
    const rows = await ledger.lease(run, { count: 10, bytes: 1_000_000 });
    if (rows.length === 0) return copied;
    await ledger.reserve(
      run,
      rows.map((row) => row.rowId),
    );
    for (const row of rows) into.push({ itemId: `D${into.length + 1}`, stamp: row.stamp });
    await ledger.settle(
      run,
      rows.map((row, index) => ({
        rowId: row.rowId,
        state: 'done',
        how: 'copied',
        destinationItemId: into[into.length - rows.length + index]?.itemId ?? '?',
        mimeSha256: 'aa',
        mimeBytes: 10,
        envelope: { recipients: ['b@contoso.example'] },
        wrapped: false,
      })),
    );
    copied += rows.length;
  }
};

export const ledgerOf = (db: WriteDb, clock: HandClock): Ledger => createLedger(db, { clock });
