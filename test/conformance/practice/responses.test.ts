import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange2010Sp2 } from '#main/practice/ews/versions.ts';
import {
  mailbox,
  personCalled,
  practiceBench,
  type PracticeBench,
  wrap,
} from '#test/support/practice-ews-server.ts';
import { sharedMaterial, skipWithout } from '#test/support/shared-material.ts';
import {
  carryItem,
  createFolder,
  createItem,
  deleteItems,
  extended,
  field,
  findFolder,
  findItem,
  folderId,
  getFolder,
  getItem,
  idIn,
  idsIn,
  message,
  named,
  page,
  setField,
  shapeWith,
  syncItems,
  tag,
  textsIn,
  updateItem,
} from '#test/unit/practice-ews/requests.ts';

const validator = sharedMaterial('ews-schema', 'validate.sh');
const hasLint = spawnSync('xmllint', ['--version']).status === 0;
const corpus = sharedMaterial('mail-corpus');

/** One line of validate.sh's report per file; throws what it says when a file fails. */
const validate = (folder: string, kind: 'request' | 'response', files: readonly string[]): number => {
  const result = spawnSync(
    'bash',
    [validator ?? '', `--${kind}`, '--quiet', ...files.map((file) => join(folder, file))],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (result.status !== 0) throw new Error(`${result.stdout.slice(0, 4000)}${result.stderr}`);
  return files.length;
};

describe.skipIf(
  skipWithout('the EWS schema with xmllint (../shared/ews-schema)', validator !== null && hasLint),
)('every operation', () => {
  let folder: string;
  let bench: PracticeBench;
  let written = 0;
  const box = 'id-anna@contoso.example';
  const everything = '<t:BaseShape>AllProperties</t:BaseShape>';
  const owner = personCalled('anna@contoso.example');

  /** Sends a request that must be valid; its answer must be so too, whatever it says. */
  const ask = async (body: string): Promise<string> => {
    const request = wrap(body);
    const { text } = await bench.ask(request, { raw: true, caller: owner });
    written += 1;
    writeFileSync(join(folder, `${String(written).padStart(4, '0')}.request.xml`), request);
    writeFileSync(join(folder, `${String(written).padStart(4, '0')}.response.xml`), text);
    return text;
  };
  /** Sends what no client should; only the answer is checked. */
  const provoke = async (request: string, target: PracticeBench = bench): Promise<void> => {
    const { text } = await target.ask(request, { raw: true });
    written += 1;
    writeFileSync(join(folder, `${String(written).padStart(4, '0')}.response.xml`), text);
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'practice-conformance-'));
    bench = practiceBench({
      mailboxes: [
        mailbox('anna@contoso.example', { displayName: 'Anna <&> Able', language: 'ja-JP' }),
        mailbox('bert@contoso.example', { displayName: 'Anna Bert', quotaBytes: 100 }),
        mailbox('team@contoso.example', { kind: 'group' }),
      ],
    });
    bench.directory.access.set('anna@contoso.example bert@contoso.example', 'full-access');
    bench.directory.access.set('anna@contoso.example team@contoso.example', 'group-owner');
  });
  afterAll(() => {
    bench.close();
    rmSync(folder, { recursive: true });
  });

  it('answers in the words of the schema', async () => {
    await ask(
      getFolder(
        folderId('inbox') +
          folderId('calendar') +
          folderId('contacts') +
          folderId('tasks') +
          folderId('root') +
          folderId('voicemail') +
          folderId('inbox', 'nobody@x.example'),
        `${everything}<t:AdditionalProperties>${tag('0x3601', 'Integer')}${tag('0x10F4', 'Boolean')}${tag('0x0E08', 'Long')}${tag('0x65E0', 'Binary')}</t:AdditionalProperties>`,
      ),
    );
    await ask(
      findFolder(
        folderId('msgfolderroot'),
        'Deep',
        everything,
        '<m:IndexedPageFolderView MaxEntriesReturned="5" Offset="3" BasePoint="Beginning"/>',
      ),
    );
    await ask(findFolder(folderId('root'), 'SoftDeleted'));
    await ask(findFolder(folderId('root') + folderId('archive')).replace(folderId('archive'), ''));
    const made = idsIn(await ask(createFolder('Über &amp; unter', folderId('inbox'))), 't:FolderId')[0] ?? '';
    await ask(createFolder('Über &amp; unter', folderId('inbox')));
    await ask(
      `<m:UpdateFolder><m:FolderChanges><t:FolderChange>${folderId(made)}<t:Updates><t:SetFolderField>${field('folder:DisplayName')}<t:Folder><t:DisplayName>x</t:DisplayName></t:Folder></t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>`,
    );

    const letter = Buffer.from(
      'From: a@x.example\r\nTo: b@x.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner\r\n--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-ID: <1@x>\r\nContent-Location: a.txt\r\n\r\nattached\r\n--b--\r\n',
    );
    const properties = `<t:ItemClass>IPM.Note</t:ItemClass><t:Categories><t:String>A</t:String></t:Categories><t:Importance>High</t:Importance>${extended(tag('0x0E07', 'Integer'), '1')}${extended(tag('0x0039', 'SystemTime'), '2020-02-03T04:05:06Z')}${extended(named('S'), 'abc')}<t:ExtendedProperty>${named('L', 'StringArray')}<t:Values><t:Value>a</t:Value></t:Values></t:ExtendedProperty><t:Flag><t:FlagStatus>Flagged</t:FlagStatus></t:Flag><t:IsRead>true</t:IsRead>`;
    const id = idIn(await ask(createItem(message(letter, properties))));
    await ask(
      createItem(
        `${message(letter)}<t:PostItem><t:Subject>p</t:Subject></t:PostItem><t:MeetingRequest/>${message(letter, '<t:Size>1</t:Size>')}`,
      ),
    );
    await ask(createItem(message(letter), folderId('inbox', 'bert@contoso.example')));
    await ask(createItem(message(letter), folderId('sentitems'), 'SendOnly'));
    await ask(createItem(message(letter), folderId('inbox', 'team@contoso.example')));
    await ask(createItem(message(letter), folderId('nonsense'.padEnd(80, 'x'))));
    for (const itemClass of [
      'IPM.Schedule.Meeting.Request',
      'IPM.Schedule.Meeting.Resp.Pos',
      'IPM.Schedule.Meeting.Canceled',
      'IPM.Post',
      'IPM.Appointment',
      'IPM.Contact',
      'IPM.Task',
      'REPORT.IPM.Note.NDR',
      'IPM.Something',
    ]) {
      bench.mailstore.deliver(box, 'inbox', letter, { itemClass });
    }
    const asked = [
      'item:UniqueBody',
      'item:NormalizedBody',
      'item:TextBody',
      'item:Preview',
      'item:DisplayBcc',
      'item:MimeContent',
    ]
      .map(field)
      .join('');
    const shape = `${everything}<t:IncludeMimeContent>true</t:IncludeMimeContent><t:AdditionalProperties>${asked}${named('S')}${named('L', 'StringArray')}${tag('0x007D', 'String')}${tag('0x300B', 'Binary')}<t:IndexedFieldURI FieldURI="item:InternetMessageHeader" FieldIndex="Subject"/></t:AdditionalProperties>`;
    await ask(getItem([...bench.mailstore.listItems(box).map((item) => item.id), 'AAMk', made], shape));
    await ask(
      getItem(
        [id],
        `<t:BaseShape>IdOnly</t:BaseShape><t:BodyType>HTML</t:BodyType><t:AdditionalProperties><t:IndexedFieldURI FieldURI="item:InternetMessageHeader" FieldIndex="Subject"/></t:AdditionalProperties>`,
      ),
    );
    await ask(
      findItem({
        shape: `${everything}<t:AdditionalProperties>${named('S')}${tag('0x0E07', 'Integer')}</t:AdditionalProperties>`,
        view: page(0, 100),
        sort: `<t:FieldOrder Order="Ascending">${field('item:DateTimeCreated')}</t:FieldOrder>`,
      }),
    );
    await ask(
      findItem({
        view: '<m:FractionalPageItemView MaxEntriesReturned="2" Numerator="1" Denominator="2"/>',
        restriction: `<t:IsEqualTo>${named('S')}<t:FieldURIOrConstant><t:Constant Value="abc"/></t:FieldURIOrConstant></t:IsEqualTo>`,
      }),
    );
    await ask(
      findItem({
        folder: folderId('inbox') + folderId('inbox', 'nobody@x.example'),
        traversal: 'Associated',
      }),
    );
    await ask(findItem({ shape: shapeWith(field('item:Body')) }));

    const first = await ask(syncItems(null, 2));
    await ask(updateItem(id, null, setField(field('message:IsRead'), '<t:IsRead>false</t:IsRead>')));
    await ask(
      updateItem(
        id,
        'x',
        setField(field('item:Subject'), '<t:Subject>n</t:Subject>') +
          `<t:DeleteItemField>${named('S')}</t:DeleteItemField>`,
        'NeverOverwrite',
      ),
    );
    await ask(updateItem(id, null, setField(field('item:Subject'), '<t:Subject>n</t:Subject>')));
    const copy = idIn(await ask(carryItem('CopyItem', id, folderId('drafts'))));
    await ask(carryItem('MoveItem', copy, folderId('sentitems')));
    await ask(carryItem('MoveItem', copy, folderId('sentitems')));
    let state = textsIn(first, 'm:SyncState')[0] ?? '';
    for (let round = 0; round < 12; round += 1)
      state =
        textsIn(await ask(syncItems(state, 2, folderId('inbox'), everything)), 'm:SyncState')[0] ?? state;
    await ask(syncItems('broken'));
    await ask(syncItems(null, 5, folderId('inbox', 'team@contoso.example')));
    const hierarchy = (rest: string): string =>
      `<m:SyncFolderHierarchy><m:FolderShape>${everything}</m:FolderShape>${rest}</m:SyncFolderHierarchy>`;
    const tree =
      textsIn(
        await ask(hierarchy(`<m:SyncFolderId>${folderId('msgfolderroot')}</m:SyncFolderId>`)),
        'm:SyncState',
      )[0] ?? '';
    await ask(
      `<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds>${folderId(made)}${folderId('inbox')}</m:FolderIds></m:DeleteFolder>`,
    );
    await ask(hierarchy(`<m:SyncState>${tree}</m:SyncState>`));

    const full = await ask(getItem([id]));
    const attachments = [...full.matchAll(/<t:AttachmentId Id="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(attachments).toHaveLength(2);
    const attachmentIds = attachments.map((attachment) => `<t:AttachmentId Id="${attachment}"/>`).join('');
    await ask(
      `<m:GetAttachment><m:AttachmentShape><t:IncludeMimeContent>true</t:IncludeMimeContent><t:BodyType>Text</t:BodyType></m:AttachmentShape><m:AttachmentIds>${attachmentIds}<t:AttachmentId Id="AAAA"/></m:AttachmentIds></m:GetAttachment>`,
    );
    await ask(
      `<m:CreateAttachment><m:ParentItemId Id="${id}"/><m:Attachments><t:FileAttachment><t:Name>n</t:Name><t:Content>QQ==</t:Content></t:FileAttachment><t:ItemAttachment><t:Name>i</t:Name><t:Message><t:Subject>inner</t:Subject></t:Message></t:ItemAttachment></m:Attachments></m:CreateAttachment>`,
    );
    await ask(`<m:DeleteAttachment><m:AttachmentIds>${attachmentIds}</m:AttachmentIds></m:DeleteAttachment>`);

    for (const entry of ['Anna', 'team@contoso.example', 'zzz'])
      await ask(
        `<m:ResolveNames ReturnFullContactData="true" SearchScope="ActiveDirectory"><m:UnresolvedEntry>${entry}</m:UnresolvedEntry></m:ResolveNames>`,
      );
    await ask(
      '<m:GetServerTimeZones ReturnFullTimeZoneData="true"><m:Ids><t:Id>UTC</t:Id></m:Ids></m:GetServerTimeZones>',
    );
    await ask('<m:GetServerTimeZones ReturnFullTimeZoneData="false"/>');
    await ask(
      `<m:ConvertId DestinationFormat="HexEntryId"><m:SourceIds><t:AlternateId Format="EwsId" Id="${id}" Mailbox="anna@contoso.example"/><t:AlternateId Format="EwsId" Id="DUMMY" Mailbox="x"/></m:SourceIds></m:ConvertId>`,
    );
    for (const type of ['SoftDelete', 'MoveToDeletedItems', 'HardDelete'])
      await ask(deleteItems([bench.mailstore.listItems(box)[0]?.id ?? '', id], type));
  });

  it('answers faults in the form of SOAP 1.1', async () => {
    await provoke('no XML');
    await provoke(wrap('<m:Nonsense/>'));
    await provoke(wrap('<m:FindItem/>'));
    await provoke(wrap(findItem(), { version: 'Exchange2019' }));
    await provoke(wrap(findItem(), { header: '<t:RequestServerVersion Version="Exchange2016"/>' }));
    await provoke(
      wrap(findItem(), {
        header:
          '<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>bert@contoso.example</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>',
      }),
    );
    const old = practiceBench({ serverVersion: exchange2010Sp2 });
    await provoke(wrap(findItem()), old);
    await provoke(wrap(findItem({ shape: everything }), { version: 'Exchange2010_SP2' }), old);
    old.close();
  });

  it.skipIf(skipWithout('the mail corpus (../shared/mail-corpus)', corpus !== null))(
    'shows every message of the corpus',
    async () => {
      bench.mailstore.transaction(() => {
        for (const file of readdirSync(corpus ?? '.').filter((name) => name.endsWith('.eml'))) {
          bench.mailstore.deliver(box, 'junkemail', readFileSync(join(corpus ?? '.', file)));
        }
      });
      const ids = idsIn(
        await ask(findItem({ folder: folderId('junkemail'), shape: everything, view: page(0, 1000) })),
      );
      expect(ids).toHaveLength(312);
      for (let at = 0; at < ids.length; at += 52) {
        await ask(
          getItem(ids.slice(at, at + 52), `${everything}<t:IncludeMimeContent>true</t:IncludeMimeContent>`),
        );
      }
    },
  );

  it('and the official schema has no objection', () => {
    const files = readdirSync(folder).sort();
    const requests = files.filter((file) => file.endsWith('.request.xml'));
    const responses = files.filter((file) => file.endsWith('.response.xml'));
    expect(validate(folder, 'request', requests)).toBeGreaterThan(50);
    expect(validate(folder, 'response', responses)).toBeGreaterThan(60);
  });
});
