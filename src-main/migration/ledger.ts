import type { Counts } from '#shared/domain/counters.ts';
import type { ErrorCode } from '#shared/domain/error-codes.ts';
import type { ErrorDetails } from '#shared/domain/errors.ts';
import type { DestinationKey, ItemId, RunId } from '#shared/domain/ids.ts';
import type { MessageState, RunState, WaitReason } from '#shared/domain/run-state.ts';
import type { FlagStatus, Importance, SourceFolder } from '../exchange/mailbox.ts';

/**
 * The truth about each source message (domain.md §2–4). The store implements it; workers reach it through a message port,
 * so every value is JSON and every method answers a promise. One writer.
 *
 * A row belongs to an item (not to a run) and is keyed by (item, identity, ordinal). The stamp written at the destination is
 * `stampOf(identity, ordinal)`; see `identity.ts`.
 */
export interface LedgerRow {
  readonly rowId: number;
  readonly folderRowId: number;
  readonly sourceItemId: string;
  readonly itemClass: string;
  readonly subject: string;
  readonly sizeBytes: number;
  readonly receivedAtMs: number | null;
  readonly state: MessageState;
  readonly stamp: string;
  readonly destinationItemId: string | null;
  readonly attempts: number;
  readonly reservedAtMs: number | null;
}

/** One message of the present listing, before it is matched with what the ledger knows. */
export interface ListingEntry {
  readonly sourceItemId: string;
  readonly changeKey: string | null;
  /** Hex hash over source mailbox + search key (or its substitutes) + class: equal for copies a user made. */
  readonly identity: string;
  readonly itemClass: string;
  readonly subject: string;
  readonly sizeBytes: number;
  readonly receivedAtMs: number | null;
  readonly sentAtMs: number | null;
  readonly createdAtMs: number | null;
  readonly sourceKey: string | null;
  /** Why this message is not taken (`date`, `item-type`), or `null`. */
  readonly filteredBy: string | null;
  readonly envelope: EnvelopeFacts;
}

/** Level 2's facts as the source listing shows them; strings over their first 255 characters. */
export interface EnvelopeFacts {
  readonly subject: string;
  readonly senderAddress: string | null;
  readonly sentAtMs: number | null;
  readonly receivedAtMs: number | null;
  readonly itemClass: string;
  readonly isRead: boolean;
  readonly categories: readonly string[];
  readonly importance: Importance;
  readonly flagStatus: FlagStatus;
  readonly hasAttachments: boolean;
  readonly internetMessageId: string | null;
  /** Lower-case, sorted; `null` until read. */
  readonly recipients: readonly string[] | null;
}

export interface FolderRecord {
  readonly folder: SourceFolder;
  readonly included: boolean;
  /** Why it is in or out, for the operator: `inbox-default`, `filter`, `hidden`, `search-folder`, `class`, `not-mail`. */
  readonly reason: string;
  /** Where its messages go (`inbox`, `calendar`, a path), `null` when not included. */
  readonly target: string | null;
}

export type SettledMessage =
  | {
      readonly rowId: number;
      readonly state: 'done';
      readonly how: 'copied' | 'already-there';
      readonly destinationItemId: string;
      readonly mimeSha256: string | null;
      readonly mimeBytes: number | null;
      /** Facts read together with the content; merged over those of the listing. */
      readonly envelope: Partial<EnvelopeFacts> | null;
      readonly wrapped: boolean;
    }
  | { readonly rowId: number; readonly state: 'unknown' | 'listed' }
  | { readonly rowId: number; readonly state: 'skipped'; readonly reason: string }
  | {
      readonly rowId: number;
      readonly state: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: ErrorDetails;
    };

export interface DestinationEntry {
  readonly itemId: string;
  readonly stamp: string;
}

/** What the proof of one message found; see domain.md §5. */
export interface ProofFinding {
  readonly rowId: number;
  /** Levels reached, for example [1, 2, 3]. */
  readonly levels: readonly number[];
  readonly verdict: 'proven' | 'missing' | 'double' | 'altered' | 'removed-since' | 'changed-since';
  /** Field names or rules, never content: `subject`, `attachment-missing`, `server-normalised:charset`. */
  readonly differences: readonly string[];
  readonly destinationItemIds: readonly string[];
}

