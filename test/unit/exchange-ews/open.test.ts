import { afterEach, describe, expect, it } from 'vitest';
import { noSignal } from '#test/support/ews-connection.ts';
import { createMailboxBench, failureOf } from '#test/support/ews-mailbox-suite.ts';
import { failure, fault, response, soap, type StubAnswer, success } from '#test/support/ews-stub.ts';

const bench = createMailboxBench();
afterEach(bench.close);

const versionOf = (body: string): string => /RequestServerVersion Version="([^"]*)"/.exec(body)?.[1] ?? '';

describe('first contact', () => {
  it.each([
    'ErrorInvalidServerVersion',
    'ErrorIncorrectSchemaVersion',
    'ErrorSchemaValidation',
    'ErrorInvalidRequest',
  ])('steps the version down on %s, once per server', async (code) => {
    const server = await bench.serve((request) =>
      versionOf(request.body) === 'Exchange2010_SP2' ? null : fault(code),
    );
    await bench.open(server).mailbox.open(noSignal());
    await bench.open(server).mailbox.open(noSignal());
    expect(server.requests.map((request) => versionOf(request.body))).toEqual([
      'Exchange2016',
      'Exchange2013_SP1',
      'Exchange2010_SP2',
      'Exchange2010_SP2',
      'Exchange2010_SP2',
      'Exchange2010_SP2',
    ]);
  });

  it('steps down when the refusal is an ordinary answer', async () => {
    const server = await bench.serve((request) =>
      versionOf(request.body) === 'Exchange2016'
        ? {
            body: response('GetFolder', [failure('GetFolder', 'ErrorInvalidSchemaVersionForMailboxVersion')]),
          }
        : null,
    );
    await bench.open(server).mailbox.open(noSignal());
    expect(versionOf(server.requests.at(-1)?.body ?? '')).toBe('Exchange2013_SP1');
  });

  it('starts at the version of the connection', async () => {
    const server = await bench.serve();
    await bench.open(server, { requestServerVersion: 'Exchange2013_SP1' }).mailbox.open(noSignal());
    expect(versionOf(server.requests[0]?.body ?? '')).toBe('Exchange2013_SP1');
  });

  it.each(['8.3.485.1', '14.0.722.0', '14.1.438.0'])('refuses Exchange %s', async (version) => {
    const server = await bench.serve((request) =>
      request.operation === 'GetFolder'
        ? {
            body: soap(
              `<m:GetFolderResponse><m:ResponseMessages>${success('GetFolder', '<m:Folders><t:Folder><t:FolderId Id="f"/></t:Folder></m:Folders>')}</m:ResponseMessages></m:GetFolderResponse>`,
              version,
            ),
          }
        : null,
    );
    const error = await failureOf(bench.open(server).mailbox.open(noSignal()));
    expect([error.code, error.details]).toEqual(['endpoint.version', { serverVersion: version }]);
  });

  it('needs no server version', async () => {
    const server = await bench.serve((request) =>
      request.operation === 'GetFolder'
        ? {
            body: soap(
              `<m:GetFolderResponse><m:ResponseMessages>${success('GetFolder', '<m:Folders><t:Folder><t:FolderId Id="f"/></t:Folder></m:Folders>')}</m:ResponseMessages></m:GetFolderResponse>`,
              null,
            ),
          }
        : null,
    );
    // ResolveNames still says one.
    expect((await bench.open(server).mailbox.open(noSignal())).inboxFolderId).toBe('f');
  });

  it('ends when no version is taken', async () => {
    const server = await bench.serve(() => fault('ErrorInvalidServerVersion'));
    expect((await failureOf(bench.open(server).mailbox.open(noSignal()))).code).toBe('endpoint.version');
    const strict = await bench.serve(() => fault('ErrorSchemaValidation'));
    expect((await failureOf(bench.open(strict).mailbox.open(noSignal()))).code).toBe(
      'endpoint.request-refused',
    );
  });

  it.each([
    ['ErrorAccessDenied', false, 'mailbox.access-denied'],
    ['ErrorFolderNotFound', false, 'mailbox.access-denied'],
    ['ErrorItemNotFound', false, 'mailbox.access-denied'],
    ['ErrorAccessDenied', true, 'mailbox.not-member'],
    ['ErrorFolderNotFound', true, 'mailbox.not-member'],
    ['ErrorNonExistentMailbox', false, 'mailbox.not-found'],
    ['ErrorImpersonateUserDenied', false, 'mailbox.impersonation-refused'],
    ['ErrorInvalidLicense', false, 'mailbox.disabled'],
  ])('takes %s (group: %s) for %s', async (code, isGroup, expected) => {
    const server = await bench.serve(() => ({
      body: response('GetFolder', [failure('GetFolder', code, '<m:Folders/>')]),
    }));
    const error = await failureOf(bench.open(server, { isGroup }).mailbox.open(noSignal()));
    expect([error.code, error.details['responseCode']]).toEqual([expected, code]);
  });

  it('uses the primary address that the server names', async () => {
    const named =
      '<m:MessageXml><t:Value Name="PrimarySmtpAddress">team@contoso.test</t:Value></m:MessageXml>';
    const server = await bench.serve((request) =>
      request.operation === 'GetFolder' && request.body.includes('old@contoso.test')
        ? { body: response('GetFolder', [failure('GetFolder', 'ErrorNonPrimarySmtpAddress', named)]) }
        : null,
    );
    await bench.open(server, { smtp: 'old@contoso.test' }).mailbox.open(noSignal());
    expect(
      server.requests.slice(0, 2).map((request) => /<t:EmailAddress>([^<]*)/.exec(request.body)?.[1]),
    ).toEqual(['old@contoso.test', 'team@contoso.test']);
    const circular = await bench.serve(() => ({
      body: response('GetFolder', [failure('GetFolder', 'ErrorNonPrimarySmtpAddress', named)]),
    }));
    expect(
      (await failureOf(bench.open(circular, { smtp: 'old@contoso.test' }).mailbox.open(noSignal()))).code,
    ).toBe('mailbox.not-found');
    expect(circular.requests).toHaveLength(2);
  });

  it.each([
    ['GroupMailbox', 'group'],
    ['PublicDL', 'list'],
    ['Contact', 'other'],
    ['Mailbox', 'user'],
  ])('knows a %s', async (type, kind) => {
    const server = await bench.serve((request) =>
      request.operation === 'ResolveNames'
        ? {
            body: response('ResolveNames', [
              `<m:ResolveNamesResponseMessage ResponseClass="Warning"><m:ResponseCode>ErrorNameResolutionMultipleResults</m:ResponseCode><m:ResolutionSet><t:Resolution><t:Mailbox><t:EmailAddress>anna@contoso.test.example</t:EmailAddress><t:MailboxType>Mailbox</t:MailboxType></t:Mailbox></t:Resolution><t:Resolution><t:Mailbox><t:Name>A</t:Name><t:EmailAddress>ANNA@contoso.test</t:EmailAddress><t:MailboxType>${type}</t:MailboxType></t:Mailbox></t:Resolution></m:ResolutionSet></m:ResolveNamesResponseMessage>`,
            ]),
          }
        : null,
    );
    expect(await bench.open(server).mailbox.open(noSignal())).toMatchObject({
      kind,
      primarySmtp: 'ANNA@contoso.test',
    });
  });

  it.each(['ErrorNameResolutionNoResults', 'ErrorNameResolutionNoMailbox', 'ErrorAccessDenied'])(
    'does without names on %s',
    async (code) => {
      const server = await bench.serve((request) =>
        request.operation === 'ResolveNames'
          ? { body: response('ResolveNames', [failure('ResolveNames', code)]) }
          : null,
      );
      expect(await bench.open(server).mailbox.open(noSignal())).toMatchObject({
        kind: null,
        primarySmtp: 'anna@contoso.test',
      });
      const faulty = await bench.serve((request) =>
        request.operation === 'ResolveNames' ? fault(code) : null,
      );
      expect(await bench.open(faulty).mailbox.open(noSignal())).toMatchObject({ kind: null });
    },
  );
});

