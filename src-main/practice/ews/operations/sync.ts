import type { ItemRecord } from '../../mailstore/records.ts';
import { EwsError } from '../errors.ts';
import { folderXml, readFolderShape } from '../folder-xml.ts';
import { itemXml, readItemShape } from '../item-xml.ts';
import { forEach, type Operation, viewFor } from '../operation.ts';
import { isGroupAccess } from '../session.ts';
import { successMessage } from '../soap.ts';
import { readSyncState, writeSyncState } from '../sync-state.ts';
import { childOf, textOf } from '../xml-element.ts';
import { booleanElement, element } from '../xml-text.ts';

const beyondAll = Number.MAX_SAFE_INTEGER;

/** A failed answer holds these elements too, empty, and clients rely on it. */
const failedItems = '<m:SyncState/><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange>';
const failedFolders = '<m:SyncState/><m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange>';

/** Not offered for group mailboxes (https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/syncfolderitems-operation). */
const refuseGroups = (access: Parameters<typeof isGroupAccess>[0]): void => {
  if (isGroupAccess(access)) throw new EwsError('ErrorInvalidFolderTypeForOperation');
};

export const syncFolderItems: Operation = (context) => {
  const { body, version } = context.request;
  return forEach(context, [body], 'SyncFolderItemsResponseMessage', failedItems, () => {
    const target = childOf(body, 'm:SyncFolderId')?.children[0];
    if (target === undefined) throw new EwsError('ErrorSyncFolderNotFound');
    const shape = readItemShape(childOf(body, 'm:ItemShape'), 'sync', version);
    const { folder, access } = context.session.openFolder(target, 'ErrorSyncFolderNotFound');
    refuseGroups(access);
    const max = Number(textOf(body, 'm:MaxChangesReturned') ?? '512');
    const ignored = new Set(
      (childOf(body, 'm:Ignore')?.children ?? []).map((id) => id.attributes['Id'] ?? ''),
    );
    const withAssociated = textOf(body, 'm:SyncScope') === 'NormalAndAssociatedItems';
    const state = readSyncState(textOf(body, 'm:SyncState'), 'items', folder.id) ?? {
      kind: 'items' as const,
      folder: folder.id,
      seq: context.mailstore.currentSeq(),
      below: beyondAll,
    };
    const { items } = context.mailstore;
    const isShown = (item: ItemRecord): boolean =>
      !ignored.has(item.id) && (withAssociated || (item.messageFlags & 0x40) === 0);
    const shown = (item: ItemRecord): string =>
      itemXml(viewFor(context, item, access, folder, shape, true), shape, null)
        .map(String)
        .join('');

    const answer = (
      next: { seq: number; below: number | null },
      isLast: boolean,
      changes: string,
    ): readonly string[] => [
      element('m:SyncState', writeSyncState({ kind: 'items', folder: folder.id, ...next })),
      booleanElement('m:IncludesLastItemInRange', isLast),
      changes === '' ? '<m:Changes/>' : `<m:Changes>${changes}</m:Changes>`,
    ];

    if (state.below !== null) {
      const batch = items.createdUpTo(folder.row, state.seq, state.below, max + 1);
      const page = batch.slice(0, max);
      const isDone = batch.length <= max;
      const changes = page
        .filter(isShown)
        .map((item) => `<t:Create>${shown(item)}</t:Create>`)
        .join('');
      const below = isDone ? null : (page.at(-1)?.createdSeq ?? null);
      return successMessage(
        'SyncFolderItemsResponseMessage',
        ...answer({ seq: state.seq, below }, isDone, changes),
      );
    }

    const changed = items
      .changedAfter(folder.row, state.seq, max + 1)
      .map((item) => ({ seq: item.changeSeq, item }));
    const gone = items
      .tombstonesAfter(folder.row, state.seq, max + 1)
      .map((tombstone) => ({ seq: tombstone.seq, tombstone }));
    const merged = [...changed, ...gone].toSorted((a, b) => a.seq - b.seq);
    const page = merged.slice(0, max);
    const changes = page.map((entry) => {
      if ('tombstone' in entry) {
        // An item that came and went between two calls was never seen.
        return entry.tombstone.createdSeq > state.seq || ignored.has(entry.tombstone.itemId)
          ? ''
          : `<t:Delete><t:ItemId Id="${entry.tombstone.itemId}"/></t:Delete>`;
      }
      const { item } = entry;
      if (!isShown(item)) return '';
      if (item.createdSeq > state.seq) return `<t:Create>${shown(item)}</t:Create>`;
      if (item.contentSeq <= state.seq) {
        return `<t:ReadFlagChange><t:ItemId Id="${item.id}" ChangeKey="${item.changeKey}"/>${booleanElement('t:IsRead', (item.messageFlags & 1) !== 0)}</t:ReadFlagChange>`;
      }
      return `<t:Update>${shown(item)}</t:Update>`;
    });
    const seq = page.at(-1)?.seq ?? state.seq;
    return successMessage(
      'SyncFolderItemsResponseMessage',
      ...answer({ seq, below: null }, merged.length <= max, changes.join('')),
    );
  });
};

export const syncFolderHierarchy: Operation = (context) => {
  const { body, version } = context.request;
  return forEach(context, [body], 'SyncFolderHierarchyResponseMessage', failedFolders, () => {
    const shape = readFolderShape(childOf(body, 'm:FolderShape'), version);
    const target = childOf(body, 'm:SyncFolderId')?.children[0] ?? {
      name: 't:DistinguishedFolderId',
      attributes: { Id: 'msgfolderroot' },
      children: [],
      text: '',
      payload: null,
      line: 0,
      column: 0,
    };
    const { folder: root, access, mailbox } = context.session.openFolder(target, 'ErrorSyncFolderNotFound');
    refuseGroups(access);
    const state = readSyncState(textOf(body, 'm:SyncState'), 'hierarchy', root.id);
    const { folders } = context.mailstore;
    const seq = context.mailstore.currentSeq();
    const changes = folders
      .descendants(root.row)
      .filter((folder) => state === null || folder.changeSeq > state.seq)
      .map((folder) => {
        const kind = state === null || folder.createdSeq > state.seq ? 't:Create' : 't:Update';
        return `<${kind}>${folderXml(context, folder, access, shape)}</${kind}>`;
      });
    const gone =
      state === null
        ? []
        : folders
            .tombstonesAfter(mailbox.id, state.seq)
            .filter((tombstone) => tombstone.createdSeq <= state.seq)
            .map((tombstone) => `<t:Delete><t:FolderId Id="${tombstone.folderId}"/></t:Delete>`);
    const all = [...changes, ...gone].join('');
    return successMessage(
      'SyncFolderHierarchyResponseMessage',
      element('m:SyncState', writeSyncState({ kind: 'hierarchy', folder: root.id, seq, below: null })),
      '<m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange>',
      all === '' ? '<m:Changes/>' : `<m:Changes>${all}</m:Changes>`,
    );
  });
};
