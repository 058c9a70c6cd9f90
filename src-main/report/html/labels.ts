import type { Cloud, EndpointKind, SignInKind } from '#shared/domain/endpoint.ts';
import type { PassKind, RunState, WaitReason } from '#shared/domain/run-state.ts';
import { skipReasons } from '#shared/domain/skip-reasons.ts';
import type { MailboxStatus, ReportFinding, ReportMailbox } from '../report-schema.ts';
import { icon, type IconName } from './icons.ts';
import { markup, type Markup } from './markup.ts';

export type Tone = 'good' | 'fair' | 'bad' | 'open';

interface Label {
  readonly word: string;
  readonly icon: IconName;
  readonly tone: Tone;
  readonly meaning: string;
}

/** What the report says of one mailbox; the same words stand in the legend. */
export const statusLabels: Readonly<Record<MailboxStatus, Label>> = {
  proven: {
    word: 'Proven',
    icon: 'proven',
    tone: 'good',
    meaning:
      'Complete, and levels 1 and 2 are reached by every message, level 3 as this project asks for it.',
  },
  complete: {
    word: 'Complete',
    icon: 'done',
    tone: 'fair',
    meaning: 'Every message found is present at the destination, but something keeps it from being proven.',
  },
  incomplete: {
    word: 'Not complete',
    icon: 'bad',
    tone: 'bad',
    meaning: 'At least one message found is not present at the destination.',
  },
  'not-reconciled': {
    word: 'Not compared',
    icon: 'open',
    tone: 'open',
    meaning: 'The server accepted every message; the destination has not been listed and compared since.',
  },
  running: { word: 'In progress', icon: 'going', tone: 'open', meaning: 'Its messages are being copied.' },
  failed: {
    word: 'Failed',
    icon: 'bad',
    tone: 'bad',
    meaning: 'The mailbox could not be opened or listed: nothing is known of its messages.',
  },
  'not-started': {
    word: 'Not started',
    icon: 'open',
    tone: 'open',
    meaning: 'No message was looked at yet.',
  },
  defect: {
    word: 'Counts differ',
    icon: 'bad',
    tone: 'bad',
    meaning: 'The counts do not add up. This is a defect of the program: its figures prove nothing.',
  },
};

export const statusOf = (mailbox: Pick<ReportMailbox, 'status'>): Markup => {
  const { word, icon: name, tone } = statusLabels[mailbox.status];
  return markup`<span class="status ${tone}">${icon(name)} ${word}</span>`;
};

export const stateWords: Readonly<Record<RunState, string>> = {
  'not-started': 'Not started',
  queued: 'Queued',
  verifying: 'Verifying',
  running: 'Running',
  waiting: 'Waiting',
  stopping: 'Stopping',
  completed: 'Completed',
  'completed-with-errors': 'Completed with errors',
  failed: 'Failed',
  stopped: 'Stopped',
};

export const passWords: Readonly<Record<PassKind, string>> = {
  verify: 'Verify credentials',
  full: 'Full migration',
  reconcile: 'Reconcile',
};

export const waitWords: Readonly<Record<WaitReason, string>> = {
  throttled: 'a server asked us to wait',
  network: 'the network was down',
  'sign-in': 'a sign-in was needed',
  schedule: 'the schedule said so',
  'destination-busy': 'another mailbox was written into the same destination',
  settling: 'the outcome of a lost answer had to settle',
};

export const cloudWords: Readonly<Record<Cloud, string>> = {
  worldwide: 'Microsoft 365 (worldwide)',
  'us-gov-high': 'Microsoft 365 (US Government GCC High)',
  'us-gov-dod': 'Microsoft 365 (US Government DoD)',
  china: 'Microsoft 365 (operated by 21Vianet)',
  'on-premises': 'Exchange Server (on-premises)',
  practice: 'Practice tenant on this machine',
};

export const kindWords: Readonly<Record<EndpointKind, string>> = {
  mailboxes: 'mailboxes',
  groups: 'group mailboxes',
};

export const signInWords: Readonly<Record<SignInKind, string>> = {
  modern: 'modern authentication, as a person',
  'app-only': 'modern authentication, as an application',
  basic: 'user name and password (Basic)',
  ntlm: 'user name and password (NTLM)',
  windows: 'Windows authentication',
};

/** Why a folder is in or out, as the engine names it. */
export const folderReasons: Readonly<Record<string, string>> = {
  'inbox-default': 'only the Inbox is taken',
  filter: 'kept out by the folder filter',
  default: 'mail folder',
  hidden: 'hidden system folders',
  'search-folder': 'search folders',
  class: 'folders that hold no mail',
  'not-mail': 'calendars',
};

/** Names of well-known folders, for what is said of many mailboxes in several languages. */
export const wellKnownNames: Readonly<Record<string, string>> = {
  inbox: 'Inbox',
  sentitems: 'Sent Items',
  deleteditems: 'Deleted Items',
  drafts: 'Drafts',
  junkemail: 'Junk Email',
  outbox: 'Outbox',
  archive: 'Archive',
  calendar: 'Calendar',
  contacts: 'Contacts',
  tasks: 'Tasks',
  notes: 'Notes',
  journal: 'Journal',
};

/** Why messages were skipped or filtered. */
const reasonWords: Readonly<Record<string, string>> = {
  folder: 'in folders that are not part of this migration',
  date: 'outside the date window',
  'item-type': 'of an item type that is not part of this migration',
  [skipReasons.gone]: 'gone at the source before they could be copied',
  [skipReasons.folder]: 'in a folder that is no longer part of the migration',
  [skipReasons.removed]: 'copied by an earlier pass and removed at the destination since',
};

export const reasonOf = (reason: string): string => reasonWords[reason] ?? reason;

interface FindingLabel extends Omit<Label, 'meaning'> {
  readonly meaning: string;
  readonly nextStep: string;
}

export const findingLabels: Readonly<Record<ReportFinding['verdict'], FindingLabel>> = {
  missing: {
    word: 'Missing',
    icon: 'bad',
    tone: 'bad',
    meaning:
      'The server confirmed these messages when they were copied; a fresh listing of the destination does not show them.',
    nextStep:
      'Look for them at the destination (deleted items, rules, retention); the source still holds them.',
  },
  double: {
    word: 'There more than once',
    icon: 'warning',
    tone: 'fair',
    meaning: 'The same message of the source is at the destination more than once.',
    nextStep: 'Compare the copies at the destination and delete what is too many.',
  },
  altered: {
    word: 'Altered',
    icon: 'warning',
    tone: 'bad',
    meaning: 'The message is there, but its envelope or its content is not the one of the source.',
    nextStep: 'Compare it with the source; find out who or what changed it at the destination.',
  },
  'removed-since': {
    word: 'Removed since',
    icon: 'warning',
    tone: 'fair',
    meaning:
      'These messages were proven at the destination earlier and are not there now: somebody removed or moved them.',
    nextStep: 'Nothing to do if that was intended; the source still holds them.',
  },
  'changed-since': {
    word: 'Changed since',
    icon: 'done',
    tone: 'open',
    meaning:
      'Proven earlier; since then somebody has read, flagged, categorised or moved them at the destination.',
    nextStep: 'Nothing to do: this is everyday use.',
  },
};
