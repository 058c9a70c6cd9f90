import { Command } from 'commander';
import { type CommandContext, type CommonOptions, withProject } from '../context.ts';
import { printItems } from '../summary.ts';
import { allItems } from '../watch-pass.ts';

export const statusCommand = (context: CommandContext): Command =>
  new Command('status')
    .description('how the project stands; works while a pass runs')
    .argument('<store>', 'project store')
    .action(async (store: string, options: CommonOptions) =>
      withProject(context, options, store, true, async (client) => {
        const project = await client.call('project.view', {});
        const items = await allItems(client);
        const { printer } = context;
        printer.line(`${project.name}${project.customer === null ? '' : ` for ${project.customer}`}`);
        for (const endpoint of project.endpoints)
          printer.line(
            `  ${endpoint.side}: ${endpoint.name} (${endpoint.cloud}, ${endpoint.kind}), ${endpoint.account === null ? 'nobody signed in' : `signed in as ${endpoint.account.userName}`}`,
          );
        printer.line('');
        printItems(printer, items);
        printer.result('status', { ok: true, exitCode: 0, project, items });
      }),
    );
