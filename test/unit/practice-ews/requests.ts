import { createHash } from 'node:crypto';

/** Bodies of requests, as short as they can be. */
export const folderId = (id: string, address?: string): string => {
  if (id.length > 60) return `<t:FolderId Id="${id}"/>`;
  return address === undefined
    ? `<t:DistinguishedFolderId Id="${id}"/>`
    : `<t:DistinguishedFolderId Id="${id}"><t:Mailbox><t:EmailAddress>${address}</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>`;
};

export const tag = (propertyTag: string, type: string): string =>
  `<t:ExtendedFieldURI PropertyTag="${propertyTag}" PropertyType="${type}"/>`;
export const named = (name: string, type = 'String'): string =>
  `<t:ExtendedFieldURI DistinguishedPropertySetId="PublicStrings" PropertyName="${name}" PropertyType="${type}"/>`;
export const extended = (path: string, value: string): string =>
  `<t:ExtendedProperty>${path}<t:Value>${value}</t:Value></t:ExtendedProperty>`;
export const field = (uri: string): string => `<t:FieldURI FieldURI="${uri}"/>`;

export const createItem = (items: string, folder = folderId('inbox'), disposition = 'SaveOnly'): string =>
  `<m:CreateItem MessageDisposition="${disposition}"><m:SavedItemFolderId>${folder}</m:SavedItemFolderId><m:Items>${items}</m:Items></m:CreateItem>`;

export const message = (mime: Uint8Array | null, rest = ''): string =>
  `<t:Message>${mime === null ? '' : `<t:MimeContent CharacterSet="UTF-8">${Buffer.from(mime).toString('base64')}</t:MimeContent>`}${rest}</t:Message>`;

export const getItem = (ids: readonly string[], shape = '<t:BaseShape>AllProperties</t:BaseShape>'): string =>
  `<m:GetItem><m:ItemShape>${shape}</m:ItemShape><m:ItemIds>${ids.map((id) => `<t:ItemId Id="${id}"/>`).join('')}</m:ItemIds></m:GetItem>`;

export interface FindOptions {
  readonly shape?: string;
  readonly view?: string;
  readonly restriction?: string;
  readonly sort?: string;
  readonly folder?: string;
  readonly traversal?: string;
}

export const findItem = (options: FindOptions = {}): string =>
  `<m:FindItem Traversal="${options.traversal ?? 'Shallow'}"><m:ItemShape>${options.shape ?? '<t:BaseShape>IdOnly</t:BaseShape>'}</m:ItemShape>${options.view ?? ''}${options.restriction === undefined ? '' : `<m:Restriction>${options.restriction}</m:Restriction>`}${options.sort === undefined ? '' : `<m:SortOrder>${options.sort}</m:SortOrder>`}<m:ParentFolderIds>${options.folder ?? folderId('inbox')}</m:ParentFolderIds></m:FindItem>`;

export const page = (offset: number, max: number, base = 'Beginning'): string =>
  `<m:IndexedPageItemView MaxEntriesReturned="${max}" Offset="${offset}" BasePoint="${base}"/>`;

export const shapeWith = (...paths: readonly string[]): string =>
  `<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${paths.join('')}</t:AdditionalProperties>`;

export const updateItem = (
  id: string,
  changeKey: string | null,
  updates: string,
  resolution = 'AlwaysOverwrite',
): string =>
  `<m:UpdateItem ConflictResolution="${resolution}" MessageDisposition="SaveOnly"><m:ItemChanges><t:ItemChange><t:ItemId Id="${id}"${changeKey === null ? '' : ` ChangeKey="${changeKey}"`}/><t:Updates>${updates}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`;

export const setField = (path: string, value: string): string =>
  `<t:SetItemField>${path}<t:Message>${value}</t:Message></t:SetItemField>`;

export const deleteItems = (ids: readonly string[], type: string): string =>
  `<m:DeleteItem DeleteType="${type}"><m:ItemIds>${ids.map((id) => `<t:ItemId Id="${id}"/>`).join('')}</m:ItemIds></m:DeleteItem>`;

export const carryItem = (operation: 'MoveItem' | 'CopyItem', id: string, folder: string): string =>
  `<m:${operation}><m:ToFolderId>${folder}</m:ToFolderId><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:${operation}>`;

export const syncItems = (
  state: string | null,
  max = 100,
  folder = folderId('inbox'),
  shape = '<t:BaseShape>IdOnly</t:BaseShape>',
): string =>
  `<m:SyncFolderItems><m:ItemShape>${shape}</m:ItemShape><m:SyncFolderId>${folder}</m:SyncFolderId>${state === null ? '' : `<m:SyncState>${state}</m:SyncState>`}<m:MaxChangesReturned>${max}</m:MaxChangesReturned></m:SyncFolderItems>`;

export const getFolder = (folder: string, shape = '<t:BaseShape>Default</t:BaseShape>'): string =>
  `<m:GetFolder><m:FolderShape>${shape}</m:FolderShape><m:FolderIds>${folder}</m:FolderIds></m:GetFolder>`;

export const findFolder = (
  folder: string,
  traversal = 'Deep',
  shape = '<t:BaseShape>Default</t:BaseShape>',
  more = '',
): string =>
  `<m:FindFolder Traversal="${traversal}"><m:FolderShape>${shape}</m:FolderShape>${more}<m:ParentFolderIds>${folder}</m:ParentFolderIds></m:FindFolder>`;

export const createFolder = (name: string, parent = folderId('msgfolderroot')): string =>
  `<m:CreateFolder><m:ParentFolderId>${parent}</m:ParentFolderId><m:Folders><t:Folder><t:FolderClass>IPF.Note</t:FolderClass><t:DisplayName>${name}</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>`;

/** Ids of items (or of folders) in an answer, in order. */
export const idsIn = (text: string, element = 't:ItemId'): readonly string[] =>
  [...text.matchAll(new RegExp(`<${element} Id="([^"]+)"`, 'g'))].map((match) => match[1] ?? '');

export const idIn = (text: string): string => {
  const [id] = idsIn(text);
  if (id === undefined) throw new Error(`no item in ${text}`);
  return id;
};

export const changeKeyIn = (text: string): string => /ChangeKey="([^"]+)"/.exec(text)?.[1] ?? '';

/** Texts of one element, in order. */
export const textsIn = (text: string, element: string): readonly string[] =>
  [...text.matchAll(new RegExp(`<${element}(?: [^>]*)?(?:/>|>([^<]*)</${element}>)`, 'g'))].map(
    (match) => match[1] ?? '',
  );

export const codesIn = (text: string): readonly string[] => textsIn(text, 'm:ResponseCode');
export const faultIn = (text: string): string | null =>
  /<e:ResponseCode[^>]*>([^<]+)</.exec(text)?.[1] ?? null;
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
