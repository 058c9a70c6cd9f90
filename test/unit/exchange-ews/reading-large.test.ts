import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { noSignal } from '#test/support/ews-connection.ts';
import { createMailboxBench, failureOf } from '#test/support/ews-mailbox-suite.ts';
import { failure, fault, response, success } from '#test/support/ews-stub.ts';

const bench = createMailboxBench();
afterEach(bench.close);

describe('reading a large message', () => {
  const collect = async (pieces: AsyncIterable<Uint8Array>): Promise<Buffer> => {
    const found: Uint8Array[] = [];
    for await (const piece of pieces) found.push(piece);
    return Buffer.concat(found);
  };

  it.each([undefined, 1_000, 70_001])(
    'gives pieces, hash and properties (pieces of %s)',
    async (chunkBytes) => {
      const mime = 'y'.repeat(1_234_567);
      const server = await bench.serve((request, self) =>
        request.operation === 'GetItem' && chunkBytes !== undefined
          ? {
              body: response('GetItem', [
                success(
                  'GetItem',
                  `<m:Items><t:Message><t:MimeContent>${self.messages[0]?.mimeBase64}</t:MimeContent><t:ItemId Id="id-1"/><t:Subject>S</t:Subject></t:Message></m:Items>`,
                ),
              ]),
              chunkBytes,
            }
          : null,
      );
      const stored = server.add(mime);
      const { mailbox, gate } = bench.open(server);
      const content = await mailbox.readLarge({ itemId: stored.id, sizeBytes: mime.length }, noSignal());
      if (content.kind !== 'streamed') throw content.error;
      expect(gate.open()).toBe(1);
      expect((await collect(content.mimeBase64)).toString('latin1')).toBe(stored.mimeBase64);
      const end = await content.end;
      expect([end.mimeBytes, end.mimeSha256, end.properties.subject]).toEqual([
        mime.length,
        createHash('sha256').update(mime).digest('hex'),
        'S',
      ]);
      expect(gate.open()).toBe(0);
    },
  );

  it('keeps little of what nobody reads yet, and lets go of what nobody wants', async () => {
    const server = await bench.serve();
    const stored = server.add('z'.repeat(30_000_000));
    const { mailbox, gate } = bench.open(server);
    const before = process.memoryUsage().arrayBuffers;
    const content = await mailbox.readLarge({ itemId: stored.id, sizeBytes: 30_000_000 }, noSignal());
    if (content.kind !== 'streamed') throw content.error;
    await new Promise((resolve) => setTimeout(resolve, 200));
    // The stub renders the whole answer in this process (40 MB, twice at most); the client may add little.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(90_000_000);
    const iterator = content.mimeBase64[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.return?.();
    expect((await failureOf(content.end)).code).toBe('app.stopped');
    expect(gate.open()).toBe(0);
  });

  it.each([
    [
      'is gone',
      { body: response('GetItem', [failure('GetItem', 'ErrorItemNotFound', '<m:Items/>')]) },
      'message.gone',
    ],
    [
      'cannot be converted',
      { body: response('GetItem', [failure('GetItem', 'ErrorContentConversionFailed', '<m:Items/>')]) },
      'message.unreadable',
    ],
    [
      'has no content',
      {
        body: response('GetItem', [
          success('GetItem', '<m:Items><t:Message><t:ItemId Id="x"/></t:Message></m:Items>'),
        ]),
      },
      'message.unreadable',
    ],
    [
      'has content although it failed',
      {
        body: response('GetItem', [
          '<m:GetItemResponseMessage ResponseClass="Error"><m:ResponseCode>ErrorItemCorrupt</m:ResponseCode><m:Items><t:Message><t:MimeContent>QQ==</t:MimeContent></t:Message></m:Items></m:GetItemResponseMessage>',
        ]),
      },
      'message.corrupt',
    ],
    ['fails the server', { status: 500, body: 'x' }, 'message.server-fault'],
  ])('that %s is one failure', async (_name, answer, code) => {
    const server = await bench.serve(() => answer);
    const { mailbox, gate } = bench.open(server);
    const content = await mailbox.readLarge({ itemId: 'x', sizeBytes: 2_000_000 }, noSignal());
    expect(content.kind === 'failed' && content.error).toMatchObject({ code });
    expect(gate.open()).toBe(0);
  });

  it.each([
    ['a dead server', { reset: true }, 'endpoint.unreachable'],
    ['a refusal', { status: 403 }, 'endpoint.ews-blocked'],
    ['a busy server', fault('ErrorServerBusy', { BackOffMilliseconds: '9' }), 'endpoint.throttled'],
  ])('throws what concerns more: %s', async (_name, answer, code) => {
    const server = await bench.serve(() => answer);
    const { mailbox, gate } = bench.open(server);
    expect((await failureOf(mailbox.readLarge({ itemId: 'x', sizeBytes: 2_000_000 }, noSignal()))).code).toBe(
      code,
    );
    expect(gate.open()).toBe(0);
  });

  it('waits for a busy server before the stream begins', async () => {
    let busy = 1;
    const server = await bench.serve(() => {
      busy -= 1;
      return busy >= 0 ? fault('ErrorServerBusy', { BackOffMilliseconds: '9000' }) : null;
    });
    const stored = server.add('x');
    const { mailbox, slept } = bench.open(server);
    expect((await mailbox.readLarge({ itemId: stored.id, sizeBytes: 2_000_000 }, noSignal())).kind).toBe(
      'streamed',
    );
    expect(slept).toEqual([9_000]);
  });

  it.each([
    ['is cut off', { cutAfterBytes: 500_000 }, 'endpoint.unreachable'],
    ['ends within the content', {}, 'endpoint.bad-answer'],
  ])('whose answer %s never ends well', async (_name, how, code) => {
    const whole = response('GetItem', [
      success(
        'GetItem',
        `<m:Items><t:Message><t:MimeContent>${'QUJD'.repeat(300_000)}</t:MimeContent><t:ItemId Id="x"/></t:Message></m:Items>`,
      ),
    ]);
    const server = await bench.serve(() => ({
      body: 'cutAfterBytes' in how ? whole : whole.slice(0, 700_000),
      ...how,
    }));
    const { mailbox, gate } = bench.open(server);
    const content = await mailbox.readLarge({ itemId: 'x', sizeBytes: 2_000_000 }, noSignal());
    if (content.kind !== 'streamed') throw content.error;
    expect((await failureOf(collect(content.mimeBase64))).code).toBe(code);
    expect((await failureOf(content.end)).code).toBe(code);
    expect(gate.open()).toBe(0);
  });
});
