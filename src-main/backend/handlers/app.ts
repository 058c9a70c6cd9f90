import type { appOperations } from '#shared/contract/app.ts';
import type { Handlers } from '#shared/contract/op.ts';
import { version } from '../version.ts';
import type { HandlerContext } from './context.ts';
import { viewOfProject } from './views.ts';

export const appHandlers = (context: HandlerContext): Handlers<typeof appOperations> => ({
  'app.state': () => {
    const open = context.maybeProject();
    return {
      epoch: context.epoch,
      project: open === null ? null : viewOfProject(open, context.workspace),
      version,
      loopbackOnly: context.loopbackOnly,
    };
  },
});
