import { randomBytes as systemRandomBytes } from 'node:crypto';
import { LightermanError } from '#shared/domain/errors.ts';
import { computeNtlmv2, fileTimeOf, messageIntegrityCode, ntowfv2, utf16 } from './ntlm-response.ts';

/**
 * NTLMv2 over HTTP with Extended Protection: channel binding and message integrity code.
 * [MS-NLMP] https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/b38c36ed-2804-4868-a9ff-8dd3182128e4
 * NTLMv1 and LM are never sent. Signing, sealing and key exchange are not asked for: HTTP uses none of them.
 */

export interface NtlmOptions {
  /** `DOMAIN\user`, or a UPN such as `user@contoso.test`. */
  readonly userName: string;
  readonly password: string;
  /** Sent to the server, which may be configured to check it. */
  readonly workstation?: string;
  /** From `channelBindingOf` the server's certificate; `null` over clear text. */
  readonly channelBinding?: Uint8Array | null;
  /** The name we meant to reach, `HTTP/host`; servers with Extended Protection may check it. */
  readonly targetName?: string;
  /** Milliseconds since 1970; used only when the server sends no time. */
  readonly clock?: () => number;
  readonly randomBytes?: (count: number) => Uint8Array;
}

/** One handshake belongs to one socket: negotiate, then authenticate with the challenge that came back on it. */
export interface NtlmClient {
  negotiate(): Uint8Array;
  /** Throws `endpoint.bad-answer` when the challenge cannot be read. */
  authenticate(challenge: Uint8Array): Uint8Array;
}

const flag = {
  unicode: 0x1,
  requestTarget: 0x4,
  ntlm: 0x200,
  alwaysSign: 0x8000,
  extendedSessionSecurity: 0x80000,
  targetInfo: 0x800000,
  version: 0x2000000,
  bits128: 0x20000000,
  bits56: 0x80000000,
} as const;

/** What a Windows browser asks for; 128 bits are the least a server with default policy accepts. */
const wanted =
  (flag.unicode |
    flag.requestTarget |
    flag.ntlm |
    flag.alwaysSign |
    flag.extendedSessionSecurity |
    flag.version |
    flag.bits128 |
    flag.bits56) >>>
  0;

/** Windows 10 (10.0.19041), NTLM revision 15; servers look at the revision only ([MS-NLMP] 2.2.2.10). */
const version = Uint8Array.of(10, 0, 0x61, 0x4a, 0, 0, 0, 15);
const signature = Buffer.from('NTLMSSP\0', 'latin1');

const av = { end: 0, timestamp: 7, flags: 6, targetName: 9, channelBindings: 10 } as const;
const micPresent = 0x2;

export const createNtlmClient = (options: NtlmOptions): NtlmClient => {
  const { user, domain } = splitUserName(options.userName);
  const now = options.clock ?? Date.now;
  const random = options.randomBytes ?? systemRandomBytes;
  const negotiateMessage = buildNegotiate();

  return {
    negotiate: () => negotiateMessage,
    authenticate: (challengeMessage) => {
      const challenge = readChallenge(challengeMessage);
      const serverTime = challenge.pairs.find((pair) => pair.id === av.timestamp)?.value;
      const response = computeNtlmv2({
        responseKey: ntowfv2(options.password, user, domain),
        serverChallenge: challenge.serverChallenge,
        clientChallenge: new Uint8Array(random(8)),
        fileTime: serverTime ?? fileTimeOf(now()),
        targetInfo: challenge.hasTargetInfo
          ? buildTargetInfo(challenge.pairs, serverTime !== undefined, options)
          : new Uint8Array(0),
      });
      const message = buildAuthenticate({
        flags: ((wanted & challenge.flags) | (challenge.flags & flag.targetInfo)) >>> 0,
        domain,
        user,
        workstation: options.workstation ?? '',
        // With a server time the LM response must be zero and a MIC be present ([MS-NLMP] 3.1.5.1.2).
        lmResponse: serverTime === undefined ? response.lmResponse : new Uint8Array(24),
        ntResponse: response.ntResponse,
      });
      if (serverTime !== undefined) {
        // Without key exchange the exported session key is the session base key.
        message.set(
          messageIntegrityCode(response.sessionBaseKey, negotiateMessage, challengeMessage, message),
          micOffset,
        );
      }
      return message;
    },
  };
};

const splitUserName = (userName: string): { readonly user: string; readonly domain: string } => {
  const slash = userName.indexOf('\\');
  if (slash < 0) return { user: userName, domain: '' };
  return { user: userName.slice(slash + 1), domain: userName.slice(0, slash) };
};

const buildNegotiate = (): Uint8Array => {
  const message = Buffer.alloc(40);
  signature.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(wanted, 12);
  message.writeUInt32LE(40, 20);
  message.writeUInt32LE(40, 28);
  message.set(version, 32);
  return new Uint8Array(message);
};

