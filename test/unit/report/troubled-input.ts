import { resolveOptions } from '#shared/domain/plan.ts';
import type { ReportInput } from '#main/report/report-input.ts';
import { counts, folder, input, mailbox, minuteMs, pass, proof, startMs } from './sample-input.ts';

/** Subjects as strangers write them. */
export const hostileSubject =
  '"><img src=x onerror=alert(1)></td></table><script>alert(document.cookie)</script>';
export const turnedSubject = 'Invoice \u202Efdp.exe\u2066';

/** A project in which much went wrong: each kind of status, error and finding once. */
export const troubled = (): ReportInput => {
  const message = {
    source: 'alex@contoso.example',
    destination: 'archive@fabrikam.example',
    folderPath: 'Inbox',
    receivedAtMs: Date.UTC(2025, 5, 20, 4),
    sizeBytes: 48_123_456,
    itemClass: 'IPM.Note',
  };
  const seenMs = startMs + 31 * minuteMs;
  const unlisted = { counts: counts(), proof: null, cutOffAtMs: null, folders: [] };
  return input(
    [
      mailbox('alex', 3412, {
        state: 'completed-with-errors',
        counts: counts({
          found: 3412,
          copied: 3405,
          failed: 3,
          skipped: 4,
          filtered: 1200,
          bytesFound: 41_200_000_000,
        }),
        proof: proof(3404, {
          missing: 1,
          duplicates: 1,
          altered: 1,
          levels: { '1': 3404, '2': 3403, '3': 330, '4': 2 },
        }),
        skippedBy: [{ reason: 'gone at the source', messages: 4 }],
        filteredBy: [{ reason: 'folder', messages: 1200 }],
        information: [{ atMs: startMs, text: 'Source: modern authentication is used.' }],
        waits: [
          {
            reason: 'throttled',
            sinceMs: startMs + minuteMs,
            untilMs: null,
            endedAtMs: startMs + 6 * minuteMs,
          },
        ],
        errorCount: 3,
        wrapped: 2,
        folders: [
          folder('Inbox', { counts: counts({ found: 3000, copied: 2997, failed: 3 }), proof: proof(2997) }),
          folder('Inbox/<b>Größe & Maß', {
            counts: counts({ found: 412, copied: 408, skipped: 4 }),
            proof: proof(407, { missing: 1 }),
          }),
          folder('Sent Items', {
            wellKnown: 'sentitems',
            included: false,
            target: null,
            reason: 'filter',
            counts: counts({ filtered: 1200 }),
          }),
          folder('Calendar', { included: false, target: null, reason: 'not-mail' }),
        ],
      }),
      mailbox('camille', 1037, { destination: 'harbour@fabrikam.example', proof: null }),
      mailbox('haruto', 0, { ...unlisted, state: 'failed', errorCount: 1 }),
      mailbox('jana', 8, { counts: counts({ found: 10, copied: 8 }) }),
      mailbox('lucia', 40, { state: 'running', counts: counts({ found: 100, copied: 40 }), proof: null }),
      mailbox('megan', 1185, {
        folders: [
          folder('Posteingang', { wellKnown: 'inbox' }),
          folder('Gesendete Elemente', {
            wellKnown: 'sentitems',
            included: false,
            target: null,
            reason: 'filter',
            counts: counts({ filtered: 10 }),
          }),
        ],
      }),
      mailbox('new', 0, { ...unlisted, state: 'not-started', passKind: null }),
      mailbox('changed', 12, { proof: proof(12, { changedSince: 2, altered: 1 }) }),
    ],
    {
      options: resolveOptions({
        folderFilter: '^(?!Inbox$|Archive$)',
        unmappedFolders: 'inbox',
        folderMapping: [{ from: 'Archive', to: 'inbox' }],
      }),
      errors: [
        {
          ...message,
          scope: 'message',
          side: 'destination',
          code: 'message.too-large',
          message:
            'The message is 52 MB encoded; the destination takes 36 MB. Set-UnifiedGroup -MaxReceiveSize 75MB',
          subject: hostileSubject,
          atMs: startMs,
          trace: 'a1b2c3d4',
        },
        {
          ...message,
          scope: 'message',
          side: 'source',
          code: 'message.unreadable',
          message: 'The source cannot deliver the message as MIME.',
          subject: turnedSubject,
          atMs: startMs,
          trace: null,
        },
        {
          ...message,
          source: 'haruto@contoso.example',
          scope: 'mailbox',
          side: 'source',
          code: 'mailbox.access-denied',
          message: "Grant it with: Add-MailboxPermission -Identity 'haruto@contoso.example'",
          folderPath: null,
          subject: null,
          receivedAtMs: null,
          sizeBytes: null,
          atMs: startMs,
          trace: 'ffee',
        },
      ],
      findings: [
        {
          ...message,
          verdict: 'missing',
          subject: 'Harbour dues',
          levels: [],
          differences: [],
          copies: 0,
          atMs: seenMs,
        },
        {
          ...message,
          verdict: 'double',
          subject: '',
          levels: [1, 2],
          differences: ['server-normalised:text-placement'],
          copies: 2,
          atMs: seenMs,
        },
        {
          ...message,
          verdict: 'altered',
          subject: null,
          levels: [1],
          differences: ['paragraph-missing', 'nested:attachment-missing'],
          copies: 1,
          atMs: seenMs,
        },
        {
          ...message,
          verdict: 'removed-since',
          subject: 'Gone',
          levels: [],
          differences: [],
          copies: 0,
          atMs: seenMs,
        },
        {
          ...message,
          verdict: 'changed-since',
          subject: 'Read',
          levels: [1, 2],
          differences: ['read'],
          copies: 1,
          atMs: seenMs,
        },
      ],
      skipped: [{ ...message, reason: 'gone at the source', subject: 'Moved away', atMs: null }],
      passes: [
        pass({
          counts: counts({ found: 5000, copied: 4800, failed: 3, bytesCopied: 9_000_000_000 }),
          runs: 8,
          states: { failed: 1, completed: 7 },
        }),
        pass({
          kind: 'verify',
          createdAtMs: startMs - 20 * minuteMs,
          startedAtMs: startMs - 20 * minuteMs,
          endedAtMs: startMs - 19 * minuteMs,
          runs: 8,
          states: { completed: 7, failed: 1 },
        }),
      ],
    },
  );
};
