import { createHash, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  channelBindingOf,
  channelBindingOfHash,
  endPointHashName,
} from '#main/exchange/auth/channel-binding.ts';
import { certificateSamples } from './certificate-samples.ts';

const sample = (name: keyof typeof certificateSamples): Uint8Array =>
  new Uint8Array(Buffer.from(certificateSamples[name], 'base64'));

describe('channelBindingOf (RFC 5929 section 4.1)', () => {
  test.each([
    ['rsaMd5', 'sha256'],
    ['rsaSha1', 'sha256'],
    ['rsaSha224', 'sha224'],
    ['rsaSha256', 'sha256'],
    ['rsaSha384', 'sha384'],
    ['rsaSha512', 'sha512'],
    ['pssSha1', 'sha256'],
    ['pssSha256', 'sha256'],
    ['pssSha384', 'sha384'],
    ['ecSha1', 'sha256'],
    ['ecSha256', 'sha256'],
    ['ecSha384', 'sha384'],
    ['ecSha512', 'sha512'],
  ] as const)('%s is hashed with %s', (name, hash) => {
    const der = sample(name);
    expect(endPointHashName(der)).toBe(hash);
    const digest = createHash(hash).update(new X509Certificate(der).raw).digest();
    expect(channelBindingOf(der)).toEqual(channelBindingOfHash(digest));
    expect(channelBindingOf(der)).toHaveLength(16);
  });

  test('an algorithm without a hash of its own has no binding', () => {
    expect(channelBindingOf(sample('ed25519'))).toBeNull();
  });

  test.each([
    [new Uint8Array(0)],
    [Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff)],
    [Uint8Array.of(0x30, 0x02, 0x30, 0x00)],
    [sample('ecSha256').subarray(0, 200)],
  ])('bytes that are no certificate are refused: %j', (der) => {
    expect(() => channelBindingOf(der)).toThrow(/certificate of the server/);
  });
});
