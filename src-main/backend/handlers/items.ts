import type { itemsOperations } from '#shared/contract/items.ts';
import type { Handlers } from '#shared/contract/op.ts';
import { importItems } from '../../features/items.ts';
import { itemDetail, itemsPage } from '../../store/item-views.ts';
import type { HandlerContext } from './context.ts';

export const itemsHandlers = (context: HandlerContext): Handlers<typeof itemsOperations> => ({
  'items.page': (query) => itemsPage(context.project().db, query),
  'items.detail': ({ itemId }) => itemDetail(context.project().db, itemId),
  'items.importCsv': async ({ text, name }) => {
    const result = await importItems(context.project().writable(), text, name, () =>
      context.workspace.vault(),
    );
    context.emit('items.changed', {});
    context.emit('project.changed', {});
    return result;
  },
});
