import { attribute, element, folderId, itemIdElement } from '../soap-writer.ts';
import { extendedProperty, type ExtendedPath, fieldUri } from '../property-paths.ts';

/** Smaller requests. All of them keep silent: nothing is sent to anybody. */

/** https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/resolvenames-operation */
export const resolveNames = (entry: string): string =>
  `<m:ResolveNames ReturnFullContactData="true" SearchScope="ActiveDirectory">${element('m:UnresolvedEntry', entry)}</m:ResolveNames>`;

export interface PropertyChange {
  readonly path: ExtendedPath;
  readonly value: string;
}

/** Sets extended properties and, if given, the read state; no receipt is sent for it. */
export const updateItem = (
  item: { readonly itemId: string; readonly changeKey: string | null },
  changes: readonly PropertyChange[],
  isRead: boolean | null,
): string =>
  `<m:UpdateItem MessageDisposition="SaveOnly" ConflictResolution="AutoResolve" SendMeetingInvitationsOrCancellations="SendToNone"><m:ItemChanges><t:ItemChange>` +
  itemIdElement(item.itemId, item.changeKey) +
  '<t:Updates>' +
  changes
    .map(
      (change) =>
        `<t:SetItemField>${change.path.xml}<t:Message>${extendedProperty(change.path, change.value)}</t:Message></t:SetItemField>`,
    )
    .join('') +
  (isRead === null
    ? ''
    : `<t:SetItemField>${fieldUri('message:IsRead')}<t:Message>${element('t:IsRead', isRead ? 'true' : 'false')}</t:Message></t:SetItemField>`) +
  '</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>';

/** https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/deleteitem-operation */
export const deleteItem = (
  itemIds: readonly string[],
  how: 'MoveToDeletedItems' | 'SoftDelete' | 'HardDelete',
): string =>
  `<m:DeleteItem${attribute('DeleteType', how)} SendMeetingCancellations="SendToNone" AffectedTaskOccurrences="AllOccurrences"><m:ItemIds>` +
  itemIds.map((id) => itemIdElement(id)).join('') +
  '</m:ItemIds></m:DeleteItem>';

/** Source mailboxes only: not supported on groups. At most 512 changes a call. */
export const syncFolderItems = (folder: string, syncState: string | null, maxChanges: number): string =>
  `<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:SyncFolderId>${folderId(folder)}</m:SyncFolderId>` +
  (syncState === null ? '' : element('m:SyncState', syncState)) +
  `<m:MaxChangesReturned>${Math.min(512, Math.max(1, maxChanges))}</m:MaxChangesReturned></m:SyncFolderItems>`;

/** Source mailboxes only: not supported on groups. */
export const syncFolderHierarchy = (syncState: string | null): string =>
  '<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>' +
  (syncState === null ? '' : element('m:SyncState', syncState)) +
  '</m:SyncFolderHierarchy>';
