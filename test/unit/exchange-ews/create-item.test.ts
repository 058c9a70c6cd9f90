import { afterEach, describe, expect, it } from 'vitest';
import { assertNeverSends, createItemStart } from '#main/exchange/ews/operations/create-item.ts';
import { noSignal } from '#test/support/ews-connection.ts';
import { createMailboxBench, smallContent, writeRequest } from '#test/support/ews-mailbox-suite.ts';
import { fault } from '#test/support/ews-stub.ts';

const bench = createMailboxBench();
afterEach(bench.close);

describe('a CreateItem', () => {
  it('is saved only, never sent', () => {
    expect(() => assertNeverSends(createItemStart('f'))).not.toThrow();
    for (const bad of [
      createItemStart('f').replace('SaveOnly', 'SendAndSaveCopy'),
      createItemStart('f').replace('SaveOnly', 'SendOnly'),
      createItemStart('f').replace(' MessageDisposition="SaveOnly"', ''),
      createItemStart('f').replace('SaveOnly', 'SaveOnly" MessageDisposition="SendOnly'),
    ]) {
      expect(() => assertNeverSends(bad)).toThrow(/not sent/);
    }
  });

  it('says everything at creation, in the order of the schema', async () => {
    const server = await bench.serve();
    const request = writeRequest('m', 'a&<b>"');
    await bench.open(server).mailbox.writeSmall(
      'folder-1',
      [
        {
          ...request,
          content: {
            ...smallContent('m'),
            properties: {
              ...smallContent('m').properties,
              isRead: false,
              messageFlags: 8,
              lastVerb: 102,
              flagStatus: 'Flagged',
              flagDueMs: 0,
            },
          },
          originalClass: 'IPM.Schedule.Meeting.Request',
        },
        { ...request, itemClass: 'IPM.Post' },
      ],
      noSignal(),
    );
    const body = server.requests[0]?.body ?? '';
    expect(body).toContain(
      '<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId><t:FolderId Id="folder-1"/></m:SavedItemFolderId>',
    );
    expect(body).toContain(
      '<t:MimeContent CharacterSet="UTF-8">bQ==</t:MimeContent><t:ItemClass>IPM.Note</t:ItemClass><t:Sensitivity>Private</t:Sensitivity><t:Categories><t:String>Blue &amp; &lt;green&gt;</t:String></t:Categories><t:Importance>High</t:Importance>',
    );
    const value = (uri: string, text: string): string => `${uri}/><t:Value>${text}</t:Value>`;
    for (const part of [
      value('PropertyTag="0x0E07" PropertyType="Integer"', '8'),
      value('PropertyTag="0x0039" PropertyType="SystemTime"', '2021-03-04T05:06:07Z'),
      value('PropertyTag="0x0E06" PropertyType="SystemTime"', '2021-03-04T05:06:09Z'),
      value('PropertyTag="0x1081" PropertyType="Integer"', '102'),
      value('PropertyTag="0x0029" PropertyType="Boolean"', 'false'),
      value('PropertyName="LightermanSource" PropertyType="String"', 'a&amp;&lt;b&gt;"'),
      value('PropertyName="LightermanOriginalClass" PropertyType="String"', 'IPM.Schedule.Meeting.Request'),
      '<t:Flag><t:FlagStatus>Flagged</t:FlagStatus><t:StartDate>1970-01-01T00:00:00Z</t:StartDate><t:DueDate>1970-01-01T00:00:00Z</t:DueDate></t:Flag><t:IsRead>false</t:IsRead></t:Message>',
      '<t:PostItem><t:MimeContent',
      '<t:IsRead>true</t:IsRead></t:PostItem>',
    ]) {
      expect(body).toContain(part);
    }
    expect(Number(server.requests[0]?.headers['content-length'])).toBe(Buffer.byteLength(body));
  });

  it('uses the MAPI flag for a server before 2013', async () => {
    const server = await bench.serve((request) =>
      request.body.includes('Exchange2010_SP2') ? null : fault('ErrorInvalidServerVersion'),
    );
    const { mailbox } = bench.open(server);
    await mailbox.open(noSignal());
    const content = smallContent('m');
    await mailbox.writeSmall(
      'f',
      [
        {
          ...writeRequest('m'),
          content: {
            ...content,
            properties: { ...content.properties, flagStatus: 'Complete', flagCompleteMs: 0 },
          },
        },
      ],
      noSignal(),
    );
    const body = server.requests.at(-1)?.body ?? '';
    expect(body).not.toContain('<t:Flag>');
    expect(body).toContain('PropertyTag="0x1090" PropertyType="Integer"/><t:Value>1<');
    expect(body).toContain('PropertyTag="0x1091" PropertyType="SystemTime"/><t:Value>1970-01-01T00:00:00Z<');
  });
});
