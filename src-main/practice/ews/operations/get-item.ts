import { EwsError } from '../errors.ts';
import { itemXml, readItemShape } from '../item-xml.ts';
import { mimeParts } from '../mime-content.ts';
import { forEach, type Operation, viewFor } from '../operation.ts';
import { successMessage } from '../soap.ts';
import { childOf } from '../xml-element.ts';

export const getItem: Operation = (context) => {
  const { body, version } = context.request;
  return forEach(
    context,
    childOf(body, 'm:ItemIds')?.children ?? [],
    'GetItemResponseMessage',
    '<m:Items/>',
    (id) => {
      const shape = readItemShape(childOf(body, 'm:ItemShape'), 'get', version);
      const { item, access } = context.session.openItem(id);
      const folder = context.mailstore.folders.byRow(item.folderRow);
      if (folder === null) throw new EwsError('ErrorItemNotFound');
      const mime = shape.includesMime ? mimeParts(context, item) : null;
      const xml = itemXml(viewFor(context, item, access, folder, shape, false), shape, mime);
      return successMessage('GetItemResponseMessage', '<m:Items>', ...xml, '</m:Items>');
    },
  );
};
