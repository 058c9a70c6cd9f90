import { describe, expect, it } from 'vitest';
import { chooseFolders } from '#main/migration/folder-choice.ts';
import type { SourceFolder } from '#main/exchange/mailbox.ts';
import { resolveOptions } from '#shared/domain/plan.ts';

const folder = (path: string, more: Partial<SourceFolder> = {}): SourceFolder => ({
  id: path,
  parentId: null,
  path,
  displayName: path,
  wellKnown: null,
  folderClass: 'IPF.Note',
  hidden: false,
  isSearchFolder: false,
  totalCount: 1,
  sizeBytes: null,
  ...more,
});
const french = [
  folder('Boîte de réception', { wellKnown: 'inbox' }),
  folder('Boîte de réception/Projets'),
  folder('Calendrier', { wellKnown: 'calendar', folderClass: 'IPF.Appointment' }),
  folder('Contacts', { folderClass: 'IPF.Contact' }),
  folder('Caché', { hidden: true }),
  folder('Recherche', { isSearchFolder: true }),
];
const included = (records: ReturnType<typeof chooseFolders>): readonly string[] =>
  records.filter((record) => record.included).map((record) => record.folder.path);

describe('choosing folders', () => {
  it('takes the Inbox alone into a group, by its well-known id in any language', () => {
    const records = chooseFolders(french, null, resolveOptions({}), true);
    expect(included(records)).toEqual(['Boîte de réception']);
    expect(records.map((record) => record.reason)).toEqual([
      'inbox-default',
      'inbox-default',
      'not-mail',
      'class',
      'hidden',
      'search-folder',
    ]);
    expect(records[0]?.target).toBe('inbox');
  });

  it('takes every mail folder mailbox to mailbox, each to its own path', () => {
    const records = chooseFolders(french, null, resolveOptions({}), false);
    expect(included(records)).toEqual(['Boîte de réception', 'Boîte de réception/Projets']);
    expect(records[1]?.target).toBe('Boîte de réception/Projets');
  });

  it('refuses a group start while a kept folder has no place, naming it; one click or a mapping mends it', () => {
    const kept = french.map((one) => one.path.startsWith('Boîte'));
    expect(() => chooseFolders(french, kept, resolveOptions({}), true)).toThrow(
      /Boîte de réception\/Projets/u,
    );
    const clicked = chooseFolders(french, kept, resolveOptions({ unmappedFolders: 'inbox' }), true);
    expect(clicked[1]?.target).toBe('inbox');
    const mapped = chooseFolders(
      french,
      kept,
      resolveOptions({ folderMapping: [{ from: 'boîte de réception/projets', to: 'inbox' }] }),
      true,
    );
    expect(mapped[1]?.target).toBe('inbox');
  });

  it('keeps folders below the one of the same kind, whatever it is called on either side', () => {
    const german = [
      folder('Posteingang', { wellKnown: 'inbox' }),
      folder('Posteingang/A\\/B', { parentId: 'Posteingang' }),
      folder('Gesendete Elemente', { wellKnown: 'sentitems' }),
      folder('Gesendete Elemente/2019', { parentId: 'Gesendete Elemente' }),
      folder('Gesendete Elemente/2019/März', { parentId: 'Gesendete Elemente/2019' }),
      folder('Inbox'),
      folder('Ablage'),
      // A server that names no class.
      folder('Kalender', { wellKnown: 'calendar', folderClass: null }),
      folder('Kontakte', { wellKnown: 'contacts', folderClass: null }),
      folder('Ohne Klasse', { folderClass: null }),
    ];
    const records = chooseFolders(german, null, resolveOptions({}), false);
    expect(records.filter((record) => record.included).map((record) => record.target)).toEqual([
      'inbox',
      'inbox/A\\/B',
      'sentitems',
      'sentitems/2019',
      'sentitems/2019/März',
      '/Inbox',
      'Ablage',
      'Ohne Klasse',
    ]);
  });
});
