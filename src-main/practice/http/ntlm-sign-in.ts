import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Account } from '../directory/accounts.ts';
import type { PracticeDirectory } from '../directory/directory.ts';
import type { TenantRecord } from '../directory/tenants.ts';
import { buildChallenge, messageTypeOf, negotiateFlags, parseAuthenticate } from './ntlm-messages.ts';
import { channelBindingHash, verifyNtlm } from './ntlm-verify.ts';
import type { SignIn, SignInResult } from './sign-in-result.ts';

type SocketState =
  | {
      readonly kind: 'challenged';
      readonly negotiate: Buffer;
      readonly challenge: Buffer;
      readonly serverChallenge: Buffer;
    }
  | { readonly kind: 'signed-in'; readonly account: Account };

interface NtlmOptions {
  readonly tenant: () => TenantRecord;
  readonly directory: PracticeDirectory;
  /** Hash of the server certificate, RFC 5929 §4.1. */
  readonly endPointHash: Buffer;
  readonly onHandshake: () => void;
}

const ask = (token: Buffer | null): SignInResult => ({
  ok: false,
  status: 401,
  headers: { 'www-authenticate': token === null ? 'NTLM' : `NTLM ${token.toString('base64')}` },
  text: '',
});

/**
 * NTLM as IIS does it: the handshake signs in the *connection*, and every later request on it goes through without a header.
 * A failed AUTHENTICATE is answered with a bare 401 and the connection starts over.
 */
export const createNtlmSignIn = (options: NtlmOptions): SignIn => {
  const states = new WeakMap<Socket, SocketState>();
  const channelBinding = channelBindingHash(options.endPointHash);

  const challengeFor = (socket: Socket, negotiate: Buffer): SignInResult => {
    const tenant = options.tenant();
    const serverChallenge = randomBytes(8);
    const challenge = buildChallenge({
      serverChallenge,
      clientFlags: negotiateFlags(negotiate),
      netbiosDomain: tenant.netbios,
      netbiosComputer: 'LOCALHOST',
      dnsDomain: tenant.domain,
      dnsComputer: 'localhost',
      nowMs: Date.now(),
    });
    states.set(socket, { kind: 'challenged', negotiate, challenge, serverChallenge });
    return ask(challenge);
  };

  const finish = (socket: Socket, state: SocketState | undefined, message: Buffer): SignInResult => {
    states.delete(socket);
    const authenticate = parseAuthenticate(message);
    if (authenticate === null || state?.kind !== 'challenged') return ask(null);
    const tenant = options.tenant();
    const account = options.directory.accounts.findByLogonName(tenant.name, authenticate.user);
    if (account === null) return ask(null);
    const verdict = verifyNtlm({
      negotiate: state.negotiate,
      challenge: state.challenge,
      serverChallenge: state.serverChallenge,
      authenticate,
      ntHash: account.ntHash,
      channelBinding,
      extendedProtection: tenant.faceSettings.extendedProtection,
    });
    if (!verdict.ok) return ask(null);
    options.onHandshake();
    states.set(socket, { kind: 'signed-in', account });
    return { ok: true, caller: { kind: 'on-premises', tenantId: tenant.tenantId, upn: account.upn } };
  };

  return (request) => {
    const { socket } = request;
    const state = states.get(socket);
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'ntlm' || token === undefined) {
      if (state?.kind !== 'signed-in') return ask(null);
      return {
        ok: true,
        caller: { kind: 'on-premises', tenantId: options.tenant().tenantId, upn: state.account.upn },
      };
    }
    const message = Buffer.from(token, 'base64');
    const type = messageTypeOf(message);
    if (type === 1) return challengeFor(socket, message);
    return type === 3 ? finish(socket, state, message) : ask(null);
  };
};
