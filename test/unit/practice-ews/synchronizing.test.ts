import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { practiceBench, type PracticeBench } from '#test/support/practice-ews-server.ts';
import { mime } from './message-facts.ts';
import {
  carryItem,
  codesIn,
  createFolder,
  createItem,
  deleteItems,
  field,
  findFolder,
  folderId,
  getFolder,
  idIn,
  idsIn,
  message,
  setField,
  syncItems,
  tag,
  textsIn,
  updateItem,
} from './requests.ts';

const box = 'id-anna@contoso.example';
const letter = (number: number): Buffer =>
  mime(
    `From: "Ann ${number}" <ann${number}@x.example>`,
    'To: b@x.example',
    `Subject: Letter ${number}`,
    `Message-ID: <${number}@x>`,
    '',
    `body ${number}`,
  );

describe('synchronizing and folders', () => {
  let bench: PracticeBench;
  let ids: string[];
  beforeEach(() => {
    bench = practiceBench();
    ids = Array.from({ length: 7 }, (_, index) =>
      bench.mailstore.deliver(box, 'inbox', letter(index), {
        receivedAtMs: Date.UTC(2021, 0, 10 - index),
        createdAtMs: Date.UTC(2022, 0, 1 + index),
        isRead: index % 2 === 0,
        categories: index === 3 ? ['Red', 'Blue'] : [],
      }),
    );
  });
  afterEach(() => bench.close());
  const ask = async (body: string): Promise<string> => (await bench.ask(body)).text;
  const numbersIn = (text: string): string =>
    idsIn(text)
      .map((id) => ids.indexOf(id))
      .join('');
  const compare = (operator: string, path: string, value: string): string =>
    `<t:${operator}>${path}<t:FieldURIOrConstant><t:Constant Value="${value}"/></t:FieldURIOrConstant></t:${operator}>`;

  it('synchronizes a folder: what is there, newest first, then every change once', async () => {
    const stateIn = (text: string): string => textsIn(text, 'm:SyncState')[0] ?? '';
    const first = await ask(syncItems(null, 4));
    expect(numbersIn(first)).toBe('6543');
    expect(first).toContain('<m:IncludesLastItemInRange>false</m:IncludesLastItemInRange>');
    const arriving = idIn(await ask(createItem(message(letter(8)))));
    const rest = await ask(syncItems(stateIn(first), 4));
    expect(numbersIn(rest)).toBe('210');
    expect(rest).toContain('<m:IncludesLastItemInRange>true</m:IncludesLastItemInRange>');
    await ask(updateItem(ids[1] ?? '', null, setField(field('message:IsRead'), '<t:IsRead>true</t:IsRead>')));
    await ask(
      updateItem(ids[2] ?? '', null, setField(field('item:Importance'), '<t:Importance>High</t:Importance>')),
    );
    await ask(deleteItems([ids[3] ?? ''], 'HardDelete'));
    await ask(carryItem('MoveItem', ids[4] ?? '', folderId('drafts')));
    const passing = idIn(await ask(createItem(message(letter(9)))));
    await ask(deleteItems([passing], 'HardDelete'));
    const delta = await ask(syncItems(stateIn(rest)));
    const kinds = [
      ...delta.matchAll(/<t:(Create|Update|Delete|ReadFlagChange)>.*?<t:ItemId Id="([^"]+)"/gs),
    ].map(([, kind, id]) => [kind, id]);
    expect(kinds).toEqual([
      ['Create', arriving],
      ['ReadFlagChange', ids[1]],
      ['Update', ids[2]],
      ['Delete', ids[3]],
      ['Delete', ids[4]],
    ]);
    expect(await ask(syncItems(stateIn(delta)))).toContain('<m:Changes/>');
    expect(codesIn(await ask(syncItems('bm9uc2Vuc2U=')))).toEqual(['ErrorInvalidSyncStateData']);
    expect(codesIn(await ask(syncItems(stateIn(delta), 10, folderId('drafts'))))).toEqual([
      'ErrorInvalidSyncStateData',
    ]);
  });

  it('lists, makes, renames, synchronizes and deletes folders', async () => {
    const hierarchy = (state: string | null): string =>
      `<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>${state === null ? '' : `<m:SyncState>${state}</m:SyncState>`}</m:SyncFolderHierarchy>`;
    const state = textsIn(await ask(hierarchy(null)), 'm:SyncState')[0] ?? '';
    const made = idsIn(await ask(createFolder('Projekte', folderId('inbox'))), 't:FolderId')[0] ?? '';
    expect(codesIn(await ask(createFolder('PROJEKTE', folderId('inbox'))))).toEqual(['ErrorFolderExists']);
    await ask(createFolder('Deeper', folderId(made)));
    expect(await ask(hierarchy(state))).toMatch(/<t:Create>.*Projekte.*<t:Create>.*Deeper/s);
    const deep = await ask(
      findFolder(
        folderId('msgfolderroot'),
        'Deep',
        `<t:BaseShape>Default</t:BaseShape><t:AdditionalProperties>${field('folder:DistinguishedFolderId')}${field('folder:FolderClass')}${tag('0x10F4', 'Boolean')}</t:AdditionalProperties>`,
      ),
    );
    expect(textsIn(deep, 't:DisplayName')).toContain('Deeper');
    expect(textsIn(deep, 't:DistinguishedFolderId')).toContain('junkemail');
    expect(deep).toContain('<t:CalendarFolder>');
    const shallow = await ask(
      findFolder(
        folderId('msgfolderroot'),
        'Shallow',
        '<t:BaseShape>Default</t:BaseShape>',
        '<m:IndexedPageFolderView MaxEntriesReturned="2" Offset="1" BasePoint="Beginning"/>',
      ),
    );
    expect(textsIn(shallow, 't:DisplayName')).toEqual(['Drafts', 'Sent Items']);
    expect(shallow).toContain('IndexedPagingOffset="3"');
    const filtered = await ask(
      findFolder(
        folderId('msgfolderroot'),
        'Deep',
        '<t:BaseShape>Default</t:BaseShape>',
        `<m:Restriction>${compare('IsEqualTo', field('folder:DisplayName'), 'Deeper')}</m:Restriction>`,
      ),
    );
    expect(textsIn(filtered, 't:DisplayName')).toEqual(['Deeper']);
    const rename = `<m:UpdateFolder><m:FolderChanges><t:FolderChange>${folderId(made)}<t:Updates><t:SetFolderField>${field('folder:DisplayName')}<t:Folder><t:DisplayName>Neu</t:DisplayName></t:Folder></t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>`;
    expect(codesIn(await ask(rename))).toEqual(['NoError']);
    expect(textsIn(await ask(getFolder(folderId(made))), 't:DisplayName')).toEqual(['Neu']);
    const remove = (id: string): string =>
      `<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds>${folderId(id)}</m:FolderIds></m:DeleteFolder>`;
    expect(codesIn(await ask(remove(made)))).toEqual(['NoError']);
    expect(codesIn(await ask(getFolder(folderId(made))))).toEqual(['ErrorFolderNotFound']);
    expect(codesIn(await ask(createFolder('x', folderId(made))))).toEqual(['ErrorParentFolderNotFound']);
    expect(codesIn(await ask(remove('inbox')))).toEqual(['ErrorDeleteDistinguishedFolder']);
    const counts = await ask(getFolder(folderId('inbox')));
    expect(textsIn(counts, 't:TotalCount')).toEqual(['7']);
    expect(textsIn(counts, 't:UnreadCount')).toEqual(['3']);
  });
});
