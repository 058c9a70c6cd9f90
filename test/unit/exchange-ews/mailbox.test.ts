import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openEwsMailbox } from '#main/exchange/ews/ews-mailbox.ts';
import type { ListedMessage, SmallContent } from '#main/exchange/mailbox.ts';
import {
  connectionTo,
  fastClock,
  fixedCredentials,
  noSignal,
  recordingGate,
} from '#test/support/ews-connection.ts';
import { type MemoryServer, startMemoryServer } from '#test/support/ews-memory-server.ts';
import { failure, response } from '#test/support/ews-stub.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  while (open.length > 0) await open.pop()?.close();
});

const serve = async (...args: Parameters<typeof startMemoryServer>): Promise<MemoryServer> => {
  const server = await startMemoryServer(...args);
  open.push(server);
  return server;
};

const mailboxOf = (server: MemoryServer, changes: Parameters<typeof connectionTo>[1] = {}) => {
  const gate = recordingGate();
  const clock = fastClock();
  const log: string[] = [];
  const mailbox = openEwsMailbox(connectionTo(server.url, changes), {
    credentials: fixedCredentials,
    gate,
    clock,
    log: (line) => void log.push(line),
  });
  open.push(mailbox);
  return { mailbox, gate, clock, log };
};

const list = async (
  mailbox: ReturnType<typeof openEwsMailbox>,
  pageSize = 500,
): Promise<readonly ListedMessage[]> => {
  const found = new Map<string, ListedMessage>();
  for await (const page of mailbox.listMessages('f-inbox', { withStamps: true, pageSize }, noSignal())) {
    for (const message of page.messages) found.set(message.itemId, message);
  }
  return [...found.values()];
};

