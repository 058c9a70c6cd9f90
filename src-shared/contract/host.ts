import { z } from 'zod';
import { command, query } from './op.ts';

const nothing = z.object({}).strict();
const bytes = (longest: number) =>
  z.instanceof(Uint8Array).refine((value) => value.length > 0 && value.length <= longest, 'has a bad length');

/**
 * What the backend asks of the shell that started it, over `openParentPort().host`. The command line has no shell: there
 * nobody answers, and the vault is opened with a passphrase or a key file instead.
 */
export const hostContract = {
  /** Whether the system's keychain can keep a key; `basic_text` (a password anyone can read) counts as none. */
  'keychain.available': query(nothing).returns<{ available: boolean; backend: string }>(),
  /** Encrypts the vault's data key for this user of this machine. Errors: `vault.locked` when there is no keychain. */
  'keychain.wrap': command(z.object({ key: bytes(1024) }).strict()).returns<{ wrapped: Uint8Array }>(),
  /** Errors: `vault.locked` when there is no keychain, `vault.damaged` when it did not wrap these bytes. */
  'keychain.unwrap': command(z.object({ wrapped: bytes(8192) }).strict()).returns<{ key: Uint8Array }>(),

  /** Opens the system's browser; https only, or http to this machine. `signIn.pageWanted` needs no call: the shell heard it. */
  'page.openExternal': command(z.object({ url: z.url().max(8192) }).strict()).returns<null>(),
  /** Opens a window of the app that trusts this authority, for addresses of this machine only. */
  'page.openPractice': command(
    z.object({ url: z.url().max(8192), caPem: z.string().max(100_000) }).strict(),
  ).returns<null>(),
} as const;
export type HostContract = typeof hostContract;
