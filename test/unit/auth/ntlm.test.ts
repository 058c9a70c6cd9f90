import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { basicAuthorization } from '#main/exchange/auth/basic.ts';
import { channelBindingOfHash } from '#main/exchange/auth/channel-binding.ts';
import { createNtlmClient } from '#main/exchange/auth/ntlm.ts';
import {
  computeNtlmv2,
  fileTimeOf,
  messageIntegrityCode,
  ntowfv2,
} from '#main/exchange/auth/ntlm-response.ts';
import { isLightermanError } from '#shared/domain/errors.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** [MS-NLMP] 4.2.4 https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/125f7a94-933e-4023-a146-a449e49bf774 */
const spec = {
  targetInfo: bytes('02000c0044006f006d00610069006e0001000c0053006500720076006500720000000000'),
  serverChallenge: bytes('0123456789abcdef'),
  clientChallenge: bytes('aaaaaaaaaaaaaaaa'),
  challenge: bytes(
    '4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef00000000000000002400240044000000' +
      '060070170000000f53006500720076006500720002000c0044006f006d00610069006e0001000c0053006500720076006500720000000000',
  ),
};

/**
 * A real exchange between Windows 7 and Windows Server 2008 R2 with Extended Protection, published by Microsoft in
 * "NTLM and Channel Binding Hash (aka Extended Protection for Authentication)", 26 March 2013:
 * https://learn.microsoft.com/en-us/archive/blogs/openspecification/ntlm-and-channel-binding-hash-aka-extended-protection-for-authentication
 * (bytes as kept in the tests of gss-ntlmssp, https://github.com/gssapi/gss-ntlmssp/blob/main/tests/ntlmssptest.c).
 */
const text = (value: string): string => Buffer.from(value, 'utf16le').toString('hex');
const serverPairs = `
  0200 1000 ${text('WS2008R2')} 0100 1600 ${text('DC-WS2008R2')} 0400 1c00 ${text('ws2008r2.local')}
  0300 3400 ${text('DC-ws2008r2.ws2008r2.local')} 0500 1c00 ${text('ws2008r2.local')} 0700 0800 7be73fc30bdecd01`;
const windows = {
  certificateHash: bytes('ea05fefecc6b0bd571dbbc5baa3ed45386d0446835f7b74c85621b9983475f95'),
  channelBinding: '6586e99d81c2fc984e47172fd4dd0310',
  serverChallenge: bytes('a2c5e8ca3084aa72'),
  clientChallenge: bytes('27fc118082c2fbdd'),
  fileTime: bytes('7be73fc30bdecd01'),
  proof: '5a6a21ae1a44c044693eee59fc5d81e0',
  mic: 'f054a542b090b66c1fea1a2cc82e930b',
  /** The publication shows no first message; the MIC fits this one, which a Windows 7 browser sends. */
  negotiate: bytes(`4e544c4d53535000 01000000 078208a2 ${'00'.repeat(16)} 0601b01d0000000f`),
  challenge: bytes(
    `4e544c4d53535000 02000000 1000100038000000 058289a2 a2c5e8ca3084aa72 0000000000000000 b600b60048000000 0601b01d0000000f
     ${text('WS2008R2')} ${serverPairs} 00000000`,
  ),
  targetInfoSent: bytes(
    `${serverPairs}
     0600 0400 02000000
     0800 3000 3000000000000000010000000020 00004d6b0d27541022f5ffa673da2bfcfdf1942f257be11a49c954197aca8aaf2eaf
     0a00 1000 6586e99d81c2fc984e47172fd4dd0310
     0900 3e00 ${text('HTTP/dc-ws2008r2.ws2008r2.local')}
     0000 0000 00000000`,
  ),
};

interface Authenticate {
  readonly flags: number;
  readonly lm: Uint8Array;
  readonly nt: Uint8Array;
  readonly domain: string;
  readonly user: string;
  readonly workstation: string;
  readonly mic: Uint8Array;
  readonly pairs: ReadonlyMap<number, Uint8Array>;
}

