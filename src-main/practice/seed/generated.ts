import type { Contact, SeedLanguage } from './vocabulary.ts';

/** What MIME does not carry of a message in a mailbox. Times are ms UTC. */
export interface MessageProps {
  readonly receivedAtMs: number;
  readonly sentAtMs: number;
  readonly isRead: boolean;
  readonly isDraft: boolean;
  readonly importance: 'low' | 'normal' | 'high';
  readonly categories: readonly string[];
  readonly flag: 'none' | 'flagged' | 'complete';
}

/** Where a message lies: a well-known folder, or a path of folders a person made (`Projects/Harbour`). */
export type SeedFolder =
  | { readonly kind: 'inbox' | 'sentitems' | 'drafts' | 'deleteditems' | 'junkemail' }
  | { readonly kind: 'path'; readonly path: string };

export const messageKinds = [
  'plain',
  'html',
  'alternative',
  'inline-pictures',
  'attachments',
  'nested',
  'signed',
  'encrypted',
  'meeting',
  'report',
  'receipt',
  'bare',
  'large',
] as const;
export type MessageKind = (typeof messageKinds)[number];

export interface GeneratedMessage {
  readonly kind: MessageKind;
  readonly subject: string;
  readonly mime: Buffer;
  readonly folder: SeedFolder;
  readonly props: MessageProps;
}

/** What kind of mailbox the messages are for. */
export interface Profile {
  readonly owner: Contact;
  readonly language: SeedLanguage;
  /** Colleagues in the same tenant. */
  readonly colleagues: readonly Contact[];
  readonly kinds: Readonly<Record<MessageKind, number>>;
  /** Decoded size of ordinary attachments. */
  readonly attachmentBytes: readonly [min: number, max: number];
  /** Decoded size of the attachment of a `large` message. */
  readonly largeBytes: readonly [min: number, max: number];
  /** `false`: everything goes to the Inbox. */
  readonly spreadFolders: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

const none: Readonly<Record<MessageKind, number>> = {
  plain: 0,
  html: 0,
  alternative: 0,
  'inline-pictures': 0,
  attachments: 0,
  nested: 0,
  signed: 0,
  encrypted: 0,
  meeting: 0,
  report: 0,
  receipt: 0,
  bare: 0,
  large: 0,
};

const owner: Contact = { name: 'Alex Wilber', address: 'alex.wilber@contoso.example' };

const base = {
  owner,
  language: 'en' as const,
  colleagues: [owner],
  attachmentBytes: [4_000, 220_000] as const,
  largeBytes: [1_500_000, 3_500_000] as const,
  fromMs: Date.UTC(2023, 0, 9),
  toMs: Date.UTC(2026, 9, 30),
};

/**
 * `business`: what an office mailbox holds. `small`: text of a few KB. `20kb`, `500kb`, `20mb`: one attachment each of that
 * size as MIME, for measurements.
 */
export const profiles = {
  business: {
    ...base,
    spreadFolders: true,
    kinds: {
      plain: 22,
      html: 16,
      alternative: 18,
      'inline-pictures': 9,
      attachments: 16,
      nested: 4,
      signed: 3,
      encrypted: 1,
      meeting: 4,
      report: 2,
      receipt: 1,
      bare: 2,
      large: 2,
    },
  },
  small: { ...base, spreadFolders: false, kinds: { ...none, plain: 3, html: 1, alternative: 2 } },
  '20kb': {
    ...base,
    spreadFolders: false,
    kinds: { ...none, attachments: 1 },
    attachmentBytes: [13_600, 14_000],
  },
  '500kb': {
    ...base,
    spreadFolders: false,
    kinds: { ...none, attachments: 1 },
    attachmentBytes: [364_000, 366_000],
  },
  '20mb': {
    ...base,
    spreadFolders: false,
    kinds: { ...none, large: 1 },
    largeBytes: [14_600_000, 14_700_000],
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;
