import { EwsError, EwsFault } from '../errors.ts';
import { itemXml, readItemShape } from '../item-xml.ts';
import { forEach, type Operation, viewFor } from '../operation.ts';
import { pageOf, viewElement } from '../paging.ts';
import { compileRestriction, compileSortOrder, itemPath } from '../restriction.ts';
import { successMessage } from '../soap.ts';
import { childOf } from '../xml-element.ts';

export const findItem: Operation = (context) => {
  const { body, version } = context.request;
  const { items, folders } = context.mailstore;
  if (childOf(body, 'm:QueryString') !== null) throw new EwsFault('ErrorContentIndexingNotEnabled');
  if (childOf(body, 'm:GroupBy') !== null || childOf(body, 'm:DistinguishedGroupBy') !== null) {
    throw new EwsFault('ErrorInvalidRequest', { text: 'Grouping is not offered by the practice server.' });
  }
  const restriction = childOf(body, 'm:Restriction');
  const sortOrder = childOf(body, 'm:SortOrder');
  const traversal = body.attributes['Traversal'];
  return forEach(
    context,
    childOf(body, 'm:ParentFolderIds')?.children ?? [],
    'FindItemResponseMessage',
    '',
    (id) => {
      const shape = readItemShape(childOf(body, 'm:ItemShape'), 'find', version);
      const opened = context.session.openFolder(id);
      const dumpster = folders.byDistinguishedId(opened.mailbox.id, 'recoverableitemsdeletions');
      if (traversal === 'SoftDeleted' && dumpster === null) throw new EwsError('ErrorFolderNotFound');
      // Soft-deleted items all lie in one place, whatever folder they came from.
      const folder = traversal === 'SoftDeleted' && dumpster !== null ? dumpster : opened.folder;
      const query = {
        folderRow: folder.row,
        associated: traversal === 'Associated',
        ...(restriction === null ? {} : { where: compileRestriction(restriction, itemPath) }),
      };
      const page = pageOf(viewElement(body), items.count(query), restriction !== null);
      const found = items.find({
        ...query,
        ...(sortOrder === null ? {} : { orderBy: compileSortOrder(sortOrder) }),
        limit: page.limit,
        offset: page.offset,
      });
      const xml = found
        .map((item) =>
          itemXml(viewFor(context, item, opened.access, folder, shape, true), shape, null)
            .map(String)
            .join(''),
        )
        .join('');
      return successMessage(
        'FindItemResponseMessage',
        `<m:RootFolder ${page.attributes(found.length)}><t:Items>${xml}</t:Items></m:RootFolder>`,
      );
    },
  );
};
