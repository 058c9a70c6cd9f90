import { afterEach, describe, expect, it } from 'vitest';
import { openControlPlane } from '#main/exchange/ews/control-plane.ts';
import { loadEwsLibrary } from '#main/exchange/ews/control-plane-library.ts';
import { forgetVersions } from '#main/exchange/ews/server-memory.ts';
import type { LightermanError } from '#shared/domain/errors.ts';
import { connectionTo, fastClock, fixedCredentials, noSignal } from '#test/support/ews-connection.ts';
import { type MemoryServer, startMemoryServer } from '#test/support/ews-memory-server.ts';
import {
  failure,
  fault,
  response,
  startStub,
  type EwsStub,
  type StubHandler,
} from '#test/support/ews-stub.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  forgetVersions();
  while (open.length > 0) await open.pop()?.close();
});

const planeOf = (server: EwsStub, changes: Parameters<typeof connectionTo>[1] = {}) =>
  openControlPlane(connectionTo(server.url, changes), { credentials: fixedCredentials, clock: fastClock() });

const serve = async (handler: StubHandler): Promise<EwsStub> => {
  const stub = await startStub(handler);
  open.push(stub);
  return stub;
};

const memory = async (...args: Parameters<typeof startMemoryServer>): Promise<MemoryServer> => {
  const server = await startMemoryServer(...args);
  open.push(server);
  return server;
};

const failureOf = async (work: Promise<unknown>): Promise<LightermanError> =>
  work.then(
    () => {
      throw new Error('It worked, which it must not.');
    },
    (error: unknown) => error as LightermanError,
  );

describe('the control plane', () => {
  it('tests a connection through the library', async () => {
    const server = await memory();
    const test = await planeOf(server).testConnection(noSignal());
    expect(test).toMatchObject({
      serverVersion: '15.20.100.1',
      inbox: { id: 'f-inbox', displayName: 'inbox' },
    });
    expect(test.sentence).toContain('anna@contoso.test');
  });

  it('escapes what the library writes', async () => {
    const server = await memory();
    await planeOf(server, { smtp: 'R&D<"x">@contoso.test' }).bindFolder('inbox', noSignal());
    expect(server.requests[0]?.body).toContain(
      '<t:EmailAddress>R&amp;D&lt;"x"&gt;@contoso.test</t:EmailAddress>',
    );
    await planeOf(server)
      .bindFolder('a"b&<c', noSignal())
      .catch(() => undefined);
    expect(server.requests[1]?.body).toContain('Id="a&quot;b&amp;&lt;c"');
  });

  it('asserts that the mend of the writer took', async () => {
    await loadEwsLibrary();
    const { EwsServiceXmlWriter: Writer } =
      (await import('ews-javascript-api/js/Core/EwsServiceXmlWriter.js')) as unknown as {
        EwsServiceXmlWriter: new (service: null) => {
          WriteValue(value: string, name: null): void;
          GetXML(): string;
        };
      };
    const writer = new Writer(null);
    writer.WriteValue('R&D <b>\u0001', null);
    expect(writer.GetXML()).toBe('R&amp;D &lt;b&gt;');
  });

  it.each([
    ['a fault', fault('ErrorAccessDenied'), 'mailbox.access-denied'],
    [
      'an error message',
      { body: response('GetFolder', [failure('GetFolder', 'ErrorNonExistentMailbox', '<m:Folders/>')]) },
      'mailbox.not-found',
    ],
    ['500 without a word', { status: 500, body: '' }, 'endpoint.unavailable'],
    ['500 with HTML', { status: 500, body: '<html>oops</html>' }, 'endpoint.unavailable'],
    ['403', { status: 403, body: '' }, 'endpoint.ews-blocked'],
    ['404', { status: 404, body: 'no' }, 'endpoint.not-ews'],
    ['HTML', { status: 200, body: '<!DOCTYPE html><html/>' }, 'endpoint.not-ews'],
    ['half an answer', { status: 200, body: '<s:Envelope xmlns:s="x"><s:Bo' }, 'endpoint.bad-answer'],
  ])('says what %s means', async (_name, answer, code) => {
    const server = await serve(() => answer);
    expect((await failureOf(planeOf(server).testConnection(noSignal()))).code).toBe(code);
  });

  it('says that nobody is there', async () => {
    const server = await serve(() => ({ status: 200 }));
    await server.close();
    open.pop();
    expect((await failureOf(planeOf(server).testConnection(noSignal()))).code).toBe('endpoint.unreachable');
  });

  it('keeps the error of the sign-in', async () => {
    const server = await serve(() => ({
      status: 401,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    }));
    expect((await failureOf(planeOf(server).testConnection(noSignal()))).code).toBe('auth.expired');
  });

  it('steps down for an older server and remembers it', async () => {
    const server = await memory((request) =>
      request.body.includes('Version="Exchange2010_SP2"') ? null : fault('ErrorInvalidServerVersion'),
    );
    await planeOf(server).testConnection(noSignal());
    await planeOf(server).testConnection(noSignal());
    expect(server.requests.map((request) => /Version="([^"]*)"/.exec(request.body)?.[1])).toEqual([
      'Exchange2016',
      'Exchange2013_SP1',
      'Exchange2010_SP2',
      'Exchange2010_SP2',
    ]);
  });

  it('sends the impersonation header, escaped, and no mailbox', async () => {
    const server = await memory();
    await planeOf(server, { impersonate: 'r&d@contoso.test' }).testConnection(noSignal());
    expect(server.requests[0]?.body).toContain('r&amp;d@contoso.test');
    expect(server.requests[0]?.body).not.toContain('<t:Mailbox>');
    expect(server.requests[0]?.headers['x-anchormailbox']).toBe('r&d@contoso.test');
  });

  it('resolves a name', async () => {
    const server = await memory();
    expect(await planeOf(server).resolveName('anna@contoso.test', noSignal())).toEqual({
      primarySmtp: 'anna@contoso.test',
      displayName: 'Anna',
      kind: 'user',
    });
    expect(await planeOf(server).resolveName('ann@contoso.test', noSignal())).toBeNull();
  });
});

