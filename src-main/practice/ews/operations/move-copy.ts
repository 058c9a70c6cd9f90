import type { ItemRecord } from '../../mailstore/records.ts';
import { EwsError } from '../errors.ts';
import { elementOf } from '../item-xml.ts';
import { forEach, type Operation, type OperationContext } from '../operation.ts';
import { isGroupAccess, mayDelete, type OpenFolder, type OpenItem } from '../session.ts';
import { successMessage } from '../soap.ts';
import { childOf } from '../xml-element.ts';
import { checkRoom } from './create-item.ts';

type Carry = (context: OperationContext, opened: OpenItem, target: OpenFolder) => ItemRecord;

const carrier =
  (messageName: string, carry: Carry): Operation =>
  (context) => {
    const { body } = context.request;
    const target = childOf(body, 'm:ToFolderId')?.children[0];
    return forEach(context, childOf(body, 'm:ItemIds')?.children ?? [], messageName, '<m:Items/>', (id) => {
      if (target === undefined) throw new EwsError('ErrorToFolderNotFound');
      const folder = context.session.openFolder(target, 'ErrorToFolderNotFound');
      const opened = context.session.openItem(id);
      if (folder.mailbox.id !== opened.mailbox.id) throw new EwsError('ErrorCrossMailboxMoveCopy');
      const item = carry(context, opened, folder);
      const { name } = elementOf(item.itemClass);
      return successMessage(
        messageName,
        `<m:Items><${name}><t:ItemId Id="${item.id}" ChangeKey="${item.changeKey}"/></${name}></m:Items>`,
      );
    });
  };

export const moveItem = carrier('MoveItemResponseMessage', (context, opened, target) => {
  if (isGroupAccess(opened.access) && !mayDelete(opened, context.session.author))
    throw new EwsError('ErrorAccessDenied');
  return context.mailstore.items.move(opened.item, target.folder);
});

export const copyItem = carrier('CopyItemResponseMessage', (context, opened, target) => {
  checkRoom(context, target.mailbox, opened.item.sizeBytes);
  return context.mailstore.items.copy(opened.item, target.folder, context.session.author);
});