describe('what a failed request means', () => {
  interface Case {
    readonly name: string;
    readonly answer: StubAnswer;
    readonly code: string;
    readonly details?: Readonly<Record<string, string>>;
  }
  const cases: readonly Case[] = [
    { name: '403 without SOAP', answer: { status: 403, body: '' }, code: 'endpoint.ews-blocked' },
    { name: '404', answer: { status: 404, body: '<html>Not found</html>' }, code: 'endpoint.not-ews' },
    {
      name: '404.13',
      answer: { status: 404, body: '<html>HTTP Error 404.13 - Not Found</html>' },
      code: 'endpoint.too-large',
    },
    { name: 'HTML', answer: { body: '<!DOCTYPE html><html>Sign in</html>' }, code: 'endpoint.not-ews' },
    { name: 'other XML', answer: { body: '<?xml version="1.0"?><rss/>' }, code: 'endpoint.not-ews' },
    {
      name: 'another redirect',
      answer: { status: 302, headers: { location: 'https://evil.example/login?x=secret' } },
      code: 'endpoint.not-ews',
      details: { redirectHost: 'evil.example' },
    },
    { name: '456', answer: { status: 456, body: '' }, code: 'auth.denied' },
    {
      name: 'a fault of rights',
      answer: fault('ErrorImpersonateUserDenied'),
      code: 'mailbox.impersonation-refused',
      details: { responseCode: 'ErrorImpersonateUserDenied' },
    },
    {
      name: 'a fault with where',
      answer: fault('ErrorMissingArgument', { LineNumber: '3' }),
      code: 'endpoint.request-refused',
      details: { LineNumber: '3' },
    },
    {
      name: 'a fault with HTTP 200',
      answer: { ...fault('ErrorImpersonateUserDenied'), status: 200 },
      code: 'mailbox.impersonation-refused',
    },
  ];

  it.each(cases)('$name', async ({ answer, code, details = {} }) => {
    const server = await bench.serve(() => answer);
    const { mailbox, gate } = bench.open(server);
    const error = await failureOf(mailbox.open(noSignal()));
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject(details);
    expect(JSON.stringify(error.details)).not.toContain('secret');
    expect(server.requests).toHaveLength(1);
    expect(gate.open()).toBe(0);
    expect(gate.left).toEqual([expect.objectContaining({ ok: false })]);
  });

  it.each([
    ['503', { status: 503, headers: { 'retry-after': '7' } }, [7_000]],
    ['429', { status: 429, headers: { 'retry-after': '3' } }, [3_000]],
    ['429 without a time', { status: 429 }, [60_000]],
    ['busy', fault('ErrorServerBusy', { BackOffMilliseconds: '297749' }), [297_749]],
    ['too many connections', fault('ErrorExceededConnectionCount'), [60_000]],
    [
      'busy in the message',
      {
        body: response('GetFolder', [
          failure(
            'GetFolder',
            'ErrorServerBusy',
            '<m:MessageXml><t:Value Name="BackOffMilliseconds">5000</t:Value></m:MessageXml>',
          ),
        ]),
      },
      [5_000],
    ],
  ] as const)('waits as the server asks: %s', async (name, answer, waits) => {
    let count = 0;
    const server = await bench.serve(() => {
      count += 1;
      return count === 1 ? answer : null;
    });
    const { mailbox, gate, slept } = bench.open(server);
    await mailbox.open(noSignal());
    expect(slept).toEqual(waits);
    expect(gate.left[0]).toMatchObject({
      ok: false,
      backOffMs: waits[0],
      tooManyConnections: name === 'too many connections',
    });
    expect(gate.left[1]).toMatchObject({ ok: true });
  });

  it.each([
    ['an error page', { status: 302, headers: { location: '/owa/auth/errorFE.aspx?httpCode=500' } }],
    ['the generic error page', { status: 302, headers: { location: '/ews/genericerrorpage.htm' } }],
    ['500 without SOAP', { status: 500, body: 'oops' }],
    ['502', { status: 502, body: '<html>bad gateway</html>' }],
    [
      'a fault without code',
      {
        status: 500,
        body: soap(
          '<s:Fault><faultcode>a:InternalServiceFault</faultcode><faultstring>x</faultstring></s:Fault>',
          null,
        ),
      },
    ],
    ['an internal error', fault('ErrorInternalServerError')],
    ['a torn answer', { body: soap('<m:GetFolderResponse/>').slice(0, 300) }],
    ['a reset', { reset: true }],
    ['a cut', { body: soap('<x/>'), cutAfterBytes: 20 }],
  ] as const)('tries a read again after %s, with growing waits, then says it', async (_name, answer) => {
    let failures = 2;
    const server = await bench.serve(() => {
      failures -= 1;
      return failures >= 0 ? answer : null;
    });
    const { mailbox, slept } = bench.open(server);
    await mailbox.open(noSignal());
    expect(slept).toHaveLength(2);
    expect(slept[1] ?? 0).toBeGreaterThan(slept[0] ?? 0);

    const dead = await bench.serve(() => answer);
    const second = bench.open(dead);
    const error = await failureOf(second.mailbox.open(noSignal()));
    expect(error.info.retry).toBe('backoff');
    // Three, and for what may be a version's fault one more for each older version.
    expect([3, 5]).toContain(second.slept.length);
    expect(second.gate.open()).toBe(0);
  });

  it('stops within a wait', async () => {
    const stop = new AbortController();
    const server = await bench.serve(() => {
      stop.abort();
      return { status: 503 };
    });
    const error = await failureOf(bench.open(server).mailbox.open(stop.signal));
    expect(error.code === 'app.stopped' || error.code === 'endpoint.unavailable').toBe(true);
    expect(server.requests).toHaveLength(1);
  });
});

