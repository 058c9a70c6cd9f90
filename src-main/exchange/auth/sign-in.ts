import type { NetworkFetch } from './network-fetch.ts';

/** What sign-in with Microsoft Entra offers to the rest of the product; nothing here knows MSAL. */

/** Where MSAL's token cache lives, encrypted by the vault; one per endpoint. Both throw when the vault is locked. */
export interface TokenCacheStore {
  load(): Promise<string | null>;
  save(text: string): Promise<void>;
}

export interface SignedInAccount {
  /** `<user id>.<home tenant id>`: stable, the key for everything else. */
  readonly homeAccountId: string;
  /** The tenant that issued the tokens. */
  readonly tenantId: string;
  readonly username: string;
  readonly displayName: string | null;
}

export interface DeviceCode {
  readonly userCode: string;
  readonly verificationUri: string;
  readonly expiresAtMs: number;
  /** A sentence that names both, in the server's words. */
  readonly message: string;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresAtMs: number;
}

export interface AccessTokenRequest {
  /** After a 401: do not answer from the cache. */
  readonly forceRefresh?: boolean;
  /** JSON of a claims challenge (`readChallenges`), or `null`. */
  readonly claims?: string | null;
  readonly signal?: AbortSignal;
}

export interface SignInOptions {
  readonly clientId: string;
  /** `https://<login host>/<tenant>`; the tenant as its id, or as a domain that is looked up once. */
  readonly authority: string;
  /** The tenant that accounts must belong to; default: the one of the authority. */
  readonly tenantId?: string | null;
  /** `host:port` of an authority that is not Microsoft's (practice tenants). */
  readonly knownAuthorities?: readonly string[];
  /** Scopes of one resource only; `offline_access`, `openid` and `profile` are added. */
  readonly scopes: readonly string[];
  /** Certificate authority to trust beside the system's. */
  readonly caPem?: string | null;
  readonly proxyUrl?: string | null;
  readonly cache: TokenCacheStore;
  /** Instead of our own HTTP. */
  readonly networkFetch?: NetworkFetch;
}

/**
 * Sign-in of persons at one endpoint. Every failure is a `LightermanError` whose details carry
 * `aadsts`, `oauthError`, `suberror`, `traceId`, `correlationId` and `nextStep` as far as known.
 */
export interface SignIn {
  deviceCode(request: {
    /** Called once, with what the person types elsewhere. */
    readonly onCode: (code: DeviceCode) => void;
    readonly claims?: string | null;
    readonly signal: AbortSignal;
  }): Promise<SignedInAccount>;
  interactive(request: {
    readonly openBrowser: (url: string) => Promise<void>;
    readonly loginHint?: string | null;
    readonly claims?: string | null;
    readonly signal: AbortSignal;
  }): Promise<SignedInAccount>;
  /** Throws `auth.needed` for an account that is not signed in, `auth.expired` when a person must sign in again. */
  accessToken(homeAccountId: string, request?: AccessTokenRequest): Promise<AccessToken>;
  accounts(): Promise<readonly SignedInAccount[]>;
  signOut(homeAccountId: string): Promise<void>;
}

export interface AppOnlyOptions {
  readonly clientId: string;
  readonly authority: string;
  readonly knownAuthorities?: readonly string[];
  readonly credential:
    | { readonly kind: 'secret'; readonly secret: string }
    | { readonly kind: 'certificate'; readonly privateKeyPem: string; readonly certificatePem: string };
  /** `https://<resource>/.default`. */
  readonly scope: string;
  readonly caPem?: string | null;
  readonly proxyUrl?: string | null;
  readonly networkFetch?: NetworkFetch;
}

/** An application that signs in as itself; its tokens are kept in memory only. */
export interface AppOnly {
  accessToken(request?: AccessTokenRequest): Promise<AccessToken>;
}