describe('a mailbox over EWS', () => {
  it('opens, lists, reads and writes', async () => {
    const source = await serve();
    const target = await serve();
    const mimes = Array.from(
      { length: 23 },
      (_, index) => `Subject: ${index}\r\n\r\n${'x'.repeat(index * 997)}`,
    );
    for (const mime of mimes) source.add(mime);
    const from = mailboxOf(source);
    const to = mailboxOf(target, { side: 'destination', isGroup: true });

    const identity = await from.mailbox.open(noSignal());
    expect(identity).toMatchObject({
      primarySmtp: 'anna@contoso.test',
      kind: 'user',
      inboxFolderId: 'f-inbox',
      serverVersion: '15.20.100.1',
    });
    const folders = await from.mailbox.listFolders(noSignal());
    expect(folders.map((folder) => [folder.path, folder.wellKnown])).toEqual([
      ['Posteingang', 'inbox'],
      ['Posteingang/A\\/B', null],
      ['Posteingang/A\\/B/C\\\\D', null],
    ]);

    const messages = await list(from.mailbox, 10);
    expect(messages).toHaveLength(23);
    const contents = await from.mailbox.readSmall(messages, noSignal());
    expect(contents.map((content) => content.kind)).toEqual(mimes.map(() => 'small'));
    for (const [index, content] of contents.entries()) {
      const small = content as SmallContent;
      expect(Buffer.from(Buffer.from(small.mimeBase64).toString('latin1'), 'base64').toString()).toBe(
        mimes[index],
      );
      expect(small.mimeSha256).toBe(
        createHash('sha256')
          .update(mimes[index] ?? '')
          .digest('hex'),
      );
      expect(small.mimeBytes).toBe(Buffer.byteLength(mimes[index] ?? ''));
    }

    await to.mailbox.open(noSignal());
    const results = await to.mailbox.writeSmall(
      await to.mailbox.openFolder('inbox', noSignal()),
      contents.map((content, index) => ({
        content: content as SmallContent,
        stamp: `stamp & <${index}>`.replace(/[&<>]/g, '_'),
        itemClass: 'IPM.Note',
        originalClass: null,
      })),
      noSignal(),
    );
    expect(results.map((result) => result.kind)).toEqual(mimes.map(() => 'written'));
    expect(target.messages.map((message) => message.mimeBase64)).toEqual(
      source.messages.map((message) => message.mimeBase64),
    );
    const stamps = await to.mailbox.findStamps(
      'f-inbox',
      ['stamp _ _3_', 'stamp _ _22_', 'other'],
      noSignal(),
    );
    expect([...stamps]).toEqual([
      ['stamp _ _3_', ['id-4']],
      ['stamp _ _22_', ['id-23']],
    ]);
    expect(from.gate.open() + to.gate.open()).toBe(0);
    expect(
      target.requests.every((request) => request.headers['x-anchormailbox'] === 'anna@contoso.test'),
    ).toBe(true);
    expect(target.requests.every((request) => request.headers['user-agent']?.startsWith('Lighterman/'))).toBe(
      true,
    );
  });

  it('streams a large message from socket to socket', async () => {
    const source = await serve();
    const target = await serve();
    const mime = `Subject: large\r\n\r\n${'0123456789abcdef'.repeat(200_000)}`;
    source.add(mime);
    const from = mailboxOf(source);
    const to = mailboxOf(target, { side: 'destination' });
    const [listed] = await list(from.mailbox);
    const content = await from.mailbox.readLarge(listed ?? { itemId: '', sizeBytes: 0 }, noSignal());
    if (content.kind !== 'streamed') throw content.error;
    const result = await to.mailbox.writeLarge(
      'f-inbox',
      { content, stamp: 's1', itemClass: 'IPM.Note', originalClass: null },
      noSignal(),
    );
    expect(result.kind).toBe('written');
    expect(target.messages[0]?.mimeBase64).toBe(source.messages[0]?.mimeBase64);
    expect((await content.end).mimeSha256).toBe(createHash('sha256').update(mime).digest('hex'));
    expect(target.requests.at(-1)?.headers['transfer-encoding']).toBe('chunked');
    expect(from.gate.open() + to.gate.open()).toBe(0);
  });

  it('streams a large message with its length to a server that takes no chunks', async () => {
    const source = await serve();
    const target = await serve((request) =>
      request.headers['transfer-encoding'] === 'chunked' ? { status: 411 } : null,
    );
    source.add(`Subject: large\r\n\r\n${'0123456789abcdef'.repeat(200_000)}`);
    const from = mailboxOf(source);
    const to = mailboxOf(target, { side: 'destination' });
    const [listed] = await list(from.mailbox);
    const content = await from.mailbox.readLarge(listed ?? { itemId: '', sizeBytes: 0 }, noSignal());
    if (content.kind !== 'streamed') throw content.error;
    const result = await to.mailbox.writeLarge(
      'f-inbox',
      { content, stamp: 's1', itemClass: 'IPM.Note', originalClass: null },
      noSignal(),
    );
    expect(result.kind).toBe('written');
    expect(target.messages[0]?.mimeBase64).toBe(source.messages[0]?.mimeBase64);
    expect(from.gate.open() + to.gate.open()).toBe(0);
  });

  it('finds stamps by listing where the server does not search', async () => {
    const target = await serve((request) =>
      request.body.includes('<m:Restriction>')
        ? { body: response('FindItem', [failure('FindItem', 'ErrorUnsupportedPathForQuery')]) }
        : null,
    );
    target.add(
      'm',
      '<t:ExtendedProperty><t:ExtendedFieldURI DistinguishedPropertySetId="PublicStrings" PropertyName="LightermanSource" PropertyType="String"/><t:Value>s1</t:Value></t:ExtendedProperty>',
    );
    const { mailbox } = mailboxOf(target, { side: 'destination' });
    expect([...(await mailbox.findStamps('f-inbox', ['s1', 's2'], noSignal()))]).toEqual([['s1', ['id-1']]]);
  });

  it('does not load the library of the control plane', () => {
    const file = fileURLToPath(new URL('../../../src-main/exchange/ews/ews-mailbox.ts', import.meta.url));
    const code = `await import(${JSON.stringify(file)}); const { createRequire } = await import('node:module'); console.log(Object.keys(createRequire(${JSON.stringify(file)}).cache).join('\\n'));`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('undici');
    expect(run.stdout).not.toContain('ews-javascript-api');
  });
});
