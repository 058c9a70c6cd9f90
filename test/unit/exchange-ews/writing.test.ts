import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { assertNeverSends, createItemStart } from '#main/exchange/ews/operations/create-item.ts';
import type { StreamedContent, WriteRequest, WriteResult } from '#main/exchange/mailbox.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { noSignal } from '#test/support/ews-connection.ts';
import { createMailboxBench, smallContent, writeRequest } from '#test/support/ews-mailbox-suite.ts';
import { failure, fault, response, type StubAnswer, success } from '#test/support/ews-stub.ts';

const bench = createMailboxBench();
afterEach(bench.close);

/** Kind and code; for an unknown outcome also what it followed from. */
const verdictOf = (result: WriteResult | undefined): readonly unknown[] => {
  if (result === undefined || result.kind === 'written') return [result?.kind];
  const error = result.error as LightermanError;
  return [result.kind, error.code, ...(result.kind === 'unknown' ? [error.details['after']] : [])];
};

const created = (id: string): string =>
  success('CreateItem', `<m:Items><t:Message><t:ItemId Id="${id}" ChangeKey="c"/></t:Message></m:Items>`);

const streamed = (
  pieces: () => AsyncIterable<Uint8Array>,
  end: StreamedContent['end'] | null = null,
): WriteRequest => ({
  ...writeRequest('x'),
  content: {
    kind: 'streamed',
    itemId: 'source-1',
    expectedBytes: 4_000_000,
    mimeBase64: pieces(),
    end: end ?? Promise.resolve({ mimeSha256: '', mimeBytes: 0, properties: smallContent('x').properties }),
  },
});

const manyPieces = (count: number, bytes = 65_536) =>
  async function* () {
    for (let index = 0; index < count; index++) yield Buffer.alloc(bytes, 'QUJD');
  };

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

