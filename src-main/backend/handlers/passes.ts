import type { Handlers } from '#shared/contract/op.ts';
import type { passesOperations } from '#shared/contract/passes.ts';
import { errorsPage } from '../../store/error-repo.ts';
import { listPasses, passById } from '../../store/pass-repo.ts';
import type { HandlerContext } from './context.ts';

export const passesHandlers = (context: HandlerContext): Handlers<typeof passesOperations> => ({
  'pass.start': async ({ kind, itemIds, prove }) => ({
    passId: await context.project().startPass(kind, itemIds, prove),
  }),
  'pass.stop': ({ passId }) => {
    context.project().stopPass(passId);
    return null;
  },
  'pass.view': ({ passId }) => passById(context.project().db, passId),
  'pass.list': (page) => listPasses(context.project().db, page),
  'errors.page': (query) => errorsPage(context.project().db, query),
});
