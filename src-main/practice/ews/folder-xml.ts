import { sourceKeyOf } from '../mailstore/identifiers.ts';
import type { FolderRecord } from '../mailstore/records.ts';
import type { MailboxAccess } from '../types.ts';
import { EwsError } from './errors.ts';
import { rightsXml } from './item-fields.ts';
import { folderChangeKey, folderRights, type OperationContext } from './operation.ts';
import { type ExtendedPath, isPath, readPath } from './property-path.ts';
import { type PropertyValue, valueXml } from './property-values.ts';
import { isAtLeast } from './versions.ts';
import { childOf, textOf, type XmlElement } from './xml-element.ts';
import { element } from './xml-text.ts';

export interface FolderShape {
  readonly base: 'IdOnly' | 'Default' | 'AllProperties';
  readonly uris: ReadonlySet<string>;
  readonly extended: readonly ExtendedPath[];
}

export const readFolderShape = (shape: XmlElement | null, version: string): FolderShape => {
  const uris = new Set<string>();
  const extended: ExtendedPath[] = [];
  for (const child of childOf(shape, 't:AdditionalProperties')?.children ?? []) {
    if (!isPath(child)) continue;
    const path = readPath(child);
    if (path.kind === 'extended') extended.push(path);
    else if (path.kind === 'field') {
      if (!path.uri.startsWith('folder:')) throw new EwsError('ErrorInvalidPropertyRequest');
      if (path.uri === 'folder:DistinguishedFolderId' && !isAtLeast(version, 'Exchange2013'))
        throw new EwsError('ErrorInvalidPropertyRequest');
      uris.add(path.uri);
    }
  }
  return { base: (textOf(shape, 't:BaseShape') ?? 'IdOnly') as FolderShape['base'], uris, extended };
};

const elementName = (folder: FolderRecord): string => {
  const folderClass = (folder.folderClass ?? '').toLowerCase();
  const starts = (prefix: string): boolean => folderClass === prefix || folderClass.startsWith(`${prefix}.`);
  if (starts('ipf.appointment')) return 't:CalendarFolder';
  if (starts('ipf.contact')) return 't:ContactsFolder';
  if (starts('ipf.task')) return 't:TasksFolder';
  return folder.folderType === 2 ? 't:SearchFolder' : 't:Folder';
};

const extendedValue = (
  context: OperationContext,
  folder: FolderRecord,
  path: ExtendedPath,
): PropertyValue | null => {
  const { folders, items } = context.mailstore;
  switch (path.tag === null ? '' : `${path.tag.toString(16)} ${path.type}`) {
    case '3001 String':
      return folder.displayName;
    case '3613 String':
      return folder.folderClass;
    case '3601 Integer':
      return folder.folderType;
    case '3602 Integer':
      return items.counts(folder.row).total;
    case '3603 Integer':
      return items.counts(folder.row).unread;
    case '10f4 Boolean':
      return folder.isHidden ? 1 : 0;
    case 'e08 Long':
    case 'e08 Integer':
      return items.counts(folder.row).bytes;
    case '360a Boolean':
      return folders.children(folder.row).length > 0 ? 1 : 0;
    case '3007 SystemTime':
      return folder.createdAtMs;
    case '3008 SystemTime':
      return folder.modifiedAtMs;
    case '65e0 Binary': {
      const mailbox = folders.mailbox(folder.mailboxId);
      return mailbox === null ? null : sourceKeyOf(mailbox, folder.counter);
    }
    default:
      return null;
  }
};

/** One folder as an element, in schema order. */
export const folderXml = (
  context: OperationContext,
  folder: FolderRecord,
  access: MailboxAccess,
  shape: FolderShape,
): string => {
  const { folders, items } = context.mailstore;
  const name = elementName(folder);
  const wants = (uri: string, base: 'Default' | 'AllProperties'): boolean =>
    shape.uris.has(uri) || shape.base === 'AllProperties' || (base === 'Default' && shape.base === 'Default');
  const parts = [`<t:FolderId Id="${folder.id}" ChangeKey="${folderChangeKey(context, folder)}"/>`];
  if (wants('folder:ParentFolderId', 'AllProperties')) {
    const parent = folder.parentRow === null ? null : folders.byRow(folder.parentRow);
    // The root is its own parent.
    parts.push(`<t:ParentFolderId Id="${(parent ?? folder).id}" ChangeKey="AQAAAA=="/>`);
  }
  if (wants('folder:FolderClass', 'AllProperties') && folder.folderClass !== null)
    parts.push(element('t:FolderClass', folder.folderClass));
  if (wants('folder:DisplayName', 'Default')) parts.push(element('t:DisplayName', folder.displayName));
  const wantsUnread =
    wants('folder:UnreadCount', 'Default') && name !== 't:CalendarFolder' && name !== 't:ContactsFolder';
  const wantsTotal = wants('folder:TotalCount', 'Default');
  const counts = wantsTotal || wantsUnread ? items.counts(folder.row) : null;
  if (wantsTotal && counts !== null) parts.push(element('t:TotalCount', String(counts.total)));
  if (wants('folder:ChildFolderCount', 'Default'))
    parts.push(element('t:ChildFolderCount', String(folders.children(folder.row).length)));
  for (const path of shape.extended) {
    const value = extendedValue(context, folder, path);
    if (value !== null)
      parts.push(`<t:ExtendedProperty>${path.xml}${valueXml(path.type, value, false)}</t:ExtendedProperty>`);
  }
  if (wants('folder:EffectiveRights', 'AllProperties')) parts.push(rightsXml(folderRights(access)));
  const knowsDistinguishedIds = isAtLeast(context.request.version, 'Exchange2013');
  if (
    knowsDistinguishedIds &&
    wants('folder:DistinguishedFolderId', 'AllProperties') &&
    folder.distinguishedId !== null
  ) {
    parts.push(element('t:DistinguishedFolderId', folder.distinguishedId));
  }
  if (wantsUnread && counts !== null) parts.push(element('t:UnreadCount', String(counts.unread)));
  return `<${name}>${parts.join('')}</${name}>`;
};
