import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mailbox, practiceBench, type PracticeBench } from '#test/support/practice-ews-server.ts';
import { mime } from './message-facts.ts';
import {
  carryItem,
  changeKeyIn,
  codesIn,
  createItem,
  deleteItems,
  extended,
  field,
  findItem,
  folderId,
  getItem,
  idIn,
  idsIn,
  message,
  named,
  setField,
  shapeWith,
  tag,
  textsIn,
  updateItem,
} from './requests.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);
const letter = mime(
  'From: "Ann Lee" <ann@x.example>',
  'To: b@x.example, "C" <c@x.example>',
  'Subject: Gr\u00fc\u00dfe',
  'Date: Thu, 4 Mar 2021 05:06:07 +0000',
  'Message-ID: <1@x>',
  '',
  'body',
);
const dated = (flags: number): string =>
  extended(tag('0x0E07', 'Integer'), String(flags)) +
  extended(tag('0x0039', 'SystemTime'), '2020-02-03T04:05:06Z') +
  extended(tag('0x0E06', 'SystemTime'), '2020-02-03T04:05:09Z');

describe('writing items', () => {
  let bench: PracticeBench;
  beforeEach(() => {
    bench = practiceBench({
      now: () => now,
      mailboxes: [
        mailbox('anna@contoso.example'),
        mailbox('small@contoso.example', { maxReceiveBytes: 2000, quotaBytes: 3000 }),
      ],
    });
    bench.directory.access.set('anna@contoso.example small@contoso.example', 'full-access');
  });
  afterEach(() => bench.close());

  const created = async (items: string, folder?: string): Promise<string> =>
    idIn((await bench.ask(createItem(items, folder))).text);
  const codes = async (body: string): Promise<readonly string[]> => codesIn((await bench.ask(body)).text);
  const shown = async (id: string, ...paths: string[]): Promise<string> =>
    (await bench.ask(getItem([id], shapeWith(...paths)))).text;

  it('keeps uploaded bytes and honours flags and dates given at creation', async () => {
    const id = await created(
      message(
        letter,
        `<t:ItemClass>IPM.Note</t:ItemClass><t:Categories><t:String>A &amp; B</t:String></t:Categories><t:Importance>High</t:Importance>${dated(1)}${extended(named('Stamp'), 'abc')}<t:Flag><t:FlagStatus>Flagged</t:FlagStatus></t:Flag>`,
      ),
    );
    expect(bench.mailstore.mimeOf(id).equals(letter)).toBe(true);
    const text = (
      await bench.ask(
        getItem(
          [id],
          `<t:BaseShape>AllProperties</t:BaseShape><t:AdditionalProperties>${tag('0x0E07', 'Integer')}${tag('0x0039', 'SystemTime')}${named('Stamp')}${tag('0x1090', 'Integer')}</t:AdditionalProperties>`,
        ),
      )
    ).text;
    expect(textsIn(text, 't:DateTimeSent')).toEqual(['2020-02-03T04:05:06Z']);
    expect(textsIn(text, 't:DateTimeReceived')).toEqual(['2020-02-03T04:05:09Z']);
    expect(textsIn(text, 't:DateTimeCreated')).toEqual(['2026-01-02T03:04:05Z']);
    expect(textsIn(text, 't:IsDraft')).toEqual(['false']);
    expect(textsIn(text, 't:IsRead')).toEqual(['true']);
    expect(textsIn(text, 't:String')).toEqual(['A &amp; B']);
    expect(textsIn(text, 't:FlagStatus')).toEqual(['Flagged']);
    expect(textsIn(text, 't:Value')).toEqual(['1', '2020-02-03T04:05:06Z', 'abc', '2']);
    expect(text).toContain('PropertyTag="0x39"');
  });

  it('makes a draft dated now of what comes without flags', async () => {
    const text = await shown(
      await created(message(letter)),
      field('item:IsDraft'),
      field('item:DateTimeSent'),
      field('item:DateTimeReceived'),
    );
    expect(textsIn(text, 't:IsDraft')).toEqual(['true']);
    expect(textsIn(text, 't:DateTimeSent')).toEqual(['2026-01-02T03:04:05Z']);
    expect(textsIn(text, 't:DateTimeReceived')).toEqual(['2026-01-02T03:04:05Z']);
  });

  it('lets nobody take the unsent bit away or put it there afterwards', async () => {
    const draft = await created(message(letter));
    const mail = await created(message(letter, dated(1)));
    await bench.ask(
      updateItem(draft, null, setField(tag('0x0E07', 'Integer'), extended(tag('0x0E07', 'Integer'), '1'))),
    );
    await bench.ask(
      updateItem(mail, null, setField(tag('0x0E07', 'Integer'), extended(tag('0x0E07', 'Integer'), '8'))),
    );
    expect(textsIn(await shown(draft, field('item:IsDraft'), tag('0x0E07', 'Integer')), 't:Value')).toEqual([
      '9',
    ]);
    expect(textsIn(await shown(mail, field('item:IsDraft'), tag('0x0E07', 'Integer')), 't:Value')).toEqual([
      '0',
    ]);
  });

  it.each([
    ['DateTimeReceived', '<t:DateTimeReceived>2020-01-01T00:00:00Z</t:DateTimeReceived>'],
    ['Size', '<t:Size>1</t:Size>'],
    ['IsDraft', '<t:IsDraft>false</t:IsDraft>'],
    ['DateTimeSent', '<t:DateTimeSent>2020-01-01T00:00:00Z</t:DateTimeSent>'],
    ['DateTimeCreated', '<t:DateTimeCreated>2020-01-01T00:00:00Z</t:DateTimeCreated>'],
    ['HasAttachments', '<t:HasAttachments>true</t:HasAttachments>'],
    ['the source key', extended(tag('0x65E0', 'Binary'), 'AAAA')],
  ])('refuses to set %s', async (_, property) => {
    expect(await codes(createItem(message(letter, property)))).toEqual(['ErrorInvalidPropertySet']);
    expect(bench.mailstore.listItems('id-anna@contoso.example')).toEqual([]);
  });

  it('names each failure of a batch, in order, and keeps what succeeded', async () => {
    const text = (
      await bench.ask(
        createItem(
          [
            message(letter, dated(1)),
            '<t:Message><t:MimeContent>?</t:MimeContent></t:Message>',
            '<t:MeetingRequest/>',
            '<t:Task/>',
            message(letter, '<t:Size>1</t:Size>'),
            message(letter, dated(0)),
          ].join(''),
        ),
      )
    ).text;
    expect(codesIn(text)).toEqual([
      'NoError',
      'ErrorMimeContentInvalidBase64String',
      'ErrorInvalidItemForOperationCreateItem',
      'ErrorInvalidItemForOperationCreateItem',
      'ErrorInvalidPropertySet',
      'NoError',
    ]);
    expect(bench.mailstore.listItems('id-anna@contoso.example').map((item) => item.id)).toEqual(idsIn(text));
  });

  it('keeps the class it is given, and finds one where none is given', async () => {
    const meeting = mime('Subject: m', 'Content-Type: text/calendar; method=REQUEST', '', 'BEGIN:VCALENDAR');
    const asNote = await created(message(meeting, '<t:ItemClass>IPM.Note</t:ItemClass>'));
    const asMeeting = await created(message(meeting));
    const text = (await bench.ask(getItem([asNote, asMeeting], '<t:BaseShape>AllProperties</t:BaseShape>')))
      .text;
    expect(textsIn(text, 't:ItemClass')).toEqual(['IPM.Note', 'IPM.Schedule.Meeting.Request']);
    expect(text).toContain('<t:MeetingRequest>');
    const post = idIn(
      (await bench.ask(createItem('<t:PostItem><t:Subject>p</t:Subject></t:PostItem>'))).text,
    );
    expect((await bench.ask(getItem([post]))).text).toContain('<t:PostItem>');
  });

  it('holds to the size a mailbox takes and to its quota', async () => {
    const small = folderId('inbox', 'small@contoso.example');
    const big = (size: number): string =>
      message(Buffer.concat([letter, Buffer.alloc(size, 0x61)]), dated(1));
    expect(await codes(createItem(big(2500), small))).toEqual(['ErrorMessageSizeExceeded']);
    expect(await codes(createItem(big(1500), small))).toEqual(['NoError']);
    expect(await codes(createItem(big(1500), small))).toEqual(['ErrorQuotaExceeded']);
  });

  it('sends nothing unless told to, and then notes what would have gone out', async () => {
    await created(message(letter));
    expect(bench.mailstore.outbox()).toEqual([]);
    expect(await codes('<m:CreateItem><m:Items><t:Message/></m:Items></m:CreateItem>')).toEqual([
      'ErrorMessageDispositionRequired',
    ]);
    await bench.ask(createItem(message(letter), folderId('sentitems'), 'SendAndSaveCopy'));
    await bench.ask(createItem(message(letter), folderId('sentitems'), 'SendOnly'));
    expect(
      bench.mailstore
        .outbox()
        .map(({ disposition, recipients, subject }) => ({ disposition, recipients, subject })),
    ).toEqual([
      { disposition: 'SendAndSaveCopy', recipients: 'b@x.example; c@x.example', subject: 'Grüße' },
      { disposition: 'SendOnly', recipients: 'b@x.example; c@x.example', subject: 'Grüße' },
    ]);
    expect(bench.mailstore.listItems('id-anna@contoso.example')).toHaveLength(2);
  });

  it('puts an item without a folder among the drafts', async () => {
    const id = idIn(
      (
        await bench.ask(
          `<m:CreateItem MessageDisposition="SaveOnly"><m:Items>${message(letter)}</m:Items></m:CreateItem>`,
        )
      ).text,
    );
    expect(bench.mailstore.item(id).folderRow).toBe(
      bench.mailstore.folder('id-anna@contoso.example', 'drafts').row,
    );
  });

  it('makes a message out of properties', async () => {
    const id = await created(
      message(
        null,
        '<t:Subject>Über</t:Subject><t:Body BodyType="HTML">&lt;p&gt;Hallo&lt;/p&gt;</t:Body><t:Attachments><t:FileAttachment><t:Name>ä.txt</t:Name><t:ContentType>text/plain</t:ContentType><t:Content>QUJD</t:Content></t:FileAttachment></t:Attachments><t:ToRecipients><t:Mailbox><t:Name>Bö</t:Name><t:EmailAddress>b@x.example</t:EmailAddress></t:Mailbox></t:ToRecipients><t:From><t:Mailbox><t:EmailAddress>a@x.example</t:EmailAddress></t:Mailbox></t:From><t:InternetMessageId>&lt;own@x&gt;</t:InternetMessageId>',
      ),
    );
    const text = (await bench.ask(getItem([id]))).text;
    expect(textsIn(text, 't:Subject')).toEqual(['Über']);
    expect(textsIn(text, 't:EmailAddress')).toEqual(['a@x.example', 'b@x.example', 'a@x.example']);
    expect(textsIn(text, 't:InternetMessageId')).toEqual(['&lt;own@x&gt;']);
    expect(text).toContain('<t:Body BodyType="HTML" IsTruncated="false">&lt;p&gt;Hallo&lt;/p&gt;');
    expect(textsIn(text, 't:Name')).toContain('ä.txt');
    const attachment = /<t:AttachmentId Id="([^"]+)"/.exec(text)?.[1] ?? '';
    const content = (
      await bench.ask(
        `<m:GetAttachment><m:AttachmentIds><t:AttachmentId Id="${attachment}"/></m:AttachmentIds></m:GetAttachment>`,
      )
    ).text;
    expect(textsIn(content, 't:Content')).toEqual(['QUJD']);
  });

  it('updates what is named and nothing else', async () => {
    const id = await created(message(letter, dated(1) + extended(named('Stamp'), 'abc')));
    const before = bench.mailstore.item(id);
    const text = (
      await bench.ask(updateItem(id, null, setField(field('message:IsRead'), '<t:IsRead>false</t:IsRead>')))
    ).text;
    expect(codesIn(text)).toEqual(['NoError']);
    const after = bench.mailstore.item(id);
    expect(after.changeKey).not.toBe(before.changeKey);
    expect(changeKeyIn(text)).toBe(after.changeKey);
    expect({ ...after, changeKey: '', changeSeq: 0, messageFlags: 1 }).toEqual({
      ...before,
      changeKey: '',
      changeSeq: 0,
      messageFlags: 1,
    });
    expect(bench.mailstore.mimeOf(id).equals(letter)).toBe(true);
  });

  it('writes subject, body and recipients into the message itself', async () => {
    const id = await created(message(letter, dated(1)));
    const updates =
      setField(field('item:Subject'), '<t:Subject>neu</t:Subject>') +
      setField(field('item:Body'), '<t:Body BodyType="Text">changed</t:Body>') +
      setField(field('item:Categories'), '<t:Categories><t:String>Red</t:String></t:Categories>') +
      `<t:DeleteItemField>${field('message:ToRecipients')}</t:DeleteItemField>` +
      setField(named('Stamp'), extended(named('Stamp'), 'later'));
    expect(await codes(updateItem(id, null, updates))).toEqual(['NoError']);
    const text = (
      await bench.ask(
        getItem(
          [id],
          `<t:BaseShape>AllProperties</t:BaseShape><t:AdditionalProperties>${named('Stamp')}</t:AdditionalProperties>`,
        ),
      )
    ).text;
    expect(textsIn(text, 't:Subject')).toEqual(['neu']);
    expect(textsIn(text, 't:Body')).toEqual(['changed']);
    expect(textsIn(text, 't:String')).toEqual(['Red']);
    expect(textsIn(text, 't:Value')).toEqual(['later']);
    expect(text).not.toContain('t:ToRecipients');
    expect(textsIn(text, 't:InternetMessageId')).toEqual(['&lt;1@x&gt;']);
    await bench.ask(updateItem(id, null, `<t:DeleteItemField>${named('Stamp')}</t:DeleteItemField>`));
    expect(textsIn(await shown(id, named('Stamp')), 't:Value')).toEqual([]);
  });

  it('asks for the change key, and refuses a stale one where the client wants that', async () => {
    const id = await created(message(letter, dated(1)));
    const stale = bench.mailstore.item(id).changeKey;
    const read = setField(field('message:IsRead'), '<t:IsRead>false</t:IsRead>');
    expect(await codes(updateItem(id, null, read, 'AutoResolve'))).toEqual([
      'ErrorChangeKeyRequiredForWriteOperations',
    ]);
    expect(await codes(updateItem(id, stale, read, 'NeverOverwrite'))).toEqual(['NoError']);
    expect(await codes(updateItem(id, stale, read, 'NeverOverwrite'))).toEqual(['ErrorIrresolvableConflict']);
    expect(await codes(updateItem(id, stale, read, 'AutoResolve'))).toEqual(['NoError']);
  });

  it('deletes for good, softly, or into the bin', async () => {
    const ids = idsIn(
      (await bench.ask(createItem([1, 2, 3].map(() => message(letter, dated(1))).join('')))).text,
    );
    const [hard = '', soft = '', binned = ''] = ids;
    for (const [id, type] of [
      [hard, 'HardDelete'],
      [soft, 'SoftDelete'],
      [binned, 'MoveToDeletedItems'],
    ] as const)
      expect(await codes(deleteItems([id], type))).toEqual(['NoError']);
    expect(idsIn((await bench.ask(findItem())).text)).toEqual([]);
    expect(idsIn((await bench.ask(findItem({ folder: folderId('deleteditems') }))).text)).toHaveLength(1);
    expect(idsIn((await bench.ask(findItem({ traversal: 'SoftDeleted' }))).text)).toHaveLength(1);
    expect(await codes(deleteItems(ids, 'HardDelete'))).toEqual([
      'ErrorItemNotFound',
      'ErrorItemNotFound',
      'ErrorItemNotFound',
    ]);
    expect(await codes(deleteItems(['nonsense'], 'HardDelete'))).toEqual(['ErrorInvalidIdMalformed']);
  });

  it('moves and copies inside a mailbox, never across', async () => {
    const id = await created(message(letter, dated(1)));
    const copy = idIn((await bench.ask(carryItem('CopyItem', id, folderId('drafts')))).text);
    const moved = idIn((await bench.ask(carryItem('MoveItem', id, folderId('sentitems')))).text);
    expect(new Set([id, copy, moved]).size).toBe(3);
    const keys = textsIn(
      (await bench.ask(getItem([copy, moved], shapeWith(tag('0x300B', 'Binary'), tag('0x65E0', 'Binary')))))
        .text,
      't:Value',
    );
    expect(keys[0]).toBe(keys[2]);
    expect(keys[1]).not.toBe(keys[3]);
    expect(await codes(getItem([id]))).toEqual(['ErrorItemNotFound']);
    expect(await codes(carryItem('CopyItem', copy, folderId('inbox', 'small@contoso.example')))).toEqual([
      'ErrorCrossMailboxMoveCopy',
    ]);
  });

  it('adds and removes attachments, leaving the others’ ids alone', async () => {
    const id = await created(message(letter, dated(1)));
    const add = (name: string): string =>
      `<m:CreateAttachment><m:ParentItemId Id="${id}"/><m:Attachments><t:FileAttachment><t:Name>${name}</t:Name><t:Content>QUJD</t:Content></t:FileAttachment></m:Attachments></m:CreateAttachment>`;
    const attachmentIn = (text: string): string => /<t:AttachmentId Id="([^"]+)"/.exec(text)?.[1] ?? '';
    const first = attachmentIn((await bench.ask(add('a.bin'))).text);
    const second = attachmentIn((await bench.ask(add('b.bin'))).text);
    expect(
      await codes(
        `<m:DeleteAttachment><m:AttachmentIds><t:AttachmentId Id="${first}"/></m:AttachmentIds></m:DeleteAttachment>`,
      ),
    ).toEqual(['NoError']);
    const text = (await bench.ask(getItem([id]))).text;
    expect(attachmentIn(text)).toBe(second);
    expect(textsIn(text, 't:Body')).toEqual(['body']);
    expect(
      await codes(
        `<m:GetAttachment><m:AttachmentIds><t:AttachmentId Id="${first}"/></m:AttachmentIds></m:GetAttachment>`,
      ),
    ).toEqual(['ErrorInvalidAttachmentId']);
  });

  it('keeps big numbers, times, binaries and lists of extended properties exactly', async () => {
    const paths = [
      named('L', 'Long'),
      named('B', 'Binary'),
      named('D', 'Double'),
      named('G', 'CLSID'),
      named('T', 'SystemTime'),
      named('F', 'Boolean'),
    ];
    const values = [
      '9223372036854775807',
      'AAH/',
      '0.1',
      '00062008-0000-0000-c000-000000000046',
      '2020-01-01T00:00:00Z',
      'true',
    ];
    const list = `<t:ExtendedProperty>${named('S', 'StringArray')}<t:Values><t:Value>a</t:Value><t:Value>b &lt;</t:Value></t:Values></t:ExtendedProperty>`;
    const id = await created(
      message(letter, paths.map((path, index) => extended(path, values[index] ?? '')).join('') + list),
    );
    expect(textsIn(await shown(id, ...paths, named('S', 'StringArray')), 't:Value')).toEqual([
      ...values,
      'a',
      'b &lt;',
    ]);
  });

  it.each([
    [
      'ErrorNoPropertyTagForCustomProperties',
      '<t:ExtendedFieldURI PropertyTag="0x8001" PropertyType="String"/>',
    ],
    ['ErrorInvalidExtendedProperty', '<t:ExtendedFieldURI PropertyName="x" PropertyType="String"/>'],
    [
      'ErrorInvalidExtendedProperty',
      '<t:ExtendedFieldURI PropertyTag="0x10" PropertyName="x" PropertyType="String"/>',
    ],
    [
      'ErrorInvalidExtendedPropertyValue',
      '<t:ExtendedFieldURI PropertyTag="0x0E07" PropertyType="Integer"/>',
    ],
  ])('answers %s', async (code, path) => {
    expect(await codes(createItem(message(letter, extended(path, 'x'))))).toEqual([code]);
  });
});
