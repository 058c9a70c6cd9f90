import type { SourceFolder } from '../../mailbox.ts';
import { fieldUri, keyOfExtendedUri, paths } from '../property-paths.ts';
import { distinguishedFolder, element, folderId } from '../soap-writer.ts';
import { childOf, textOf, type XmlElement } from '../xml-tree.ts';

/** Requests and answers about folders: FindFolder, GetFolder, CreateFolder. */

export interface FolderShape {
  /** `folder:DistinguishedFolderId` exists from Exchange 2013 on. */
  readonly wellKnown: boolean;
  /** 0x3601, 0x10F4, 0x0E08; some servers refuse them. */
  readonly extended: boolean;
}

const folderProperties = (shape: FolderShape): string =>
  '<t:AdditionalProperties>' +
  fieldUri('folder:DisplayName') +
  fieldUri('folder:ParentFolderId') +
  fieldUri('folder:FolderClass') +
  fieldUri('folder:TotalCount') +
  (shape.wellKnown ? fieldUri('folder:DistinguishedFolderId') : '') +
  (shape.extended ? paths.folderType.xml + paths.hidden.xml + paths.folderSize.xml : '') +
  '</t:AdditionalProperties>';

/** https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/findfolder-operation */
export const findFolder = (
  shape: FolderShape,
  page: { readonly size: number; readonly offset: number },
  mailboxSmtp: string | null,
): string =>
  '<m:FindFolder Traversal="Deep"><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape>' +
  folderProperties(shape) +
  `</m:FolderShape><m:IndexedPageFolderView MaxEntriesReturned="${page.size}" Offset="${page.offset}" BasePoint="Beginning"/>` +
  `<m:ParentFolderIds>${distinguishedFolder('msgfolderroot', mailboxSmtp)}</m:ParentFolderIds></m:FindFolder>`;

/** https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/getfolder-operation */
export const getDistinguishedFolders = (ids: readonly string[], mailboxSmtp: string | null): string =>
  '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>' +
  fieldUri('folder:DisplayName') +
  fieldUri('folder:TotalCount') +
  '</t:AdditionalProperties></m:FolderShape><m:FolderIds>' +
  ids.map((id) => distinguishedFolder(id, mailboxSmtp)).join('') +
  '</m:FolderIds></m:GetFolder>';

/** A generic folder: the class goes before the name, or the server answers ErrorNoFolderClassOverride. */
export const createFolder = (parent: string, displayName: string, folderClass: string): string =>
  `<m:CreateFolder><m:ParentFolderId>${parent}</m:ParentFolderId><m:Folders><t:Folder>` +
  element('t:FolderClass', folderClass) +
  element('t:DisplayName', displayName) +
  '</t:Folder></m:Folders></m:CreateFolder>';

export const parentById = folderId;
export const parentDistinguished = distinguishedFolder;

/** A folder as an answer shows it; the path is built by the caller from the parents. */
export type ParsedFolder = Omit<SourceFolder, 'path'>;

const tagValues = (folder: XmlElement): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  for (const child of folder.children) {
    if (child.name !== 'ExtendedProperty') continue;
    const uri = childOf(child, 'ExtendedFieldURI');
    const value = textOf(child, 'Value');
    if (uri !== undefined && value !== null) values.set(keyOfExtendedUri(uri.attributes), value);
  }
  return values;
};

/** Class of a folder whose server did not name it, by its element. */
const classOfElement: Readonly<Record<string, string>> = {
  CalendarFolder: 'IPF.Appointment',
  ContactsFolder: 'IPF.Contact',
  TasksFolder: 'IPF.Task',
};

/** MAPI folder type 2 is a search folder, see MS-OXCFOLD PidTagFolderType. */
const searchFolderType = '2';

export const parseFolder = (folder: XmlElement): ParsedFolder => {
  const values = tagValues(folder);
  const size = values.get(paths.folderSize.key);
  return {
    id: childOf(folder, 'FolderId')?.attributes['Id'] ?? '',
    parentId: childOf(folder, 'ParentFolderId')?.attributes['Id'] ?? null,
    displayName: textOf(folder, 'DisplayName') ?? '',
    wellKnown: textOf(folder, 'DistinguishedFolderId')?.trim() || null,
    folderClass: textOf(folder, 'FolderClass')?.trim() || (classOfElement[folder.name] ?? null),
    hidden: values.get(paths.hidden.key)?.trim() === 'true' || values.get(paths.hidden.key)?.trim() === '1',
    isSearchFolder:
      folder.name === 'SearchFolder' || values.get(paths.folderType.key)?.trim() === searchFolderType,
    totalCount: Number(textOf(folder, 'TotalCount') ?? 0) || 0,
    sizeBytes: size === undefined || !Number.isFinite(Number(size)) ? null : Number(size),
  };
};