describe('folders', () => {
  it('does without extended properties where the server has none', async () => {
    const server = await bench.serve((request) =>
      request.operation === 'FindFolder' && request.body.includes('ExtendedFieldURI')
        ? { body: response('FindFolder', [failure('FindFolder', 'ErrorInvalidExtendedProperty')]) }
        : null,
    );
    const { mailbox } = bench.open(server);
    expect(await mailbox.listFolders(noSignal())).toHaveLength(3);
    expect(await mailbox.listFolders(noSignal())).toHaveLength(3);
    expect(server.requests.filter((request) => request.operation === 'FindFolder')).toHaveLength(3);
  });

  it('does without them after HTTP 500, but does not take a passing fault for an inability', async () => {
    const unable = await bench.serve((request) =>
      request.operation === 'FindFolder' && request.body.includes('ExtendedFieldURI')
        ? { status: 500 }
        : null,
    );
    expect(await bench.open(unable).mailbox.listFolders(noSignal())).toHaveLength(3);
    let faults = 4;
    const passing = await bench.serve((request) => {
      if (request.operation !== 'FindFolder') return null;
      faults -= 1;
      return faults >= 0 ? { status: 500 } : null;
    });
    const { mailbox } = bench.open(passing);
    await mailbox.listFolders(noSignal());
    await mailbox.listFolders(noSignal());
    expect(passing.requests.at(-1)?.body).toContain('0x10F4');
  });

  it('knows well-known folders on an old server by asking for each', async () => {
    const server = await bench.serve((request) =>
      versionOf(request.body) === 'Exchange2010_SP2' ? null : fault('ErrorInvalidServerVersion'),
    );
    const { mailbox } = bench.open(server);
    await mailbox.open(noSignal());
    const folders = await mailbox.listFolders(noSignal());
    expect(folders.map((folder) => folder.wellKnown)).toEqual(['inbox', null, null]);
    expect(server.requests.at(-1)?.operation).toBe('GetFolder');
    expect(server.requests.at(-2)?.body).not.toContain('folder:DistinguishedFolderId');
  });

  it('opens targets', async () => {
    const server = await bench.serve((request) =>
      request.operation === 'CreateFolder'
        ? {
            body: response('CreateFolder', [
              success(
                'CreateFolder',
                `<m:Folders><t:Folder><t:FolderId Id="new-${/<t:DisplayName>([^<]*)/.exec(request.body)?.[1]}"/></t:Folder></m:Folders>`,
              ),
            ]),
          }
        : null,
    );
    const { mailbox } = bench.open(server);
    expect(await mailbox.openFolder('inbox', noSignal())).toBe('f-inbox');
    expect(await mailbox.openFolder('Calendar', noSignal())).toBe('f-calendar');
    expect(await mailbox.openFolder('posteingang/a\\/b', noSignal())).toBe('f-a');
    expect(await mailbox.openFolder('Posteingang/New', noSignal())).toBe('new-New');
    expect(server.requests.at(-1)?.body).toContain(
      '<m:ParentFolderId><t:FolderId Id="f-inbox"/></m:ParentFolderId>',
    );
    expect((await failureOf(mailbox.openFolder('a//b', noSignal()))).code).toBe('app.bad-input');
    const group = bench.open(server, { isGroup: true });
    expect((await failureOf(group.mailbox.openFolder('Archive', noSignal()))).code).toBe('app.bad-input');
  });
});

