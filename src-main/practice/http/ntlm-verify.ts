import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { avIds, type AuthenticateMessage, ntlmFlags, readAvPairs, withoutMic } from './ntlm-messages.ts';

const hmacMd5 = (key: Buffer, ...parts: readonly Buffer[]): Buffer => {
  const hmac = createHmac('md5', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};

/** RC4, because OpenSSL 3 keeps it in the legacy provider: unwraps the 16-byte session key only. */
export const rc4 = (key: Buffer, data: Buffer): Buffer => {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 0xff;
    [state[i], state[j]] = [state[j]!, state[i]!];
  }
  const out = Buffer.alloc(data.length);
  for (let n = 0, i = 0, j = 0; n < data.length; n++) {
    i = (i + 1) & 0xff;
    j = (j + state[i]!) & 0xff;
    [state[i], state[j]] = [state[j]!, state[i]!];
    out[n] = data[n]! ^ state[(state[i]! + state[j]!) & 0xff]!;
  }
  return out;
};

/**
 * MD5 of the channel bindings structure with `tls-server-end-point:` + hash of the certificate, RFC 5929 §4 and
 * MS-NLMP 3.1.5.1.2 (MsvAvChannelBindings): the address fields are all zero.
 */
export const channelBindingHash = (endPointHash: Buffer): Buffer => {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), endPointHash]);
  const head = Buffer.alloc(20);
  head.writeUInt32LE(data.length, 16);
  return createHash('md5').update(head).update(data).digest();
};

export interface NtlmExchange {
  readonly negotiate: Buffer;
  readonly challenge: Buffer;
  readonly serverChallenge: Buffer;
  readonly authenticate: AuthenticateMessage;
  readonly ntHash: Buffer;
  readonly channelBinding: Buffer;
  readonly extendedProtection: 'require' | 'allow' | 'off';
}

export type NtlmVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason:
        | 'not-ntlmv2'
        | 'wrong-password'
        | 'wrong-mic'
        | 'no-channel-binding'
        | 'wrong-channel-binding';
    };

const noBinding = Buffer.alloc(16);

/** Verifies an NTLMv2 response, its MIC where it has one, and Extended Protection. MS-NLMP 3.3.2 and 3.2.5.1.2. */
export const verifyNtlm = (exchange: NtlmExchange): NtlmVerdict => {
  const { authenticate, ntHash } = exchange;
  // 16 bytes of proof and at least an empty client challenge; 24 bytes would be NTLMv1.
  if (authenticate.ntResponse.length < 16 + 28) return { ok: false, reason: 'not-ntlmv2' };
  const proof = authenticate.ntResponse.subarray(0, 16);
  const clientChallenge = authenticate.ntResponse.subarray(16);
  const responseKey = hmacMd5(
    ntHash,
    Buffer.from(authenticate.user.toUpperCase() + authenticate.domain, 'utf16le'),
  );
  if (!timingSafeEqual(hmacMd5(responseKey, exchange.serverChallenge, clientChallenge), proof)) {
    return { ok: false, reason: 'wrong-password' };
  }
  const pairs = readAvPairs(clientChallenge);
  const avFlags = pairs.get(avIds.flags)?.readUInt32LE(0) ?? 0;
  if ((avFlags & 2) !== 0) {
    const sessionBaseKey = hmacMd5(responseKey, proof);
    const exchanged =
      (authenticate.flags & ntlmFlags.keyExchange) !== 0 && authenticate.encryptedSessionKey.length === 16;
    const sessionKey = exchanged ? rc4(sessionBaseKey, authenticate.encryptedSessionKey) : sessionBaseKey;
    const expected = hmacMd5(sessionKey, exchange.negotiate, exchange.challenge, withoutMic(authenticate));
    if (authenticate.mic === null || !timingSafeEqual(expected, authenticate.mic))
      return { ok: false, reason: 'wrong-mic' };
  }
  if (exchange.extendedProtection === 'off') return { ok: true };
  const binding = pairs.get(avIds.channelBindings);
  if (binding === undefined || binding.equals(noBinding)) {
    return exchange.extendedProtection === 'require'
      ? { ok: false, reason: 'no-channel-binding' }
      : { ok: true };
  }
  return binding.equals(exchange.channelBinding)
    ? { ok: true }
    : { ok: false, reason: 'wrong-channel-binding' };
};
