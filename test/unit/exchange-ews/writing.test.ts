import { afterEach, describe, expect, it } from 'vitest';
import type { WriteRequest } from '#main/exchange/mailbox.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { noSignal } from '#test/support/ews-connection.ts';
import {
  createMailboxBench,
  created,
  smallContent,
  verdictOf,
  writeRequest,
} from '#test/support/ews-mailbox-suite.ts';
import { failure, fault, response, type StubAnswer, success } from '#test/support/ews-stub.ts';

const bench = createMailboxBench();
afterEach(bench.close);

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
