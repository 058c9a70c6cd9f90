import { rmSync } from 'node:fs';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  controlPractice,
  type PracticeControl,
  type PracticeHandle,
  startPractice,
} from '#main/practice/client.ts';
import { signInAs } from '#main/practice/person.ts';
import type { PracticeTenantInfo } from '#main/practice/types.ts';
import { createConnection } from './ntlm-client.ts';
import { newPracticeDir } from './started.ts';

/** The real process with the demo's people, seen from outside with raw SOAP. */
const dir = newPracticeDir();
let handle: PracticeHandle;
let control: PracticeControl;
let contoso: PracticeTenantInfo;
let fabrikam: PracticeTenantInfo;
let technician: string;
let owner: string;

beforeAll(async () => {
  await begin();
  await control.switches({ tenant: 'contoso', devicePollSeconds: 1 });
  [technician, owner] = await Promise.all([tokenOf(contoso), tokenOf(fabrikam)]);
});
afterAll(async () => {
  await handle.stop();
  rmSync(dir, { recursive: true, force: true });
});

const begin = async (): Promise<void> => {
  handle = await startPractice({ dir, seed: 'demo' });
  control = controlPractice(handle.info);
  ({ contoso, fabrikam } = handle.info.tenants);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), handle.info.caPem]);
};

