/**
 * What a migration needs of a mailbox, whatever protocol is behind it. `exchange/ews` implements both interfaces;
 * `migration/tasks` knows nothing else of servers. All methods throw `LightermanError`; all take an AbortSignal.
 */

/** How messages are told from one another at the source; see domain.md §4. */
export interface SourceFolder {
  readonly id: string;
  readonly parentId: string | null;
  /** Display names from below the root of visible folders, a literal `/` or `\` in a name escaped with `\`. */
  readonly path: string;
  readonly displayName: string;
  /** `inbox`, `calendar`, … when the server says so, whatever the language. */
  readonly wellKnown: string | null;
  readonly folderClass: string | null;
  readonly hidden: boolean;
  readonly isSearchFolder: boolean;
  readonly totalCount: number;
  readonly sizeBytes: number | null;
}

export type Importance = 'Low' | 'Normal' | 'High';
export type FlagStatus = 'NotFlagged' | 'Flagged' | 'Complete';

/** What a listing (FindItem) shows of one message. Strings may be cut at 255 characters by the server. */
export interface ListedMessage {
  readonly itemId: string;
  readonly changeKey: string | null;
  readonly itemClass: string;
  readonly subject: string;
  readonly sizeBytes: number;
  /** 0x0E06; falls back to DateTimeReceived. */
  readonly receivedAtMs: number | null;
  /** 0x0039; falls back to DateTimeSent. */
  readonly sentAtMs: number | null;
  /** 0x3007; falls back to DateTimeCreated. */
  readonly createdAtMs: number | null;
  /** 0x0E07. */
  readonly messageFlags: number | null;
  /** 0x300B and 0x65E0 in base64; `null` where the server has or gives none. */
  readonly searchKey: string | null;
  readonly sourceKey: string | null;
  readonly internetMessageId: string | null;
  /** 0x5D02 sender SMTP address. */
  readonly senderAddress: string | null;
  readonly isRead: boolean;
  readonly categories: readonly string[];
  readonly importance: Importance;
  readonly sensitivity: string;
  readonly flagStatus: FlagStatus;
  readonly hasAttachments: boolean;
  /** Our stamps, if the item bears them (destination). */
  readonly stamp: string | null;
  readonly originalClass: string | null;
}

/** Properties that MIME loses, read together with the content. Absent ones are `null`: nothing is invented. */
export interface MessageProperties {
  readonly itemClass: string;
  readonly subject: string | null;
  readonly isRead: boolean;
  readonly messageFlags: number | null;
  readonly sentAtMs: number | null;
  readonly receivedAtMs: number | null;
  readonly createdAtMs: number | null;
  readonly categories: readonly string[];
  readonly importance: Importance;
  readonly sensitivity: string;
  readonly flagStatus: FlagStatus;
  readonly flagStartMs: number | null;
  readonly flagDueMs: number | null;
  readonly flagCompleteMs: number | null;
  /** 0x1080, 0x1081, 0x1082: reply and forward marks. */
  readonly iconIndex: number | null;
  readonly lastVerb: number | null;
  readonly lastVerbAtMs: number | null;
  readonly internetMessageId: string | null;
  readonly senderAddress: string | null;
  /** Lower-case SMTP addresses, sorted, without doubles; for proof level 2. `null`: items of this type show none. */
  readonly recipients: readonly string[] | null;
}

/** MIME of a message as the server gave it: base64 text (white space included), never decoded on the way. */
export interface SmallContent {
  readonly kind: 'small';
  readonly itemId: string;
  readonly mimeBase64: Uint8Array;
  /** SHA-256 (hex) and length of the decoded MIME. */
  readonly mimeSha256: string;
  readonly mimeBytes: number;
  readonly properties: MessageProperties;
}

/** A large message: read the chunks once, in order; `end` settles after the last chunk. */
export interface StreamedContent {
  readonly kind: 'streamed';
  readonly itemId: string;
  /** Base64 bytes to come, as far as the listing tells: for the throttle only. */
  readonly expectedBytes?: number;
  readonly mimeBase64: AsyncIterable<Uint8Array>;
  /** Reads it once more from its start: for a destination that wants the length before the first byte. */
  readonly again?: () => Promise<StreamedContent | FailedContent>;
  readonly end: Promise<{
    readonly mimeSha256: string;
    readonly mimeBytes: number;
    readonly properties: MessageProperties;
  }>;
}

/** The fault is a `LightermanError` of scope `message`. */
export interface FailedContent {
  readonly kind: 'failed';
  readonly itemId: string;
  readonly error: Error;
}
export type MessageContent = SmallContent | StreamedContent | FailedContent;

export interface MailboxIdentity {
  readonly primarySmtp: string;
  readonly displayName: string | null;
  /** As ResolveNames says; `null` when the server does not resolve. */
  readonly kind: 'group' | 'user' | 'shared' | 'list' | 'other' | null;
  /** Changes when a mailbox is deleted and made anew under the same address: the Inbox's folder id. */
  readonly inboxFolderId: string;
  readonly serverVersion: string | null;
}

export interface ListOptions {
  /** Items per page, at most 1000. */
  readonly pageSize?: number;
  /** Skip the stamp properties (source). */
  readonly withStamps: boolean;
}

/** A page of a listing; `done` on the last one. */
export interface ListedPage {
  readonly messages: readonly ListedMessage[];
  readonly totalCount: number | null;
}

/** Enough to fetch a message and to decide how: a `ListedMessage` is one. */
export interface MessageRef {
  readonly itemId: string;
  readonly sizeBytes: number;
}

