import type { FolderRecord } from '../../mailstore/records.ts';
import { EwsError } from '../errors.ts';
import { type FolderShape, folderXml, readFolderShape } from '../folder-xml.ts';
import { folderChangeKey, forEach, type Operation, type OperationContext } from '../operation.ts';
import { pageOf, viewElement } from '../paging.ts';
import { isPath, readPath } from '../property-path.ts';
import { compileRestriction, folderPath } from '../restriction.ts';
import { isGroupAccess, type OpenFolder } from '../session.ts';
import { successMessage } from '../soap.ts';
import { childOf, textOf, type XmlElement } from '../xml-element.ts';

const emptyFolders = '<m:Folders/>';

export const getFolder: Operation = (context) => {
  const { body, version } = context.request;
  const shapeElement = childOf(body, 'm:FolderShape');
  return forEach(
    context,
    childOf(body, 'm:FolderIds')?.children ?? [],
    'GetFolderResponseMessage',
    emptyFolders,
    (id) => {
      const shape = readFolderShape(shapeElement, version);
      const { folder, access } = context.session.openFolder(id);
      return successMessage(
        'GetFolderResponseMessage',
        `<m:Folders>${folderXml(context, folder, access, shape)}</m:Folders>`,
      );
    },
  );
};

export const findFolder: Operation = (context) => {
  const { body, version } = context.request;
  const { folders } = context.mailstore;
  const restriction = childOf(body, 'm:Restriction');
  const isDeep = body.attributes['Traversal'] === 'Deep';
  return forEach(
    context,
    childOf(body, 'm:ParentFolderIds')?.children ?? [],
    'FindFolderResponseMessage',
    '',
    (id) => {
      const shape = readFolderShape(childOf(body, 'm:FolderShape'), version);
      const { folder: parent, mailbox, access } = context.session.openFolder(id);
      if (body.attributes['Traversal'] === 'SoftDeleted')
        return successMessage('FindFolderResponseMessage', foundFolders([], context, access, shape, ''));
      const all = isDeep ? folders.descendants(parent.row) : folders.children(parent.row);
      const matching =
        restriction === null
          ? null
          : folders.matching(mailbox.id, compileRestriction(restriction, folderPath));
      const found = matching === null ? all : all.filter((folder) => matching.has(folder.row));
      const page = pageOf(viewElement(body), found.length, false);
      const shown = found.slice(page.offset, page.offset + page.limit);
      return successMessage(
        'FindFolderResponseMessage',
        foundFolders(shown, context, access, shape, page.attributes(shown.length)),
      );
    },
  );
};

const foundFolders = (
  shown: readonly FolderRecord[],
  context: OperationContext,
  access: OpenFolder['access'],
  shape: FolderShape,
  attributes: string,
): string => {
  const paging = attributes === '' ? 'TotalItemsInView="0" IncludesLastItemInRange="true"' : attributes;
  return `<m:RootFolder ${paging}><t:Folders>${shown.map((folder) => folderXml(context, folder, access, shape)).join('')}</t:Folders></m:RootFolder>`;
};

const checkFreeName = (context: OperationContext, parent: FolderRecord, name: string): void => {
  const folded = name.normalize('NFC').toLowerCase();
  const isTaken = context.mailstore.folders
    .children(parent.row)
    .some((child) => child.displayName.normalize('NFC').toLowerCase() === folded);
  if (isTaken) throw new EwsError('ErrorFolderExists');
};

const classByElement: Readonly<Record<string, string>> = {
  't:CalendarFolder': 'IPF.Appointment',
  't:ContactsFolder': 'IPF.Contact',
  't:TasksFolder': 'IPF.Task',
};

const nameOf = (element: XmlElement): string => {
  const name = textOf(element, 't:DisplayName') ?? '';
  if (name.trim() === '')
    throw new EwsError('ErrorInvalidRequest', { text: 'A folder needs a display name.' });
  return name;
};

