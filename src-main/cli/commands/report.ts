import { existsSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { LightermanError } from '#shared/domain/errors.ts';
import { type CommandContext, type CommonOptions, withProject } from '../context.ts';
import { printPdf } from '../print-pdf.ts';

/** @throws `report.not-saved` */
const writeText = (out: string, text: string): void => {
  try {
    writeFileSync(out, text);
  } catch (cause) {
    const why = existsSync(dirname(out)) ? 'cannot be written' : 'is in a folder that does not exist';
    throw new LightermanError('report.not-saved', { message: `${out} ${why}.`, cause });
  }
};

const formats = ['json', 'csv', 'html', 'pdf'] as const;

export const reportCommand = (context: CommandContext): Command =>
  new Command('report')
    .description('write the report')
    .argument('<store>', 'project store')
    .requiredOption('--format <format>', formats.join(', '))
    .requiredOption('--out <path>', 'file to write')
    .action(async (store: string, options: CommonOptions & { format: string; out: string }) => {
      const format = formats.find((one) => one === options.format);
      if (format === undefined)
        throw new LightermanError('app.bad-input', {
          message: `"${options.format}" is no format; choose one of: ${formats.join(', ')}.`,
        });
      const out = resolve(options.out);
      await withProject(context, options, store, true, async (client) => {
        const rendered = await client.call('report.render', { format: format === 'pdf' ? 'html' : format });
        if (format === 'pdf')
          await printPdf({ html: rendered.text, header: rendered.header, footer: rendered.footer, out });
        else writeText(out, rendered.text);
        context.printer.line(`Written: ${options.out}`);
        context.printer.result('report', { ok: true, exitCode: 0, format, out });
      });
    });
