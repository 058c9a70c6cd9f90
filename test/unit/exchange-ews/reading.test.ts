import { afterEach, describe, expect, it } from 'vitest';
import { batchesOf } from '#main/exchange/ews/reading.ts';
import type { MessageRef, SmallContent } from '#main/exchange/mailbox.ts';
import { noSignal } from '#test/support/ews-connection.ts';
import type { MemoryServer } from '#test/support/ews-memory-server.ts';
import { createMailboxBench, failureOf } from '#test/support/ews-mailbox-suite.ts';
import { failure, fault, response, type StubRequest, success } from '#test/support/ews-stub.ts';

const bench = createMailboxBench();
afterEach(bench.close);

const fill = (server: MemoryServer, count: number, bytes = 100): readonly MessageRef[] =>
  Array.from({ length: count }, (_, index) => {
    const stored = server.add(`Subject: ${index}\r\n\r\n${'x'.repeat(bytes)}`);
    return { itemId: stored.id, sizeBytes: stored.sizeBytes };
  });

const idsIn = (request: StubRequest): readonly string[] =>
  [...request.body.matchAll(/<t:ItemId Id="([^"]*)"/g)].map((match) => match[1] ?? '');

const readText = (content: SmallContent): string =>
  Buffer.from(Buffer.from(content.mimeBase64).toString('latin1'), 'base64').toString('utf8');

describe('batches', () => {
  it('are cut by count and by bytes, and keep the order', () => {
    const refs = Array.from({ length: 25 }, (_, index) => ({ itemId: String(index), sizeBytes: 100 }));
    expect(batchesOf(refs).map((batch) => batch.length)).toEqual([10, 10, 5]);
    const large = Array.from({ length: 4 }, (_, index) => ({ itemId: String(index), sizeBytes: 1_500_000 }));
    expect(batchesOf(large).map((batch) => batch.length)).toEqual([2, 2]);
    expect(batchesOf([{ itemId: 'x', sizeBytes: 90_000_000 }])).toHaveLength(1);
    expect(batchesOf([])).toEqual([]);
    expect(batchesOf(refs).flat()).toEqual(refs);
  });
});

