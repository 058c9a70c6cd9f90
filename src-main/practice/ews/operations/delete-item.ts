import { EwsError } from '../errors.ts';
import { forEach, type Operation } from '../operation.ts';
import { mayDelete } from '../session.ts';
import { successMessage } from '../soap.ts';
import { childOf } from '../xml-element.ts';

/** Hard deletes remove; soft ones put into the recoverable items; the rest goes to the deleted items, where there is such a folder. */
export const deleteItem: Operation = (context) => {
  const { body } = context.request;
  const { items, folders } = context.mailstore;
  const type = body.attributes['DeleteType'];
  return forEach(
    context,
    childOf(body, 'm:ItemIds')?.children ?? [],
    'DeleteItemResponseMessage',
    '',
    (id) => {
      const opened = context.session.openItem(id);
      if (!mayDelete(opened, context.session.author)) throw new EwsError('ErrorAccessDenied');
      const { item, mailbox } = opened;
      const dumpster = folders.byDistinguishedId(mailbox.id, 'recoverableitemsdeletions');
      const bin =
        type === 'MoveToDeletedItems' ? folders.byDistinguishedId(mailbox.id, 'deleteditems') : null;
      const target = type === 'HardDelete' ? null : (bin ?? dumpster);
      if (target === null || target.row === item.folderRow) items.remove(item);
      else items.move(item, target);
      return successMessage('DeleteItemResponseMessage');
    },
  );
};
