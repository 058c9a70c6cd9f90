import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCertificates, type ServerCertificate } from '#main/practice/http/certificates.ts';
import { isPracticeCertificate } from '#main/shell/practice-certificate.ts';
import { makeThrowawayCertificate } from '#main/shell/throwaway-certificate.ts';

const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'practice-certificate-')));
let own: ServerCertificate;
let other: ServerCertificate;
beforeAll(async () => {
  [own, other] = (await Promise.all(folders.map((folder) => openCertificates(folder)))) as [
    ServerCertificate,
    ServerCertificate,
  ];
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** As Electron shows a server's chain: the leaf, and under it who issued it. */
const shown = (chainPem: string, issuerPem?: string) => {
  const [leaf = ''] = chainPem.split(/(?=-----BEGIN)/u);
  return { data: leaf, ...(issuerPem === undefined ? {} : { issuerCert: { data: issuerPem } }) };
};
const authority = () => new X509Certificate(own.caPem);

it("trusts the practice authority's certificates on this machine", () => {
  expect(isPracticeCertificate(shown(own.chainPem, own.caPem), 'localhost', authority())).toBe(true);
  expect(isPracticeCertificate(shown(own.chainPem), 'localhost', authority())).toBe(true);
  expect(isPracticeCertificate(shown(own.chainPem, own.caPem), '127.0.0.1', authority())).toBe(true);
});

it('trusts no other name, however it is signed', () => {
  for (const name of ['login.microsoftonline.com', 'localhost.evil.example', '10.0.0.1', ''])
    expect(isPracticeCertificate(shown(own.chainPem, own.caPem), name, authority())).toBe(false);
});

it('trusts no other authority, also when it shows ours above its own', () => {
  expect(isPracticeCertificate(shown(other.chainPem, other.caPem), 'localhost', authority())).toBe(false);
  expect(isPracticeCertificate(shown(other.chainPem, own.caPem), 'localhost', authority())).toBe(false);
  const selfMade = makeThrowawayCertificate().certificatePem;
  expect(isPracticeCertificate(shown(selfMade, own.caPem), 'localhost', authority())).toBe(false);
  expect(isPracticeCertificate(shown(selfMade), 'localhost', authority())).toBe(false);
});

it('trusts nothing out of its time, and nothing unreadable', () => {
  const chain = shown(own.chainPem, own.caPem);
  const yearsMs = 20 * 365 * 86_400_000;
  expect(isPracticeCertificate(chain, 'localhost', authority(), Date.now() + yearsMs)).toBe(false);
  expect(isPracticeCertificate(chain, 'localhost', authority(), Date.now() - yearsMs)).toBe(false);
  expect(isPracticeCertificate({ data: 'no certificate' }, 'localhost', authority())).toBe(false);
});
