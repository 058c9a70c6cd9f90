// What the recorded window shows: projects, mailboxes and errors of each scene, the same at every run.
import type { ErrorView, FolderView, ItemView, ProjectView } from '#shared/contract/model.ts';
import { addCounts, type Counts, noCounts } from '#shared/domain/counters.ts';
import type { ItemId, PassId } from '#shared/domain/ids.ts';
import type { RunState } from '#shared/domain/run-state.ts';

export const scenes = [
  'empty',
  'signed-out',
  'idle',
  'verified-with-errors',
  'running',
  'waiting',
  'errors',
  'completed',
  'stopped',
  'gone',
  'big',
] as const;
export type Scene = (typeof scenes)[number];

const firstNames =
  'Ada Grace Alan Edsger Barbara Donald Frances Ken Radia Leslie Margaret Niklaus Hedy Tony'.split(' ');
const lastNames =
  'Lovelace Hopper Turing Dijkstra Liskov Knuth Allen Thompson Perlman Lamport Hamilton Wirth Hoare'.split(
    ' ',
  );
const groups =
  'project-harbour team-quay sales-north legal-archive board-2024 research operations finance'.split(' ');
// A fixed day and hour, so that pictures of the same scene are the same.
export const noonMs = new Date(new Date().toDateString()).getTime() + 14 * 3_600_000;

/** A small generator of numbers that gives the same for the same seed (mulberry32). */
export const createRandom = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const statesOf = (scene: Scene, position: number, size: number): RunState => {
  switch (scene) {
    case 'empty':
    case 'signed-out':
    case 'idle':
      return 'not-started';
    case 'verified-with-errors':
      return position === 2 || position === 7 ? 'failed' : 'completed';
    case 'running':
    case 'gone':
      return position < 4
        ? 'completed'
        : position === 4
          ? 'completed-with-errors'
          : position < 8
            ? 'running'
            : position === 8
              ? 'waiting'
              : 'queued';
    case 'waiting':
      return position < 3 ? 'completed' : position < 8 ? 'waiting' : 'queued';
    case 'errors':
      return position === 1 ? 'failed' : position % 5 === 2 ? 'completed-with-errors' : 'completed';
    case 'completed':
      return 'completed';
    case 'stopped':
      return position < 5 ? 'completed' : 'stopped';
    case 'big':
      return position < 32 ? 'running' : position < size / 2 ? 'completed' : 'queued';
  }
};

const waits = [
  { reason: 'throttled', untilMs: noonMs + 32 * 60_000 + 10_000 },
  { reason: 'network', untilMs: noonMs + 31 * 60_000 },
  { reason: 'destination-busy', untilMs: null },
  { reason: 'sign-in', untilMs: null },
  { reason: 'settling', untilMs: noonMs + 33 * 60_000 },
] as const;

export const makeItem = (scene: Scene, position: number, size: number, random: () => number): ItemView => {
  const state = statesOf(scene, position, size);
  const first = firstNames[Math.floor(random() * firstNames.length)] ?? 'Ada';
  const last = lastNames[Math.floor(random() * lastNames.length)] ?? 'Lovelace';
  const isTouched = state !== 'not-started' && state !== 'queued';
  const verifyOnly = scene === 'verified-with-errors';
  const found = isTouched && !verifyOnly ? 200 + Math.floor(random() * 9800) : 0;
  const share = state === 'running' || state === 'waiting' || state === 'stopped' ? 0.15 + random() * 0.7 : 1;
  const failed =
    state === 'completed-with-errors' ? 1 + Math.floor(random() * 4) : state === 'failed' ? 0 : 0;
  const alreadyThere = Math.floor(found * share * 0.1);
  const notAttempted = state === 'failed' ? found : Math.max(0, found - Math.floor(found * share));
  const copied = Math.max(0, found - notAttempted - alreadyThere - failed);
  const bytesFound = found * 91_000;
  const counts: Counts = {
    found,
    filtered: isTouched && !verifyOnly ? Math.floor(random() * 3000) : 0,
    alreadyThere: state === 'failed' ? 0 : alreadyThere,
    copied: state === 'failed' ? 0 : copied,
    skipped: 0,
    failed,
    notAttempted,
    bytesFound,
    bytesCopied: found === 0 ? 0 : Math.floor((bytesFound * copied) / found),
  };
  const isRunning = state === 'running';
  const wait = waits[(position + 1) % waits.length] ?? waits[0];
  return {
    id: `item-${position}` as ItemId,
    source: `${first}.${last}${size > 20 ? position : ''}@contoso.example`.toLowerCase(),
    destination: `${groups[position % groups.length]}@fabrikam.example`,
    state,
    passKind: isTouched ? (verifyOnly ? 'verify' : 'full') : null,
    wait: state === 'waiting' ? { ...wait, sinceMs: noonMs } : null,
    counts,
    messagesPerSecond: isRunning ? 4 + random() * 40 : 0,
    bytesPerSecond: isRunning ? 400_000 + random() * 4_000_000 : 0,
    remainingMs: isRunning ? 60_000 + random() * 3_000_000 : null,
    currentFolder: isRunning ? 'Inbox' : null,
    errorCount: state === 'failed' ? 1 : failed,
    lastPassAtMs: isTouched ? noonMs - position * 60_000 : null,
    proof:
      state === 'completed' && !verifyOnly
        ? {
            present: found,
            missing: 0,
            duplicates: 0,
            altered: 0,
            removedSince: 0,
            changedSince: position % 3,
            levels: { '1': found, '2': found, '3': Math.ceil(found / 10), '4': 0 },
          }
        : null,
    complete: state === 'completed' && !verifyOnly ? true : state === 'completed-with-errors' ? false : null,
  };
};