interface AvPair {
  readonly id: number;
  readonly value: Uint8Array;
}

interface Challenge {
  readonly flags: number;
  readonly serverChallenge: Uint8Array;
  readonly hasTargetInfo: boolean;
  readonly pairs: readonly AvPair[];
}

const unreadable = (reason: string): LightermanError =>
  new LightermanError('endpoint.bad-answer', {
    message: `The server's NTLM challenge cannot be read: ${reason}.`,
  });

const readChallenge = (bytes: Uint8Array): Challenge => {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (message.length < 32 || !message.subarray(0, 8).equals(signature)) throw unreadable('it is none');
  if (message.readUInt32LE(8) !== 2) throw unreadable('it has another type');
  const flags = message.readUInt32LE(20);
  if ((flags & flag.unicode) === 0) throw unreadable('it refuses Unicode');
  const serverChallenge = new Uint8Array(message.subarray(24, 32));
  if ((flags & flag.targetInfo) === 0 || message.length < 48) {
    return { flags, serverChallenge, hasTargetInfo: false, pairs: [] };
  }
  const length = message.readUInt16LE(40);
  const offset = message.readUInt32LE(44);
  if (offset + length > message.length) throw unreadable('it is cut off');
  return {
    flags,
    serverChallenge,
    hasTargetInfo: true,
    pairs: readAvPairs(message.subarray(offset, offset + length)),
  };
};

const readAvPairs = (info: Buffer): readonly AvPair[] => {
  const pairs: AvPair[] = [];
  for (let at = 0; at + 4 <= info.length;) {
    const id = info.readUInt16LE(at);
    const length = info.readUInt16LE(at + 2);
    if (id === av.end) return pairs;
    if (at + 4 + length > info.length) throw unreadable('its target information is cut off');
    if (id === av.timestamp && length !== 8) throw unreadable('its time has another length');
    pairs.push({ id, value: new Uint8Array(info.subarray(at + 4, at + 4 + length)) });
    at += 4 + length;
  }
  return pairs;
};

/** The server's pairs, then ours; a server cannot preset the ones that are ours to say. */
const buildTargetInfo = (server: readonly AvPair[], withMic: boolean, options: NtlmOptions): Uint8Array => {
  const ours: readonly number[] = [av.flags, av.channelBindings, av.targetName];
  const serverFlags = server.find((pair) => pair.id === av.flags)?.value;
  const flags = new Uint8Array(4);
  const flagsBefore = serverFlags?.length === 4 ? Buffer.from(serverFlags).readUInt32LE(0) : 0;
  new DataView(flags.buffer).setUint32(0, flagsBefore | (withMic ? micPresent : 0), true);
  const pairs: readonly AvPair[] = [
    ...server.filter((pair) => !ours.includes(pair.id)),
    { id: av.flags, value: flags },
    { id: av.channelBindings, value: options.channelBinding ?? new Uint8Array(16) },
    { id: av.targetName, value: utf16(options.targetName ?? '') },
    { id: av.end, value: new Uint8Array(0) },
  ];
  return new Uint8Array(
    Buffer.concat(
      pairs.map(({ id, value }) => {
        const head = Buffer.alloc(4);
        head.writeUInt16LE(id, 0);
        head.writeUInt16LE(value.length, 2);
        return Buffer.concat([head, value]);
      }),
    ),
  );
};

interface AuthenticateFields {
  readonly flags: number;
  readonly domain: string;
  readonly user: string;
  readonly workstation: string;
  readonly lmResponse: Uint8Array;
  readonly ntResponse: Uint8Array;
}

const micOffset = 72;
const authenticateHeadBytes = 88;

const buildAuthenticate = (fields: AuthenticateFields): Uint8Array => {
  // Where each field's length and offset stand, in the order the payload is laid out ([MS-NLMP] 2.2.1.3).
  const payload: readonly (readonly [number, Uint8Array])[] = [
    [28, utf16(fields.domain)],
    [36, utf16(fields.user)],
    [44, utf16(fields.workstation)],
    [12, fields.lmResponse],
    [20, fields.ntResponse],
    [52, new Uint8Array(0)],
  ];
  const total = payload.reduce((sum, [, bytes]) => sum + bytes.length, authenticateHeadBytes);
  const message = Buffer.alloc(total);
  signature.copy(message);
  message.writeUInt32LE(3, 8);
  let at = authenticateHeadBytes;
  for (const [field, bytes] of payload) {
    message.writeUInt16LE(bytes.length, field);
    message.writeUInt16LE(bytes.length, field + 2);
    message.writeUInt32LE(at, field + 4);
    message.set(bytes, at);
    at += bytes.length;
  }
  message.writeUInt32LE(fields.flags, 60);
  message.set(version, 64);
  return new Uint8Array(message);
};
