import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ntHashOf } from '#main/practice/directory/passwords.ts';
import {
  avIds,
  buildChallenge,
  messageTypeOf,
  ntlmFlags,
  parseAuthenticate,
  readAvPairs,
} from '#main/practice/http/ntlm-messages.ts';
import { channelBindingHash, rc4, verifyNtlm } from '#main/practice/http/ntlm-verify.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');

/** The NTLMv2 AUTHENTICATE message of MS-NLMP 4.2.4.3: user "User", domain "Domain", password "Password". */
const published = bytes(`
  4e544c4d535350000300000018001800 6c00000054005400840000000c000c00 48000000080008005400000010001000
  5c00000010001000d8000000358288e2 0501280a0000000f44006f006d006100 69006e00550073006500720043004f00
  4d005000550054004500520086c35097 ac9cec102554764a57cccc19aaaaaaaa aaaaaaaa68cd0ab851e51c96aabc927b
  ebef6a1c010100000000000000000000 00000000aaaaaaaaaaaaaaaa00000000 02000c0044006f006d00610069006e00
  01000c00530065007200760065007200 0000000000000000c5dad2544fc97990 94ce1ce90bc9d03e`);
const serverChallenge = bytes('0123456789abcdef');

const exchange = (more: Partial<Parameters<typeof verifyNtlm>[0]> = {}) => ({
  negotiate: Buffer.alloc(0),
  challenge: Buffer.alloc(0),
  serverChallenge,
  authenticate: parseAuthenticate(published)!,
  ntHash: ntHashOf('Password'),
  channelBinding: Buffer.alloc(16, 7),
  extendedProtection: 'off' as const,
  ...more,
});

describe('NTLM, against the vectors Microsoft published', () => {
  it('hashes a password as NTOWFv1 does (MS-NLMP 4.2.2.1.2)', () => {
    expect(ntHashOf('Password').toString('hex')).toBe('a4f49c406510bdcab6824ee7c30fd852');
  });

  it('reads the fields of an AUTHENTICATE message', () => {
    const message = parseAuthenticate(published)!;
    expect([message.user, message.domain, message.mic]).toEqual(['User', 'Domain', null]);
    expect(message.ntResponse.length).toBe(84);
    expect(readAvPairs(message.ntResponse.subarray(16)).get(avIds.netbiosDomain)?.toString('utf16le')).toBe(
      'Domain',
    );
  });

  it('accepts the published NTLMv2 response and no other password', () => {
    expect(verifyNtlm(exchange())).toEqual({ ok: true });
    expect(verifyNtlm(exchange({ ntHash: ntHashOf('password') }))).toEqual({
      ok: false,
      reason: 'wrong-password',
    });
    expect(verifyNtlm(exchange({ serverChallenge: bytes('0123456789abcdee') }))).toEqual({
      ok: false,
      reason: 'wrong-password',
    });
  });

  it('wants a channel binding where Extended Protection is required, and only there', () => {
    expect(verifyNtlm(exchange({ extendedProtection: 'require' }))).toEqual({
      ok: false,
      reason: 'no-channel-binding',
    });
    expect(verifyNtlm(exchange({ extendedProtection: 'allow' }))).toEqual({ ok: true });
  });

  it('refuses NTLMv1 and messages that are cut', () => {
    const message = parseAuthenticate(published)!;
    const v1 = { ...message, ntResponse: message.ntResponse.subarray(0, 24) };
    expect(verifyNtlm(exchange({ authenticate: v1 }))).toEqual({ ok: false, reason: 'not-ntlmv2' });
    expect(parseAuthenticate(published.subarray(0, 140))).toBeNull();
    expect(parseAuthenticate(Buffer.from('NTLMSSP'))).toBeNull();
  });

  it('knows RC4 (RFC 6229 has the long vectors; this is the usual short one)', () => {
    expect(rc4(Buffer.from('Key'), Buffer.from('Plaintext')).toString('hex')).toBe('bbf316e8d940af0ad3');
  });

  it('computes the channel binding of RFC 5929 over an empty address structure', () => {
    const certificateHash = createHash('sha256').update('certificate').digest();
    const structure = Buffer.concat([
      Buffer.alloc(16),
      Buffer.from([0x35, 0, 0, 0]),
      Buffer.from('tls-server-end-point:'),
      certificateHash,
    ]);
    expect(channelBindingHash(certificateHash)).toEqual(createHash('md5').update(structure).digest());
  });

  it('writes a CHALLENGE that names the domain and carries a timestamp', () => {
    const challenge = buildChallenge({
      serverChallenge,
      clientFlags: ntlmFlags.unicode | ntlmFlags.keyExchange,
      netbiosDomain: 'CONTOSO',
      netbiosComputer: 'LOCALHOST',
      dnsDomain: 'contoso.example',
      dnsComputer: 'localhost',
      nowMs: Date.UTC(2026, 10, 22),
    });
    expect(messageTypeOf(challenge)).toBe(2);
    expect(challenge.subarray(24, 32)).toEqual(serverChallenge);
    const info = challenge.subarray(
      challenge.readUInt32LE(44),
      challenge.readUInt32LE(44) + challenge.readUInt16LE(40),
    );
    const pairs = readAvPairs(Buffer.concat([Buffer.alloc(28), info]));
    expect(pairs.get(avIds.netbiosDomain)?.toString('utf16le')).toBe('CONTOSO');
    // 2026-11-22 as FILETIME
    expect(pairs.get(avIds.timestamp)?.readBigUInt64LE()).toBe(134_397_792_000_000_000n);
    expect(challenge.readUInt32LE(20) & ntlmFlags.keyExchange).not.toBe(0);
  });
});
