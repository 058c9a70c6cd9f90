import { createHmac } from 'node:crypto';
import md4 from 'js-md4';

/**
 * The keys and responses of NTLMv2: [MS-NLMP] 3.3.2.
 * https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/5e550938-91d4-459f-b67d-75d70009e3f3
 */

export const hmacMd5 = (key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array => {
  const mac = createHmac('md5', key);
  for (const part of parts) mac.update(part);
  return new Uint8Array(mac.digest());
};

export const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));

/** Windows raises letter by letter: `ß` stays `ß`, where JavaScript would make `SS` of it and spoil the key. */
const upperCase = (text: string): string =>
  Array.from(text, (letter) => {
    const upper = letter.toUpperCase();
    return upper.length === letter.length ? upper : letter;
  }).join('');

/** NTOWFv2: HMAC-MD5 keyed with MD4(UTF-16 password) over the upper-case user name and the domain as it is. */
export const ntowfv2 = (password: string, user: string, domain: string): Uint8Array =>
  hmacMd5(new Uint8Array(md4.arrayBuffer(utf16(password))), utf16(upperCase(user) + domain));

export interface Ntlmv2Input {
  /** From {@link ntowfv2}. */
  readonly responseKey: Uint8Array;
  /** 8 bytes of the server. */
  readonly serverChallenge: Uint8Array;
  /** 8 bytes of ours. */
  readonly clientChallenge: Uint8Array;
  /** Windows FILETIME: 100 ns since 1601, 8 bytes little-endian. */
  readonly fileTime: Uint8Array;
  /** AV pairs with their end mark, ours included. */
  readonly targetInfo: Uint8Array;
}

export interface Ntlmv2Response {
  /** NTProofStr followed by `temp`. */
  readonly ntResponse: Uint8Array;
  readonly lmResponse: Uint8Array;
  readonly sessionBaseKey: Uint8Array;
}

export const computeNtlmv2 = (input: Ntlmv2Input): Ntlmv2Response => {
  const { responseKey, serverChallenge, clientChallenge } = input;
  const temp = Buffer.concat([
    Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0),
    input.fileTime,
    clientChallenge,
    new Uint8Array(4),
    input.targetInfo,
    new Uint8Array(4),
  ]);
  const proof = hmacMd5(responseKey, serverChallenge, temp);
  return {
    ntResponse: new Uint8Array(Buffer.concat([proof, temp])),
    lmResponse: new Uint8Array(
      Buffer.concat([hmacMd5(responseKey, serverChallenge, clientChallenge), clientChallenge]),
    ),
    sessionBaseKey: hmacMd5(responseKey, proof),
  };
};

/** Over all three messages, the last with its MIC field zero ([MS-NLMP] 3.1.5.1.2); proves that none was changed on the way. */
export const messageIntegrityCode = (
  exportedSessionKey: Uint8Array,
  negotiate: Uint8Array,
  challenge: Uint8Array,
  authenticate: Uint8Array,
): Uint8Array => hmacMd5(exportedSessionKey, negotiate, challenge, authenticate);

/** Milliseconds since 1970 as FILETIME. */
export const fileTimeOf = (timeMs: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(
    0,
    (BigInt(Math.trunc(timeMs)) + 11_644_473_600_000n) * 10_000n,
    true,
  );
  return bytes;
};
