import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { type CommandContext, type CommonOptions, withSession } from '../context.ts';

/** Two practice tenants on this machine, until Ctrl+C; with a plan and a CSV that fit them. */
export const practiceCommand = (context: CommandContext): Command =>
  new Command('practice').description('practice tenants on this machine').addCommand(
    new Command('start')
      .description('start Contoso and Fabrikam, and write a plan for them')
      .option('--dir <dir>', 'folder of the tenants; kept between starts', './out/practice')
      .option('--seed <what>', 'demo or empty', 'demo')
      .action(async (options: CommonOptions & { dir: string; seed: string }) =>
        withSession(context, options, async (client) => {
          const dir = resolve(options.dir);
          mkdirSync(dir, { recursive: true });
          const started = await client.call('practice.start', {
            dir,
            seed: options.seed === 'empty' ? 'empty' : 'demo',
          });
          const plan = join(dir, 'plan.json');
          const csv = join(dir, 'mailboxes.csv');
          writeFileSync(plan, started.planText);
          writeFileSync(csv, started.csvText);
          context.printer.event(
            'practice.started',
            { dir, plan, csv, caFile: started.caFile },
            `The practice tenants are running in ${dir}. Press Ctrl+C to stop them.\n  Plan: ${plan}\n  Mailboxes: ${csv}\n  Certificate authority: ${started.caFile}`,
          );
          await new Promise<void>((done) => {
            for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
          });
          await client.call('practice.stop', {});
          context.printer.result('practice start', { ok: true, exitCode: 0 });
        }),
      ),
  );
