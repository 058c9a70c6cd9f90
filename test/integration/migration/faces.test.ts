import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemsIn, mailboxIdOf } from '#test/support/practice-judge.ts';
import { mailOf, openRehearsal, type Rehearsal } from '#test/support/rehearsal.ts';

describe('other ways to sign in, and refusals', () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await openRehearsal();
  });
  afterAll(async () => rehearsal?.close());

  const prepare = async (name: string, count = 12): Promise<readonly [string, string]> => {
    const pair = [`${name}@contoso.example`, `${name}@fabrikam.example`] as const;
    await rehearsal.addSource(pair[0]);
    await rehearsal.addGroup(pair[1]);
    for (let index = 0; index < count; index += 1)
      await rehearsal.control.deliver({
        tenant: 'contoso',
        mailbox: pair[0],
        mimeBase64: Buffer.from(mailOf(`${name} ${index}`)).toString('base64'),
        props: {},
      });
    return pair;
  };

  it('Basic on both sides', async () => {
    const pair = await prepare('basic');
    const project = await rehearsal.openProject(rehearsal.planText([pair], {}, 'basic'));
    expect((await project.run('full')).items[0]).toMatchObject({
      state: 'completed',
      complete: true,
      counts: { copied: 12 },
    });
  });

  it('NTLM alone, with at most as many handshakes as connections', async () => {
    const pair = await prepare('ntlm');
    const project = await rehearsal.openProject(rehearsal.planText([pair], {}, 'ntlm'));
    const before = await rehearsal.control.stats('contoso');
    expect((await project.run('full')).items[0]).toMatchObject({
      state: 'completed',
      complete: true,
      counts: { copied: 12 },
    });
    const after = await rehearsal.control.stats('contoso');
    const grown = (name: keyof typeof after.ntlm): number =>
      Number(after.ntlm[name]) - Number(before.ntlm[name]);
    expect(grown('ntlmHandshakes')).toBeGreaterThan(0);
    expect(grown('ntlmHandshakes')).toBeLessThanOrEqual(grown('connections'));
  });

  it.each(['ErrorAccessDenied', 'ErrorFolderNotFound'] as const)(
    'verify names a mailbox without access (%s) with the line that mends it',
    async (deniedAnswer) => {
      const pair = await prepare(`denied-${deniedAnswer.toLowerCase()}`, 1);
      const { control, info } = rehearsal;
      await control.switches({ tenant: 'contoso', deniedAnswer });
      await control.revoke({ tenant: 'contoso', mailbox: pair[0], account: info.tenants.contoso.adminUpn });
      const project = await rehearsal.openProject(rehearsal.planText([pair]));
      const refused = await project.run('verify');
      expect(refused.items[0]?.state).toBe('failed');
      expect(refused.errors[0]?.message).toContain(
        `Add-MailboxPermission -Identity '${pair[0]}' -User '${info.tenants.contoso.adminUpn}' -AccessRights FullAccess`,
      );
      await control.grant({ tenant: 'contoso', mailbox: pair[0], account: info.tenants.contoso.adminUpn });
      expect((await project.run('verify')).items[0]?.state).toBe('completed');
    },
  );

  it('a mailbox that fails never stops the others, and a message that cannot be read is one error', async () => {
    const good = await prepare('good', 3);
    const { control } = rehearsal;
    await control.deliver({
      tenant: 'contoso',
      mailbox: good[0],
      mimeBase64: Buffer.from(mailOf('refuses MIME')).toString('base64'),
      props: { refuseMimeConversion: true },
    });
    const project = await rehearsal.openProject(
      rehearsal.planText([good, ['nobody@contoso.example', good[1]]]),
    );
    const { items, errors, pass } = await project.run('full');
    expect(items.map((item) => item.state)).toEqual(['completed-with-errors', 'failed']);
    expect(items[0]).toMatchObject({ complete: false, counts: { found: 4, copied: 3, failed: 1 } });
    expect(errors.find((error) => error.subject === 'refuses MIME')).toMatchObject({
      code: 'message.unreadable',
      scope: 'message',
    });
    expect(pass.states).toEqual({ 'completed-with-errors': 1, failed: 1 });
  });

  it('a message over the limit fails with both numbers and the line that raises it', async () => {
    const pair = ['large@contoso.example', 'large@fabrikam.example'] as const;
    await rehearsal.addSource(pair[0]);
    await rehearsal.addGroup(pair[1], { maxReceiveBytes: 3_000_000 });
    const { control } = rehearsal;
    const body = Buffer.alloc(4_000_000, 'abcdefghijklmnopqrstuvwxyz0123456789\r\n').toString('latin1');
    await control.deliver({
      tenant: 'contoso',
      mailbox: pair[0],
      mimeBase64: Buffer.from(mailOf('too large', body)).toString('base64'),
      props: {},
    });
    const project = await rehearsal.openProject(rehearsal.planText([pair]));
    const { errors, items } = await project.run('full');
    expect(items[0]).toMatchObject({ state: 'completed-with-errors', counts: { failed: 1 } });
    expect(errors[0]?.code).toBe('message.too-large');
    expect(errors[0]?.message).toMatch(
      /\d+\.\d MB.*\d+\.\d MB.*Set-UnifiedGroup -Identity 'large@fabrikam.example' -MaxReceiveSize 150MB/u,
    );
    await control.changeMailbox({
      tenant: 'fabrikam',
      mailbox: pair[1],
      limits: { maxReceiveBytes: 30_000_000 },
    });
    expect((await project.run('full')).items[0]).toMatchObject({
      state: 'completed',
      complete: true,
      counts: { copied: 1 },
    });
  });

  it('an answer that was lost after the server had stored the message makes no double', async () => {
    const pair = await prepare('lost', 30);
    const { control, info } = rehearsal;
    const project = await rehearsal.openProject(rehearsal.planText([pair]));
    await control.faults({ tenant: 'fabrikam', cutAfterCommit: { count: 2, operation: 'CreateItem' } });
    const { items } = await project.run('full');
    expect(items[0]).toMatchObject({ state: 'completed', complete: true, counts: { found: 30, copied: 30 } });
    const stored = itemsIn(info, mailboxIdOf(await control.listMailboxes('fabrikam'), pair[1]));
    expect(stored).toHaveLength(30);
    expect(new Set(stored.map((item) => item.stamp)).size).toBe(30);
  });

  it('a busy server is waited for as it asks', async () => {
    const pair = await prepare('busy', 5);
    const project = await rehearsal.openProject(rehearsal.planText([pair]));
    await rehearsal.control.faults({
      tenant: 'fabrikam',
      serverBusy: { count: 1, backOffMs: 1500, operation: 'CreateItem' },
    });
    const startedMs = Date.now();
    const { items } = await project.run('full');
    expect(items[0]).toMatchObject({ state: 'completed', complete: true, counts: { copied: 5 } });
    expect(Date.now() - startedMs).toBeGreaterThan(1400);
  });
});
