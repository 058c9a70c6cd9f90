import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { checkCrypto, checkTls } from '#main/shell/self-test-checks.ts';
import { makeThrowawayCertificate } from '#main/shell/throwaway-certificate.ts';

it('knows the primitives by published vectors', () => {
  expect(checkCrypto()).toEqual({ primitives: ['sha256', 'hmac-sha256', 'scrypt', 'aes-256-gcm'] });
});

it('accepts a trusted server and refuses a stranger', async () => {
  const found = await checkTls();
  expect(found['protocol']).toMatch(/^TLSv1\.[23]$/u);
  expect(found['refusal']).toMatch(/SELF_SIGNED/u);
});

it('makes a certificate that other software reads', () => {
  const certificate = new X509Certificate(makeThrowawayCertificate().certificatePem);
  expect(certificate.subject).toBe('CN=localhost');
  expect(certificate.subjectAltName).toBe('DNS:localhost');
  expect(certificate.ca).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(Date.parse(certificate.validTo) - Date.now()).toBeLessThan(3_600_001);
  expect(makeThrowawayCertificate().certificatePem).not.toBe(makeThrowawayCertificate().certificatePem);
});
