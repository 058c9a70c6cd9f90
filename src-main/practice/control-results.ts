import type { GroupVisibility } from './directory/mailboxes.ts';
import type { FaceSettings } from './directory/tenants.ts';
import type { FaceName, FaceStats } from './http/face-stats.ts';
import type { Faults } from './http/faults.ts';
import type { ItemSummary } from './mail-sink.ts';
import type { PracticeMailbox, TenantSettings } from './types.ts';

/** A mailbox with who may open it. */
export interface ListedMailbox extends PracticeMailbox {
  readonly fullAccess: readonly string[];
  readonly members: readonly { readonly upn: string; readonly isOwner: boolean }[];
  readonly visibility: GroupVisibility;
}

export interface ListedAccount {
  readonly upn: string;
  readonly displayName: string;
  readonly mailbox: string | null;
  readonly mayImpersonate: boolean;
}

export interface Switches {
  readonly settings: TenantSettings;
  readonly faceSettings: FaceSettings;
}

/** Result of each request. */
export interface ControlResults {
  '/grant': ListedMailbox;
  '/revoke': ListedMailbox;
  '/switches': Switches;
  '/mailboxes': ListedMailbox;
  '/mailboxes/list': readonly ListedMailbox[];
  '/mailboxes/change': ListedMailbox;
  '/accounts': ListedAccount;
  '/accounts/list': readonly ListedAccount[];
  '/accounts/change': ListedAccount;
  '/apps/change': { readonly clientId: string };
  '/groups/members': ListedMailbox;
  '/load': { readonly count: number; readonly bytes: number };
  '/deliver': { readonly itemId: string };
  '/items/list': readonly ItemSummary[];
  '/copy-item': { readonly itemId: string };
  '/move-item': { readonly itemId: string };
  '/delete-item': Record<string, never>;
  '/tokens/expire': Record<string, never>;
  '/tokens/revoke-refresh': { readonly revoked: number };
  '/tokens/expire-device-codes': { readonly expired: number };
  '/faults': Faults;
  '/faults/clear': Record<string, never>;
  '/stats': Readonly<Record<FaceName, FaceStats>>;
  '/stop': Record<string, never>;
}
