import type { Handlers } from '#shared/contract/op.ts';
import type { signInOperations } from '#shared/contract/sign-in.ts';
import type { HandlerContext } from './context.ts';
import { endpointNamed } from './views.ts';

export const signInHandlers = (context: HandlerContext): Handlers<typeof signInOperations> => ({
  'signIn.start': ({ endpoint, ...request }) => ({
    signInId: context.signIn.start(endpointNamed(context.project().db, endpoint).endpoint, request),
  }),
  'signIn.cancel': ({ signInId }) => {
    context.signIn.cancel(signInId);
    return null;
  },
  'signIn.out': async ({ endpoint }) => {
    await context.signIn.out(endpointNamed(context.project().db, endpoint).endpoint);
    context.emit('project.changed', {});
    return null;
  },
});
