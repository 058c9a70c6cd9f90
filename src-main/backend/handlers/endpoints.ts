import type { endpointsOperations } from '#shared/contract/endpoints.ts';
import type { Handlers } from '#shared/contract/op.ts';
import { itemsPage } from '../../store/item-views.ts';
import type { HandlerContext } from './context.ts';
import { endpointNamed, endpointViews } from './views.ts';

export const endpointsHandlers = (context: HandlerContext): Handlers<typeof endpointsOperations> => ({
  'endpoints.list': () => endpointViews(context.project().db, context.workspace),
  'endpoints.test': async ({ endpoint }) => {
    const { endpoint: found, side } = endpointNamed(context.project().db, endpoint);
    const first = itemsPage(context.project().db, {
      offset: 0,
      limit: 1,
      sort: 'position',
      descending: false,
      text: '',
      states: [],
    }).rows[0];
    return context.addresses.test(found, side, first?.[side] ?? null);
  },
});
