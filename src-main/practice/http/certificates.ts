import { createHash, webcrypto, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import './metadata-reflection.ts';
import * as x509 from '@peculiar/x509';

/** What the HTTPS faces serve with, and what clients must trust. The CA's private key stays in its file. */
export interface ServerCertificate {
  readonly caPem: string;
  readonly caFile: string;
  /** Server certificate followed by the CA. */
  readonly chainPem: string;
  readonly keyPem: string;
  /** Hash for the channel binding `tls-server-end-point`, RFC 5929 §4.1: SHA-256 for a certificate signed with it. */
  readonly endPointHash: Buffer;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;
const caDays = 3650;
/** Apple and Chromium refuse server certificates of more than 398 days. */
const serverDays = 397;
const renewBeforeMs = 30 * dayMs;

const names = { ca: 'ca.pem', caKey: 'ca-key.pem', server: 'server.pem', serverKey: 'server-key.pem' };

const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

const keyToPem = async (key: webcrypto.CryptoKey): Promise<string> =>
  x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');

const keyFromPem = (pem: string): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), algorithm, false, ['sign']);

const validity = (days: number) => {
  const now = Date.now();
  // A day back: the clock of a virtual machine may stand a little behind.
  return { notBefore: new Date(now - dayMs), notAfter: new Date(now + (days - 1) * dayMs) };
};

const makeCa = async (dir: string): Promise<void> => {
  const keys = await newKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Lighterman practice CA (this computer only)',
    keys,
    signingAlgorithm: algorithm,
    ...validity(caDays),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  writeFileSync(join(dir, names.caKey), `${await keyToPem(keys.privateKey)}\n`, { mode: 0o600 });
  writeFileSync(join(dir, names.ca), `${ca.toString('pem')}\n`, { mode: 0o644 });
};

const makeServer = async (dir: string): Promise<void> => {
  const ca = new x509.X509Certificate(readFileSync(join(dir, names.ca), 'utf8'));
  const caKey = await keyFromPem(readFileSync(join(dir, names.caKey), 'utf8'));
  const keys = await newKeys();
  const server = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKey,
    signingAlgorithm: algorithm,
    ...validity(serverDays),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth], false),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  writeFileSync(join(dir, names.serverKey), `${await keyToPem(keys.privateKey)}\n`, { mode: 0o600 });
  writeFileSync(join(dir, names.server), `${server.toString('pem')}\n`, { mode: 0o644 });
};

const usable = (file: string): boolean =>
  existsSync(file) &&
  Date.parse(new X509Certificate(readFileSync(file)).validTo) - Date.now() > renewBeforeMs;

/**
 * The certificates of a practice folder: made on first use, kept across restarts, renewed a month before they end.
 * EC P-256 throughout, so that making both takes milliseconds.
 */
export const openCertificates = async (dir: string): Promise<ServerCertificate> => {
  const file = (name: keyof typeof names) => join(dir, names[name]);
  const freshCa = !usable(file('ca')) || !existsSync(file('caKey'));
  if (freshCa) await makeCa(dir);
  if (freshCa || !usable(file('server')) || !existsSync(file('serverKey'))) await makeServer(dir);
  const caPem = readFileSync(file('ca'), 'utf8');
  const serverPem = readFileSync(file('server'), 'utf8');
  return {
    caPem,
    caFile: file('ca'),
    chainPem: serverPem + caPem,
    keyPem: readFileSync(file('serverKey'), 'utf8'),
    endPointHash: createHash('sha256').update(new X509Certificate(serverPem).raw).digest(),
  };
};
