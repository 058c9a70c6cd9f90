import { afterEach, describe, expect, it } from 'vitest';
import { openEwsMailbox } from '#main/exchange/ews/ews-mailbox.ts';
import type { WriteRequest } from '#main/exchange/mailbox.ts';
import {
  connectionTo,
  fastClock,
  fixedCredentials,
  noSignal,
  recordingGate,
} from '#test/support/ews-connection.ts';
import {
  createMailboxBench,
  created,
  smallContent,
  verdictOf,
  writeRequest,
} from '#test/support/ews-mailbox-suite.ts';
import { failure, fault, response, soap, type StubAnswer, success } from '#test/support/ews-stub.ts';

/** Servers that keep to the protocol and are not Exchange Online; each case was met with the independent server. */
const bench = createMailboxBench();
afterEach(bench.close);

const flagged = (): WriteRequest => ({
  ...writeRequest('m'),
  content: { ...smallContent('m'), properties: { ...smallContent('m').properties, flagStatus: 'Flagged' } },
});

describe('whose mailbox', () => {
  it('is named also beside the impersonation header, for servers that pass over the header', async () => {
    const server = await bench.serve();
    const { mailbox } = bench.open(server, { impersonate: 'anna@contoso.test' });
    await mailbox.open(noSignal());
    await mailbox.listFolders(noSignal());
    for (const request of server.requests.filter(({ body }) => body.includes('DistinguishedFolderId Id=')))
      expect(request.body).toContain(
        '<t:Mailbox><t:EmailAddress>anna@contoso.test</t:EmailAddress></t:Mailbox>',
      );
  });
});

describe('one property that a server does not know', () => {
  const listed = async (mailbox: ReturnType<typeof bench.open>['mailbox']): Promise<void> => {
    for await (const _ of mailbox.listMessages('f-inbox', { withStamps: false }, noSignal())) break;
  };

  it.each([
    ['item:Flag', ['0x5D02', '0x300B', '0x3007'], '0x1090'],
    ['0x5D02', ['item:Flag', '0x300B', '0x3007'], '0x0E07'],
  ])('%s is left out, and nothing else with it', async (unknown, kept, instead) => {
    const server = await bench.serve((request) =>
      request.operation === 'FindItem' && request.body.includes(unknown)
        ? fault('ErrorSchemaValidation')
        : null,
    );
    const { mailbox } = bench.open(server);
    await listed(mailbox);
    await listed(mailbox);
    const last = server.requests.at(-1)?.body ?? '';
    for (const property of [...kept, instead]) expect(last).toContain(property);
    expect(last).not.toContain(unknown);
    const asked = server.requests.filter(({ operation }) => operation === 'FindItem').length;
    expect(asked).toBeLessThanOrEqual(4);
  });

  it('item:Flag is left out of new messages as well', async () => {
    const server = await bench.serve((request): StubAnswer | null =>
      request.operation === 'CreateItem' && request.body.includes('<t:Flag>')
        ? fault('ErrorSchemaValidation')
        : null,
    );
    const { mailbox } = bench.open(server);
    const results = await mailbox.writeSmall('f', [writeRequest('a'), flagged(), flagged()], noSignal());
    expect(results.map(verdictOf)).toEqual([['written'], ['written'], ['written']]);
    const last = server.requests.at(-1)?.body ?? '';
    expect(last).toMatch(/PropertyTag="0x1090"[^>]*\/><t:Value>2</);
    expect(last).toContain('LightermanSource');
  });

  it('is left out of contents, where the server says so of every message', async () => {
    const server = await bench.serve((request) =>
      request.operation === 'GetItem' && request.body.includes('0x1081')
        ? { body: response('GetItem', [failure('GetItem', 'ErrorInvalidPropertyRequest', '<m:Items/>')]) }
        : null,
    );
    const { mailbox } = bench.open(server);
    await mailbox.readSmall([{ itemId: 'a', sizeBytes: 10 }], noSignal());
    const last = server.requests.at(-1)?.body ?? '';
    expect(last).not.toContain('0x1081');
    expect(last).toContain('0x0E07');
  });
});

