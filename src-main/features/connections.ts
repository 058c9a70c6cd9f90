import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Endpoint } from '#shared/domain/endpoint.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { ConnectionSignIn, MailboxConnection } from '../exchange/mailbox.ts';

/** Longest a request may take before the server itself gives up on it. */
const requestTimeoutMs = 150_000;

export interface ItemAddresses {
  readonly source: string;
  readonly destination: string;
  readonly sourceLogin: string | null;
  readonly destinationLogin: string | null;
}

export type Side = 'source' | 'destination';

/** Names of secrets in the vault; stable, for they are looked up in later sessions. */
export const secretNames = {
  /** MSAL's cache of one app registration: several accounts may lie in it. */
  tokenCache: (endpoint: Endpoint): string =>
    `token-cache:${endpoint.clientId ?? ''}:${endpoint.authority ?? ''}`,
  password: (endpoint: Endpoint, userName: string): string =>
    `password:${endpoint.ewsUrl ?? endpoint.name}:${userName.toLowerCase()}`,
  appSecret: (endpoint: Endpoint): string =>
    `app-secret:${endpoint.clientId ?? ''}:${endpoint.authority ?? ''}`,
};

/** PEM of the certificate authority that an endpoint names, `null` when it relies on the system's. */
export const endpointCa = (endpoint: Endpoint): string | null => {
  if (endpoint.caFile === null) return null;
  const fail = (why: string, cause: unknown): LightermanError =>
    new LightermanError('endpoint.tls', {
      message: `The certificate authority of endpoint "${endpoint.name}" ${why} ${endpoint.caFile}.`,
      cause,
    });
  let bytes: Buffer;
  try {
    bytes = readFileSync(endpoint.caFile);
  } catch (error) {
    throw fail('cannot be read from', error);
  }
  const text = bytes.toString('utf8');
  try {
    // Windows exports certificates as DER unless asked otherwise. A PEM file may hold several: it goes on whole.
    const first = new X509Certificate(bytes).toString();
    return text.includes('-----BEGIN CERTIFICATE-----') ? text : first;
  } catch (error) {
    throw fail('is no certificate (PEM or DER):', error);
  }
};

/** How a worker reaches one mailbox of an endpoint. `ewsUrl` may come from autodiscover. */
export const connectionOf = (
  endpoint: Endpoint,
  side: Side,
  item: ItemAddresses,
  ewsUrl: string,
): MailboxConnection => {
  const smtp = side === 'source' ? item.source : item.destination;
  const login = side === 'source' ? item.sourceLogin : item.destinationLogin;
  const isGroup = endpoint.kind === 'groups';
  const ownSignIn = endpoint.credentials === 'per-mailbox';
  return {
    ewsUrl,
    smtp,
    side,
    isGroup,
    impersonate: endpoint.impersonation && !isGroup && !ownSignIn ? smtp : null,
    requestServerVersion: null,
    caPem: endpointCa(endpoint),
    signIn: signInOf(endpoint, ownSignIn ? (login ?? smtp) : endpoint.userName),
    requestTimeoutMs,
  };
};

const signInOf = (endpoint: Endpoint, userName: string | null): ConnectionSignIn => {
  if (endpoint.signIn === 'modern' || endpoint.signIn === 'app-only')
    return { kind: 'bearer', accountKey: endpoint.name };
  if (userName === null)
    throw new LightermanError('auth.needed', {
      message: `Endpoint "${endpoint.name}" has no user name: sign in, or name one in the plan.`,
    });
  const secretKey = secretNames.password(endpoint, userName);
  return {
    kind: endpoint.signIn === 'windows' ? 'negotiate-password' : endpoint.signIn,
    userName,
    secretKey,
  };
};
