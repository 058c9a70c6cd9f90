import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootBackend } from '#main/backend/boot.ts';
import { startMemoryServer, type MemoryServer } from '#test/support/ews-memory-server.ts';
import { runPass } from '#test/support/rehearsal.ts';
import { contract } from '#shared/contract/contract.ts';
import { createClient } from '#shared/rpc/client.ts';
import { createMemoryPorts } from '#shared/rpc/port.ts';

describe('a server whose listing tells the wrong size', () => {
  let source: MemoryServer;
  let destination: MemoryServer;
  const dir = mkdtempSync(join(tmpdir(), 'lighterman-test-'));
  beforeAll(async () => {
    source = await startMemoryServer();
    destination = await startMemoryServer();
  });
  afterAll(async () => {
    await source.close();
    await destination.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('reads a message again as a stream when it is far larger than listed, at the copy and at the proof', async () => {
    const body = Buffer.alloc(12_000_000, 'a line of text that is not very long\r\n').toString('latin1');
    const small = source.add('Subject: small\r\nMessage-ID: <s@x.example>\r\n\r\nbody\r\n');
    const large = source.add(`Subject: large\r\nMessage-ID: <l@x.example>\r\n\r\n${body}`);
    Object.assign(large, { sizeBytes: 2000 });

    const backend = await bootBackend({
      workspaceDir: join(dir, 'workspace'),
      keychain: null,
      loopbackOnly: true,
      resume: false,
      onNotice: () => undefined,
    });
    const [here, there] = createMemoryPorts();
    backend.serve(there);
    const client = createClient(contract, here);
    try {
      const side = (name: string, ewsUrl: string): object => ({
        name,
        cloud: 'on-premises',
        kind: 'mailboxes',
        ewsUrl,
        signIn: 'basic',
        userName: 'u',
        impersonation: false,
      });
      await client.call('project.create', {
        path: join(dir, 'oversize.lighterman'),
        planText: JSON.stringify({
          name: 'Oversize',
          source: side('S', source.url),
          destination: side('D', destination.url),
          items: [{ source: 'a@x.example', destination: 'b@y.example' }],
          options: { proof: 'deep' },
        }),
      });
      for (const endpoint of ['S', 'D']) {
        const ended = new Promise<void>((resolve) =>
          client.onEvent((event) => event.name === 'signIn.ended' && resolve()),
        );
        await client.call('signIn.start', { endpoint, method: 'password', secret: 'p' });
        await ended;
      }
      const { items, errors } = await runPass(client, 'full', true);
      expect(errors).toEqual([]);
      expect(items[0]).toMatchObject({
        state: 'completed',
        complete: true,
        counts: { found: 2, copied: 2 },
        proof: { levels: { 3: 2, 4: 2 } },
      });
      expect(destination.messages.map((message) => message.mimeBase64.length).sort((a, b) => a - b)).toEqual([
        small.mimeBase64.length,
        large.mimeBase64.length,
      ]);
    } finally {
      here.close();
      await backend.close();
    }
  });
});
