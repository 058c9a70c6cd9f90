import { Command } from 'commander';
import { type CommandContext, type CommonOptions, withProject } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { readInput } from '../read-input.ts';
import { words } from '../words.ts';

export const itemsCommand = (context: CommandContext): Command =>
  new Command('items').description('mailboxes of a project').addCommand(
    new Command('import')
      .description('add mailboxes from a CSV')
      .argument('<store>', 'project store')
      .argument('<csv>', 'file with the columns Source Email and Destination Email')
      .action(async (store: string, csv: string, options: CommonOptions) => {
        const text = readInput(csv, 'csv.invalid');
        await withProject(context, options, store, false, async (client) => {
          const result = await client.call('items.importCsv', { text, name: csv });
          const { printer } = context;
          printer.line(
            `${words.plural(result.imported, 'mailbox', 'mailboxes')} added, ${result.duplicates} already in the project, ${result.rejected.length} rejected.`,
          );
          for (const { row, reason } of result.rejected)
            printer.event('row.rejected', { row, reason }, `  Row ${row}: ${reason}.`);
          for (const { row, reason } of result.warnings)
            printer.event('row.warning', { row, reason }, `  Row ${row}: ${reason}.`);
          const exitCode = result.rejected.length > 0 ? exitCodes.withErrors : exitCodes.complete;
          context.end(exitCode);
          printer.result('items import', { ok: exitCode === 0, exitCode, ...result });
        });
      }),
  );