describe('reading small messages', () => {
  it('binds contents to the ids asked for, also when the server mixes them up', async () => {
    const server = await bench.serve();
    const refs = fill(server, 4);
    const mixed = await bench.serve((request) => {
      if (request.operation !== 'GetItem') return null;
      const items = idsIn(request)
        .toReversed()
        .map((id) => {
          const stored = server.messages.find((message) => message.id === id);
          return success(
            'GetItem',
            `<m:Items><t:Message><t:MimeContent>${stored?.mimeBase64}</t:MimeContent><t:ItemId Id="${id}"/></t:Message></m:Items>`,
          );
        });
      return { body: response('GetItem', items) };
    });
    const contents = await bench.open(mixed).mailbox.readSmall(refs, noSignal());
    expect(contents.map((content) => content.itemId)).toEqual(refs.map((ref) => ref.itemId));
    expect(contents.map((content) => readText(content as SmallContent).split('\r\n')[0])).toEqual(
      refs.map((_, index) => `Subject: ${index}`),
    );
  });

  it('reads the properties that MIME loses', async () => {
    const server = await bench.serve();
    const stored = server.add(
      'm',
      '<t:ItemClass>IPM.Note.SMIME</t:ItemClass><t:Subject> A &amp; B&#x1; </t:Subject><t:Sensitivity>Private</t:Sensitivity><t:DateTimeReceived>2021-01-02T03:04:05Z</t:DateTimeReceived><t:Categories><t:String>Rot</t:String><t:String>&lt;x&gt;</t:String></t:Categories><t:Importance>High</t:Importance>' +
        '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0xe07" PropertyType="Integer"/><t:Value>9</t:Value></t:ExtendedProperty>' +
        '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x0E06" PropertyType="SystemTime"/><t:Value>2020-01-02T03:04:05Z</t:Value></t:ExtendedProperty>' +
        '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x1081" PropertyType="Integer"/><t:Value>102</t:Value></t:ExtendedProperty>' +
        '<t:Flag><t:FlagStatus>Flagged</t:FlagStatus><t:StartDate>2022-01-01T00:00:00</t:StartDate><t:DueDate>4501-01-01T00:00:00Z</t:DueDate></t:Flag>' +
        '<t:ToRecipients><t:Mailbox><t:EmailAddress>B@x.test</t:EmailAddress></t:Mailbox><t:Mailbox><t:EmailAddress>/O=X/CN=Y</t:EmailAddress></t:Mailbox></t:ToRecipients><t:CcRecipients><t:Mailbox><t:EmailAddress>a@x.test</t:EmailAddress></t:Mailbox><t:Mailbox><t:EmailAddress>b@x.test</t:EmailAddress></t:Mailbox></t:CcRecipients><t:From><t:Mailbox><t:EmailAddress>From@x.test</t:EmailAddress></t:Mailbox></t:From><t:IsRead>false</t:IsRead>',
    );
    const [content] = await bench
      .open(server)
      .mailbox.readSmall([{ itemId: stored.id, sizeBytes: 1 }], noSignal());
    expect((content as SmallContent).properties).toEqual({
      itemClass: 'IPM.Note.SMIME',
      subject: ' A & B ',
      isRead: false,
      messageFlags: 9,
      sentAtMs: null,
      receivedAtMs: Date.UTC(2020, 0, 2, 3, 4, 5),
      createdAtMs: null,
      categories: ['Rot', '<x>'],
      importance: 'High',
      sensitivity: 'Private',
      flagStatus: 'Flagged',
      flagStartMs: Date.UTC(2022, 0, 1),
      flagDueMs: null,
      flagCompleteMs: null,
      iconIndex: null,
      lastVerb: 102,
      lastVerbAtMs: null,
      internetMessageId: null,
      senderAddress: 'From@x.test',
      recipients: ['a@x.test', 'b@x.test'],
    });
  });

  it.each([
    ['ErrorItemNotFound', 'message.gone'],
    ['ErrorMimeContentConversionFailed', 'message.unreadable'],
    ['ErrorContentConversionFailed', 'message.unreadable'],
    ['ErrorUnsupportedMimeConversion', 'message.unreadable'],
    ['ErrorItemCorrupt', 'message.corrupt'],
    ['ErrorVirusDetected', 'message.infected'],
    ['ErrorInvalidPropertyRequest', 'message.unreadable'],
    ['ErrorSomethingNew', 'message.unreadable'],
    ['ErrorInternalServerError', 'message.server-fault'],
  ])('says %s of one message, and reads the others', async (code, expected) => {
    const server = await bench.serve((request) =>
      request.operation === 'GetItem'
        ? {
            body: response(
              'GetItem',
              idsIn(request).map((id) =>
                id === 'id-2'
                  ? failure('GetItem', code, '<m:Items/>')
                  : success(
                      'GetItem',
                      `<m:Items><t:Message><t:MimeContent>QQ==</t:MimeContent><t:ItemId Id="${id}"/></t:Message></m:Items>`,
                    ),
              ),
            ),
          }
        : null,
    );
    const contents = await bench.open(server).mailbox.readSmall(fill(server, 3), noSignal());
    expect(contents.map((content) => content.kind)).toEqual(['small', 'failed', 'small']);
    const [, failed] = contents;
    expect(failed?.kind === 'failed' && failed.error).toMatchObject({
      code: expected,
      details: { responseCode: code },
    });
  });

  it.each([
    [
      'the answer of a batch cannot be read',
      { body: '<s:Envelope xmlns:s="x"><s:Body><a></s:Body></s:Envelope>' },
    ],
    ['a batch ends in HTTP 500', { status: 500, body: 'oops' }],
    ['a batch ends in a fault', fault('ErrorInternalServerError')],
    ['a batch is refused as a whole', fault('ErrorInvalidIdMalformed')],
    ['a batch times out', fault('ErrorTimeoutExpired')],
  ])('goes on one by one when %s', async (_name, answer) => {
    const server = await bench.serve((request) =>
      request.operation === 'GetItem' && (idsIn(request).length > 1 || idsIn(request)[0] === 'id-2')
        ? answer
        : null,
    );
    const contents = await bench.open(server).mailbox.readSmall(fill(server, 3), noSignal());
    expect(contents.map((content) => content.kind)).toEqual(['small', 'failed', 'small']);
    expect(
      contents[1]?.kind === 'failed' && (contents[1].error as { info?: { scope: string } }).info?.scope,
    ).toBe('message');
  });

  it('does not blame messages for a dead line', async () => {
    const server = await bench.serve((request) => (request.operation === 'GetItem' ? { reset: true } : null));
    const error = await failureOf(bench.open(server).mailbox.readSmall(fill(server, 3), noSignal()));
    expect(error.code).toBe('endpoint.unreachable');
  });

  it('asks again for what one answer of a batch leaves out', async () => {
    const server = await bench.serve((request, self) => {
      if (request.operation !== 'GetItem' || idsIn(request).length === 1) return null;
      const [first] = self.messages;
      return {
        body: response('GetItem', [
          success(
            'GetItem',
            `<m:Items><t:Message><t:MimeContent>${first?.mimeBase64}</t:MimeContent><t:ItemId Id="${first?.id}"/></t:Message></m:Items>`,
          ),
        ]),
      };
    });
    const contents = await bench.open(server).mailbox.readSmall(fill(server, 3), noSignal());
    expect(contents.map((content) => content.kind)).toEqual(['small', 'small', 'small']);
  });

  it('waits where single messages are throttled', async () => {
    let busy = 2;
    const server = await bench.serve((request) => {
      if (request.operation !== 'GetItem') return null;
      busy -= 1;
      if (busy < 0) return null;
      return {
        body: response(
          'GetItem',
          idsIn(request).map((id, index) =>
            index === 0
              ? success(
                  'GetItem',
                  `<m:Items><t:Message><t:MimeContent>QQ==</t:MimeContent><t:ItemId Id="${id}"/></t:Message></m:Items>`,
                )
              : failure(
                  'GetItem',
                  'ErrorServerBusy',
                  '<m:MessageXml><t:Value Name="BackOffMilliseconds">4000</t:Value></m:MessageXml>',
                ),
          ),
        ),
      };
    });
    const { mailbox, gate } = bench.open(server);
    const contents = await mailbox.readSmall(fill(server, 3), noSignal());
    expect(contents.map((content) => content.kind)).toEqual(['small', 'small', 'small']);
    expect(gate.left[0]).toMatchObject({ ok: true, backOffMs: 4_000 });
  });

  it('does not hold a message that is far larger than listed', async () => {
    const server = await bench.serve();
    const stored = server.add('x'.repeat(9_000_000));
    const other = server.add('small');
    const contents = await bench.open(server).mailbox.readSmall(
      [
        { itemId: stored.id, sizeBytes: 100 },
        { itemId: other.id, sizeBytes: 100 },
      ],
      noSignal(),
    );
    expect(contents.map((content) => content.kind)).toEqual(['failed', 'small']);
    expect(contents[0]?.kind === 'failed' && contents[0].error).toMatchObject({
      code: 'message.larger-than-listed',
    });
  });

  it('refuses content that is not base64, and reads a message without any', async () => {
    const server = await bench.serve((request) => {
      const [id] = idsIn(request);
      const mime = id === 'id-1' ? 'QU-D' : id === 'id-2' ? '' : null;
      return request.operation === 'GetItem'
        ? {
            body: response('GetItem', [
              success(
                'GetItem',
                `<m:Items><t:Message>${mime === null ? '' : `<t:MimeContent>${mime}</t:MimeContent>`}<t:ItemId Id="${id}"/></t:Message></m:Items>`,
              ),
            ]),
          }
        : null;
    });
    const { mailbox } = bench.open(server);
    const results = [];
    for (const ref of fill(server, 3)) results.push(...(await mailbox.readSmall([ref], noSignal())));
    expect(
      results.map((result) =>
        result.kind === 'failed' ? (result.error as { code?: string }).code : result.mimeBytes,
      ),
    ).toEqual(['message.unreadable', 0, 'message.unreadable']);
  });

  it('stops when told to', async () => {
    const server = await bench.serve((request) => (request.operation === 'GetItem' ? { hang: true } : null));
    const stop = new AbortController();
    const reading = failureOf(bench.open(server).mailbox.readSmall(fill(server, 3), stop.signal));
    setTimeout(() => stop.abort(), 50);
    expect((await reading).code).toBe('app.stopped');
  });

  it('reads recipients in batches and leaves out what is gone', async () => {
    const server = await bench.serve();
    const stored = server.add(
      'x',
      '<t:ToRecipients><t:Mailbox><t:EmailAddress>T@x.test</t:EmailAddress></t:Mailbox></t:ToRecipients>',
    );
    const refs = fill(server, 150);
    const found = await bench
      .open(server)
      .mailbox.readRecipients([stored.id, 'gone', ...refs.map((ref) => ref.itemId)], noSignal());
    expect(found.size).toBe(151);
    expect(found.get(stored.id)).toEqual(['t@x.test']);
    expect(found.has('gone')).toBe(false);
    expect(server.requests).toHaveLength(2);
  });
});
