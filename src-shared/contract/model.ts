import type { Counts } from '../domain/counters.ts';
import type { Cloud, EndpointKind, SignInKind } from '../domain/endpoint.ts';
import type { ErrorCode } from '../domain/error-codes.ts';
import type { ErrorDetails } from '../domain/errors.ts';
import type { ItemId, PassId, RunId } from '../domain/ids.ts';
import type { ProjectOptions } from '../domain/plan.ts';
import type { PassKind, RunState, WaitReason } from '../domain/run-state.ts';

/** What the window and the command line see. JSON only; times are integers (ms UTC). */
export interface EndpointView {
  readonly side: 'source' | 'destination';
  readonly name: string;
  readonly cloud: Cloud;
  readonly kind: EndpointKind;
  readonly ewsUrl: string | null;
  readonly tenantId: string | null;
  readonly clientId: string | null;
  readonly signIn: SignInKind;
  readonly credentials: 'provided' | 'per-mailbox';
  readonly userName: string | null;
  readonly impersonation: boolean;
  readonly practice: boolean;
  /** Who is signed in, `null` when nobody is. */
  readonly account: AccountView | null;
}

export interface AccountView {
  readonly userName: string;
  readonly tenantId: string | null;
  readonly signedInAtMs: number;
}

export interface ProjectView {
  readonly path: string;
  readonly name: string;
  readonly customer: string | null;
  readonly readOnly: boolean;
  readonly endpoints: readonly EndpointView[];
  readonly options: ProjectOptions;
  readonly itemCount: number;
  /** How many different mailboxes the items go into. */
  readonly destinationCount?: number;
  /** Items of which every found message is proven present (`ItemView.complete`). */
  readonly completeItems?: number;
  readonly totals: Counts;
  readonly states: Readonly<Partial<Record<RunState, number>>>;
  readonly activePass: PassView | null;
  readonly lastPass: PassView | null;
  readonly errorCount: number;
}

export interface PassView {
  readonly id: PassId;
  readonly kind: PassKind;
  readonly state: 'running' | 'stopping' | 'ended';
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
  readonly runs: number;
  readonly states: Readonly<Partial<Record<RunState, number>>>;
}

export interface WaitView {
  readonly reason: WaitReason;
  readonly sinceMs: number;
  readonly untilMs: number | null;
}

export interface ProofCounts {
  readonly present: number;
  readonly missing: number;
  readonly duplicates: number;
  readonly altered: number;
  readonly removedSince: number;
  readonly changedSince: number;
  /** How many messages reached each level of domain.md §5. */
  readonly levels: Readonly<Record<'1' | '2' | '3' | '4', number>>;
}

export interface ItemView {
  readonly id: ItemId;
  readonly source: string;
  readonly destination: string;
  readonly state: RunState;
  readonly passKind: PassKind | null;
  readonly wait: WaitView | null;
  readonly counts: Counts;
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly remainingMs: number | null;
  readonly currentFolder: string | null;
  readonly errorCount: number;
  readonly lastPassAtMs: number | null;
  readonly proof: ProofCounts | null;
  readonly complete: boolean | null;
}

export interface ItemDetail extends ItemView {
  readonly runs: readonly RunView[];
  readonly folders: readonly FolderView[];
  readonly information: readonly InformationView[];
}

export interface RunView {
  readonly id: RunId;
  readonly passId: PassId;
  readonly kind: PassKind;
  readonly state: RunState;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly counts: Counts;
}

export interface FolderView {
  readonly path: string;
  readonly wellKnown: string | null;
  readonly included: boolean;
  readonly reason: string;
  readonly target: string | null;
  readonly counts: Counts;
}

export interface InformationView {
  readonly atMs: number;
  readonly text: string;
}

export interface ErrorView {
  readonly itemId: ItemId;
  readonly source: string;
  readonly destination: string;
  readonly scope: 'message' | 'folder' | 'mailbox';
  readonly side: 'source' | 'destination' | 'local';
  readonly code: ErrorCode;
  readonly message: string;
  readonly meaning: string;
  readonly nextStep: string;
  readonly details: ErrorDetails;
  readonly folderPath: string | null;
  readonly subject: string | null;
  readonly receivedAtMs: number | null;
  readonly sizeBytes: number | null;
  readonly atMs: number;
  readonly trace: string | null;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** Live numbers of one run; at most four a second per pass, coalesced where they arise. */
export interface ProgressEvent {
  readonly passId: PassId;
  readonly items: readonly {
    readonly itemId: ItemId;
    readonly state: RunState;
    readonly wait: WaitView | null;
    readonly counts: Counts;
    readonly messagesPerSecond: number;
    readonly bytesPerSecond: number;
    readonly remainingMs: number | null;
    readonly currentFolder: string | null;
  }[];
}
