import { afterEach, describe, expect, it } from 'vitest';
import { noSignal } from '#test/support/ews-connection.ts';
import { createMailboxBench, failureOf } from '#test/support/ews-mailbox-suite.ts';
import { failure, fault, response, soap, success } from '#test/support/ews-stub.ts';

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
