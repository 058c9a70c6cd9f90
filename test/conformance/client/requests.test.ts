import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createItemEnd,
  createItemStart,
  itemEnd,
  itemStart,
  type ItemToWrite,
} from '#main/exchange/ews/operations/create-item.ts';
import { findByStamps, findItem } from '#main/exchange/ews/operations/find-item.ts';
import {
  createFolder,
  findFolder,
  getDistinguishedFolders,
  parentById,
  parentDistinguished,
} from '#main/exchange/ews/operations/folders.ts';
import { getContent, getRecipients } from '#main/exchange/ews/operations/get-item.ts';
import {
  deleteItem,
  resolveNames,
  syncFolderHierarchy,
  syncFolderItems,
  updateItem,
} from '#main/exchange/ews/operations/other-requests.ts';
import { paths } from '#main/exchange/ews/property-paths.ts';
import { listingLevels } from '#main/exchange/ews/server-memory.ts';
import { envelopeEnd, envelopeStart, has2013, type RequestVersion } from '#main/exchange/ews/soap-writer.ts';
import type { MessageProperties } from '#main/exchange/mailbox.ts';
import { sharedMaterial, skipWithout } from '#test/support/shared-material.ts';

/** Every request we can send, with hostile values, against the official schema (`../shared/ews-schema`). */
const validator = sharedMaterial('ews-schema', 'validate.sh');
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

const hostile = 'R&D <b>"x"</b> \'y\' ]]> \u0000\u0001\u000b\ud800 \ufffe é😀 \r\n\t &#x1; <!-- --> %s';
const id = 'AAMk+/==<&"';

const properties = (changes: Partial<MessageProperties> = {}): MessageProperties => ({
  itemClass: hostile,
  subject: hostile,
  isRead: false,
  messageFlags: 9,
  sentAtMs: Date.UTC(2021, 2, 4, 5, 6, 7),
  receivedAtMs: Date.UTC(2021, 2, 4, 5, 6, 7, 123),
  createdAtMs: null,
  categories: [hostile, '', 'Blue'],
  importance: 'High',
  sensitivity: 'Confidential',
  flagStatus: 'Flagged',
  flagStartMs: Date.UTC(2021, 0, 1),
  flagDueMs: null,
  flagCompleteMs: null,
  iconIndex: 261,
  lastVerb: 102,
  lastVerbAtMs: 0,
  internetMessageId: hostile,
  senderAddress: hostile,
  recipients: [],
  ...changes,
});

const bare = properties({
  messageFlags: null,
  sentAtMs: null,
  receivedAtMs: null,
  categories: [],
  sensitivity: hostile,
  flagStatus: 'NotFlagged',
  iconIndex: null,
  lastVerb: null,
  lastVerbAtMs: null,
});
const complete = properties({ flagStatus: 'Complete', flagCompleteMs: Date.UTC(2022, 0, 1) });

const written = (changes: Partial<ItemToWrite>, typedFlag: boolean): string => {
  const item: ItemToWrite = {
    properties: properties(),
    itemClass: 'IPM.Note',
    originalClass: null,
    stamp: hostile,
    ...changes,
  };
  return `${itemStart(item.itemClass)}QUJDRA==${itemEnd(item, typedFlag)}`;
};

const createItem = (typedFlag: boolean): string =>
  createItemStart(id) +
  [
    written({}, typedFlag),
    written({ properties: bare }, typedFlag),
    written({ properties: complete, originalClass: 'IPM.Schedule.Meeting.Request' }, typedFlag),
    written({ itemClass: 'IPM.Post' }, typedFlag),
    written({ itemClass: 'IPM.Post.RSS' }, typedFlag),
    written({ itemClass: hostile }, typedFlag),
  ].join('') +
  createItemEnd;

const requestsOf = (is2013: boolean): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    [true, false].flatMap((extended) =>
      ['a@b.c', hostile, null].map((smtp, index) => [
        `FindFolder-${String(extended)}-${index}`,
        findFolder({ wellKnown: is2013, extended }, { size: 1000, offset: 0 }, smtp),
      ]),
    ),
  ),
  GetFolder: getDistinguishedFolders(['inbox', 'calendar', 'drafts', 'voicemail'], hostile),
  CreateFolder: createFolder(parentDistinguished('msgfolderroot', hostile), hostile, 'IPF.Note'),
  CreateFolderBelow: createFolder(parentById(id), hostile, 'IPF.Note'),
  ...Object.fromEntries(
    [true, false].flatMap((withStamps) =>
      listingLevels(withStamps).map((level, index) => [
        `FindItem-${String(withStamps)}-${index}`,
        findItem(id, { ...level, flag: is2013, extras: index % 2 === 0 }, level.sort, {
          size: 500,
          offset: 490,
        }),
      ]),
    ),
  ),
  FindStamp: findByStamps(id, [hostile], { size: 10, offset: 0 }),
  FindStamps: findByStamps(
    id,
    Array.from({ length: 20 }, (_, index) => `${hostile}${index}`),
    { size: 10, offset: 0 },
  ),
  GetItem: getContent([id, 'x'], { flag: is2013, extended: true, extras: true }),
  GetItemPlain: getContent([id], { flag: is2013, extended: true, extras: false }),
  GetItemPoor: getContent([id], { flag: is2013, extended: false, extras: false }),
  GetRecipients: getRecipients([id]),
  CreateItem: createItem(is2013),
  UpdateItem: updateItem({ itemId: id, changeKey: hostile }, [{ path: paths.stamp, value: hostile }], false),
  UpdateItemRead: updateItem({ itemId: id, changeKey: null }, [], true),
  DeleteItem: deleteItem([id, 'x'], 'HardDelete'),
  ResolveNames: resolveNames(hostile),
  SyncFolderItems: syncFolderItems(id, null, 512),
  SyncFolderItemsOn: syncFolderItems(id, 'H4sIAA', 9_999),
  SyncFolderHierarchy: syncFolderHierarchy(null),
  SyncFolderHierarchyOn: syncFolderHierarchy('H4sIAA'),
});

const folder = mkdtempSync(join(tmpdir(), 'lighterman-requests-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(skipWithout('the EWS schema with xmllint', validator !== null && hasXmllint))(
  'every request',
  () => {
    const writeAll = (version: RequestVersion): readonly string[] =>
      Object.entries(requestsOf(has2013(version))).map(([name, body], index) => {
        const file = join(folder, `${version}-${name}.xml`);
        // Every third with the impersonation header.
        writeFileSync(
          file,
          envelopeStart({ version, impersonate: index % 3 === 0 ? hostile : null }) + body + envelopeEnd,
        );
        return file;
      });

    // 2013 and 2016 get the same bodies.
    it.each(['Exchange2016', 'Exchange2010_SP2'] as const)('of %s is valid for both schemas', (version) => {
      const files = writeAll(version);
      expect(files.length).toBeGreaterThan(40);
      for (const options of [['--strict'], ['--server']]) {
        const run = spawnSync(validator ?? '', [...options, '--request', '--quiet', ...files], {
          encoding: 'utf8',
        });
        expect(run.stdout).toBe('');
        expect(run.status).toBe(0);
      }
    });
  },
);