describe('writing a batch', () => {
  it('goes out in requests of at most ten', async () => {
    const server = await bench.serve();
    const results = await bench.open(server).mailbox.writeSmall(
      'f',
      Array.from({ length: 23 }, (_, index) => writeRequest(`m${index}`)),
      noSignal(),
    );
    expect(results.map((result) => result.kind === 'written' && result.itemId)).toEqual(
      Array.from({ length: 23 }, (_, index) => `id-${index + 1}`),
    );
    expect(server.requests).toHaveLength(3);
  });

  it('tells each message what became of it', async () => {
    const server = await bench.serve(() => ({
      body: response('CreateItem', [
        created('a'),
        failure(
          'CreateItem',
          'ErrorMessageSizeExceeded',
          '<m:MessageXml><t:Value Name="MaxMessageSize">37748736</t:Value></m:MessageXml><m:Items/>',
        ),
        failure('CreateItem', 'ErrorMimeContentInvalid', '<m:Items/>'),
        failure('CreateItem', 'ErrorQuotaExceeded', '<m:Items/>'),
        failure('CreateItem', 'ErrorInvalidOperation', '<m:Items/>'),
        failure(
          'CreateItem',
          'ErrorServerBusy',
          '<m:MessageXml><t:Value Name="BackOffMilliseconds">1234</t:Value></m:MessageXml><m:Items/>',
        ),
        failure('CreateItem', 'ErrorBatchProcessingStopped', '<m:Items/>', 'Warning'),
        failure('CreateItem', 'ErrorTimeoutExpired', '<m:Items/>'),
        success('CreateItem', '<m:Items/>'),
      ]),
    }));
    const { mailbox, gate } = bench.open(server);
    const results = await mailbox.writeSmall(
      'f',
      Array.from({ length: 10 }, () => writeRequest('m')),
      noSignal(),
    );
    expect(results.map(verdictOf)).toEqual([
      ['written'],
      ['refused', 'message.too-large'],
      ['refused', 'message.unreadable'],
      ['refused', 'mailbox.full'],
      ['refused', 'message.refused'],
      ['refused', 'endpoint.throttled'],
      ['refused', 'message.not-tried'],
      ['unknown', 'message.unknown-outcome', 'endpoint.timeout'],
      ['unknown', 'message.unknown-outcome', 'endpoint.bad-answer'],
      // Fewer answers than messages.
      ['unknown', 'message.unknown-outcome', 'endpoint.bad-answer'],
    ]);
    expect(results[1]?.kind === 'refused' && (results[1].error as LightermanError).details).toMatchObject({
      sizeBytes: 1,
      limitBytes: 37_748_736,
      responseCode: 'ErrorMessageSizeExceeded',
    });
    expect(results[5]?.kind === 'refused' && (results[5].error as LightermanError).retryAfterMs).toBe(1_234);
    expect(gate.left).toEqual([expect.objectContaining({ ok: true, backOffMs: 1_234 })]);
  });

  it.each<{ readonly name: string; readonly answer: StubAnswer; readonly verdict: readonly string[] }>([
    { name: '403', answer: { status: 403 }, verdict: ['refused', 'endpoint.ews-blocked'] },
    {
      name: '429',
      answer: { status: 429, headers: { 'retry-after': '9' } },
      verdict: ['refused', 'endpoint.throttled'],
    },
    { name: '503', answer: { status: 503 }, verdict: ['refused', 'endpoint.unavailable'] },
    {
      name: 'a busy fault',
      answer: fault('ErrorServerBusy', { BackOffMilliseconds: '9' }),
      verdict: ['refused', 'endpoint.throttled'],
    },
    {
      name: 'too many connections',
      answer: fault('ErrorExceededConnectionCount'),
      verdict: ['refused', 'endpoint.throttled'],
    },
    { name: 'denied', answer: fault('ErrorAccessDenied'), verdict: ['refused', 'mailbox.access-denied'] },
    {
      name: 'no member',
      answer: fault('ErrorCreateItemAccessDenied'),
      verdict: ['refused', 'mailbox.not-member'],
    },
    {
      name: '401',
      answer: { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
      verdict: ['refused', 'auth.expired'],
    },
    {
      name: 'busy in every message',
      answer: { body: response('CreateItem', [failure('CreateItem', 'ErrorServerBusy')]) },
      verdict: ['refused', 'endpoint.throttled'],
    },
    {
      name: '500',
      answer: { status: 500 },
      verdict: ['unknown', 'message.unknown-outcome', 'endpoint.unavailable'],
    },
    {
      name: '502',
      answer: { status: 502 },
      verdict: ['unknown', 'message.unknown-outcome', 'endpoint.unavailable'],
    },
    {
      name: '504',
      answer: { status: 504 },
      verdict: ['unknown', 'message.unknown-outcome', 'endpoint.timeout'],
    },
    {
      name: 'an internal fault',
      answer: fault('ErrorInternalServerError'),
      verdict: ['unknown', 'message.unknown-outcome', 'endpoint.unavailable'],
    },
    {
      name: 'an unknown fault',
      answer: fault('ErrorOfTomorrow'),
      verdict: ['unknown', 'message.unknown-outcome', 'endpoint.bad-answer'],
    },
    {
      name: 'a reset',
      answer: { reset: true },
      verdict: ['unknown', 'message.unknown-outcome', 'endpoint.unreachable'],
    },
    {
      name: 'half an answer',
      answer: { body: response('CreateItem', [created('a')]), cutAfterBytes: 300 },
      verdict: ['unknown', 'message.unknown-outcome', 'endpoint.unreachable'],
    },
    {
      name: 'an answer that is torn',
      answer: { body: response('CreateItem', [created('a')]).slice(0, 400) },
      verdict: ['unknown', 'message.unknown-outcome', 'endpoint.bad-answer'],
    },
    {
      name: 'HTML',
      answer: { body: '<html>' },
      verdict: ['unknown', 'message.unknown-outcome', 'endpoint.not-ews'],
    },
  ])('after $name knows what is certain, and sends nothing twice', async ({ answer, verdict }) => {
    const server = await bench.serve(() => answer);
    const { mailbox, gate } = bench.open(server);
    const results = await mailbox.writeSmall('f', [writeRequest('a'), writeRequest('b')], noSignal());
    expect(results.map(verdictOf)).toEqual([verdict, verdict]);
    const renewed = verdict[1] === 'auth.expired';
    expect(server.requests).toHaveLength(renewed ? 2 : 1);
    expect(gate.open()).toBe(0);
  });

  it('takes a batch apart when one message may be to blame', async () => {
    for (const answer of [
      { status: 413 },
      fault('ErrorSchemaValidation'),
      fault('ErrorMessageSizeExceeded'),
    ]) {
      const server = await bench.serve((request) =>
        request.body.includes('stamp-2') && request.operation === 'CreateItem' ? answer : null,
      );
      const results = await bench
        .open(server)
        .mailbox.writeSmall(
          'f',
          [writeRequest('a', 'stamp-1'), writeRequest('b', 'stamp-2'), writeRequest('c', 'stamp-3')],
          noSignal(),
        );
      expect(results.map((result) => result.kind)).toEqual(['written', 'refused', 'written']);
      expect(results[1]?.kind === 'refused' && (results[1].error as LightermanError).info.scope).toBe(
        'message',
      );
      expect(server.messages.map((message) => message.stamp)).toEqual(['stamp-1', 'stamp-3']);
    }
  });

  it('does without what is nice to have when a server refuses an item for a property', async () => {
    const server = await bench.serve((request) => {
      if (request.operation !== 'CreateItem' || !request.body.includes('0x1081')) return null;
      return {
        body: response('CreateItem', [
          created('other'),
          failure('CreateItem', 'ErrorItemSavePropertyError', '<m:Items/>'),
        ]),
      };
    });
    const marked = smallContent('m');
    const request: WriteRequest = {
      ...writeRequest('m'),
      content: {
        ...marked,
        properties: { ...marked.properties, lastVerb: 102, flagStatus: 'Flagged', flagDueMs: 0 },
      },
    };
    const results = await bench
      .open(server)
      .mailbox.writeSmall('f', [writeRequest('a', 's0'), request], noSignal());
    expect(results.map(verdictOf)).toEqual([['written'], ['written']]);
    expect(server.requests).toHaveLength(2);
    const body = server.requests[1]?.body ?? '';
    expect(body).toContain('<t:Flag><t:FlagStatus>Flagged</t:FlagStatus></t:Flag>');
    expect(body).toContain('0x0E06');
  });

  it('is certain when nobody was there', async () => {
    const server = await bench.serve();
    const { mailbox } = bench.open({ url: server.url.replace(/:\d+/, ':1') });
    expect((await mailbox.writeSmall('f', [writeRequest('a')], noSignal())).map(verdictOf)).toEqual([
      ['refused', 'endpoint.unreachable'],
    ]);
  });

  it('is certain when it was stopped before, and not when it was stopped meanwhile', async () => {
    const server = await bench.serve(() => ({ hang: true }));
    const { mailbox } = bench.open(server);
    expect((await mailbox.writeSmall('f', [writeRequest('a')], AbortSignal.abort())).map(verdictOf)).toEqual([
      ['refused', 'app.stopped'],
    ]);
    expect(server.requests).toHaveLength(0);
    const stop = new AbortController();
    const writing = mailbox.writeSmall('f', [writeRequest('a')], stop.signal);
    setTimeout(() => stop.abort(), 100);
    expect((await writing).map(verdictOf)).toEqual([['unknown', 'message.unknown-outcome', 'app.stopped']]);
  });
});

describe('writing a large message', () => {
  it('streams it and tells the throttle how much it was', async () => {
    const server = await bench.serve();
    const { mailbox, gate } = bench.open(server);
    const result = await mailbox.writeLarge('f', streamed(manyPieces(40)), noSignal());
    expect(verdictOf(result)).toEqual(['written']);
    expect(server.messages[0]?.mimeBase64).toHaveLength(40 * 65_536);
    expect(gate.entered[0]?.uploadBytes).toBe(4_000_000);
    expect(gate.left[0]?.uploadedBytes).toBe(Buffer.byteLength(server.requests[0]?.body ?? ''));
  });

  it('is never completed when its source fails, and the outcome is unknown', async () => {
    const server = await bench.serve();
    const broken = async function* () {
      yield* manyPieces(10)();
      throw new LightermanError('endpoint.unreachable', { message: 'The source is gone.' });
    };
    const { mailbox, gate } = bench.open(server);
    const result = await mailbox.writeLarge('f', streamed(broken), noSignal());
    expect(verdictOf(result)).toEqual(['unknown', 'message.unknown-outcome', 'endpoint.unreachable']);
    const late = streamed(manyPieces(10), Promise.reject(new LightermanError('endpoint.bad-answer')));
    expect(verdictOf(await mailbox.writeLarge('f', late, noSignal()))).toEqual([
      'unknown',
      'message.unknown-outcome',
      'endpoint.bad-answer',
    ]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.messages).toEqual([]);
    expect(gate.open()).toBe(0);
  });

  it.each<{ readonly name: string; readonly answer: StubAnswer; readonly verdict: readonly string[] }>([
    { name: '413', answer: { status: 413 }, verdict: ['refused', 'endpoint.too-large'] },
    {
      name: 'too large',
      answer: {
        body: response('CreateItem', [failure('CreateItem', 'ErrorMessageSizeExceeded', '<m:Items/>')]),
      },
      verdict: ['refused', 'message.too-large'],
    },
    { name: '411', answer: { status: 411 }, verdict: ['refused', 'message.refused'] },
    {
      name: '401',
      answer: { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
      verdict: ['refused', 'auth.transient'],
    },
    {
      name: '500',
      answer: { status: 500 },
      verdict: ['unknown', 'message.unknown-outcome', 'endpoint.unavailable'],
    },
    {
      name: 'reset',
      answer: { reset: true },
      verdict: ['unknown', 'message.unknown-outcome', 'endpoint.unreachable'],
    },
  ])('knows what $name means', async ({ answer, verdict }) => {
    const server = await bench.serve(() => answer);
    const result = await bench.open(server).mailbox.writeLarge('f', streamed(manyPieces(30)), noSignal());
    expect(verdictOf(result)).toEqual(verdict);
    if (verdict[1]?.endsWith('too-large') === true) {
      expect(result.kind === 'refused' && (result.error as LightermanError).details).toMatchObject({
        sizeBytes: 3_000_000,
      });
    }
    expect(server.requests).toHaveLength(1);
  });

  it.each<{ readonly name: string; readonly answer: StubAnswer }>([
    { name: '411', answer: { status: 411 } },
    { name: '501', answer: { status: 501 } },
    { name: '400', answer: { status: 400 } },
    { name: 'a fault about an empty body', answer: fault('ErrorInvalidRequest') },
  ])('reads the source twice for a server that wants the length first ($name)', async ({ answer }) => {
    const server = await bench.serve((request) =>
      request.headers['transfer-encoding'] === 'chunked' ? answer : null,
    );
    const { mailbox } = bench.open(server);
    let reads = 0;
    const again = (): StreamedContent => {
      reads += 1;
      const { content } = streamed(manyPieces(30, 60_000));
      if (content.kind !== 'streamed') throw new Error('It is not streamed.');
      return { ...content, again: () => Promise.resolve(again()) };
    };
    for (const stamp of ['s1', 's2']) {
      const result = await mailbox.writeLarge(
        'f',
        { ...writeRequest('x', stamp), content: again() },
        noSignal(),
      );
      expect(verdictOf(result)).toEqual(['written']);
    }
    // First chunked in vain, to measure, to send; then only the latter two.
    expect(reads).toBe(5);
    expect(server.messages.map((message) => message.mimeBase64.length)).toEqual([1_800_000, 1_800_000]);
    expect(
      server.requests.map((request) => Number(request.headers['content-length'] ?? 0) > 1_800_000),
    ).toEqual([false, true, true]);
  });

  it('does not finish a message that changed between the two readings', async () => {
    const server = await bench.serve((request) =>
      request.headers['transfer-encoding'] === 'chunked' ? { status: 411 } : null,
    );
    let reads = 0;
    const again = (): StreamedContent => {
      reads += 1;
      const { content } = streamed(manyPieces(20 + reads, 60_000));
      if (content.kind !== 'streamed') throw new Error('It is not streamed.');
      return { ...content, again: () => Promise.resolve(again()) };
    };
    const result = await bench
      .open(server)
      .mailbox.writeLarge('f', { ...writeRequest('x'), content: again() }, noSignal());
    expect(result.kind).toBe('unknown');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.messages).toEqual([]);
  });

  it('hears a refusal in the middle of the upload and lets the source go', async () => {
    const server = createServer((socket: Socket) => {
      let seen = 0;
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        if (seen >= 100_000) return;
        seen += chunk.length;
        if (seen < 100_000) return;
        socket.pause();
        socket.write(
          'HTTP/1.1 503 Busy\r\nRetry-After: 11\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
          () => socket.destroy(),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    let letGo = false;
    const endless = async function* () {
      try {
        for (;;) yield Buffer.alloc(65_536, 'QUJD');
      } finally {
        letGo = true;
      }
    };
    const { mailbox, gate } = bench.open({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/EWS`,
    });
    const result = await mailbox.writeLarge('f', streamed(endless), noSignal());
    expect(verdictOf(result)).toEqual(['refused', 'endpoint.throttled']);
    expect(result.kind === 'refused' && (result.error as LightermanError).retryAfterMs).toBe(11_000);
    expect(gate.left).toEqual([expect.objectContaining({ ok: false, backOffMs: 11_000 })]);
    expect(letGo).toBe(true);
    server.close();
  });

  it('lets the source go when nobody is there to write to', async () => {
    let letGo = false;
    const pieces = (): AsyncIterable<Uint8Array> => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: Buffer.alloc(10) }),
        return: () => {
          letGo = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    });
    const { mailbox } = bench.open({ url: 'http://127.0.0.1:1/EWS' });
    expect(verdictOf(await mailbox.writeLarge('f', streamed(pieces), noSignal()))).toEqual([
      'refused',
      'endpoint.unreachable',
    ]);
    expect(letGo).toBe(true);
  });

  it('takes small content as well', async () => {
    const server = await bench.serve();
    const { mailbox } = bench.open(server);
    expect(verdictOf(await mailbox.writeLarge('f', writeRequest('small'), noSignal()))).toEqual(['written']);
    const mixed = await mailbox.writeSmall(
      'f',
      [writeRequest('a', 's1'), streamed(manyPieces(2)), writeRequest('b', 's3')],
      noSignal(),
    );
    expect(mixed.map(verdictOf)).toEqual([['written'], ['written'], ['written']]);
  });
});

describe('finding stamps', () => {
  it('asks for twenty at a time, and takes no neighbour for ours', async () => {
    const server = await bench.serve();
    const { mailbox } = bench.open(server);
    await mailbox.writeSmall(
      'f',
      [writeRequest('a', 'S1'), writeRequest('b', 's1'), writeRequest('c', 's1')],
      noSignal(),
    );
    const stamps = ['s1', ...Array.from({ length: 44 }, (_, index) => `none-${index}`)];
    const before = server.requests.length;
    expect([...(await mailbox.findStamps('f', stamps, noSignal()))]).toEqual([['s1', ['id-2', 'id-3']]]);
    expect(server.requests).toHaveLength(before + 3);
    expect([...(await mailbox.findStamps('f', [], noSignal()))]).toEqual([]);
  });
});