describe('autodiscover', () => {
  const soapAnswer = (inner: string): string =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetUserSettingsResponseMessage xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover"><Response><ErrorCode>NoError</ErrorCode><UserResponses><UserResponse>${inner}</UserResponse></UserResponses></Response></GetUserSettingsResponseMessage></s:Body></s:Envelope>`;
  const setting = (name: string, value: string): string =>
    `<UserSettings><UserSetting><Name>${name}</Name><Value>${value}</Value></UserSetting></UserSettings>`;
  const pathOf = (url: string): string => new URL(url).pathname;

  it('reads the SOAP answer', async () => {
    const server = await serve((request) => {
      expect(request.headers.authorization).toBe('Bearer token-1');
      return {
        body: soapAnswer(
          `<ErrorCode>NoError</ErrorCode>${setting('ExternalEwsUrl', 'https://mail.contoso.test/EWS/Exchange.asmx')}`,
        ),
      };
    });
    expect(await planeOf(server).autodiscover('anna@contoso.test', noSignal())).toBe(
      'https://mail.contoso.test/EWS/Exchange.asmx',
    );
  });

  it('goes on to plain XML', async () => {
    const server = await serve((request) =>
      request.body.includes('requestschema')
        ? {
            body: '<Autodiscover><Response><Account><Action>settings</Action><Protocol><Type>WEB</Type></Protocol><Protocol><Type>EXCH</Type><EwsUrl>https://in.contoso.test/ews</EwsUrl></Protocol></Account></Response></Autodiscover>',
          }
        : { status: 404 },
    );
    const url = await planeOf(server, { smtp: 'anna@127.0.0.1' }).autodiscover('anna@127.0.0.1', noSignal());
    expect(pathOf(url)).toBe('/ews');
  }, 60_000);

  it('never follows a redirect to a foreign server with the credentials', async () => {
    const server = await serve(() => ({
      body: soapAnswer(
        '<ErrorCode>RedirectUrl</ErrorCode><RedirectTarget>https://evil.example/autodiscover/autodiscover.svc</RedirectTarget>',
      ),
    }));
    const error = await failureOf(planeOf(server).autodiscover('anna@127.0.0.1', noSignal()));
    expect(error.code).toBe('endpoint.not-ews');
    expect(error.details).toEqual({ redirectHost: 'evil.example' });
  }, 60_000);

  it('restarts with another address, and not for ever', async () => {
    let asked = 0;
    const server = await serve(() => {
      asked += 1;
      return {
        body: soapAnswer(
          `<ErrorCode>RedirectAddress</ErrorCode><RedirectTarget>u${asked}@127.0.0.1</RedirectTarget>`,
        ),
      };
    });
    const error = await failureOf(planeOf(server).autodiscover('anna@127.0.0.1', noSignal()));
    expect(error.message).toContain('circles');
    expect(asked).toBe(11);
  });

  it('stops at a refused sign-in', async () => {
    const server = await serve(() => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }));
    const error = await failureOf(
      planeOf(server, { signIn: { kind: 'basic', userName: 'anna', secretKey: 's' } }).autodiscover(
        'anna@127.0.0.1',
        noSignal(),
      ),
    );
    expect(error.code).toBe('auth.denied');
    expect(server.requests).toHaveLength(1);
  });
});
