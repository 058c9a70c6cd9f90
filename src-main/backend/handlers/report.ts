import type { Handlers } from '#shared/contract/op.ts';
import type { reportOperations } from '#shared/contract/report.ts';
import { renderReport } from '../../features/report.ts';
import type { HandlerContext } from './context.ts';

export const reportHandlers = (context: HandlerContext): Handlers<typeof reportOperations> => ({
  'report.render': ({ format }) => renderReport(context.project().db, format),
});
