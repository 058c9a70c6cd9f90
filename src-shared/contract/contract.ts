import { z } from 'zod';
import { itemId, passId } from '../domain/ids.ts';
import type { PassId } from '../domain/ids.ts';
import { passKinds, runStates } from '../domain/run-state.ts';
import { command, query } from './op.ts';
import type {
  AccountView,
  EndpointView,
  ErrorView,
  ItemDetail,
  ItemView,
  Page,
  PassView,
  ProgressEvent,
  ProjectView,
} from './model.ts';

const page = {
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
};
const path = z.string().min(1).max(4096);
const endpointName = z.string().min(1).max(120);
const nothing = z.object({}).strict();

/** All that a caller may ask of the backend: the window, the command line and the tests alike. */
export const contract = {
  'app.state': query(nothing).returns<{
    epoch: string;
    project: ProjectView | null;
    version: string;
    loopbackOnly: boolean;
  }>(),

  /** Makes a project store from the text of a `plan.json` and opens it. */
  'project.create': command(
    z
      .object({
        path,
        planText: z.string().max(64_000_000),
        planName: z.string().max(400).default('plan.json'),
      })
      .strict(),
  ).returns<ProjectView>(),
  'project.open': command(
    z.object({ path, readOnly: z.boolean().default(false) }).strict(),
  ).returns<ProjectView>(),
  'project.close': command(nothing).returns<null>(),
  'project.view': query(nothing).returns<ProjectView>(),
  'project.recent':
    query(nothing).returns<readonly { path: string; name: string; openedAtMs: number; exists: boolean }[]>(),

  'items.page': query(
    z
      .object({
        ...page,
        sort: z
          .enum(['position', 'source', 'destination', 'state', 'progress', 'errors'])
          .default('position'),
        descending: z.boolean().default(false),
        text: z.string().max(200).default(''),
        states: z.array(z.enum(runStates)).max(20).default([]),
      })
      .strict(),
  ).returns<Page<ItemView>>(),
  'items.detail': query(z.object({ itemId }).strict()).returns<ItemDetail>(),
  /** Adds mailboxes from a CSV; rows in error are answered, good ones imported. */
  'items.importCsv': command(
    z.object({ text: z.string().max(64_000_000), name: z.string().max(400).default('items.csv') }).strict(),
  ).returns<{
    imported: number;
    duplicates: number;
    rejected: readonly { row: number; reason: string }[];
    warnings: readonly { row: number; reason: string }[];
  }>(),

  'endpoints.list': query(nothing).returns<readonly EndpointView[]>(),
  'endpoints.test': command(z.object({ endpoint: endpointName }).strict()).returns<{
    ok: boolean;
    probes: readonly { name: string; ok: boolean; text: string; milliseconds: number }[];
  }>(),

  /** Starts a sign-in; `signIn.codeReceived`, `signIn.pageWanted` and `signIn.ended` tell the rest. */
  'signIn.start': command(
    z
      .object({
        endpoint: endpointName,
        method: z.enum(['device-code', 'interactive', 'password', 'app-secret']),
        secret: z.string().max(20_000).optional(),
        userName: z.string().max(320).optional(),
      })
      .strict(),
  ).returns<{ signInId: string }>(),
  'signIn.cancel': command(z.object({ signInId: z.string().max(100) }).strict()).returns<null>(),
  'signIn.out': command(z.object({ endpoint: endpointName }).strict()).returns<null>(),

  'pass.start': command(
    z
      .object({
        kind: z.enum(passKinds),
        itemIds: z.array(itemId).max(100_000).optional(),
        prove: z.boolean().default(true),
      })
      .strict(),
  ).returns<{ passId: PassId }>(),
  'pass.stop': command(z.object({ passId }).strict()).returns<null>(),
  'pass.view': query(z.object({ passId }).strict()).returns<PassView>(),
  'pass.list': query(z.object({ ...page }).strict()).returns<Page<PassView>>(),

  'errors.page': query(
    z.object({ ...page, itemId: itemId.optional(), passId: passId.optional() }).strict(),
  ).returns<Page<ErrorView>>(),

  /** `pdf` is printed by the shell from `html`. */
  'report.render': query(z.object({ format: z.enum(['json', 'csv', 'html']) }).strict()).returns<{
    text: string;
    header: string;
    footer: string;
    fileName: string;
  }>(),

  'practice.start': command(
    z.object({ dir: path.optional(), seed: z.enum(['demo', 'empty']).default('demo') }).strict(),
  ).returns<{ dir: string; planText: string; csvText: string; caFile: string }>(),
  'practice.stop': command(nothing).returns<null>(),

  'vault.unlock': command(z.object({ passphrase: z.string().min(1).max(1000) }).strict()).returns<null>(),
} as const;

export type Contract = typeof contract;

/** Facts the backend tells; table changes only say "changed", and the view asks again for what it shows. */
export interface Events {
  'project.changed': Record<string, never>;
  'items.changed': Record<string, never>;
  'pass.changed': { readonly passId: PassId };
  'pass.progressed': ProgressEvent;
  'pass.ended': { readonly passId: PassId };
  'signIn.codeReceived': {
    readonly signInId: string;
    readonly endpoint: string;
    readonly userCode: string;
    readonly verificationUri: string;
    readonly expiresAtMs: number;
    readonly practice: boolean;
    /** The authority the practice tenants' page is signed by; the shell opens it in an app window. */
    readonly caPem?: string | null;
  };
  /** A page that a person must visit: the shell opens the system browser, or an app window for practice tenants. */
  'signIn.pageWanted': {
    readonly signInId: string;
    readonly endpoint: string;
    readonly url: string;
    readonly practice: boolean;
    readonly caPem: string | null;
  };
  'signIn.ended': {
    readonly signInId: string;
    readonly endpoint: string;
    readonly account: AccountView | null;
    readonly error: {
      readonly code: string;
      readonly message: string;
      readonly nextStep: string;
      readonly aadsts: string | null;
      readonly trace: string | null;
    } | null;
  };
}
export type EventName = keyof Events;
