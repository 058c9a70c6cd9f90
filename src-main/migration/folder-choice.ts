import { LightermanError } from '#shared/domain/errors.ts';
import { isPlacedFolder, literalTarget } from '#shared/domain/folder-target.ts';
import type { ProjectOptions } from '#shared/domain/plan.ts';
import type { SourceFolder } from '../exchange/mailbox.ts';
import type { FolderRecord } from './ledger.ts';

/** Folder classes that hold no mail for people; compared by prefix, without regard to case (reference §9). */
const notMail = [
  'ipf.appointment',
  'ipf.contact',
  'ipf.task',
  'ipf.journal',
  'ipf.stickynote',
  'ipf.configuration',
  'ipf.files',
  'ipf.skypeteams.message',
  'ipf.storeitem',
  'ipf.note.socialconnector',
  'outlook.reminder',
];

/** What these hold where the server names no class. */
const notMailById = new Set(['calendar', 'contacts', 'tasks', 'journal', 'notes']);

const isMailFolder = (folder: SourceFolder): boolean => {
  if (folder.folderClass === null && folder.wellKnown !== null && notMailById.has(folder.wellKnown))
    return false;
  const folderClass = (folder.folderClass ?? 'IPF.Note').toLowerCase();
  return !notMail.some((prefix) => folderClass === prefix || folderClass.startsWith(`${prefix}.`));
};

/**
 * Which folders are taken and where they go (domain.md §6). Without a filter a group takes the Inbox only, by its well-known id,
 * whatever the language; a mailbox takes every mail folder. A filter replaces that default.
 */
export const chooseFolders = (
  folders: readonly SourceFolder[],
  kept: readonly boolean[] | null,
  options: ProjectOptions,
  toGroup: boolean,
): readonly FolderRecord[] => {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const records = folders.map((folder, index): FolderRecord => {
    const out = (reason: string): FolderRecord => ({ folder, included: false, reason, target: null });
    if (folder.hidden) return out('hidden');
    if (folder.isSearchFolder) return out('search-folder');
    const isCalendar = folder.wellKnown === 'calendar';
    if (!isMailFolder(folder)) return out(isCalendar ? 'not-mail' : 'class');
    if (kept !== null && kept[index] !== true) return out('filter');
    if (kept === null && toGroup && folder.wellKnown !== 'inbox') return out('inbox-default');
    return {
      folder,
      included: true,
      reason: kept === null ? (toGroup ? 'inbox-default' : 'default') : 'filter',
      target: targetOf(folder, byId, options, toGroup),
    };
  });
  const unmapped = records.filter((record) => record.included && record.target === null);
  if (unmapped.length > 0) {
    const names = unmapped.slice(0, 5).map((record) => record.folder.path);
    throw new LightermanError('filter.unmapped', {
      message: `A group has no place for: ${names.join(', ')}${unmapped.length > names.length ? ` and ${unmapped.length - names.length} more` : ''}.`,
      details: { folders: unmapped.length },
    });
  }
  return records;
};

const targetOf = (
  folder: SourceFolder,
  byId: ReadonlyMap<string, SourceFolder>,
  options: ProjectOptions,
  toGroup: boolean,
): string | null => {
  const mapped = options.folderMapping.find((entry) => normalise(entry.from) === normalise(folder.path));
  if (mapped !== undefined) return mapped.to;
  if (folder.wellKnown === 'inbox') return 'inbox';
  if (!toGroup) return placeInMailbox(folder, byId);
  return options.unmappedFolders === 'inbox' ? 'inbox' : null;
};

/** Below the nearest folder that every mailbox has, by its id and not by its name: the two sides may differ in language. */
const placeInMailbox = (folder: SourceFolder, byId: ReadonlyMap<string, SourceFolder>): string => {
  let above: SourceFolder | undefined = folder;
  // A damaged tree can have a ring in it.
  for (let depth = 0; above !== undefined && depth < 200; depth += 1) {
    if (isPlacedFolder(above.wellKnown) && folder.path.startsWith(above.path))
      return above.wellKnown + folder.path.slice(above.path.length);
    above = above.parentId === null ? undefined : byId.get(above.parentId);
  }
  return literalTarget(folder.path);
};

const normalise = (path: string): string => path.normalize('NFC').toLowerCase().replaceAll('’', "'");
