import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { ntHashOf } from '#main/practice/directory/passwords.ts';

/**
 * A small NTLMv2 client for tests, written from MS-NLMP alone: MIC, key exchange-less session key, channel binding of the
 * certificate that the connection really shows.
 */
export interface NtlmLogon {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
  /** `right`: of the certificate seen; `wrong`: another's; `none`: left out. */
  readonly binding: 'right' | 'wrong' | 'none';
  /** Spoils the message integrity code. */
  readonly spoilMic?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const hmac = (key: Buffer, ...parts: Buffer[]): Buffer =>
  createHmac('md5', key).update(Buffer.concat(parts)).digest();

const negotiate = ((): Buffer => {
  const message = Buffer.alloc(32);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(0x00080201 | 0x4, 12);
  return message;
})();

const pair = (id: number, value: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
};

const authenticate = (challenge: Buffer, logon: NtlmLogon, certificateHash: Buffer): Buffer => {
  const serverChallenge = challenge.subarray(24, 32);
  const info = challenge.subarray(
    challenge.readUInt32LE(44),
    challenge.readUInt32LE(44) + challenge.readUInt16LE(40),
  );
  const timestampAt = info.indexOf(Buffer.from([7, 0, 8, 0]));
  const timestamp = info.subarray(timestampAt + 4, timestampAt + 12);
  const data = Buffer.concat([Buffer.from('tls-server-end-point:'), certificateHash]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  const right = createHash('md5')
    .update(Buffer.concat([Buffer.alloc(16), length, data]))
    .digest();
  const binding = logon.binding === 'right' ? right : logon.binding === 'wrong' ? randomBytes(16) : null;
  const pairs = Buffer.concat([
    info.subarray(0, info.length - 4),
    pair(6, Buffer.from([2, 0, 0, 0])),
    ...(binding === null ? [] : [pair(10, binding)]),
    pair(0, Buffer.alloc(0)),
  ]);
  const temp = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    timestamp,
    randomBytes(8),
    Buffer.alloc(4),
    pairs,
    Buffer.alloc(4),
  ]);
  const key = hmac(ntHashOf(logon.password), Buffer.from(logon.user.toUpperCase() + logon.domain, 'utf16le'));
  const proof = hmac(key, serverChallenge, temp);
  const fields = [
    Buffer.alloc(24),
    Buffer.concat([proof, temp]),
    Buffer.from(logon.domain, 'utf16le'),
    Buffer.from(logon.user, 'utf16le'),
    Buffer.alloc(0),
    Buffer.alloc(0),
  ];
  const head = Buffer.alloc(88);
  head.write('NTLMSSP\0', 'latin1');
  head.writeUInt32LE(3, 8);
  let at = 88;
  fields.forEach((field, index) => {
    head.writeUInt16LE(field.length, 12 + index * 8);
    head.writeUInt16LE(field.length, 14 + index * 8);
    head.writeUInt32LE(at, 16 + index * 8);
    at += field.length;
  });
  head.writeUInt32LE(0x00080201 | 0x4, 60);
  const message = Buffer.concat([head, ...fields]);
  hmac(hmac(key, proof), negotiate, challenge, message).copy(message, 72);
  if (logon.spoilMic) message[72]! ^= 1;
  return message;
};

/** One connection: requests go out one after the other on the same socket. */
export const createConnection = (caPem: string) => {
  const agent = new Agent({ ca: caPem, keepAlive: true, maxSockets: 1 });
  let certificateHash = Buffer.alloc(0);

  const send = (
    url: string,
    headers: Record<string, string>,
    body: string | Buffer,
    more: RequestOptions = {},
  ): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const outgoing = httpsRequest(url, { agent, method: 'POST', headers, ...more });
      outgoing.once('error', reject);
      outgoing.once('response', (response) => {
        const peer = (response.socket as TLSSocket).getPeerCertificate();
        if (peer.raw !== undefined) certificateHash = createHash('sha256').update(peer.raw).digest();
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      });
      outgoing.end(body);
    });

  return {
    send,
    /** The whole handshake with an empty body first, then the request in the same connection. */
    async signIn(url: string, logon: NtlmLogon, body: string): Promise<HttpAnswer> {
      const challenged = await send(url, { authorization: `NTLM ${negotiate.toString('base64')}` }, '');
      const header = String(challenged.headers['www-authenticate']);
      const challenge = Buffer.from(header.slice('NTLM '.length), 'base64');
      return send(
        url,
        { authorization: `NTLM ${authenticate(challenge, logon, certificateHash).toString('base64')}` },
        body,
      );
    },
    close: () => agent.destroy(),
  };
};
