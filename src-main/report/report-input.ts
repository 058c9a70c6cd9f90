import type { InformationView, ProofCounts } from '#shared/contract/model.ts';
import type { Counts } from '#shared/domain/counters.ts';
import type { ShownEndpoint } from '#shared/domain/endpoint.ts';
import type { ErrorCode } from '#shared/domain/error-codes.ts';
import type { ProjectOptions } from '#shared/domain/plan.ts';
import type { PassKind, RunState, WaitReason } from '#shared/domain/run-state.ts';

/** What a report is made from: plain data of one moment. Times are integers (ms UTC), sizes bytes. `features/report.ts` reads it from the store. */
export interface ReportInput {
  readonly generatedAtMs: number;
  readonly product: { readonly name: string; readonly version: string };
  readonly project: {
    readonly name: string;
    readonly createdAtMs: number;
    readonly customer: { readonly name: string; readonly domain: string } | null;
  };
  readonly source: ShownEndpoint;
  readonly destination: ShownEndpoint;
  readonly options: ProjectOptions;
  /** In the operator's order. */
  readonly mailboxes: readonly MailboxInput[];
  readonly errors: readonly ErrorInput[];
  readonly findings: readonly FindingInput[];
  readonly skipped: readonly SkippedInput[];
  /** In any order. */
  readonly passes: readonly PassInput[];
}

/** Never a secret: no password, no token, no path of a machine. */
export interface MailboxInput {
  readonly source: string;
  readonly destination: string;
  /** Of its last run, whatever the kind. */
  readonly state: RunState;
  readonly passKind: PassKind | null;
  /** Of the last source listing that came to its end, or of the copying run at work. */
  readonly counts: Counts;
  /** `null` when nothing was proven after that listing. */
  readonly proof: ProofCounts | null;
  readonly folders: readonly FolderInput[];
  readonly skippedBy: readonly ReasonInput[];
  readonly filteredBy: readonly ReasonInput[];
  readonly information: readonly InformationView[];
  readonly waits: readonly WaitInput[];
  readonly wrapped: number;
  readonly errorCount: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly cutOffAtMs: number | null;
}

/** Why messages were skipped (`skipReasons`) or filtered (`folder`, `date`, `item-type`). */
interface ReasonInput {
  readonly reason: string;
  readonly messages: number;
}

export interface FolderInput {
  readonly path: string;
  /** EWS's distinguished id (`inbox`, `sentitems`…), whatever the folder is called. */
  readonly wellKnown: string | null;
  readonly included: boolean;
  /** `inbox-default`, `filter`, `hidden`, `search-folder`, `class`, `not-mail`. */
  readonly reason: string;
  readonly target: string | null;
  readonly counts: Counts;
  readonly proof: ProofCounts | null;
}

export interface WaitInput {
  readonly reason: WaitReason;
  readonly sinceMs: number;
  readonly untilMs: number | null;
  readonly endedAtMs: number | null;
}

export interface ErrorInput {
  readonly source: string;
  readonly destination: string;
  readonly scope: 'message' | 'folder' | 'mailbox';
  readonly side: 'source' | 'destination' | 'local';
  readonly code: ErrorCode;
  readonly message: string;
  readonly folderPath: string | null;
  /** `null` when the project keeps subjects to itself. */
  readonly subject: string | null;
  readonly receivedAtMs: number | null;
  readonly sizeBytes: number | null;
  readonly atMs: number;
  readonly trace: string | null;
}

interface MessageInput {
  readonly source: string;
  readonly destination: string;
  readonly folderPath: string;
  readonly subject: string | null;
  readonly receivedAtMs: number | null;
  readonly sizeBytes: number;
  readonly itemClass: string;
}

export interface FindingInput extends MessageInput {
  readonly verdict: 'missing' | 'double' | 'altered' | 'removed-since' | 'changed-since';
  readonly levels: readonly number[];
  readonly differences: readonly string[];
  /** How many are at the destination. */
  readonly copies: number;
  readonly atMs: number;
}

export interface SkippedInput extends MessageInput {
  readonly reason: string;
  readonly atMs: number | null;
}

export interface PassInput {
  readonly kind: PassKind;
  readonly state: 'running' | 'stopping' | 'ended';
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly runs: number;
  readonly states: Readonly<Partial<Record<RunState, number>>>;
  /** Sums over its runs. */
  readonly counts: Counts;
}
