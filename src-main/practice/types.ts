/**
 * What the parts of the practice tenants agree on: who calls, what the directory knows, what the switches are.
 * The practice tenants are a local Exchange, identity provider and directory; they never import the product's client code.
 */

export type PracticeTenantName = 'contoso' | 'fabrikam';

/** The identity behind a request, as the HTTP face established it. */
export type Caller =
  | { readonly kind: 'delegated'; readonly tenantId: string; readonly upn: string; readonly appId: string }
  | { readonly kind: 'application'; readonly tenantId: string; readonly appId: string }
  | { readonly kind: 'on-premises'; readonly tenantId: string; readonly upn: string };

/** `user` has all folders; `group` follows the rules of a Microsoft 365 group mailbox. */
export type PracticeMailboxKind = 'user' | 'shared' | 'group';

export interface PracticeMailbox {
  readonly id: string;
  readonly tenant: PracticeTenantName;
  readonly kind: PracticeMailboxKind;
  readonly displayName: string;
  readonly primarySmtp: string;
  readonly aliases: readonly string[];
  /** BCP 47 tag that decides the folder names, for example `de-DE`. */
  readonly language: string;
  readonly ewsEnabled: boolean;
  readonly maxReceiveBytes: number;
  readonly quotaBytes: number;
}

/** How a caller may use a mailbox; `null` from {@link Directory.accessOf} means not at all. */
export type MailboxAccess = 'self' | 'full-access' | 'impersonation' | 'group-owner' | 'group-member';

/** What the EWS face asks of the directory. */
export interface Directory {
  /** By primary address or alias, without regard to case; `null` when there is none. */
  findMailbox(tenant: PracticeTenantName, smtp: string): PracticeMailbox | null;
  listMailboxes(tenant: PracticeTenantName): readonly PracticeMailbox[];
  /** By {@link PracticeMailbox.id}; where it is missing the EWS face searches the list. */
  mailboxById?(id: string): PracticeMailbox | null;
  /** The account's own mailbox, if it has one. */
  mailboxOf(caller: Caller): PracticeMailbox | null;
  accessOf(caller: Caller, mailbox: PracticeMailbox): MailboxAccess | null;
  /** May this caller put an ExchangeImpersonation header on a request? Delegated sign-ins may not (as since February 2025). */
  mayImpersonate(caller: Caller): boolean;
  settings(tenant: PracticeTenantName): TenantSettings;
}

export interface TenantSettings {
  readonly ewsEnabled: boolean;
  /** `null`: no list. */
  readonly ewsAllowedAppIds: readonly string[] | null;
  /** `rewrite` (default): MIME is made anew from properties when fetched, as Exchange does. `keep`: bytes as uploaded. */
  readonly mime: 'rewrite' | 'keep';
  /** How a mailbox without rights answers; both occur in the field. */
  readonly deniedAnswer: 'ErrorAccessDenied' | 'ErrorFolderNotFound';
  /** Milliseconds added to every EWS answer. */
  readonly latencyMs: number;
}

/** All a client needs to know of running practice tenants; also written to `practice.json` (mode 0600). */
export interface PracticeInfo {
  readonly pid: number;
  readonly controlUrl: string;
  readonly controlToken: string;
  /** The CA made at run time; only practice endpoints trust it. */
  readonly caPem: string;
  readonly caFile: string;
  readonly storeFile: string;
  readonly tenants: Readonly<Record<PracticeTenantName, PracticeTenantInfo>>;
}

export interface PracticeTenantInfo {
  readonly name: PracticeTenantName;
  readonly tenantId: string;
  readonly domain: string;
  /** `https://localhost:PORT/EWS/Exchange.asmx`, bearer tokens. */
  readonly ewsUrl: string;
  /** `https://localhost:PORT/<tenantId>`: MSAL authority in AAD mode. */
  readonly authority: string;
  /** Public client (device code, interactive) and confidential client (app-only). */
  readonly clientId: string;
  readonly appOnlyClientId: string;
  readonly appOnlySecret: string;
  readonly scopes: { readonly delegated: string; readonly application: string };
  /** The technician's account in this tenant and its password on the sign-in page / Basic / NTLM. */
  readonly adminUpn: string;
  readonly adminPassword: string;
  /** The same mailboxes with on-premises sign-in. */
  readonly onPremises: {
    readonly basicUrl: string;
    readonly ntlmUrl: string;
    readonly autodiscoverUrl: string;
  };
}
