import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionDropped, createEwsHandler } from '#main/practice/ews/handler.ts';
import { exchange2010Sp2 } from '#main/practice/ews/versions.ts';
import type { Caller } from '#main/practice/types.ts';
import {
  mailbox,
  personCalled,
  practiceBench,
  type PracticeBench,
  tenantId,
  wrap,
} from '#test/support/practice-ews-server.ts';
import { mime } from './message-facts.ts';
import {
  carryItem,
  codesIn,
  createFolder,
  createItem,
  deleteItems,
  extended,
  faultIn,
  field,
  findFolder,
  findItem,
  folderId,
  getFolder,
  getItem,
  idIn,
  idsIn,
  message,
  setField,
  shapeWith,
  syncItems,
  tag,
  textsIn,
  updateItem,
} from './requests.ts';

const letter = mime('Subject: x', '', 'body');
const impersonate = (address: string): string =>
  `<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>${address}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;

describe('who may do what', () => {
  let bench: PracticeBench;
  const owner = personCalled('owner@contoso.example');
  const member = personCalled('member@contoso.example');
  const team = (id: string): string => folderId(id, 'team@contoso.example');
  beforeEach(() => {
    bench = practiceBench({
      mailboxes: [
        mailbox('anna@contoso.example', { displayName: 'Anna Able', aliases: ['alias@contoso.example'] }),
        mailbox('owner@contoso.example', { displayName: 'Otto Owner' }),
        mailbox('member@contoso.example', { displayName: 'Anna Member' }),
        mailbox('team@contoso.example', { kind: 'group', displayName: 'Team' }),
      ],
    });
    bench.directory.access.set('owner@contoso.example team@contoso.example', 'group-owner');
    bench.directory.access.set('member@contoso.example team@contoso.example', 'group-member');
    bench.mailstore.deliver('id-anna@contoso.example', 'inbox', letter);
  });
  afterEach(() => bench.close());
  const codes = async (body: string, caller?: Caller, header = ''): Promise<readonly string[]> =>
    codesIn((await bench.ask(body, { header, ...(caller === undefined ? {} : { caller }) })).text);

  it('denies by default, in either of the ways the field knows', async () => {
    const inbox = folderId('inbox', 'anna@contoso.example');
    const itemId = bench.mailstore.listItems('id-anna@contoso.example')[0]?.id ?? '';
    const byId = folderId(bench.mailstore.folder('id-anna@contoso.example', 'inbox').id);
    for (const denied of ['ErrorAccessDenied', 'ErrorFolderNotFound'] as const) {
      bench.directory.tenantSettings = { ...bench.directory.tenantSettings, deniedAnswer: denied };
      for (const body of [
        getFolder(inbox),
        getFolder(byId),
        findItem({ folder: inbox }),
        getItem([itemId]),
        createItem(message(letter), inbox),
        deleteItems([itemId], 'HardDelete'),
      ]) {
        expect(await codes(body, owner)).toEqual([denied]);
      }
    }
    bench.directory.access.set('owner@contoso.example anna@contoso.example', 'full-access');
    expect(await codes(getFolder(inbox), owner)).toEqual(['NoError']);
  });

  it('wants the primary address, and tells it', async () => {
    const { text } = await bench.ask(getFolder(folderId('inbox', 'ALIAS@contoso.example')));
    expect(codesIn(text)).toEqual(['ErrorNonPrimarySmtpAddress']);
    expect(text).toContain('<t:Value Name="Primary">anna@contoso.example</t:Value>');
    expect(await codes(getFolder(folderId('inbox', 'ANNA@contoso.example')))).toEqual(['NoError']);
    expect(await codes(getFolder(folderId('inbox', 'nobody@contoso.example')))).toEqual([
      'ErrorNonExistentMailbox',
    ]);
    expect(await codes(getFolder(folderId('inbox')), personCalled('admin@contoso.example'))).toEqual([
      'ErrorMissingEmailAddress',
    ]);
  });

  it('knows the rules of impersonation', async () => {
    const app: Caller = { kind: 'application', tenantId, appId: 'robot' };
    const service: Caller = { kind: 'on-premises', tenantId, upn: 'svc@contoso.example' };
    const inbox = getFolder(folderId('inbox'));
    const fault = async (caller: Caller, header: string): Promise<string | null> =>
      faultIn((await bench.ask(inbox, { caller, header })).text);
    expect(await fault(owner, impersonate('anna@contoso.example'))).toBe('ErrorImpersonateUserDenied');
    expect(await fault(app, impersonate('anna@contoso.example'))).toBe('ErrorImpersonateUserDenied');
    expect(await fault(app, '')).toBe('ErrorInvalidExchangeImpersonationHeaderData');
    bench.directory.impersonators.add('robot').add('svc@contoso.example');
    expect(await fault(app, impersonate('anna@contoso.example'))).toBe('ErrorImpersonateUserDenied');
    bench.directory.access.set('robot anna@contoso.example', 'impersonation');
    expect(await codes(inbox, app, impersonate('anna@contoso.example'))).toEqual(['NoError']);
    expect(await codes(inbox, service, impersonate('alias@contoso.example'))).toEqual(['NoError']);
    expect(await fault(service, impersonate('nobody@contoso.example'))).toBe('ErrorNonExistentMailbox');
    expect(await fault(service, impersonate('team@contoso.example'))).toBe('ErrorImpersonateUserDenied');
    expect(await codes(getFolder(team('inbox')), service, impersonate('owner@contoso.example'))).toEqual([
      'ErrorAccessDenied',
    ]);
    expect(
      await codes(
        getFolder(folderId('inbox', 'owner@contoso.example')),
        service,
        impersonate('anna@contoso.example'),
      ),
    ).toEqual(['ErrorAccessDenied']);
  });

  it('shows of a group its Inbox and Calendar, and synchronizes neither', async () => {
    expect(
      textsIn((await bench.ask(findFolder(team('msgfolderroot')), { caller: member })).text, 't:DisplayName'),
    ).toEqual(['Inbox', 'Calendar']);
    expect(await codes(getFolder(team('drafts')), member)).toEqual(['ErrorFolderNotFound']);
    expect(await codes(syncItems(null, 10, team('inbox')), owner)).toEqual([
      'ErrorInvalidFolderTypeForOperation',
    ]);
    expect(
      await codes(
        `<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:SyncFolderId>${team('msgfolderroot')}</m:SyncFolderId></m:SyncFolderHierarchy>`,
        owner,
      ),
    ).toEqual(['ErrorInvalidFolderTypeForOperation']);
    expect(await codes(createFolder('x', team('inbox')), owner)).toEqual([
      'ErrorCreateSubfolderAccessDenied',
    ]);
    expect(await codes(getFolder(team('inbox')))).toEqual(['ErrorAccessDenied']);
  });

  it('lets members change what is theirs, and owners delete everything', async () => {
    const create = async (caller: Caller): Promise<string> =>
      idIn(
        (
          await bench.ask(
            createItem(message(letter, extended(tag('0x0E07', 'Integer'), '1')), team('inbox')),
            { caller },
          )
        ).text,
      );
    const [mine, theirs] = [await create(member), await create(owner)];
    const read = setField(field('message:IsRead'), '<t:IsRead>false</t:IsRead>');
    expect(await codes(updateItem(mine, null, read), member)).toEqual(['NoError']);
    expect(await codes(updateItem(theirs, null, read), member)).toEqual(['ErrorAccessDenied']);
    expect(await codes(updateItem(mine, null, read), owner)).toEqual(['ErrorAccessDenied']);
    expect(await codes(deleteItems([theirs], 'HardDelete'), member)).toEqual(['ErrorAccessDenied']);
    expect(await codes(carryItem('MoveItem', theirs, team('calendar')), member)).toEqual([
      'ErrorAccessDenied',
    ]);
    expect(
      await codes(
        `<m:CreateAttachment><m:ParentItemId Id="${theirs}"/><m:Attachments><t:FileAttachment><t:Name>a</t:Name><t:Content>QQ==</t:Content></t:FileAttachment></m:Attachments></m:CreateAttachment>`,
        member,
      ),
    ).toEqual(['ErrorAccessDenied']);
    expect(await codes(deleteItems([mine], 'HardDelete'), owner)).toEqual(['NoError']);
    expect(await codes(deleteItems([theirs], 'MoveToDeletedItems'), owner)).toEqual(['NoError']);
    expect(idsIn((await bench.ask(findItem({ folder: team('inbox') }), { caller: member })).text)).toEqual(
      [],
    );
    const rights = (
      await bench.ask(getFolder(team('inbox'), shapeWith(field('folder:EffectiveRights'))), {
        caller: member,
      })
    ).text;
    expect(rights).toContain('<t:CreateContents>true</t:CreateContents>');
    expect(rights).toContain('<t:Delete>false</t:Delete>');
  });

  it('resolves names, and says that a group is one', async () => {
    const resolve = (entry: string): string =>
      `<m:ResolveNames ReturnFullContactData="true"><m:UnresolvedEntry>${entry}</m:UnresolvedEntry></m:ResolveNames>`;
    const { text } = await bench.ask(resolve('team@contoso.example'));
    expect(textsIn(text, 't:MailboxType')).toEqual(['GroupMailbox']);
    const several = (await bench.ask(resolve('Anna'))).text;
    expect(several).toContain('ResponseClass="Warning"');
    expect(codesIn(several)).toEqual(['ErrorNameResolutionMultipleResults']);
    expect(textsIn(several, 't:EmailAddress')).toEqual(['anna@contoso.example', 'member@contoso.example']);
    expect(textsIn((await bench.ask(resolve('smtp:alias@contoso'))).text, 't:EmailAddress')).toEqual([
      'anna@contoso.example',
    ]);
    expect(await codes(resolve('zzz'))).toEqual(['ErrorNameResolutionNoResults']);
    expect(await codes(resolve('anna'), personCalled('admin@contoso.example'))).toEqual([
      'ErrorNameResolutionNoMailbox',
    ]);
  });
});

describe('faults', () => {
  let bench: PracticeBench;
  beforeEach(() => {
    bench = practiceBench();
  });
  afterEach(() => bench.close());

  it.each([
    ['ErrorInvalidOperation', wrap('<m:GetDelegate IncludePermissions="false"><m:Mailbox/></m:GetDelegate>')],
    ['ErrorSchemaValidation', wrap('<m:Nonsense/>')],
    ['ErrorSchemaValidation', wrap('<m:FindItem/>')],
    ['ErrorSchemaValidation', 'no XML at all'],
    ['ErrorSchemaValidation', wrap('')],
    ['ErrorSchemaValidation', wrap(getFolder(folderId('nowhere')))],
    ['ErrorInvalidRequest', wrap(getFolder(folderId('inbox')), { version: 'Exchange2019' })],
    [
      'ErrorDuplicateSOAPHeader',
      wrap(getFolder(folderId('inbox')), { header: '<t:RequestServerVersion Version="Exchange2016"/>' }),
    ],
    [
      'ErrorSchemaValidation',
      wrap(getFolder(folderId('inbox')), {
        header: '<t:ExchangeImpersonation><t:Nobody/></t:ExchangeImpersonation>',
      }),
    ],
    [
      'ErrorContentIndexingNotEnabled',
      wrap(findItem().replace('</m:FindItem>', '<m:QueryString>x</m:QueryString></m:FindItem>')),
    ],
  ])('answers %s', async (code, request) => {
    const { status, text } = await bench.ask(request, { raw: true });
    expect(status).toBe(500);
    expect(faultIn(text)).toBe(code);
    expect(text).toContain(
      '<s:Fault><faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">a:',
    );
  });

  it('says where a request breaks the schema', async () => {
    const { text } = await bench.ask(
      wrap(createItem('<t:Message><t:Subject>x</t:Subject><t:ItemClass>IPM.Note</t:ItemClass></t:Message>')),
      { raw: true },
    );
    expect(text).toContain("<t:Violation>The element 'Message' in namespace");
    expect(text).toMatch(/<t:LineNumber>1<\/t:LineNumber><t:LinePosition>\d+<\/t:LinePosition>/);
  });

  it('steps down to what an older server understands', async () => {
    const old = practiceBench({ serverVersion: exchange2010Sp2 });
    const inbox = getFolder(folderId('inbox'));
    expect(faultIn((await old.ask(inbox, { version: 'Exchange2016' })).text)).toBe(
      'ErrorInvalidServerVersion',
    );
    const { text } = await old.ask(inbox, { version: 'Exchange2010_SP2' });
    expect(codesIn(text)).toEqual(['NoError']);
    expect(text).toContain('MajorVersion="14"');
    const distinguished = getFolder(folderId('inbox'), shapeWith(field('folder:DistinguishedFolderId')));
    expect(codesIn((await old.ask(distinguished, { version: 'Exchange2010_SP2' })).text)).toEqual([
      'ErrorInvalidPropertyRequest',
    ]);
    old.close();
  });

  it('cuts off a request that is too large, without SOAP', async () => {
    const small = practiceBench({ maxRequestBytes: 2000 });
    const { status, text } = await small.ask(createItem(message(Buffer.alloc(3000, 'x'))));
    expect(status).toBe(413);
    expect(text).not.toContain('Envelope');
    small.close();
  });

  it('can be cut before anything is done, and after all is done', async () => {
    const cut = (when: 'beforeAnswer' | 'afterCommit') => {
      const seen: string[] = [];
      const test = practiceBench({
        [when]: (operation: string) => {
          seen.push(operation);
          return Promise.resolve('drop-connection' as const);
        },
      });
      return { seen, test };
    };
    for (const [when, items] of [
      ['beforeAnswer', 0],
      ['afterCommit', 1],
    ] as const) {
      const { seen, test } = cut(when);
      await expect(test.ask(createItem(message(letter)))).rejects.toThrow(ConnectionDropped);
      expect(seen).toEqual(['CreateItem']);
      expect(test.mailstore.listItems('id-anna@contoso.example')).toHaveLength(items);
      test.close();
    }
    const answering = practiceBench({
      beforeAnswer: () =>
        Promise.resolve({ status: 503, headers: { 'retry-after': '1' }, body: Buffer.alloc(0) }),
    });
    expect((await answering.ask(findItem())).status).toBe(503);
    answering.close();
  });

  it('answers a defect as Exchange does and tells of it, or lets it through', async () => {
    const defects: unknown[] = [];
    const broken = {
      ...bench.directory,
      settings: () => {
        throw new TypeError('a defect');
      },
    };
    const options = {
      tenant: 'contoso' as const,
      mailstore: bench.mailstore,
      directory: broken,
      face: 'cloud' as const,
    };
    const request = {
      caller: personCalled('anna@contoso.example'),
      headers: {},
      body: Buffer.from(wrap(findItem())),
    };
    await expect(createEwsHandler(options)(request)).rejects.toThrow('a defect');
    const answer = await createEwsHandler({ ...options, onDefect: (error) => void defects.push(error) })(
      request,
    );
    expect(answer.status).toBe(500);
    expect(faultIn(Buffer.from(answer.body as Uint8Array).toString())).toBe('ErrorInternalServerError');
    expect(defects).toHaveLength(1);
  });
});