/** Reads a message as a server does, by its own offsets. */
const readAuthenticate = (message: Uint8Array): Authenticate => {
  const view = Buffer.from(message);
  expect(view.subarray(0, 8).toString('latin1')).toBe('NTLMSSP\0');
  expect(view.readUInt32LE(8)).toBe(3);
  const field = (at: number): Uint8Array => {
    const start = view.readUInt32LE(at + 4);
    return new Uint8Array(view.subarray(start, start + view.readUInt16LE(at)));
  };
  const text = (at: number): string => Buffer.from(field(at)).toString('utf16le');
  const nt = field(20);
  const pairs = new Map<number, Uint8Array>();
  const info = Buffer.from(nt.subarray(44));
  for (
    let at = 0;
    at + 4 <= info.length && info.readUInt16LE(at) !== 0;
    at += 4 + info.readUInt16LE(at + 2)
  ) {
    pairs.set(
      info.readUInt16LE(at),
      new Uint8Array(info.subarray(at + 4, at + 4 + info.readUInt16LE(at + 2))),
    );
  }
  return {
    flags: view.readUInt32LE(60),
    lm: field(12),
    nt,
    domain: text(28),
    user: text(36),
    workstation: text(44),
    mic: new Uint8Array(view.subarray(72, 88)),
    pairs,
  };
};

describe('published vectors', () => {
  test('MS-NLMP 4.2.4.1.1 NTOWFv2', () => {
    expect(hex(ntowfv2('Password', 'User', 'Domain'))).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
  });

  test('MS-NLMP 4.2.4.1.2, 4.2.4.2.1, 4.2.4.2.2: session base key, LMv2 and NTLMv2 response', () => {
    const response = computeNtlmv2({
      responseKey: ntowfv2('Password', 'User', 'Domain'),
      serverChallenge: spec.serverChallenge,
      clientChallenge: spec.clientChallenge,
      fileTime: new Uint8Array(8),
      targetInfo: spec.targetInfo,
    });
    expect(hex(response.sessionBaseKey)).toBe('8de40ccadbc14a82f15cb0ad0de95ca3');
    expect(hex(response.lmResponse)).toBe('86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa');
    expect(hex(response.ntResponse)).toBe(
      '68cd0ab851e51c96aabc927bebef6a1c01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000' +
        '02000c0044006f006d00610069006e0001000c005300650072007600650072000000000000000000',
    );
  });

  test("Microsoft's Extended Protection example: channel binding, NTProofStr and MIC of a Windows client", () => {
    expect(hex(channelBindingOfHash(windows.certificateHash))).toBe(windows.channelBinding);
    const { ntResponse, sessionBaseKey } = computeNtlmv2({
      responseKey: ntowfv2('P@ssw0rd', 'Administrator', 'WS2008R2'),
      serverChallenge: windows.serverChallenge,
      clientChallenge: windows.clientChallenge,
      fileTime: windows.fileTime,
      targetInfo: windows.targetInfoSent,
    });
    expect(hex(ntResponse.subarray(0, 16))).toBe(windows.proof);
    const authenticate = bytes(
      `4e544c4d53535000 03000000 1800180094000000 7c017c01ac000000 1000100058000000 1a001a0068000000 1200120082000000
       0000000028020000 058288a2 0601b01d0000000f ${'00'.repeat(16)}
       ${text('WS2008R2')} ${text('Administrator')} ${text('WIN7-2-PC')} ${'00'.repeat(24)} ${hex(ntResponse)}`,
    );
    expect(
      hex(messageIntegrityCode(sessionBaseKey, windows.negotiate, windows.challenge, authenticate)),
    ).toBe(windows.mic);
  });
});