export interface MailboxSource {
  /** @param isHasty a person waits: a fault is told after one repetition, not after patient ones. */
  open(signal: AbortSignal, isHasty?: boolean): Promise<MailboxIdentity>;
  listFolders(signal: AbortSignal): Promise<readonly SourceFolder[]>;
  /**
   * Every message that is in the folder during the whole listing appears at least once, also when mail comes or goes meanwhile
   * (sorted by creation ascending, overlapping pages, total compared before and after, repeated until stable).
   * The same item may appear twice; the caller folds by itemId.
   */
  listMessages(folderId: string, options: ListOptions, signal: AbortSignal): AsyncIterable<ListedPage>;
  /** MIME and properties of up to 100 messages, small ones in batches by bytes; answers in the order asked. */
  readSmall(
    messages: readonly MessageRef[],
    signal: AbortSignal,
  ): Promise<readonly (SmallContent | FailedContent)[]>;
  /** One large message as a stream. */
  readLarge(message: MessageRef, signal: AbortSignal): Promise<StreamedContent | FailedContent>;
  /** Recipients (lower-case, sorted) by item id, for proof; ids that are gone are absent. */
  readRecipients(
    itemIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>>;
  close(): Promise<void>;
}

/** What is written beside the MIME. `stamp` is the named property (PublicStrings) that carries the source identity. */
export interface WriteRequest {
  readonly content: SmallContent | StreamedContent;
  readonly stamp: string;
  /** The class to create with; when it differs from the source's, `originalClass` is kept in a second named property. */
  readonly itemClass: string;
  readonly originalClass: string | null;
}

export type WriteResult =
  | {
      readonly kind: 'written';
      readonly itemId: string;
      readonly changeKey: string | null;
      /** The stream it was written from, where the message had to be read again: the first one has no end then. */
      readonly from?: StreamedContent;
    }
  /** The server said no; nothing was stored. */
  | { readonly kind: 'refused'; readonly error: Error }
  /** Sent, answer lost: probe before sending again. */
  | { readonly kind: 'unknown'; readonly error: Error };

export interface MailboxDestination {
  open(signal: AbortSignal, isHasty?: boolean): Promise<MailboxIdentity>;
  /** Folder id of `inbox`, `calendar`, or (mailboxes only) of a path below the root, created when missing. */
  openFolder(target: string, signal: AbortSignal): Promise<string>;
  listMessages(folderId: string, options: ListOptions, signal: AbortSignal): AsyncIterable<ListedPage>;
  /** Writes small messages in one request (or a few); results in the order given. Never throws for a single message. */
  writeSmall(
    folderId: string,
    requests: readonly WriteRequest[],
    signal: AbortSignal,
  ): Promise<readonly WriteResult[]>;
  writeLarge(folderId: string, request: WriteRequest, signal: AbortSignal): Promise<WriteResult>;
  /** Item ids that bear one of the stamps, by stamp; an exact restriction at the server. */
  findStamps(
    folderId: string,
    stamps: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>>;
  readSmall(
    messages: readonly MessageRef[],
    signal: AbortSignal,
  ): Promise<readonly (SmallContent | FailedContent)[]>;
  readLarge(message: MessageRef, signal: AbortSignal): Promise<StreamedContent | FailedContent>;
  readRecipients(
    itemIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>>;
  close(): Promise<void>;
}

/** One named property in PublicStrings, fixed for ever; `FindItem` returns it whole (under 255 characters). */
export const stampPropertyName = 'LightermanSource';
export const originalClassPropertyName = 'LightermanOriginalClass';

/** Where the bytes go and who asks; an `EwsMailbox` is made from it in a worker. JSON only: it crosses threads. */
export interface MailboxConnection {
  readonly ewsUrl: string;
  readonly smtp: string;
  readonly side: 'source' | 'destination';
  readonly isGroup: boolean;
  /** SMTP address for the ExchangeImpersonation header, or `null`. */
  readonly impersonate: string | null;
  readonly requestServerVersion: string | null;
  /** Extra certificate authorities (PEM): practice tenants, or what the operator trusts for this endpoint. */
  readonly caPem: string | null;
  readonly signIn: ConnectionSignIn;
  /** Deadline of a whole request without upload time, default 150 s as the server's own. */
  readonly requestTimeoutMs: number;
}

export type ConnectionSignIn =
  /** Access tokens come from the host by `accountKey` whenever asked; `forceRefresh` after a 401. */
  | { readonly kind: 'bearer'; readonly accountKey: string }
  | {
      readonly kind: 'basic' | 'ntlm' | 'negotiate-password';
      readonly userName: string;
      readonly secretKey: string;
    };

/** Asked by a connection for what must not lie about in memory longer than needed. */
export interface Credentials {
  accessToken(accountKey: string, forceRefresh: boolean, claims: string | null): Promise<string>;
  /** May wait for the answer to another connection's try, so that a wrong password is tried once. @throws `auth.denied` */
  password(secretKey: string): Promise<string>;
  /** What the server said to it; `unknown` when no answer came. Told after the first use, and after every refusal. */
  passwordAnswered?(secretKey: string, answer: 'accepted' | 'refused' | 'unknown'): Promise<void>;
}

/** Permits of the throttle: no request is opened without one. `release` tells what happened. */
export interface RequestGate {
  enter(request: GateRequest, signal: AbortSignal): Promise<GatePermit>;
}
export interface GateRequest {
  readonly operation: string;
  readonly mailbox: string;
  readonly uploadBytes: number;
}
export interface GatePermit {
  leave(outcome: GateOutcome): void;
}
export interface GateOutcome {
  readonly ok: boolean;
  /** The server's own demand, in milliseconds from now. */
  readonly backOffMs: number | null;
  readonly tooManyConnections: boolean;
  readonly uploadedBytes: number;
}
