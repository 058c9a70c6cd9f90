import { resolve } from 'node:path';
import type { Handlers } from '#shared/contract/op.ts';
import type { practiceOperations } from '#shared/contract/practice.ts';
import type { HandlerContext } from './context.ts';

export const practiceHandlers = (context: HandlerContext): Handlers<typeof practiceOperations> => ({
  'practice.start': async ({ dir, seed }) =>
    context.practice.start(resolve(dir ?? `${context.workspace.dir}/practice`), seed),
  'practice.stop': async () => {
    await context.practice.stop();
    return null;
  },
});