describe('a class that a server does not make by MIME', () => {
  it('is written as plain mail that remembers it', async () => {
    const server = await bench.serve((request) =>
      request.operation === 'CreateItem' && request.body.includes('<t:ItemClass>IPM.Schedule')
        ? {
            body: response('CreateItem', [
              created('first'),
              failure('CreateItem', 'ErrorObjectTypeChanged', '<m:Items/>'),
            ]),
          }
        : null,
    );
    const { mailbox } = bench.open(server);
    const meeting = { ...writeRequest('m'), itemClass: 'IPM.Schedule.Meeting.Request' };
    const results = await mailbox.writeSmall('f', [writeRequest('a'), meeting], noSignal());
    expect(results.map(verdictOf)).toEqual([['written'], ['written']]);
    expect(server.requests).toHaveLength(2);
    const last = server.requests.at(-1)?.body ?? '';
    expect(last).toContain('<t:ItemClass>IPM.Note</t:ItemClass>');
    expect(last).toMatch(/LightermanOriginalClass"[^>]*\/><t:Value>IPM\.Schedule\.Meeting\.Request</);
  });

  it('is refused when it is refused as plain mail too', async () => {
    const server = await bench.serve((request) =>
      request.operation === 'CreateItem'
        ? { body: response('CreateItem', [failure('CreateItem', 'ErrorObjectTypeChanged', '<m:Items/>')]) }
        : null,
    );
    const { mailbox } = bench.open(server);
    const [result] = await mailbox.writeSmall(
      'f',
      [{ ...writeRequest('m'), itemClass: 'IPM.X' }],
      noSignal(),
    );
    expect(result?.kind).toBe('refused');
    expect(server.requests).toHaveLength(2);
  });
});

describe('what an answer leaves open', () => {
  const item = (inner: string): string => success('GetItem', `<m:Items>${inner}</m:Items>`);

  it('items of a type without recipients are not said to have none', async () => {
    const server = await bench.serve((request) =>
      request.operation === 'GetItem'
        ? {
            body: response('GetItem', [
              item('<t:Item><t:ItemId Id="a"/></t:Item>'),
              item('<t:Message><t:ItemId Id="b"/></t:Message>'),
              item('<t:PostItem><t:ItemId Id="c"/></t:PostItem>'),
            ]),
          }
        : null,
    );
    const found = await bench.open(server).mailbox.readRecipients(['a', 'b', 'c'], noSignal());
    expect([...found]).toEqual([['b', []]]);
  });

  it('what a stopped batch left out is asked for again', async () => {
    let asked = 0;
    const server = await bench.serve((request) => {
      if (request.operation !== 'GetItem') return null;
      asked += 1;
      if (asked > 1)
        return { body: response('GetItem', [item('<t:Message><t:ItemId Id="b"/></t:Message>')]) };
      return {
        body: response('GetItem', [
          failure('GetItem', 'ErrorItemNotFound', '<m:Items/>'),
          failure('GetItem', 'ErrorBatchProcessingStopped', '<m:Items/>', 'Warning'),
        ]),
      };
    });
    const found = await bench.open(server).mailbox.readRecipients(['a', 'b'], noSignal());
    expect([...found.keys()]).toEqual(['b']);
    expect(asked).toBe(2);
  });

  it('booleans may be numbers and stand between white space', async () => {
    const rows = ['<t:IsRead>\n  true\n</t:IsRead>', '<t:IsRead>0</t:IsRead>', '<t:IsRead> 1 </t:IsRead>'];
    const server = await bench.serve((request) =>
      request.operation === 'FindItem'
        ? {
            body: soap(
              `<m:FindItemResponse><m:ResponseMessages>${success(
                'FindItem',
                `<m:RootFolder TotalItemsInView="3" IncludesLastItemInRange="1"><t:Items>${rows
                  .map((row, index) => `<t:Message><t:ItemId Id="${index}"/>${row}</t:Message>`)
                  .join('')}</t:Items></m:RootFolder>`,
              )}</m:ResponseMessages></m:FindItemResponse>`,
            ),
          }
        : null,
    );
    const read: boolean[] = [];
    for await (const page of bench.open(server).mailbox.listMessages('f', { withStamps: false }, noSignal()))
      read.push(...page.messages.map((message) => message.isRead));
    expect(read).toEqual([true, false, true]);
  });
});

describe('a stop', () => {
  it('lets an upload that is on the wire come to its end, and begins no other', async () => {
    const stop = new AbortController();
    const server = await bench.serve((request) => {
      if (request.operation === 'CreateItem') stop.abort();
      return null;
    });
    const mailbox = openEwsMailbox(connectionTo(server.url), {
      credentials: fixedCredentials,
      gate: {
        enter: (request, signal) =>
          signal.aborted ? Promise.reject(new Error('stopped')) : recordingGate().enter(request, signal),
      },
      clock: fastClock(),
      drain: noSignal(),
    });
    try {
      const requests = Array.from({ length: 12 }, (_, index) => writeRequest(`m${index}`));
      const results = await mailbox.writeSmall('f', requests, stop.signal);
      expect(results.filter((result) => result.kind === 'written')).toHaveLength(10);
      expect(results.filter((result) => result.kind === 'refused')).toHaveLength(2);
      expect(server.requests).toHaveLength(1);
    } finally {
      await mailbox.close();
    }
  });

  it('a person who waits is told a fault after one repetition', async () => {
    const dead = await bench.serve(() => ({ status: 502 }));
    const hasty = bench.open(dead);
    await expect(hasty.mailbox.open(noSignal(), true)).rejects.toThrow();
    expect(hasty.slept).toHaveLength(1);
  });
});
