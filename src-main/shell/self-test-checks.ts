import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  scryptSync,
  timingSafeEqual,
} from 'node:crypto';
import { createServer, connect, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { makeThrowawayCertificate } from './throwaway-certificate.ts';

const same = (found: Uint8Array, expectedHex: string, name: string): void => {
  const expected = Buffer.from(expectedHex, 'hex');
  if (found.length !== expected.length || !timingSafeEqual(found, expected))
    throw new Error(`${name} gives a wrong result`);
};

/** The primitives of the vault (architecture.md §6), against published vectors. */
export const checkCrypto = (): Record<string, unknown> => {
  // https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values: "abc"
  same(
    createHash('sha256').update('abc').digest(),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'SHA-256',
  );
  // https://www.rfc-editor.org/rfc/rfc4231#section-4.3
  same(
    createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest(),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    'HMAC-SHA-256',
  );
  // https://www.rfc-editor.org/rfc/rfc7914#section-12
  same(
    scryptSync('password', 'NaCl', 64, { N: 1024, r: 8, p: 16, maxmem: 64 * 1024 * 1024 }),
    'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    'scrypt',
  );
  // Test case 13 of the GCM specification (NIST SP 800-38D's validation set): AES-256, all zero, nothing to encrypt.
  const empty = createCipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12));
  empty.final();
  same(empty.getAuthTag(), '530f8afbc74536b9a963b4f1c4cb738b', 'AES-256-GCM');
  checkTampering();
  return { primitives: ['sha256', 'hmac-sha256', 'scrypt', 'aes-256-gcm'] };
};

const checkTampering = (): void => {
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const sealed = Buffer.concat([cipher.update('a secret'), cipher.final()]);
  const open = (content: Buffer) => {
    const decipher = createDecipheriv('aes-256-gcm', key, iv);
    decipher.setAuthTag(cipher.getAuthTag());
    return Buffer.concat([decipher.update(content), decipher.final()]).toString();
  };
  if (open(sealed) !== 'a secret') throw new Error('AES-256-GCM does not give back what it sealed');
  sealed[0] = (sealed[0] ?? 0) ^ 1;
  let noticed = false;
  try {
    open(sealed);
  } catch {
    // What this looks for: an altered text must not open.
    noticed = true;
  }
  if (!noticed) throw new Error('AES-256-GCM does not notice an altered text');
};

/** A TLS 1.2+ connection to this machine with an authority made for it, and the refusal of one nobody trusts. */
export const checkTls = async (): Promise<Record<string, unknown>> => {
  const { certificatePem, keyPem } = makeThrowawayCertificate();
  const server = createServer({ cert: certificatePem, key: keyPem, minVersion: 'TLSv1.2' }, (socket) => {
    socket.on('error', () => {});
    socket.end('signed');
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const trusted = await tryConnection(port, certificatePem);
    if (!trusted.authorized) throw new Error(`a trusted server was refused: ${trusted.reason}`);
    const stranger = await tryConnection(port, undefined);
    if (stranger.authorized) throw new Error('a server nobody trusts was accepted');
    return { protocol: trusted.protocol, refusal: stranger.reason };
  } finally {
    server.close();
  }
};

interface Attempt {
  readonly authorized: boolean;
  readonly protocol: string | null;
  readonly reason: string;
}

const tryConnection = (port: number, ca: string | undefined): Promise<Attempt> =>
  new Promise((resolve) => {
    const socket: TLSSocket = connect(
      { host: '127.0.0.1', port, servername: 'localhost', ...(ca === undefined ? {} : { ca }) },
      () => {
        resolve({ authorized: socket.authorized, protocol: socket.getProtocol(), reason: '' });
        socket.destroy();
      },
    );
    socket.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ authorized: false, protocol: null, reason: error.code ?? error.message }),
    );
  });
