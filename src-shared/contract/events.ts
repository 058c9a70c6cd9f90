import type { PassId } from '../domain/ids.ts';
import type { AccountView, ProgressEvent } from './model.ts';

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
