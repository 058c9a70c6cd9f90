import { createStore } from 'zustand/vanilla';
import type { Contract, Events } from '#shared/contract/contract.ts';
import type {
  ErrorView,
  ItemDetail,
  ItemView,
  Page,
  ProgressEvent,
  ProjectView,
} from '#shared/contract/model.ts';
import type { OutputOf } from '#shared/contract/op.ts';
import type { ShellState } from '#shared/contract/shell.ts';
import type { LightermanError } from '#shared/domain/errors.ts';
import type { ItemId } from '#shared/domain/ids.ts';
import type { RunState } from '#shared/domain/run-state.ts';

export const pageRows = 100;

export type Sort = 'position' | 'source' | 'destination' | 'state' | 'progress' | 'errors';

/** What the list is asked for. */
export interface GridQuery {
  readonly sort: Sort;
  readonly descending: boolean;
  readonly text: string;
  readonly states: readonly RunState[];
}

export type LiveItem = ProgressEvent['items'][number];

/** Something to tell the person once. */
export interface Notice {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  readonly title: string;
  readonly text: string;
  /** Small print: code and trace. */
  readonly small: string | null;
  /** A file to show. */
  readonly path: string | null;
}

export type SignInView =
  | { readonly phase: 'choosing'; readonly endpoint: string }
  | { readonly phase: 'starting'; readonly endpoint: string; readonly method: SignInMethod }
  | {
      readonly phase: 'waiting';
      readonly endpoint: string;
      readonly method: SignInMethod;
      readonly signInId: string;
      readonly code: Events['signIn.codeReceived'] | null;
    }
  | {
      readonly phase: 'failed';
      readonly endpoint: string;
      readonly method: SignInMethod;
      readonly error: NonNullable<Events['signIn.ended']['error']>;
    };
export type SignInMethod = 'device-code' | 'interactive' | 'password' | 'app-secret';

export interface AppState {
  /** `null` until the shell has said so. */
  readonly shell: ShellState | null;
  /** Which run of the backend the picture belongs to; `null`: none yet. */
  readonly epoch: string | null;
  /** The first snapshot has come. */
  readonly loaded: boolean;
  readonly project: ProjectView | null;
  readonly recent: OutputOf<Contract['project.recent']>;
  readonly query: GridQuery;
  readonly total: number;
  /** Rows by their position in the list; only what is near the visible part is held. */
  readonly rows: ReadonlyMap<number, ItemView>;
  /** Live numbers a second, of mailboxes that told them lately. */
  readonly messagesPerSecond: number;
  readonly selected: ItemId | null;
  readonly detail: ItemDetail | null;
  readonly errors: Page<ErrorView> | null;
  readonly signIn: SignInView | null;
  readonly vaultLocked: boolean;
  /** What a person asked for and has not got yet. */
  readonly busy: ReadonlySet<string>;
  readonly notices: readonly Notice[];
}

export const initialState: AppState = {
  shell: null,
  epoch: null,
  loaded: false,
  project: null,
  recent: [],
  query: { sort: 'position', descending: false, text: '', states: [] },
  total: 0,
  rows: new Map(),
  messagesPerSecond: 0,
  selected: null,
  detail: null,
  errors: null,
  signIn: null,
  vaultLocked: false,
  busy: new Set(),
  notices: [],
};

export type AppStore = ReturnType<typeof createAppStore>;
export const createAppStore = () => createStore<AppState>()(() => initialState);

let noticeId = 0;
/** @returns the notices with one more; the oldest go when there are many */
export const withNotice = (notices: readonly Notice[], notice: Omit<Notice, 'id'>): readonly Notice[] => {
  noticeId += 1;
  return [...notices.slice(-2), { ...notice, id: noticeId }];
};

export const failureNotice = (title: string, error: LightermanError): Omit<Notice, 'id'> => ({
  kind: 'failed',
  title,
  text: `${error.message} ${error.info.nextStep}`,
  small: error.trace === null ? error.code : `${error.code} · trace ${error.trace}`,
  path: null,
});
