import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemsIn, mailboxIdOf, outboxCount } from '#test/support/practice-judge.ts';
import { mailOf, openRehearsal, type Rehearsal } from '#test/support/rehearsal.ts';

const source = 'copies@contoso.example';
const group = 'repeat@fabrikam.example';

describe('running again', () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await openRehearsal();
  });
  afterAll(async () => rehearsal?.close());

  it('copies three copies of one mail and one that was moved in later, and never writes anything twice', async () => {
    const { control, info } = rehearsal;
    await rehearsal.addSource(source);
    await rehearsal.addGroup(group);
    const deliver = async (
      subject: string,
      folder: { kind: 'inbox' | 'sentitems' } = { kind: 'inbox' },
    ): Promise<string> =>
      (
        await control.deliver({
          tenant: 'contoso',
          mailbox: source,
          folder,
          mimeBase64: Buffer.from(mailOf(subject)).toString('base64'),
          props: { isRead: true, receivedAtMs: 1_714_557_600_000 },
        })
      ).itemId;
    const first = await deliver('three copies');
    await control.copyItem({ tenant: 'contoso', mailbox: source, itemId: first, folder: { kind: 'inbox' } });
    await control.copyItem({ tenant: 'contoso', mailbox: source, itemId: first, folder: { kind: 'inbox' } });
    const elsewhere = await deliver('moved in later', { kind: 'sentitems' });

    const plan = rehearsal.planText([[source, group]]);
    const project = await rehearsal.openProject(plan);
    const one = await project.run('full');
    expect(one.errors).toEqual([]);
    expect(one.items[0]).toMatchObject({
      state: 'completed',
      counts: { found: 3, copied: 3 },
      complete: true,
    });

    await control.moveItem({
      tenant: 'contoso',
      mailbox: source,
      itemId: elsewhere,
      folder: { kind: 'inbox' },
    });
    const two = await project.run('full');
    expect(two.items[0]).toMatchObject({
      state: 'completed',
      counts: { found: 4, copied: 1, alreadyThere: 3 },
      proof: { present: 4, missing: 0, duplicates: 0, altered: 0 },
    });

    const groupId = mailboxIdOf(await control.listMailboxes('fabrikam'), group);
    const after = itemsIn(info, groupId);
    expect(after.map((item) => item.subject).sort()).toEqual([
      'moved in later',
      'three copies',
      'three copies',
      'three copies',
    ]);
    expect(new Set(after.map((item) => item.stamp)).size).toBe(4);

    const three = await project.run('full');
    expect(three.items[0]).toMatchObject({ counts: { found: 4, copied: 0, alreadyThere: 4 } });
    expect(itemsIn(info, groupId)).toHaveLength(4);

    await project.close();
    rmSync(project.storePath);
    const again = await rehearsal.openProject(plan, 'imported-again.lighterman');
    const four = await again.run('full');
    expect(four.items[0]).toMatchObject({
      state: 'completed',
      counts: { found: 4, copied: 0, alreadyThere: 4 },
      complete: true,
    });
    expect(itemsIn(info, groupId)).toHaveLength(4);
    expect(outboxCount(info)).toBe(0);
  });

  it('names what was deleted, doubled and altered behind its back, and claims nothing', async () => {
    const { control, info } = rehearsal;
    await rehearsal.addSource('tampered@contoso.example');
    await rehearsal.addGroup('tamper@fabrikam.example');
    for (const subject of ['to delete', 'to double', 'to stay'])
      await control.deliver({
        tenant: 'contoso',
        mailbox: 'tampered@contoso.example',
        mimeBase64: Buffer.from(mailOf(subject)).toString('base64'),
        props: {},
      });
    const project = await rehearsal.openProject(
      rehearsal.planText([['tampered@contoso.example', 'tamper@fabrikam.example']]),
    );
    const full = await project.run('full', false);
    expect(full.items[0]).toMatchObject({ state: 'completed', counts: { copied: 3 } });
    const items = await control.listItems({ tenant: 'fabrikam', mailbox: 'tamper@fabrikam.example' });
    const idOf = (subject: string): string => items.find((item) => item.subject === subject)?.itemId ?? '';
    await control.deleteItem({
      tenant: 'fabrikam',
      mailbox: 'tamper@fabrikam.example',
      itemId: idOf('to delete'),
    });
    await control.copyItem({
      tenant: 'fabrikam',
      mailbox: 'tamper@fabrikam.example',
      itemId: idOf('to double'),
      folder: { kind: 'inbox' },
    });
    const proof = await project.run('reconcile');
    expect(proof.items[0]).toMatchObject({
      state: 'completed-with-errors',
      proof: { missing: 1, duplicates: 1 },
      complete: false,
    });
    const report = JSON.parse((await project.client.call('report.render', { format: 'json' })).text) as {
      findings: { subject: string; verdict: string }[];
    };
    expect(
      report.findings
        .map(({ subject, verdict }) => ({ subject, verdict }))
        .sort((a, b) => a.subject.localeCompare(b.subject)),
    ).toEqual([
      { subject: 'to delete', verdict: 'missing' },
      { subject: 'to double', verdict: 'double' },
    ]);
    // What was lost before it was ever proven is copied again by the next pass.
    const mended = await project.run('full');
    expect(mended.items[0]).toMatchObject({
      counts: { found: 3, copied: 1, alreadyThere: 2 },
      proof: { missing: 0, duplicates: 1 },
    });
    expect(outboxCount(info)).toBe(0);
  });
});