/** A done row with what the proof compares. */
export interface ProofRow extends LedgerRow {
  readonly envelope: EnvelopeFacts;
  readonly mimeSha256: string | null;
  readonly mimeBytes: number | null;
  readonly provenBefore: boolean;
  readonly wrapped: boolean;
}

export interface Ledger {
  /** Replaces what is known of the folders of the run's item; answers the row id of each folder id. */
  recordFolders(run: RunId, folders: readonly FolderRecord[]): Promise<Readonly<Record<string, number>>>;
  /** Adds a page of the present listing; an item seen twice is folded by its id. */
  recordListing(run: RunId, folderRowId: number, entries: readonly ListingEntry[]): Promise<void>;
  /**
   * Ends the listing and matches it with the ledger: first by source item id, then (moved mail) by identity among rows whose
   * id was not listed, by ordinal; what remains gets new ordinals in the order (createdAtMs, sourceKey). Rows not listed any
   * more and not done become `skipped` (gone). `failed` rows are `listed` again. Sets the cut-off.
   */
  finishListing(
    run: RunId,
  ): Promise<{ readonly found: number; readonly filtered: number; readonly bytesFound: number }>;

  /** The destination's stamps as listed before copying, once per pass and destination. */
  beginDestinationListing(destination: DestinationKey): Promise<void>;
  recordDestination(destination: DestinationKey, entries: readonly DestinationEntry[]): Promise<void>;
  finishDestinationListing(destination: DestinationKey): Promise<void>;
  /**
   * Compares the item's rows with the destination's stamps: present and not done → `done` (already there, or copied when it
   * was in doubt); done but absent → kept done and marked removed at the destination; reserved or unknown and absent →
   * stays in doubt until `requestLimitMs` after its reservation, then `listed`.
   */
  matchDestination(
    run: RunId,
    requestLimitMs: number,
  ): Promise<{ readonly alreadyThere: number; readonly inDoubt: number; readonly removed: number }>;

  /** Next `listed` rows of the run's item in folder and received order; not yet reserved. */
  lease(run: RunId, limit: { readonly count: number; readonly bytes: number }): Promise<readonly LedgerRow[]>;
  /** Committed with synchronous=FULL before it answers: call before the first byte is sent. */
  reserve(run: RunId, rowIds: readonly number[]): Promise<void>;
  settle(run: RunId, settled: readonly SettledMessage[]): Promise<void>;
  /** Rows whose outcome is not known, oldest reservation first. */
  inDoubt(run: RunId): Promise<readonly LedgerRow[]>;

  counts(run: RunId): Promise<Counts>;
  /** State, waits and position of the run; coalesced by the caller to at most 4 a second. */
  report(run: RunId, progress: RunProgress): Promise<void>;
  informationLine(run: RunId, text: string): Promise<void>;
  /** A fault of the mailbox or a folder (a message's fault goes through `settle`). */
  runError(run: RunId, error: RunErrorRecord): Promise<void>;

  proofRows(run: RunId, after: number, count: number): Promise<readonly ProofRow[]>;
  recordProof(run: RunId, findings: readonly ProofFinding[]): Promise<void>;
}

export interface RunProgress {
  readonly state: RunState;
  readonly wait: {
    readonly reason: WaitReason;
    readonly untilMs: number | null;
    readonly sinceMs: number;
  } | null;
  readonly currentFolder: string | null;
  readonly counts: Counts;
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly remainingMs: number | null;
}

export interface RunErrorRecord {
  readonly code: ErrorCode;
  readonly side: 'source' | 'destination' | 'local';
  readonly message: string;
  readonly details: ErrorDetails;
  readonly folderPath: string | null;
  readonly trace: string | null;
}

/** Where a run stands in its item; kept here so that the worker protocol and the store agree. */
export interface RunScope {
  readonly run: RunId;
  readonly item: ItemId;
  readonly destination: DestinationKey;
}
