import { Command, CommanderError } from 'commander';
import { LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import { exitCodeOfError, exitCodes } from './exit-code.ts';
import { errorsCommand } from './commands/errors.ts';
import { itemsCommand } from './commands/items.ts';
import { practiceCommand } from './commands/practice.ts';
import { projectCommand } from './commands/project.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand, verifyCommand } from './commands/run.ts';
import { signInCommand } from './commands/sign-in.ts';
import { statusCommand } from './commands/status.ts';
import { createPrinter } from './printer.ts';

/**
 * `lighterman`: the engine without a window, over the same contract. With `--json` it prints JSON lines, the last one a result
 * object; exit codes are in `exit-code.ts`.
 */
const main = async (argv: readonly string[]): Promise<number> => {
  const json = argv.includes('--json');
  const printer = createPrinter(json, process.stdout, process.stderr);
  let exitCode: number = exitCodes.complete;
  const program = new Command('lighterman')
    .description(
      'Carries Exchange and Microsoft 365 mail into Microsoft 365 groups, and proves that nothing is missing.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
    });
  const context = {
    printer,
    end: (code: number): void => {
      exitCode = code;
    },
  };
  for (const build of [
    practiceCommand,
    projectCommand,
    itemsCommand,
    signInCommand,
    verifyCommand,
    runCommand,
    statusCommand,
    errorsCommand,
    reportCommand,
  ])
    program.addCommand(build(context));
  for (const command of allCommands(program)) {
    command.exitOverride().showHelpAfterError('(add --help for the whole story)');
    if (command.commands.length === 0)
      command
        .option('--json', 'print JSON lines, the last one a result object')
        .option('--workspace <dir>', 'folder of endpoints, accounts and vault');
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    const command = argv.find((word) => !word.startsWith('-')) ?? 'lighterman';
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.complete;
      // For people commander has said it already.
      if (json) printer.error(command, usageError(error), exitCodes.usage);
      return exitCodes.usage;
    }
    const known = toLightermanError(error);
    const code = exitCodeOfError(known.code);
    printer.error(command, known, code);
    return code;
  }
  return exitCode;
};

const usageError = (error: CommanderError): LightermanError =>
  new LightermanError('app.bad-input', { message: error.message.replace(/^error: /u, '') });

const allCommands = (command: Command): readonly Command[] => [
  ...command.commands,
  ...command.commands.flatMap(allCommands),
];

// Who reads our output may go before us (`| head`): the work goes on, the ledger stays true.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

process.exitCode = await main(process.argv.slice(2));