const post = async (
  tenant: PracticeTenantInfo,
  path: string,
  form: Record<string, string>,
): Promise<Record<string, string>> =>
  (await (
    await fetch(`${tenant.authority}/oauth2/v2.0/${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
    })
  ).json()) as Record<string, string>;

const tokenOf = async (tenant: PracticeTenantInfo): Promise<string> => {
  const device = await post(tenant, 'devicecode', {
    client_id: tenant.clientId,
    scope: tenant.scopes.delegated,
  });
  await signInAs({
    url: device.verification_uri!,
    userCode: device.user_code!,
    caPem: handle.info.caPem,
    upn: tenant.adminUpn,
    password: tenant.adminPassword,
    role: 'approve',
  });
  const answer = await post(tenant, 'token', {
    grant_type: 'device_code',
    client_id: tenant.clientId,
    device_code: device.device_code!,
  });
  return answer.access_token!;
};

const envelope = (body: string, header = ''): string =>
  `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><soap:Header><t:RequestServerVersion Version="Exchange2016"/>${header}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;

const impersonating = (address: string): string =>
  `<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>${address}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;

const inboxOf = (address: string): string =>
  `<t:DistinguishedFolderId Id="inbox"><t:Mailbox><t:EmailAddress>${address}</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>`;

const getInbox = (address: string): string =>
  `<m:GetFolder><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape><m:FolderIds>${inboxOf(address)}</m:FolderIds></m:GetFolder>`;

const ask = async (token: string, body: string, url = contoso.ewsUrl, header = ''): Promise<string> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: token.startsWith('Basic ') ? token : `Bearer ${token}`,
      'content-type': 'text/xml; charset=utf-8',
    },
    body: envelope(body, header),
  });
  return answer.text();
};

const basic = (): string =>
  `Basic ${Buffer.from(`${contoso.adminUpn}:${contoso.adminPassword}`).toString('base64')}`;
const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<t:${name}>([^<]*)<`).exec(xml)?.[1];

describe('the demo’s tenants', () => {
  it('open the mailboxes that were granted, in their own languages', async () => {
    const names = await Promise.all(
      ['alex.wilber', 'jana.krueger', 'camille.rousseau', 'haruto.tanaka'].map(async (local) =>
        element(await ask(technician, getInbox(`${local}@contoso.example`)), 'DisplayName'),
      ),
    );
    expect(names).toEqual(['Inbox', 'Posteingang', 'Boîte de réception', '受信トレイ']);
  });

  it('deny the one that was not, in both ways, until it is granted', async () => {
    const lucia = getInbox('lucia.ortega@contoso.example');
    expect(await ask(technician, lucia)).toContain('<m:ResponseCode>ErrorAccessDenied<');
    await control.switches({ tenant: 'contoso', deniedAnswer: 'ErrorFolderNotFound' });
    expect(await ask(technician, lucia)).toContain('<m:ResponseCode>ErrorFolderNotFound<');
    await control.grant({
      tenant: 'contoso',
      mailbox: 'lucia.ortega@contoso.example',
      account: contoso.adminUpn,
    });
    expect(element(await ask(technician, lucia), 'DisplayName')).toBe('Bandeja de entrada');
  });

  it('let the app impersonate and nobody else', async () => {
    const alex = getInbox('alex.wilber@contoso.example');
    const app = (
      await post(contoso, 'token', {
        grant_type: 'client_credentials',
        client_id: contoso.appOnlyClientId,
        client_secret: contoso.appOnlySecret,
        scope: contoso.scopes.application,
      })
    ).access_token!;
    const header = impersonating('alex.wilber@contoso.example');
    expect(element(await ask(app, alex, contoso.ewsUrl, header), 'DisplayName')).toBe('Inbox');
    expect(await ask(technician, alex, contoso.ewsUrl, header)).toContain('ErrorImpersonateUserDenied');
    expect(await ask(basic(), alex, contoso.onPremises.basicUrl, header)).toContain(
      'ErrorImpersonateUserDenied',
    );
    await control.changeAccount({ tenant: 'contoso', account: contoso.adminUpn, mayImpersonate: true });
    expect(element(await ask(basic(), alex, contoso.onPremises.basicUrl, header), 'DisplayName')).toBe(
      'Inbox',
    );
  });

  it('show the same mailbox through bearer, Basic and NTLM', async () => {
    const alex = getInbox('alex.wilber@contoso.example');
    const connection = createConnection(handle.info.caPem);
    const viaNtlm = await connection.signIn(
      contoso.onPremises.ntlmUrl,
      { user: 'admin', domain: 'CONTOSO', password: contoso.adminPassword, binding: 'right' },
      envelope(alex),
    );
    connection.close();
    const counts = [
      await ask(technician, alex),
      await ask(basic(), alex, contoso.onPremises.basicUrl),
      viaNtlm.body,
    ].map((xml) => Number(element(xml, 'TotalCount')));
    expect(counts[0]).toBeGreaterThan(20);
    expect(new Set(counts).size).toBe(1);
  });

  it('keep what was committed before the line was cut, also over a kill -9', async () => {
    const create = (subject: string): string =>
      `<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId>${inboxOf('harbour@fabrikam.example')}</m:SavedItemFolderId><m:Items><t:Message><t:MimeContent>${Buffer.from(`Subject: ${subject}\r\n\r\nx`).toString('base64')}</t:MimeContent></t:Message></m:Items></m:CreateItem>`;
    const subjects = async (): Promise<string[]> =>
      (await control.listItems({ tenant: 'fabrikam', mailbox: 'harbour@fabrikam.example' })).map(
        (item) => item.subject,
      );
    await control.faults({
      tenant: 'fabrikam',
      cutAfterCommit: { count: 1, operation: 'CreateItem' },
      cutBefore: null,
    });
    await expect(ask(owner, create('cut after'), fabrikam.ewsUrl)).rejects.toThrow();
    expect(await subjects()).toEqual(['cut after']);
    await control.faults({ tenant: 'fabrikam', cutBefore: { count: 1, operation: 'CreateItem' } });
    await expect(ask(owner, create('cut before'), fabrikam.ewsUrl)).rejects.toThrow();
    expect(await subjects()).toEqual(['cut after']);
    process.kill(handle.info.pid, 'SIGKILL');
    await handle.ended;
    await begin();
    expect(await subjects()).toEqual(['cut after']);
    expect(await ask(owner, create('after the restart'), fabrikam.ewsUrl)).toContain(
      'ResponseClass="Success"',
    );
    expect(await subjects()).toEqual(['cut after', 'after the restart']);
  });
});
