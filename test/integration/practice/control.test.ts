import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Started, startForTest } from './started.ts';

let started: Started;

beforeAll(async () => {
  started = await startForTest();
});
afterAll(async () => started.end());

const mime = (subject: string): string => Buffer.from(`Subject: ${subject}\r\n\r\nbody`).toString('base64');

describe('the control side', () => {
  it('wants its token and known requests', async () => {
    const { controlUrl, controlToken } = started.info;
    const authorization = `Bearer ${controlToken}`;
    const post = (path: string, body: string, headers: Record<string, string> = { authorization }) =>
      fetch(new URL(path, controlUrl), { method: 'POST', headers, body });
    expect((await post('/stop', '{}', {})).status).toBe(401);
    expect((await post('/stop', '{}', { authorization: 'Bearer guess' })).status).toBe(401);
    expect((await post('/explode', '{}')).status).toBe(404);
    expect((await post('/constructor', '{}')).status).toBe(404);
    expect((await post('/grant', 'no json')).status).toBe(400);
    expect(await (await post('/grant', '{"tenant":"northwind"}')).json()).toMatchObject({
      error: { message: expect.stringMatching(/^tenant: /) as string },
    });
    const info = await fetch(new URL('/info', controlUrl), { headers: { authorization } });
    expect(await info.json()).toEqual(started.info);
  });

  it('makes mailboxes, accounts and groups, and grants', async () => {
    const { control } = started;
    const created = await control.createMailbox({
      tenant: 'contoso',
      kind: 'user',
      displayName: 'Åsa Berg',
      primarySmtp: 'asa@contoso.example',
      aliases: ['berg@contoso.example'],
      language: 'sv-SE',
      limits: { maxReceiveBytes: 150_000_000 },
    });
    expect(created).toMatchObject({
      aliases: ['berg@contoso.example'],
      maxReceiveBytes: 150_000_000,
      fullAccess: [],
      ewsEnabled: true,
    });
    await control.createAccount({
      tenant: 'contoso',
      upn: 'asa@contoso.example',
      displayName: 'Åsa Berg',
      mailbox: 'asa@contoso.example',
    });
    expect((await control.listAccounts('contoso')).map((account) => account.mailbox)).toContain(
      'asa@contoso.example',
    );
    const granted = await control.grant({
      tenant: 'contoso',
      mailbox: 'berg@contoso.example',
      account: 'admin@contoso.example',
    });
    expect(granted.fullAccess).toEqual(['admin@contoso.example']);
    expect(
      (
        await control.revoke({
          tenant: 'contoso',
          mailbox: 'asa@contoso.example',
          account: 'admin@contoso.example',
        })
      ).fullAccess,
    ).toEqual([]);

    await control.createMailbox({
      tenant: 'fabrikam',
      kind: 'group',
      displayName: 'Team',
      primarySmtp: 'team@fabrikam.example',
      visibility: 'public',
    });
    const member = {
      tenant: 'fabrikam',
      group: 'team@fabrikam.example',
      account: 'admin@fabrikam.example',
    } as const;
    expect((await control.groupMembers({ ...member, action: 'add', owner: true })).members).toEqual([
      { upn: 'admin@fabrikam.example', isOwner: true },
    ]);
    expect((await control.groupMembers({ ...member, action: 'remove' })).members).toEqual([]);
    expect((await control.listMailboxes('fabrikam')).find((one) => one.kind === 'group')?.visibility).toBe(
      'public',
    );
  });

  it('refuses what does not exist, what exists already and what makes no sense', async () => {
    const { control } = started;
    const asa = {
      tenant: 'contoso',
      kind: 'user',
      displayName: 'x',
      primarySmtp: 'asa@contoso.example',
    } as const;
    await expect(control.createMailbox(asa)).rejects.toMatchObject({ code: 'app.conflict' });
    await expect(
      control.createMailbox({
        ...asa,
        primarySmtp: 'new@contoso.example',
        aliases: ['berg@contoso.example'],
      }),
    ).rejects.toMatchObject({ code: 'app.conflict' });
    expect((await control.listMailboxes('contoso')).map((one) => one.primarySmtp)).not.toContain(
      'new@contoso.example',
    );
    await expect(
      control.grant({ tenant: 'contoso', mailbox: 'asa@contoso.example', account: 'nobody@contoso.example' }),
    ).rejects.toMatchObject({ code: 'app.not-found' });
    await expect(
      control.grant({
        tenant: 'fabrikam',
        mailbox: 'team@fabrikam.example',
        account: 'admin@fabrikam.example',
      }),
    ).rejects.toMatchObject({ code: 'app.conflict' });
    await expect(control.switches({ tenant: 'contoso', latencyMs: -1 })).rejects.toMatchObject({
      code: 'app.bad-input',
    });
  });

  it('delivers, copies, moves and deletes single messages', async () => {
    const { control } = started;
    const mailbox = { tenant: 'contoso', mailbox: 'asa@contoso.example' } as const;
    const { itemId } = await control.deliver({
      ...mailbox,
      mimeBase64: mime('Hej'),
      props: { isRead: true, receivedAtMs: 1_700_000_000_000 },
    });
    const copy = await control.copyItem({ ...mailbox, itemId });
    const moved = await control.moveItem({
      ...mailbox,
      itemId: copy.itemId,
      folder: { kind: 'path', path: 'Arkiv/2026' },
    });
    expect(new Set([itemId, copy.itemId, moved.itemId]).size).toBe(3);
    const items = await control.listItems(mailbox);
    expect(items.map((item) => [item.folder, item.subject, item.isRead])).toEqual([
      ['Inkorg', 'Hej', true],
      ['Arkiv/2026', 'Hej', true],
    ]);
    await control.deleteItem({ ...mailbox, itemId });
    expect(await control.listItems(mailbox)).toHaveLength(1);
    await expect(
      control.copyItem({ tenant: 'contoso', mailbox: 'admin@contoso.example', itemId: moved.itemId }),
    ).rejects.toMatchObject({ code: 'app.conflict' });
  });

  it('loads generated mail and folders of .eml files', async () => {
    const { control } = started;
    const mailbox = { tenant: 'contoso', mailbox: 'admin@contoso.example' } as const;
    const generated = await control.load({
      ...mailbox,
      source: { kind: 'generated', seed: 's', count: 250, profile: 'small', language: 'de' },
    });
    expect(generated.count).toBe(250);
    const dir = mkdtempSync(join(tmpdir(), 'practice-load-'));
    writeFileSync(join(dir, 'one.eml'), 'Subject: from a file\n\nx');
    expect(
      await control.load({
        ...mailbox,
        folder: { kind: 'path', path: 'Files' },
        source: { kind: 'folder', path: dir },
      }),
    ).toEqual({ count: 1, bytes: 23 });
    rmSync(dir, { recursive: true });
    const items = await control.listItems(mailbox);
    expect(items).toHaveLength(251);
    expect(items.filter((item) => item.folder === 'Files').map((item) => item.subject)).toEqual([
      'from a file',
    ]);
    await expect(control.load({ ...mailbox, source: { kind: 'folder', path: dir } })).rejects.toMatchObject({
      code: 'app.conflict',
    });
    await expect(
      control.load({ ...mailbox, source: { kind: 'generated', seed: 's', count: 0, profile: 'small' } }),
    ).rejects.toMatchObject({ code: 'app.bad-input' });
  });

  it('plays and clears faults', async () => {
    const { control } = started;
    expect(
      await control.faults({ tenant: 'contoso', cutAfterCommit: { count: 3, operation: 'CreateItem' } }),
    ).toEqual({ cutAfterCommit: { remaining: 3, operation: 'CreateItem' } });
    expect(await control.faults({ tenant: 'contoso', cutAfterCommit: null })).toEqual({});
    await control.faults({ tenant: 'contoso', serverBusy: { count: 1, backOffMs: 5 } });
    await control.clearFaults('contoso');
    expect(await control.faults({ tenant: 'contoso' })).toEqual({});
  });
});
