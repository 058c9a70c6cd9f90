import { describe, expect, it } from 'vitest';
import { readReportInput, renderReport } from '#main/features/report.ts';
import { buildReport, type Report } from '#main/report/report-model.ts';
import { reportSchema } from '#main/report/report-schema.ts';
import { itemsPage } from '#main/store/item-views.ts';
import { destinationSummaries } from '#main/store/destination-repo.ts';
import { readProject, updateOptions } from '#main/store/project-repo.ts';
import { moveRun } from '#main/store/run-repo.ts';
import type { WriteDb } from '#main/store/db.ts';
import {
  copyAll,
  entry,
  handClock,
  ledgerOf,
  listAndMatch,
  projectWith,
  startPass,
} from '../store/fixtures.ts';

const group = 'group@fabrikam.example';
const nowMs = Date.UTC(2025, 9, 2, 10);

/** Three messages copied by a full pass that did not prove; then a reconcile that finds one present, one double, one missing. */
const migrated = async (): Promise<WriteDb> => {
  const clock = handClock();
  const db = projectWith([['a@contoso.example', group]]);
  const ledger = ledgerOf(db, clock);
  const run = startPass(db, clock.now());
  await ledger.informationLine(run, 'Source: modern authentication is used.');
  const destination: { itemId: string; stamp: string }[] = [];
  const mail = [
    entry('s1', 'x'),
    entry('s2', 'y'),
    entry('s3', 'z'),
    entry('s4', 'w', { filteredBy: 'item-type' }),
  ];
  await listAndMatch(ledger, run, { Inbox: mail }, destination, group);
  await copyAll(ledger, run, destination);
  moveRun(db, run, 'completed', clock.now());
  return db;
};

const reconcile = async (db: WriteDb): Promise<void> => {
  const clock = handClock(2_000_000);
  const ledger = ledgerOf(db, clock);
  const run = startPass(db, clock.now(), 'reconcile');
  const [one, two, three] = await ledger.proofRows(run, 0, 100);
  if (one === undefined || two === undefined || three === undefined) throw new Error('three rows expected');
  const finding = (rowId: number, verdict: 'proven' | 'double' | 'missing') => ({
    rowId,
    levels: verdict === 'missing' ? [] : [1, 2, 3],
    verdict,
    differences: [],
    destinationItemIds: verdict === 'missing' ? [] : verdict === 'double' ? ['d1', 'd2'] : ['d1'],
  });
  await ledger.recordProof(run, [
    finding(one.rowId, 'proven'),
    finding(two.rowId, 'double'),
    finding(three.rowId, 'missing'),
  ]);
  moveRun(db, run, 'completed-with-errors', clock.now());
};

const jsonOf = (db: WriteDb): Report => reportSchema.parse(JSON.parse(renderReport(db, 'json', nowMs).text));

describe('the report of a store', () => {
  it('judges as the screen does, before and after the proof', async () => {
    const db = await migrated();
    const [before] = jsonOf(db).mailboxes;
    expect(before).toMatchObject({
      found: 3,
      copied: 3,
      filtered: 1,
      complete: false,
      proven: false,
      status: 'not-reconciled',
    });
    await reconcile(db);
    const report = jsonOf(db);
    const screen = itemsPage(db, {
      offset: 0,
      limit: 10,
      sort: 'position',
      descending: false,
      text: '',
      states: [],
    }).rows[0];
    expect(report.mailboxes[0]).toMatchObject({
      source: 'a@contoso.example',
      destination: group,
      status: 'incomplete',
      complete: screen?.complete,
      ...screen?.proof,
      present: 2,
      missing: 1,
      duplicates: 1,
      folders: [{ path: 'Inbox', found: 3, present: 2, missing: 1, duplicates: 1, target: 'inbox' }],
      information: [{ text: 'Source: modern authentication is used.' }],
    });
    expect(report.findings).toMatchObject([
      { verdict: 'double', subject: 'Subject of y', copies: 2, folderPath: 'Inbox' },
      { verdict: 'missing', subject: 'Subject of z', copies: 0 },
    ]);
    expect(report.verdict.headline).toBe('Not complete: 1 message is missing');
  });

  it('sums destinations as the store does', async () => {
    const db = await migrated();
    await reconcile(db);
    const [stored] = [...destinationSummaries(db)];
    expect(jsonOf(db).destinations).toMatchObject([
      {
        destination: stored?.destination,
        mailboxes: stored?.items,
        found: stored?.counts.found,
        copied: stored?.counts.copied,
        present: stored?.proof?.present,
        missing: stored?.proof?.missing,
        complete: stored?.complete,
      },
    ]);
  });

  it('tells passes apart, with what each did', async () => {
    const db = await migrated();
    await reconcile(db);
    expect(jsonOf(db).passes).toMatchObject([
      { kind: 'full', mailboxes: 1, found: 3, copied: 3, states: { completed: 1 } },
      { kind: 'reconcile', copied: 0, states: { 'completed-with-errors': 1 } },
    ]);
  });

  it('keeps subjects to itself where the project says so', async () => {
    const db = await migrated();
    await reconcile(db);
    updateOptions(db, { ...readProject(db).options, logSubjects: false });
    for (const format of ['json', 'csv', 'html'] as const)
      expect(renderReport(db, format, nowMs).text).not.toContain('Subject of');
  });

  it('names its files by project and day, and gives the PDF its header and footer', async () => {
    const db = await migrated();
    expect(renderReport(db, 'json', nowMs)).toMatchObject({
      fileName: 'Test-2025-10-02.json',
      header: '',
      footer: '',
    });
    const html = renderReport(db, 'html', nowMs, 'UTC');
    expect(html.fileName).toBe('Test-2025-10-02.html');
    expect(html.text).toContain('<!doctype html>');
    expect(html.header).toContain('Contoso');
    expect(html.footer).toContain('totalPages');
  });

  it('reads one moment: what a pass writes meanwhile does not tear sums from rows', async () => {
    const db = await migrated();
    const one = readReportInput(db, nowMs);
    expect(buildReport(one)).toEqual(buildReport(readReportInput(db, nowMs)));
  });
});
