/**
 * NTLM messages, MS-NLMP 2.2: https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/
 * The server's half only: reads NEGOTIATE and AUTHENTICATE, writes CHALLENGE.
 */
const signature = Buffer.from('NTLMSSP\0', 'latin1');

export const ntlmFlags = {
  unicode: 0x1,
  requestTarget: 0x4,
  ntlm: 0x200,
  alwaysSign: 0x8000,
  targetTypeDomain: 0x10000,
  extendedSessionSecurity: 0x80000,
  targetInfo: 0x800000,
  version: 0x2000000,
  key128: 0x20000000,
  keyExchange: 0x40000000,
  key56: 0x80000000,
} as const;

/** AV_PAIR ids, MS-NLMP 2.2.2.1. */
export const avIds = {
  end: 0,
  netbiosComputer: 1,
  netbiosDomain: 2,
  dnsComputer: 3,
  dnsDomain: 4,
  flags: 6,
  timestamp: 7,
  targetName: 9,
  channelBindings: 10,
} as const;

export const messageTypeOf = (message: Buffer): number | null =>
  message.length >= 12 && message.subarray(0, 8).equals(signature) ? message.readUInt32LE(8) : null;

export interface ChallengeOptions {
  readonly serverChallenge: Buffer;
  /** Flags of the client's NEGOTIATE message. */
  readonly clientFlags: number;
  readonly netbiosDomain: string;
  readonly netbiosComputer: string;
  readonly dnsDomain: string;
  readonly dnsComputer: string;
  readonly nowMs: number;
}

const avPair = (id: number, value: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
};

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** 100-nanosecond steps since 1601. */
const fileTime = (ms: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(ms + 11_644_473_600_000) * 10_000n);
  return bytes;
};

export const negotiateFlags = (negotiate: Buffer): number =>
  negotiate.length >= 16 ? negotiate.readUInt32LE(12) : 0;

export const buildChallenge = (options: ChallengeOptions): Buffer => {
  const wanted = options.clientFlags >>> 0;
  const optional =
    ntlmFlags.keyExchange |
    ntlmFlags.key128 |
    ntlmFlags.key56 |
    ntlmFlags.alwaysSign |
    ntlmFlags.version |
    0x10 |
    0x20;
  const flags =
    (ntlmFlags.unicode |
      ntlmFlags.requestTarget |
      ntlmFlags.ntlm |
      ntlmFlags.targetTypeDomain |
      ntlmFlags.extendedSessionSecurity |
      ntlmFlags.targetInfo |
      (wanted & optional)) >>>
    0;
  const targetName = utf16(options.netbiosDomain);
  const targetInfo = Buffer.concat([
    avPair(avIds.netbiosDomain, targetName),
    avPair(avIds.netbiosComputer, utf16(options.netbiosComputer)),
    avPair(avIds.dnsDomain, utf16(options.dnsDomain)),
    avPair(avIds.dnsComputer, utf16(options.dnsComputer)),
    // With a timestamp the client must send a MIC (MS-NLMP 3.1.5.1.2).
    avPair(avIds.timestamp, fileTime(options.nowMs)),
    avPair(avIds.end, Buffer.alloc(0)),
  ]);
  const head = Buffer.alloc(56);
  signature.copy(head, 0);
  head.writeUInt32LE(2, 8);
  head.writeUInt16LE(targetName.length, 12);
  head.writeUInt16LE(targetName.length, 14);
  head.writeUInt32LE(56, 16);
  head.writeUInt32LE(flags, 20);
  options.serverChallenge.copy(head, 24);
  head.writeUInt16LE(targetInfo.length, 40);
  head.writeUInt16LE(targetInfo.length, 42);
  head.writeUInt32LE(56 + targetName.length, 44);
  // Version 10.0 build 20348, revision 15
  head.writeUInt8(10, 48);
  head.writeUInt16LE(20_348, 50);
  head.writeUInt8(15, 55);
  return Buffer.concat([head, targetName, targetInfo]);
};

export interface AuthenticateMessage {
  readonly raw: Buffer;
  readonly user: string;
  readonly domain: string;
  readonly ntResponse: Buffer;
  readonly encryptedSessionKey: Buffer;
  readonly flags: number;
  /** `null` when the message has no room for one. */
  readonly mic: Buffer | null;
}

const micOffset = 72;

/** Reads an AUTHENTICATE message; `null` when it is cut or its fields point outside. */
export const parseAuthenticate = (raw: Buffer): AuthenticateMessage | null => {
  if (messageTypeOf(raw) !== 3 || raw.length < 64) return null;
  let payloadStart = raw.length;
  let broken = false;
  const field = (at: number): Buffer => {
    const length = raw.readUInt16LE(at);
    const offset = raw.readUInt32LE(at + 4);
    if (length === 0) return Buffer.alloc(0);
    if (offset + length > raw.length) {
      broken = true;
      return Buffer.alloc(0);
    }
    payloadStart = Math.min(payloadStart, offset);
    return raw.subarray(offset, offset + length);
  };
  field(12);
  const ntResponse = field(20);
  const domain = field(28);
  const user = field(36);
  field(44);
  const encryptedSessionKey = field(52);
  if (broken) return null;
  const flags = raw.readUInt32LE(60);
  const text = (bytes: Buffer): string =>
    bytes.toString((flags & ntlmFlags.unicode) === 0 ? 'latin1' : 'utf16le');
  return {
    raw,
    user: text(user),
    domain: text(domain),
    ntResponse,
    encryptedSessionKey,
    flags,
    mic: payloadStart >= micOffset + 16 ? raw.subarray(micOffset, micOffset + 16) : null,
  };
};

/** The same message with the MIC field zeroed, as it was when the MIC was computed. */
export const withoutMic = (message: AuthenticateMessage): Buffer => {
  const copy = Buffer.from(message.raw);
  copy.fill(0, micOffset, micOffset + 16);
  return copy;
};

/** The AV_PAIRs inside an NTLMv2 response (MS-NLMP 2.2.2.7: they start 28 bytes into the client challenge). */
export const readAvPairs = (clientChallenge: Buffer): ReadonlyMap<number, Buffer> => {
  const pairs = new Map<number, Buffer>();
  for (let at = 28; at + 4 <= clientChallenge.length;) {
    const id = clientChallenge.readUInt16LE(at);
    const length = clientChallenge.readUInt16LE(at + 2);
    if (id === avIds.end || at + 4 + length > clientChallenge.length) break;
    pairs.set(id, clientChallenge.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return pairs;
};