export const createFolder: Operation = (context) => {
  const { body } = context.request;
  const target = childOf(body, 'm:ParentFolderId')?.children[0];
  return forEach(
    context,
    childOf(body, 'm:Folders')?.children ?? [],
    'CreateFolderResponseMessage',
    emptyFolders,
    (element) => {
      if (target === undefined) throw new EwsError('ErrorParentFolderNotFound');
      const { folder: parent, access } = context.session.openFolder(target, 'ErrorParentFolderNotFound');
      // Sub-folders of a group exist only where the tenant turned them on; here it has not (reference §5.2).
      if (isGroupAccess(access)) throw new EwsError('ErrorCreateSubfolderAccessDenied');
      const name = nameOf(element);
      checkFreeName(context, parent, name);
      const mailbox = context.mailstore.folders.mailbox(parent.mailboxId);
      if (mailbox === null) throw new EwsError('ErrorParentFolderNotFound');
      const created = context.mailstore.folders.addFolder(mailbox, parent, {
        displayName: name,
        folderClass: textOf(element, 't:FolderClass') ?? classByElement[element.name] ?? 'IPF.Note',
      });
      return successMessage(
        'CreateFolderResponseMessage',
        `<m:Folders>${idOnly(context, created)}</m:Folders>`,
      );
    },
  );
};

const idOnly = (context: OperationContext, folder: FolderRecord): string =>
  `<t:Folder><t:FolderId Id="${folder.id}" ChangeKey="${folderChangeKey(context, folder)}"/></t:Folder>`;

export const updateFolder: Operation = (context) => {
  const { body } = context.request;
  return forEach(
    context,
    childOf(body, 'm:FolderChanges')?.children ?? [],
    'UpdateFolderResponseMessage',
    emptyFolders,
    (change) => {
      const [id] = change.children;
      if (id === undefined) throw new EwsError('ErrorFolderNotFound');
      const { folder, access } = context.session.openFolder(id);
      if (isGroupAccess(access)) throw new EwsError('ErrorAccessDenied');
      for (const update of childOf(change, 't:Updates')?.children ?? []) {
        const pathElement = update.children.find(isPath);
        const path = pathElement === undefined ? null : readPath(pathElement);
        if (
          update.name !== 't:SetFolderField' ||
          path?.kind !== 'field' ||
          path.uri !== 'folder:DisplayName'
        ) {
          throw new EwsError('ErrorInvalidPropertySet');
        }
        const element = update.children.find((child) => !isPath(child));
        if (element === undefined || folder.parentRow === null) throw new EwsError('ErrorInvalidPropertySet');
        const parent = context.mailstore.folders.byRow(folder.parentRow);
        const name = nameOf(element);
        if (parent !== null && name.toLowerCase() !== folder.displayName.toLowerCase())
          checkFreeName(context, parent, name);
        context.mailstore.folders.rename(folder, name);
      }
      const updated = context.mailstore.folders.byRow(folder.row) ?? folder;
      return successMessage(
        'UpdateFolderResponseMessage',
        `<m:Folders>${idOnly(context, updated)}</m:Folders>`,
      );
    },
  );
};

/** Folders of the well-known tree stay; so does what they hold. */
const removeFolder = (context: OperationContext, folder: FolderRecord): void => {
  const { folders, items } = context.mailstore;
  for (const inner of [...folders.descendants(folder.row).toReversed(), folder]) {
    for (;;) {
      const batch = [
        ...items.find({ folderRow: inner.row, limit: 500, offset: 0 }),
        ...items.find({ folderRow: inner.row, associated: true, limit: 500, offset: 0 }),
      ];
      if (batch.length === 0) break;
      for (const item of batch) items.remove(item);
    }
    folders.remove(inner);
  }
};

export const deleteFolder: Operation = (context) => {
  const { body } = context.request;
  const type = body.attributes['DeleteType'];
  return forEach(
    context,
    childOf(body, 'm:FolderIds')?.children ?? [],
    'DeleteFolderResponseMessage',
    '',
    (id) => {
      const { folder, access, mailbox } = context.session.openFolder(id);
      if (isGroupAccess(access)) throw new EwsError('ErrorAccessDenied');
      if (folder.distinguishedId !== null) throw new EwsError('ErrorDeleteDistinguishedFolder');
      if (type === 'MoveToDeletedItems') {
        const bin = context.mailstore.folders.byDistinguishedId(mailbox.id, 'deleteditems');
        if (
          bin !== null &&
          context.mailstore.folders.descendants(bin.row).every((inner) => inner.row !== folder.row)
        ) {
          throw new EwsError('ErrorInvalidOperation', {
            text: 'The practice server moves no folders; delete it for good.',
          });
        }
      }
      removeFolder(context, folder);
      return successMessage('DeleteFolderResponseMessage');
    },
  );
};
