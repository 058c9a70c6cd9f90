import { Command } from 'commander';
import type { ErrorView } from '#shared/contract/model.ts';
import { type CommandContext, type CommonOptions, withProject } from '../context.ts';
import { words } from '../words.ts';

export const errorsCommand = (context: CommandContext): Command =>
  new Command('errors')
    .description('what went wrong, what it means and what to do')
    .argument('<store>', 'project store')
    .action(async (store: string, options: CommonOptions) =>
      withProject(context, options, store, true, async (client) => {
        const { printer } = context;
        let offset = 0;
        for (;;) {
          const page = await client.call('errors.page', { offset, limit: 500 });
          for (const error of page.rows) printer.event('error', error, describe(error));
          offset += page.rows.length;
          if (page.rows.length > 0 && offset < page.total) continue;
          if (page.total === 0) printer.line('No errors.');
          printer.result('errors', { ok: true, exitCode: 0, total: page.total });
          return;
        }
      }),
    );

const describe = (error: ErrorView): string => {
  const what = error.subject === null ? error.scope : `"${error.subject}"`;
  const where = [
    error.folderPath,
    error.receivedAtMs === null ? null : new Date(error.receivedAtMs).toISOString(),
    error.sizeBytes === null ? null : words.bytes(error.sizeBytes),
  ]
    .filter((part) => part !== null)
    .join(', ');
  return `${error.source} → ${error.destination}: ${what}${where === '' ? '' : ` (${where})`}\n  ${error.message}\n  ${error.nextStep} (${error.code})`;
};