describe('createNtlmClient', () => {
  const client = createNtlmClient({
    userName: 'WS2008R2\\Administrator',
    password: 'P@ssw0rd',
    workstation: 'WIN7-2-PC',
    channelBinding: channelBindingOfHash(windows.certificateHash),
    targetName: 'HTTP/dc-ws2008r2.ws2008r2.local',
    randomBytes: () => windows.clientChallenge,
  });

  test('answers the challenge of a Windows server with channel binding, target name, server time and MIC', () => {
    const message = client.authenticate(windows.challenge);
    const read = readAuthenticate(message);
    expect([read.domain, read.user, read.workstation]).toEqual(['WS2008R2', 'Administrator', 'WIN7-2-PC']);
    expect(read.flags.toString(16)).toBe('a2888205');
    expect(hex(read.lm)).toBe('00'.repeat(24));
    expect(hex(read.nt.subarray(24, 32))).toBe(hex(windows.fileTime));
    expect(hex(read.pairs.get(6) ?? new Uint8Array())).toBe('02000000');
    expect(hex(read.pairs.get(10) ?? new Uint8Array())).toBe(windows.channelBinding);
    expect(Buffer.from(read.pairs.get(9) ?? new Uint8Array()).toString('utf16le')).toBe(
      'HTTP/dc-ws2008r2.ws2008r2.local',
    );
    expect([...read.pairs.keys()].slice(0, 6)).toEqual([2, 1, 4, 3, 5, 7]);

    // Judged as a server judges it: proof from the bytes sent, then the MIC over all three messages with its field zeroed.
    const responseKey = ntowfv2('P@ssw0rd', 'Administrator', 'WS2008R2');
    const proof = createHmac('md5', responseKey)
      .update(windows.serverChallenge)
      .update(read.nt.subarray(16))
      .digest();
    expect(hex(read.nt.subarray(0, 16))).toBe(hex(proof));
    const sessionKey = createHmac('md5', responseKey).update(proof).digest();
    const zeroed = Uint8Array.from(message);
    zeroed.fill(0, 72, 88);
    const mic = createHmac('md5', sessionKey)
      .update(client.negotiate())
      .update(windows.challenge)
      .update(zeroed)
      .digest();
    expect(hex(read.mic)).toBe(hex(mic));
  });

  test('answers an old server without a time: LMv2 is sent, no MIC is promised', () => {
    const old = createNtlmClient({ userName: 'Domain\\User', password: 'Password', clock: () => 0 });
    const read = readAuthenticate(old.authenticate(spec.challenge));
    expect(hex(read.lm)).not.toBe('00'.repeat(24));
    expect(hex(read.pairs.get(6) ?? new Uint8Array())).toBe('00000000');
    expect(hex(read.mic)).toBe('00'.repeat(16));
    expect(hex(read.nt.subarray(24, 32))).toBe('00803ed5deb19d01');
    expect(hex(read.pairs.get(10) ?? new Uint8Array())).toBe('00'.repeat(16));
  });

  test('a UPN goes whole into the user name, with no domain', () => {
    const upn = createNtlmClient({ userName: 'müller@contoso.test', password: 'Straße€😀' });
    const read = readAuthenticate(upn.authenticate(windows.challenge));
    expect([read.domain, read.user]).toEqual(['', 'müller@contoso.test']);
  });

  test('never asks for LM or NTLMv1 session keys and offers 128 bits', () => {
    const negotiate = Buffer.from(client.negotiate());
    expect(negotiate.readUInt32LE(8)).toBe(1);
    expect(negotiate.readUInt32LE(12).toString(16)).toBe('a2088205');
    expect(client.negotiate()).toEqual(client.negotiate());
  });

  test('two handshakes differ, so that no answer can be replayed', () => {
    const random = createNtlmClient({ userName: 'Domain\\User', password: 'Password' });
    expect(hex(random.authenticate(windows.challenge))).not.toBe(hex(random.authenticate(windows.challenge)));
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['a negotiate message', client.negotiate()],
    ['text', new Uint8Array(Buffer.from('<html>proxy error</html> and more than thirty-two bytes'))],
    ['a challenge cut in its target information', windows.challenge.subarray(0, 100)],
  ])('refuses %s as a challenge', (_what, challenge) => {
    let thrown: unknown;
    try {
      client.authenticate(challenge);
    } catch (error) {
      thrown = error;
    }
    expect(isLightermanError(thrown) && thrown.code).toBe('endpoint.bad-answer');
  });

  test('upper-casing is Windows’ own: ß stays, ü is raised', () => {
    expect(hex(ntowfv2('x', 'groß', ''))).toBe(hex(ntowfv2('x', 'GROß', '')));
    expect(hex(ntowfv2('x', 'groß', ''))).not.toBe(hex(ntowfv2('x', 'GROSS', '')));
    expect(hex(ntowfv2('x', 'müller', ''))).toBe(hex(ntowfv2('x', 'MÜLLER', '')));
  });

  test('FILETIME of 1970 and of a date', () => {
    expect(hex(fileTimeOf(0))).toBe('00803ed5deb19d01');
    expect(hex(fileTimeOf(Date.UTC(1601, 0, 1)))).toBe('0000000000000000');
  });
});

describe('basicAuthorization', () => {
  test('is UTF-8 (RFC 7617 section 2.1)', () => {
    expect(basicAuthorization('test', '123£')).toBe('Basic dGVzdDoxMjPCow==');
  });
  test('a colon may stand in the password only', () => {
    expect(basicAuthorization('a', 'b:c')).toBe(`Basic ${Buffer.from('a:b:c').toString('base64')}`);
    expect(() => basicAuthorization('a:b', 'c')).toThrow(/colon/);
    expect(() => basicAuthorization('a', 'c\r\nX: y')).toThrow(/control character/);
  });
});
