import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** DER (X.690): a tag, the length, the content. */
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const text = (value: string) => der(0x0c, Buffer.from(value, 'utf8'));
const utcTime = (ms: number) =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/gu, '').slice(2, 14)}Z`));

const ids = {
  commonName: objectId('550403'),
  ecdsaWithSha256: objectId('2a8648ce3d040302'),
  subjectAlternativeName: objectId('551d11'),
  basicConstraints: objectId('551d13'),
};

/**
 * A self-signed certificate for `localhost` (RFC 5280) that lives for an hour and is written nowhere: the self-test's TLS
 * server needs one, and a library of certificates would be a heavy guest in the shell for that.
 */
export const makeThrowawayCertificate = (): { certificatePem: string; keyPem: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = sequence(der(0x31, sequence(ids.commonName, text('localhost'))));
  const algorithm = sequence(ids.ecdsaWithSha256);
  const serial = randomBytes(8);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01;
  const isAuthority = sequence(ids.basicConstraints, der(0x04, sequence(der(0x01, Buffer.from([0xff])))));
  const names = sequence(
    ids.subjectAlternativeName,
    der(0x04, sequence(der(0x82, Buffer.from('localhost')))),
  );
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    name,
    sequence(utcTime(Date.now() - 3_600_000), utcTime(Date.now() + 3_600_000)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(isAuthority, names)),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const certificate = sequence(toBeSigned, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').replace(/.{64}/gu, '$&\n');
  return {
    certificatePem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    keyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
};
