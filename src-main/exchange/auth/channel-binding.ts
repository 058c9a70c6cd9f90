import { createHash } from 'node:crypto';
import { LightermanError } from '#shared/domain/errors.ts';

/**
 * Extended Protection ties a sign-in to the TLS channel it runs in, so that it cannot be relayed.
 * NTLM carries MD5(gss_channel_bindings_struct) ([MS-NLMP] 2.2.2.1, MsvAvChannelBindings); the application data is
 * `tls-server-end-point:` and a hash of the server's certificate (RFC 5929 section 4).
 * https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/83f5e789-660d-4781-8491-5f8c6641f75e
 * https://www.rfc-editor.org/rfc/rfc5929#section-4
 */

/** The 16 bytes for `MsvAvChannelBindings`; `null` when the certificate's algorithm has no hash (RFC 5929 leaves it undefined). */
export const channelBindingOf = (certificateDer: Uint8Array): Uint8Array | null => {
  const hash = endPointHashName(certificateDer);
  return hash === null ? null : channelBindingOfHash(createHash(hash).update(certificateDer).digest());
};

/** Four empty address fields, then the length and the application data ([MS-NLMP] 3.1.1.2, RFC 2744 section 3.11). */
export const channelBindingOfHash = (certificateHash: Uint8Array): Uint8Array => {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:', 'ascii'), certificateHash]);
  const head = Buffer.alloc(20);
  head.writeUInt32LE(data.length, 16);
  return new Uint8Array(createHash('md5').update(head).update(data).digest());
};

type EndPointHash = 'sha256' | 'sha384' | 'sha512' | 'sha224';

/** DER bytes of the signature algorithm's OID in hex → hash. MD5 and SHA-1 count as SHA-256 (RFC 5929 section 4.1). */
const hashByOid: Readonly<Record<string, EndPointHash>> = {
  '2a864886f70d010104': 'sha256', // md5WithRSAEncryption
  '2a864886f70d010105': 'sha256', // sha1WithRSAEncryption
  '2a864886f70d01010e': 'sha224',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d0401': 'sha256', // ecdsa-with-SHA1
  '2a8648ce3d040301': 'sha224',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2a8648ce380403': 'sha256', // dsa-with-SHA1
  '608648016503040301': 'sha224', // dsa-with-sha224
  '608648016503040302': 'sha256', // dsa-with-sha256
};
const rsaPss = '2a864886f70d01010a';
const pssHashByOid: Readonly<Record<string, EndPointHash>> = {
  '2b0e03021a': 'sha256', // SHA-1
  '608648016503040204': 'sha224',
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};

/** Which hash RFC 5929 asks for; `null` for Ed25519 and the like. Exported for its test. */
export const endPointHashName = (certificateDer: Uint8Array): EndPointHash | null => {
  const certificate = children(readTlv(certificateDer, 0).content);
  const [oid, parameters] = children(certificate[1]?.content ?? bad());
  const name = hex(oid?.content ?? bad());
  if (name !== rsaPss) return hashByOid[name] ?? null;
  // RSASSA-PSS-params: the hash is in [0]; absent means SHA-1 (RFC 4055 section 3.1).
  const hashField =
    parameters === undefined ? undefined : children(parameters.content).find((field) => field.tag === 0xa0);
  if (hashField === undefined) return 'sha256';
  const [hashOid] = children(children(hashField.content)[0]?.content ?? bad());
  return pssHashByOid[hex(hashOid?.content ?? bad())] ?? null;
};

interface Tlv {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly end: number;
}

const bad = (): never => {
  throw new LightermanError('endpoint.bad-answer', {
    message: 'The certificate of the server cannot be read.',
  });
};
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const readTlv = (bytes: Uint8Array, at: number): Tlv => {
  const tag = bytes[at] ?? bad();
  const first = bytes[at + 1] ?? bad();
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) bad();
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? bad());
    start += count;
  }
  if (start + length > bytes.length) bad();
  return { tag, content: bytes.subarray(start, start + length), end: start + length };
};

const children = (content: Uint8Array): readonly Tlv[] => {
  const found: Tlv[] = [];
  for (let at = 0; at < content.length;) {
    const tlv = readTlv(content, at);
    found.push(tlv);
    at = tlv.end;
  }
  return found;
};
