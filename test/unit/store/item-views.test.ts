import { describe, expect, it } from 'vitest';
import { errorGroups, errorsPage } from '#main/store/error-repo.ts';
import { allItems } from '#main/store/item-repo.ts';
import { itemDetail, itemsPage, type ItemsQuery } from '#main/store/item-views.ts';
import { completeItemCount } from '#main/store/proof-counts.ts';
import { readProject, updateOptions } from '#main/store/project-repo.ts';
import { itemRowOf } from '#main/store/row-ids.ts';
import { moveRun, runById } from '#main/store/run-repo.ts';
import { copyAll, entry, handClock, ledgerOf, listAndMatch, projectWith, startPass } from './fixtures.ts';

const group = 'group@fabrikam.example';
const query: ItemsQuery = {
  offset: 0,
  limit: 100,
  sort: 'position',
  descending: false,
  text: '',
  states: [],
};

describe('what a mailbox shows', () => {
  it('folders, counts, information, errors and proof, and the word complete', async () => {
    const clock = handClock();
    const db = projectWith([['a@c.example', group]]);
    const ledger = ledgerOf(db, clock);
    const destination: { itemId: string; stamp: string }[] = [];
    const mail = [entry('s1', 'x'), entry('s2', 'y'), entry('s3', 'z', { filteredBy: 'item-type' })];
    const run = startPass(db, clock.now());
    await ledger.informationLine(run, 'Source: modern authentication is used.');
    await ledger.informationLine(run, 'Source: modern authentication is used.');
    await listAndMatch(ledger, run, { Inbox: mail }, destination, group);
    await copyAll(ledger, run, destination);
    await ledger.runError(run, {
      code: 'folder.not-found',
      side: 'source',
      message: 'gone',
      details: {},
      folderPath: 'Old',
      trace: 't1',
    });
    const rows = await ledger.proofRows(run, 0, 100);
    expect(rows).toMatchObject([
      {
        sourceItemId: 's1',
        mimeSha256: 'aa',
        provenBefore: false,
        envelope: { recipients: ['b@contoso.example'], isRead: true },
      },
      { sourceItemId: 's2' },
    ]);
    const finding = (rowId: number, verdict: 'proven' | 'missing') =>
      ({
        rowId,
        levels: verdict === 'proven' ? [1, 2, 3] : [],
        verdict,
        differences: [],
        destinationItemIds: [],
      }) as const;
    const [one, two] = rows;
    if (one === undefined || two === undefined) throw new Error('two rows expected');
    await ledger.recordProof(run, [finding(one.rowId, 'proven'), finding(two.rowId, 'missing')]);
    const [item] = allItems(db);
    if (item === undefined) throw new Error('no item');
    expect(itemDetail(db, item.id).complete).toBeNull();
    expect(completeItemCount(db)).toBe(0);
    moveRun(db, run, 'completed-with-errors', clock.now());
    expect(completeItemCount(db)).toBe(0);
    expect(itemDetail(db, item.id)).toMatchObject({
      passKind: 'full',
      state: 'completed-with-errors',
      complete: false,
      errorCount: 1,
      counts: { found: 2, filtered: 1, copied: 2 },
      proof: { present: 1, missing: 1, levels: { '1': 1, '2': 1, '3': 1, '4': 0 } },
      folders: [{ path: 'Inbox', included: true, target: 'inbox', counts: { found: 2, filtered: 1 } }],
      information: [{ text: 'Source: modern authentication is used.' }],
      runs: [{ kind: 'full', counts: { copied: 2 } }],
    });
    // Proven again after it was repaired: the finding is replaced, not added.
    await ledger.recordProof(run, [finding(two.rowId, 'proven')]);
    expect(itemDetail(db, item.id)).toMatchObject({ complete: true, proof: { present: 2, missing: 0 } });
    expect(completeItemCount(db)).toBe(1);
    expect((await ledger.proofRows(run, 0, 1)).map((row) => row.provenBefore)).toEqual([true]);
    expect(itemsPage(db, query).rows[0]).toMatchObject({ complete: true });

    // A reconcile of its own proves what the last listing found.
    clock.move(1000);
    const proving = startPass(db, clock.now(), 'reconcile');
    expect(await ledger.counts(proving)).toMatchObject({ found: 2, alreadyThere: 2, copied: 0 });
    expect(await ledger.proofRows(proving, 0, 100)).toHaveLength(2);
    await ledger.recordProof(proving, [finding(one.rowId, 'proven'), finding(two.rowId, 'proven')]);
    moveRun(db, proving, 'completed', clock.now());
    expect(itemDetail(db, item.id)).toMatchObject({ complete: true, counts: { copied: 2 } });
    expect(errorsPage(db, { offset: 0, limit: 10 }).total).toBe(0);
  });

  it('errors flat and by code, with what the message was, and without subjects where the options say so', async () => {
    const clock = handClock();
    const db = projectWith([['a@c.example', group]]);
    const ledger = ledgerOf(db, clock);
    const run = startPass(db, clock.now());
    await listAndMatch(
      ledger,
      run,
      { Inbox: [entry('s1', 'x'), entry('s2', 'y', { sizeBytes: 7 })] },
      [],
      group,
    );
    const rows = await ledger.lease(run, { count: 10, bytes: 1e9 });
    await ledger.settle(
      run,
      rows.map((row) => ({
        rowId: row.rowId,
        state: 'failed',
        code: row.sizeBytes === 7 ? 'message.unreadable' : 'message.too-large',
        message: 'said the server',
        details: { limitBytes: 5 },
      })),
    );
    await ledger.runError(run, {
      code: 'mailbox.full',
      side: 'destination',
      message: 'full',
      details: {},
      folderPath: null,
      trace: null,
    });
    expect(await ledger.counts(run)).toMatchObject({ found: 2, failed: 2 });
    const all = errorsPage(db, { offset: 0, limit: 10 });
    expect(all.total).toBe(3);
    expect(all.rows).toMatchObject([
      {
        scope: 'message',
        side: 'destination',
        code: 'message.too-large',
        folderPath: 'Inbox',
        subject: 'Subject of x',
        sizeBytes: 1000,
        receivedAtMs: 500,
        details: { limitBytes: 5 },
        message: 'said the server',
        closedAs: null,
      },
      { side: 'source', code: 'message.unreadable', sizeBytes: 7 },
      { scope: 'mailbox', code: 'mailbox.full', subject: null, folderPath: null },
    ]);
    expect(errorsPage(db, { offset: 2, limit: 10 }).rows).toHaveLength(1);
    expect(errorGroups(db).map((one) => [one.code, one.errors, one.mailboxes])).toEqual([
      ['mailbox.full', 1, 1],
      ['message.too-large', 1, 1],
      ['message.unreadable', 1, 1],
    ]);
    updateOptions(db, { ...readProject(db).options, logSubjects: false });
    expect(errorsPage(db, { offset: 0, limit: 10 }).rows.map((row) => row.subject)).toEqual([
      null,
      null,
      null,
    ]);
    const { passId: id, itemId: item } = runById(db, run);
    moveRun(db, run, 'completed-with-errors', clock.now());

    const again = startPass(db, clock.now());
    await listAndMatch(ledger, again, { Inbox: [entry('s1', 'x'), entry('s2', 'y')] }, [], group);
    await copyAll(ledger, again, []);
    moveRun(db, again, 'completed', clock.now());
    expect(errorsPage(db, { offset: 0, limit: 10 }).total).toBe(0);
    expect(errorsPage(db, { offset: 0, limit: 10, passId: id }).rows.map((row) => row.closedAs)).toEqual([
      'repaired',
      'repaired',
      'repaired',
    ]);
    expect(
      errorsPage(db, { offset: 0, limit: 10, passId: id, itemId: item, code: 'mailbox.full' }).total,
    ).toBe(1);
    expect(
      db.read('SELECT 1 FROM items WHERE id = ? AND error_count = 0').get(itemRowOf(item)),
    ).toBeDefined();
  });
});
