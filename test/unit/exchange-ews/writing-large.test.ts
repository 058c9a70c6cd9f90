import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { StreamedContent } from '#main/exchange/mailbox.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { noSignal } from '#test/support/ews-connection.ts';
import {
  createMailboxBench,
  manyPieces,
  streamed,
  verdictOf,
  writeRequest,
} from '#test/support/ews-mailbox-suite.ts';
import { failure, fault, response, type StubAnswer } from '#test/support/ews-stub.ts';

const bench = createMailboxBench();
afterEach(bench.close);

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