describe('listing degrades', () => {
  const listAll = async (opened: ReturnType<typeof bench.open>): Promise<number> => {
    let count = 0;
    for await (const page of opened.mailbox.listMessages('f-inbox', { withStamps: true }, noSignal()))
      count += page.messages.length;
    return count;
  };

  it.each([
    [
      'the sort property',
      (body: string) => /<m:SortOrder>.*0x3007/.test(body),
      'ErrorUnsupportedPathForSortGroup',
    ],
    ['any sort', (body: string) => body.includes('<m:SortOrder>'), 'ErrorUnsupportedPathForSortGroup'],
    [
      'binary properties',
      (body: string) => body.includes('PropertyType="Binary"'),
      'ErrorInvalidExtendedProperty',
    ],
    ['binary properties, by HTTP 500', (body: string) => body.includes('PropertyType="Binary"'), null],
    ['tags', (body: string) => body.includes('PropertyTag'), 'ErrorInvalidPropertyRequest'],
    [
      'all extended properties',
      (body: string) => body.includes('ExtendedFieldURI'),
      'ErrorInvalidPropertyRequest',
    ],
  ])('when a server refuses %s', async (_name, refuses, code) => {
    const server = await bench.serve((request) =>
      request.operation === 'FindItem' && refuses(request.body)
        ? code === null
          ? { status: 500 }
          : { body: response('FindItem', [failure('FindItem', code)]) }
        : null,
    );
    for (let index = 0; index < 7; index++) server.add(`m${index}`);
    const opened = bench.open(server);
    expect(await listAll(opened)).toBe(7);
    const asked = server.requests.length;
    expect(await listAll(opened)).toBe(7);
    expect(server.requests).toHaveLength(asked + 1);
    expect(opened.log.some((line) => line.includes('lists less'))).toBe(true);
  });

  it('but not for a passing fault', async () => {
    let faults = 4;
    const server = await bench.serve((request) => {
      if (request.operation !== 'FindItem') return null;
      faults -= 1;
      return faults >= 0 ? { status: 500 } : null;
    });
    server.add('m');
    const opened = bench.open(server);
    expect(await listAll(opened)).toBe(1);
    await listAll(opened);
    expect(server.requests.at(-1)?.body).toContain('0x300B');
  });

  it('and says what no server may refuse', async () => {
    const server = await bench.serve((request) =>
      request.operation === 'FindItem'
        ? { body: response('FindItem', [failure('FindItem', 'ErrorFolderNotFound')]) }
        : null,
    );
    expect((await failureOf(listAll(bench.open(server)))).code).toBe('folder.not-found');
    expect(server.requests).toHaveLength(1);
  });
});
