import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basicAuthorization } from '#main/exchange/auth/basic.ts';
import { channelBindingOf } from '#main/exchange/auth/channel-binding.ts';
import { createNtlmClient } from '#main/exchange/auth/ntlm.ts';
import {
  controlPractice,
  type PracticeControl,
  type PracticeHandle,
  startPractice,
} from '#main/practice/client.ts';

/** Our NTLMv2 and Basic against the practice tenants' own check, which was written from the same specification by others. */
let folder = '';
let practice: PracticeHandle;
let control: PracticeControl;
const main = new URL('../../../src-main/practice/main.ts', import.meta.url);
const standIn = new URL('../practice/stand-in-entry.ts', import.meta.url);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lighterman-ntlm-'));
  practice = await startPractice({ dir: folder, entry: existsSync(fileURLToPath(main)) ? main : standIn });
  control = controlPractice(practice.info);
});
afterAll(async () => {
  await practice?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const contoso = () => practice.info.tenants.contoso;

const post = (
  agent: Agent,
  url: string,
  authorization: string,
): Promise<{ status: number; challenge: string }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: 'POST', agent, headers: { authorization, 'content-type': 'text/xml' } },
      (answer) => {
        answer.resume();
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            challenge: String(answer.headers['www-authenticate'] ?? ''),
          }),
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end('<x/>');
  });

const certificateOf = (url: string): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(
      { host: hostname, port: Number(port), ca: practice.info.caPem, servername: hostname },
      () => {
        resolve(new Uint8Array(socket.getPeerCertificate().raw));
        socket.end();
      },
    );
    socket.once('error', reject);
  });

/** One handshake on one connection; the status of the request that carried the answer. */
const handshake = async (options: {
  userName?: string;
  password?: string;
  bound?: 'right' | 'wrong' | 'none';
}): Promise<number> => {
  const url = contoso().onPremises.ntlmUrl;
  const certificate = await certificateOf(url);
  const binding = { right: channelBindingOf(certificate), wrong: new Uint8Array(16).fill(7), none: null }[
    options.bound ?? 'right'
  ];
  const client = createNtlmClient({
    userName: options.userName ?? contoso().adminUpn,
    password: options.password ?? contoso().adminPassword,
    channelBinding: binding,
  });
  const agent = new Agent({ ca: practice.info.caPem, keepAlive: true, maxSockets: 1 });
  try {
    const header = (message: Uint8Array): string => `NTLM ${Buffer.from(message).toString('base64')}`;
    const first = await post(agent, url, header(client.negotiate()));
    expect(first.status).toBe(401);
    const challenge = /NTLM ([A-Za-z0-9+/=]+)/.exec(first.challenge)?.[1] ?? '';
    return (
      await post(agent, url, header(client.authenticate(new Uint8Array(Buffer.from(challenge, 'base64')))))
    ).status;
  } finally {
    agent.destroy();
  }
};

describe('NTLM', () => {
  test('is accepted with the right password, also with Extended Protection required', async () => {
    await control.switches({ tenant: 'contoso', extendedProtection: 'require' });
    expect(await handshake({})).not.toBe(401);
    expect(await handshake({ userName: contoso().adminUpn.toUpperCase() })).not.toBe(401);
  });
  test('is refused with another password, another user, another channel or none', async () => {
    expect(await handshake({ password: 'wrong' })).toBe(401);
    expect(await handshake({ userName: 'nobody@contoso.test' })).toBe(401);
    expect(await handshake({ bound: 'wrong' })).toBe(401);
    expect(await handshake({ bound: 'none' })).toBe(401);
  });
  test('needs no channel where the server does not ask for one', async () => {
    await control.switches({ tenant: 'contoso', extendedProtection: 'off' });
    expect(await handshake({ bound: 'none' })).not.toBe(401);
  });
  test('carries a password of any letters', async () => {
    const password = 'Straße €uro 密码 😀';
    const upn = `letters@${contoso().domain}`;
    await control.createAccount({ tenant: 'contoso', upn, displayName: 'Letters', password });
    expect(await handshake({ userName: upn, password })).not.toBe(401);
    expect(await handshake({ userName: upn, password: 'Strasse €uro 密码 😀' })).toBe(401);
  });
});

test('Basic carries a password of any letters', async () => {
  const agent = new Agent({ ca: practice.info.caPem });
  const password = 'Straße:€uro 密码 😀';
  const upn = `basic@${contoso().domain}`;
  await control.createAccount({ tenant: 'contoso', upn, displayName: 'Basic', password });
  const url = contoso().onPremises.basicUrl;
  expect((await post(agent, url, basicAuthorization(upn, password))).status).not.toBe(401);
  expect((await post(agent, url, basicAuthorization(upn, 'wrong'))).status).toBe(401);
  agent.destroy();
});
