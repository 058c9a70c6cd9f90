import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderLanguages, localizedFolderName } from '#main/practice/mailstore/folder-names.ts';
import { idShape } from '#main/practice/mailstore/identifiers.ts';
import { type Mailstore, openMailstore } from '#main/practice/mailstore/mailstore.ts';
import { mime } from './message-facts.ts';

const letter = (subject: string): Buffer =>
  mime(
    'From: Ann <ann@x.example>',
    'To: b@x.example',
    `Subject: ${subject}`,
    'Date: Thu, 4 Mar 2021 05:06:07 +0000',
    'Message-ID: <1@x>',
    '',
    'body',
  );

describe('the mail store', () => {
  let db: Database.Database;
  let store: Mailstore;
  let clock = 1_700_000_000_000;
  beforeEach(() => {
    clock = 1_700_000_000_000;
    db = new Database(':memory:');
    db.pragma('foreign_keys = ON');
    store = openMailstore(db, { now: () => (clock += 1000) });
    store.createMailbox('anna', 'fr-FR');
    store.createMailbox('team', 'en-US', 'group');
  });
  afterEach(() => void db.close());

  it('names folders in the language of the mailbox; a group has two', () => {
    expect(store.folder('anna', 'inbox').displayName).toBe('Boîte de réception');
    const visible = (id: string) =>
      store.folders.children(store.folder(id, 'msgfolderroot').row).map((folder) => folder.distinguishedId);
    expect(visible('team')).toEqual(['inbox', 'calendar']);
    expect(visible('anna')).toContain('deleteditems');
    expect(folderLanguages.length).toBeGreaterThanOrEqual(20);
    expect(localizedFolderName('inbox', 'de-AT')).toBe('Posteingang');
    expect(localizedFolderName('inbox', 'zh')).toBe('收件箱');
    expect(localizedFolderName('inbox', 'xx')).toBe('Inbox');
  });

  it('keeps the bytes of what is delivered, and reads what it can', () => {
    const bytes = letter('caf\u00e9');
    const id = store.deliver('anna', 'inbox', bytes, {
      isRead: true,
      categories: ['Blue'],
      flag: 'flagged',
      importance: 'high',
      receivedAtMs: 5_000,
    });
    expect(store.mimeOf(id).equals(bytes)).toBe(true);
    expect(store.item(id)).toMatchObject({
      subject: 'café',
      fromName: 'Ann',
      fromAddress: 'ann@x.example',
      displayTo: 'b@x.example',
      messageId: '<1@x>',
      sentAtMs: Date.UTC(2021, 2, 4, 5, 6, 7),
      receivedAtMs: 5_000,
      createdAtMs: 5_000,
      messageFlags: 1,
      categories: ['Blue'],
      flagStatus: 2,
      importance: 2,
      itemClass: 'IPM.Note',
    });
  });

  it('gives ids of the form Exchange gives, new ones on every move', () => {
    const id = store.deliver('anna', 'inbox', letter('x'));
    expect(id).toHaveLength(152);
    expect(idShape(id)).toBe('item');
    expect(idShape(store.folder('anna', 'inbox').id)).toBe('folder');
    expect(idShape('nonsense')).toBe('malformed');
    const before = store.item(id);
    const moved = store.moveItem(id, 'deleteditems');
    expect(moved).not.toBe(id);
    expect(() => store.item(id)).toThrow('no such item');
    const after = store.item(moved);
    expect(after.searchKey).toEqual(before.searchKey);
    expect(after.sourceKey).not.toEqual(before.sourceKey);
    expect(after.createdAtMs).toBe(before.createdAtMs);
  });

  it('makes copies that share the search key and nothing else that tells them apart', () => {
    const id = store.deliver('anna', 'inbox', letter('x'), { categories: ['Red'] });
    const copy = store.copyItem(id, 'inbox');
    const [first, second] = [store.item(id), store.item(copy)];
    expect(second.searchKey).toEqual(first.searchKey);
    expect(second.sourceKey).not.toEqual(first.sourceKey);
    expect(second.createdAtMs).toBeGreaterThan(first.createdAtMs);
    expect(second.categories).toEqual(['Red']);
    store.deleteItem(id);
    expect(store.mimeOf(copy).equals(letter('x'))).toBe(true);
    store.deleteItem(copy);
    expect(db.prepare('SELECT COUNT(*) AS n FROM mail_contents').get()).toEqual({ n: 0 });
    expect(store.folders.mailbox('anna')?.usedBytes).toBe(0);
  });

  it('undoes a transaction that fails', () => {
    expect(() =>
      store.transaction(() => {
        store.deliver('anna', 'inbox', letter('x'));
        throw new Error('on purpose');
      }),
    ).toThrow('on purpose');
    expect(store.listItems('anna')).toEqual([]);
    expect(store.folders.mailbox('anna')?.usedBytes).toBe(0);
  });

  it('refuses what is not there', () => {
    expect(() => store.deliver('nobody', 'inbox', letter('x'))).toThrow('no folder');
    expect(() => store.folder('anna', store.folder('team', 'inbox').id)).toThrow('no folder');
    expect(() => store.createFolder('anna', 'nowhere', 'x')).toThrow('no folder');
    expect(() => store.mimeOf('x')).toThrow('no such item');
  });

  it('lies in its file after a restart, ids and counters included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mailstore-'));
    try {
      const file = join(folder, 'practice.sqlite');
      const first = new Database(file);
      const id = (() => {
        const opened = openMailstore(first);
        opened.createMailbox('anna', 'en-US');
        return opened.deliver('anna', 'inbox', letter('x'));
      })();
      first.close();
      const second = new Database(file);
      const reopened = openMailstore(second);
      reopened.createMailbox('anna', 'de-DE');
      expect(reopened.folder('anna', 'inbox').displayName).toBe('Inbox');
      expect(reopened.item(id).subject).toBe('x');
      expect(reopened.deliver('anna', 'inbox', letter('y'))).not.toBe(id);
      second.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
