import { resolve } from 'node:path';
import { Command } from 'commander';
import { type CommandContext, type CommonOptions, withSession } from '../context.ts';
import { readInput } from '../read-input.ts';
import { words } from '../words.ts';

export const projectCommand = (context: CommandContext): Command =>
  new Command('project').description('projects').addCommand(
    new Command('create')
      .description('make a project store from a plan')
      .argument('<store>', 'file to make')
      .requiredOption('--from <plan.json>', 'the portable project file')
      .action(async (store: string, options: CommonOptions & { from: string }) => {
        const planText = readInput(options.from, 'plan.invalid');
        await withSession(context, options, async (client) => {
          const project = await client.call('project.create', {
            path: resolve(store),
            planText,
            planName: options.from,
          });
          context.printer.line(
            `${project.name}: made with ${words.plural(project.itemCount, 'mailbox', 'mailboxes')} in ${store}.`,
          );
          context.printer.line(
            `Next: lighterman items import ${store} mailboxes.csv, or lighterman sign-in ${store} --endpoint "${project.endpoints[0]?.name ?? ''}" --device-code`,
          );
          context.printer.result('project create', {
            ok: true,
            exitCode: 0,
            path: project.path,
            name: project.name,
            items: project.itemCount,
          });
        });
      }),
  );