export const makeErrors = (item: ItemView): readonly ErrorView[] => {
  const base = {
    itemId: item.id,
    source: item.source,
    destination: item.destination,
    atMs: noonMs,
    trace: '5f2c9a1e0b7d4c36',
  };
  if (item.state === 'failed')
    return [
      {
        ...base,
        scope: 'mailbox',
        side: 'source',
        code: 'mailbox.access-denied',
        message: `migrate@contoso.example has no Full Access to ${item.source}.`,
        meaning: 'The account has no access to the mailbox.',
        nextStep: 'Grant Full Access, wait some minutes, then verify again.',
        details: {
          script: `Add-MailboxPermission -Identity ${item.source} -User migrate@contoso.example -AccessRights FullAccess -AutoMapping $false`,
        },
        folderPath: null,
        subject: null,
        receivedAtMs: null,
        sizeBytes: null,
      },
    ];
  return Array.from({ length: item.errorCount }, (_, index) => ({
    ...base,
    scope: 'message' as const,
    side: 'destination' as const,
    code: index === 0 ? ('message.too-large' as const) : ('message.refused' as const),
    message:
      index === 0
        ? 'The message has 41.2 MB, and the group takes 36 MB.'
        : 'The destination refused the message (ErrorItemSave).',
    meaning:
      index === 0
        ? 'The message is larger than the destination takes.'
        : 'The destination refused the message.',
    nextStep:
      index === 0
        ? 'Raise the receive limit of the destination, then retry.'
        : 'See the code; open the message at the source.',
    details:
      index === 0 ? { script: `Set-UnifiedGroup -Identity ${item.destination} -MaxReceiveSize 150MB` } : {},
    folderPath: 'Inbox',
    subject: index === 0 ? 'Drawings of the new quay, all sheets' : 'Re: Re: Tender documents (revised)',
    receivedAtMs: noonMs - 40 * 86_400_000,
    sizeBytes: index === 0 ? 41_200_000 : 84_000,
  }));
};

export const makeFolders = (item: ItemView): readonly FolderView[] => {
  if (item.counts.found === 0) return [];
  const left = { ...noCounts, filtered: Math.floor(item.counts.filtered / 2) };
  return [
    {
      path: 'Inbox',
      wellKnown: 'inbox',
      included: true,
      reason: 'the Inbox',
      target: 'Inbox',
      counts: item.counts,
    },
    {
      path: 'Sent Items',
      wellKnown: 'sentitems',
      included: false,
      reason: 'only the Inbox goes into a group',
      target: null,
      counts: left,
    },
    {
      path: 'Archive/2023/Invoices and reminders',
      wellKnown: null,
      included: false,
      reason: 'only the Inbox goes into a group',
      target: null,
      counts: left,
    },
  ];
};

export const makeProject = (scene: Scene, items: readonly ItemView[]): ProjectView => {
  const states: Partial<Record<RunState, number>> = {};
  for (const item of items) states[item.state] = (states[item.state] ?? 0) + 1;
  const isActive = scene === 'running' || scene === 'waiting' || scene === 'gone' || scene === 'big';
  const hasRun = isActive || !['empty', 'signed-out', 'idle'].includes(scene);
  const pass = {
    id: 'pass-1' as PassId,
    kind: scene === 'verified-with-errors' ? ('verify' as const) : ('full' as const),
    state: isActive ? ('running' as const) : ('ended' as const),
    createdAtMs: noonMs,
    endedAtMs: isActive ? null : noonMs + 47 * 60_000,
    runs: items.length,
    states,
  };
  const account = (name: string) =>
    scene === 'signed-out'
      ? null
      : { userName: `migrate@${name}.example`, tenantId: name, signedInAtMs: noonMs - 600_000 };
  const endpoint = {
    cloud: 'practice',
    ewsUrl: 'https://localhost:8443/EWS/Exchange.asmx',
    tenantId: 'contoso',
    clientId: 'lighterman',
    signIn: 'modern',
    credentials: 'provided',
    userName: null,
    impersonation: false,
    practice: true,
  } as const;
  return {
    path: '/home/ada/Contoso to Fabrikam.lighterman',
    name: 'Contoso to Fabrikam',
    customer: 'Contoso Shipping',
    readOnly: false,
    endpoints: [
      { ...endpoint, side: 'source', name: 'Contoso', kind: 'mailboxes', account: account('contoso') },
      { ...endpoint, side: 'destination', name: 'Fabrikam', kind: 'groups', account: account('fabrikam') },
    ],
    options: {
      folderFilter: null,
      folderMapping: [],
      unmappedFolders: 'refuse',
      proof: 'sample',
      maxMailboxesAtOnce: null,
      maxErrorsPerMailbox: 100,
      logSubjects: true,
      serverRequestLimitMs: 150_000,
    },
    itemCount: items.length,
    destinationCount: new Set(items.map((item) => item.destination)).size,
    totals: items.reduce((sum, item) => addCounts(sum, item.counts), noCounts),
    states,
    activePass: isActive ? pass : null,
    lastPass: hasRun && !isActive ? pass : null,
    errorCount: items.reduce((sum, item) => sum + item.errorCount, 0),
  };
};
