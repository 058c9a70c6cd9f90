import { execFileSync } from 'node:child_process';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PracticeTenantInfo } from '#main/practice/types.ts';
import { createConnection, type NtlmLogon } from './ntlm-client.ts';
import { soap, type StandInAnswer, type Started, startForTest } from './started.ts';

let started: Started;
let contoso: PracticeTenantInfo;
let token: string;

beforeAll(async () => {
  started = await startForTest();
  contoso = started.info.tenants.contoso;
  token = await appToken(contoso);
});
afterAll(async () => started.end());

const appToken = async (tenant: PracticeTenantInfo): Promise<string> => {
  const answer = await fetch(`${tenant.authority}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: tenant.appOnlyClientId,
      client_secret: tenant.appOnlySecret,
      scope: tenant.scopes.application,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
};

const call = (
  operation = 'GetFolder',
  headers: Record<string, string> = {},
  url = contoso.ewsUrl,
): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: soap(operation),
  });

describe('the online face', () => {
  it('asks for a bearer token as Exchange Online does', async () => {
    const answer = await fetch(contoso.ewsUrl, { method: 'POST', body: soap('GetFolder') });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain(
      'Bearer client_id="00000002-0000-0ff1-ce00-000000000000"',
    );
    expect(answer.headers.get('x-ms-diagnostics')).toBeNull();
    const basic = Buffer.from(`${contoso.adminUpn}:${contoso.adminPassword}`).toString('base64');
    expect((await call('GetFolder', { authorization: `Basic ${basic}` })).status).toBe(401);
  });

  it('refuses the other tenant’s token for its audience', async () => {
    const answer = await call('GetFolder', {
      authorization: `Bearer ${await appToken(started.info.tenants.fabrikam)}`,
    });
    expect([answer.status, answer.headers.get('x-ms-diagnostics')]).toEqual([
      401,
      expect.stringMatching(/^2000003;.*invalid_resource/) as string,
    ]);
  });

  it('tells its request id and echoes ours when asked', async () => {
    const answer = await call('GetFolder', {
      'client-request-id': 'abc',
      'return-client-request-id': 'true',
    });
    expect(answer.headers.get('client-request-id')).toBe('abc');
    expect(answer.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['the tenant switch', { ewsEnabled: false }, { ewsEnabled: true }],
    ['an app list without us', { ewsAllowedAppIds: ['other'] }, { ewsAllowedAppIds: null }],
  ])('answers 403 without SOAP under %s', async (_, off, on) => {
    await started.control.switches({ tenant: 'contoso', ...off });
    const answer = await call();
    expect([answer.status, await answer.text()]).toEqual([403, '']);
    await started.control.switches({ tenant: 'contoso', ...on });
    expect((await call()).status).toBe(200);
  });

  it('answers 403 for a mailbox whose switch is off, and only for it', async () => {
    await started.control.changeMailbox({ tenant: 'contoso', mailbox: contoso.adminUpn, ewsEnabled: false });
    expect((await call('GetFolder', { 'x-anchormailbox': contoso.adminUpn })).status).toBe(403);
    expect((await call()).status).toBe(200);
    await started.control.changeMailbox({ tenant: 'contoso', mailbox: contoso.adminUpn, ewsEnabled: true });
    expect((await call('GetFolder', { 'x-anchormailbox': contoso.adminUpn })).status).toBe(200);
  });

  it('knows no other addresses and methods', async () => {
    expect((await fetch(contoso.ewsUrl, { headers: { authorization: `Bearer ${token}` } })).status).toBe(405);
    expect((await fetch(new URL('/owa/', contoso.ewsUrl))).status).toBe(404);
  });

  it('hands 64 MB through without holding them, then serves on', async () => {
    const answer = await new Promise<StandInAnswer>((resolve, reject) => {
      const outgoing = httpsRequest(
        contoso.ewsUrl,
        { method: 'POST', ca: started.info.caPem, headers: { authorization: `Bearer ${token}` } },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.once('end', () => resolve(JSON.parse(text) as StandInAnswer));
        },
      );
      outgoing.once('error', reject);
      const block = Buffer.alloc(1024 * 1024, 'x');
      let blocks = 0;
      const write = (): void => {
        while (blocks < 64) {
          blocks += 1;
          if (!outgoing.write(block)) {
            outgoing.once('drain', write);
            return;
          }
        }
        outgoing.end();
      };
      outgoing.write(soap('CreateItem').slice(0, 200));
      write();
    });
    expect(answer.sizeBytes).toBe(64 * 1024 * 1024 + 200);
    expect((await call()).status).toBe(200);
  });

  it('listens on 127.0.0.1 only', async () => {
    const { networkInterfaces } = await import('node:os');
    const other = Object.values(networkInterfaces())
      .flat()
      .find((one) => one !== undefined && !one.internal && one.family === 'IPv4');
    if (other === undefined) return;
    const port = Number(new URL(contoso.ewsUrl).port);
    const outcome = await new Promise<string>((resolve) => {
      const socket = connect(port, other.address, () => resolve('connected'));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    });
    expect(outcome).toBe('ECONNREFUSED');
  });
});

describe('scripted faults', () => {
  it('ErrorServerBusy with BackOffMilliseconds, as often as asked', async () => {
    await started.control.faults({ tenant: 'contoso', serverBusy: { count: 2, backOffMs: 700 } });
    for (let times = 0; times < 2; times++) {
      const answer = await call();
      expect(answer.status).toBe(500);
      expect(await answer.text()).toMatch(/ErrorServerBusy.*BackOffMilliseconds">700</);
    }
    expect((await call()).status).toBe(200);
  });

  it('503 with Retry-After, for one operation', async () => {
    await started.control.faults({
      tenant: 'contoso',
      unavailable: { count: 1, retryAfterSeconds: 3, operation: 'FindItem' },
    });
    expect((await call('GetFolder')).status).toBe(200);
    const answer = await call('FindItem');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3']);
  });

  it('a cut after the commit, before the work, and in the middle of the answer', async () => {
    await started.control.faults({
      tenant: 'contoso',
      cutAfterCommit: { count: 1, operation: 'CreateItem' },
    });
    await expect(call('CreateItem')).rejects.toThrow();
    expect((await call('CreateItem')).status).toBe(200);
    await started.control.faults({ tenant: 'contoso', cutBefore: { count: 1 } });
    await expect(call()).rejects.toThrow();
    await started.control.faults({ tenant: 'contoso', cutAnswer: { count: 1, afterBytes: 20 } });
    await expect(call().then((answer) => answer.text())).rejects.toThrow();
    expect((await call()).status).toBe(200);
  });

  it('latency', async () => {
    await started.control.switches({ tenant: 'contoso', latencyMs: 300 });
    const beganMs = performance.now();
    await call();
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(295);
    await started.control.switches({ tenant: 'contoso', latencyMs: 0 });
  });
});

describe('the Basic face', () => {
  const basic = (user: string, password: string): Promise<Response> =>
    call(
      'GetFolder',
      { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
      contoso.onPremises.basicUrl,
    );

  it.each(['admin@contoso.example', 'CONTOSO\\admin', 'admin'])('knows %s', async (user) => {
    const answer = (await (await basic(user, contoso.adminPassword)).json()) as StandInAnswer;
    expect(answer).toMatchObject({
      face: 'on-premises',
      caller: { kind: 'on-premises', upn: 'admin@contoso.example' },
    });
  });

  it('refuses a wrong password, a stranger, and bearer tokens', async () => {
    const answer = await basic('admin@contoso.example', 'guess');
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="localhost"']);
    expect((await basic('admin@fabrikam.example', contoso.adminPassword)).status).toBe(401);
    expect((await call('GetFolder', {}, contoso.onPremises.basicUrl)).status).toBe(401);
  });
});

describe('the NTLM face', () => {
  const logon = (more: Partial<NtlmLogon> = {}): NtlmLogon => ({
    user: 'admin',
    domain: 'CONTOSO',
    password: contoso.adminPassword,
    binding: 'right',
    ...more,
  });
  const once = async (more: Partial<NtlmLogon>): Promise<number> => {
    const connection = createConnection(started.info.caPem);
    const { status } = await connection.signIn(contoso.onPremises.ntlmUrl, logon(more), soap('GetFolder'));
    connection.close();
    return status;
  };

  it('offers NTLM alone', async () => {
    const answer = await fetch(contoso.onPremises.ntlmUrl, { method: 'POST', body: soap('GetFolder') });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'NTLM']);
  });

  it('signs in the connection: one handshake, then requests without a header', async () => {
    const before = await started.control.stats('contoso');
    const connection = createConnection(started.info.caPem);
    const first = await connection.signIn(contoso.onPremises.ntlmUrl, logon(), soap('GetFolder', 100_000));
    expect(first.status).toBe(200);
    expect(JSON.parse(first.body)).toMatchObject({
      caller: { kind: 'on-premises', upn: 'admin@contoso.example' },
    });
    for (let times = 0; times < 5; times++) {
      expect((await connection.send(contoso.onPremises.ntlmUrl, {}, soap('GetItem'))).status).toBe(200);
    }
    connection.close();
    const after = await started.control.stats('contoso');
    expect(after.ntlm.ntlmHandshakes - before.ntlm.ntlmHandshakes).toBe(1);
    expect(after.ntlm.connections - before.ntlm.connections).toBe(1);
    // Another connection has to sign in for itself.
    const other = createConnection(started.info.caPem);
    expect((await other.send(contoso.onPremises.ntlmUrl, {}, soap('GetItem'))).status).toBe(401);
    other.close();
  });

  it('takes a UPN without a domain', async () => {
    expect(await once({ user: 'admin@contoso.example', domain: '' })).toBe(200);
  });

  it.each([
    ['a wrong password', { password: 'guess' }],
    ['a stranger', { user: 'nobody' }],
    ['a spoilt integrity code', { spoilMic: true }],
    ['no channel binding', { binding: 'none' as const }],
    ['the channel binding of another certificate', { binding: 'wrong' as const }],
  ])('refuses %s', async (_, more) => {
    expect(await once(more)).toBe(401);
  });

  it('does without the channel binding where Extended Protection is only allowed, but not with a wrong one', async () => {
    await started.control.switches({ tenant: 'contoso', extendedProtection: 'allow' });
    expect(await once({ binding: 'none' })).toBe(200);
    expect(await once({ binding: 'wrong' })).toBe(401);
    await started.control.switches({ tenant: 'contoso', extendedProtection: 'off' });
    expect(await once({ binding: 'wrong' })).toBe(200);
    await started.control.switches({ tenant: 'contoso', extendedProtection: 'require' });
  });

  it('speaks with curl, which has its own NTLM', async (context) => {
    let features = '';
    try {
      features = execFileSync('curl', ['--version'], { encoding: 'utf8' });
    } catch {
      features = '';
    }
    if (!/\bNTLM\b/.test(features)) context.skip('no curl with NTLM on this machine');
    // curl sends no channel binding.
    await started.control.switches({ tenant: 'contoso', extendedProtection: 'allow' });
    const run = (password: string): string =>
      execFileSync(
        'curl',
        [
          '-sS',
          '--ntlm',
          '--cacert',
          started.info.caFile,
          '-u',
          `CONTOSO\\admin:${password}`,
          '-d',
          soap('GetFolder'),
          '-w',
          '\n%{http_code}',
          contoso.onPremises.ntlmUrl,
        ],
        { encoding: 'utf8' },
      );
    expect(run(contoso.adminPassword)).toMatch(/admin@contoso\.example[\s\S]*\n200$/);
    expect(run('guess')).toMatch(/401$/);
    await started.control.switches({ tenant: 'contoso', extendedProtection: 'require' });
  });
});

describe('autodiscover of the on-premises face', () => {
  const authorization = (): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`${contoso.adminUpn}:${contoso.adminPassword}`).toString('base64')}`,
  });
  const pox = (address: string): string =>
    `<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`;

  it('POX names the EWS address for people it knows', async () => {
    const send = (address: string) =>
      fetch(contoso.onPremises.autodiscoverUrl, {
        method: 'POST',
        headers: authorization(),
        body: pox(address),
      });
    const found = await (await send(contoso.adminUpn)).text();
    expect(found).toContain(`<Type>EXPR</Type>`);
    expect(found).toContain(`<EwsUrl>${contoso.onPremises.basicUrl}</EwsUrl>`);
    expect(await (await send('nobody@contoso.example')).text()).toContain('<ErrorCode>500</ErrorCode>');
    const anonymous = await fetch(contoso.onPremises.autodiscoverUrl, {
      method: 'POST',
      body: pox(contoso.adminUpn),
    });
    expect(anonymous.status).toBe(401);
  });

  it('SOAP answers GetUserSettings, setting by setting', async () => {
    const url = new URL('/autodiscover/autodiscover.svc', contoso.onPremises.autodiscoverUrl);
    const body = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover"><s:Body><a:GetUserSettingsRequestMessage><a:Request><a:Users><a:User><a:Mailbox>${contoso.adminUpn}</a:Mailbox></a:User><a:User><a:Mailbox>x@y.example</a:Mailbox></a:User></a:Users><a:RequestedSettings><a:Setting>ExternalEwsUrl</a:Setting><a:Setting>PublicFolderInformation</a:Setting></a:RequestedSettings></a:Request></a:GetUserSettingsRequestMessage></s:Body></s:Envelope>`;
    const answer = await (await fetch(url, { method: 'POST', headers: authorization(), body })).text();
    expect(answer).toContain(`<Name>ExternalEwsUrl</Name><Value>${contoso.onPremises.basicUrl}</Value>`);
    expect(answer).toContain('<ErrorCode>SettingIsNotAvailable</ErrorCode>');
    expect(answer).toContain('<ErrorCode>InvalidUser</ErrorCode>');
  });
});
