import { Command } from 'commander';
import type { Contract } from '#shared/contract/contract.ts';
import type { ErrorView } from '#shared/contract/model.ts';
import { isErrorCode } from '#shared/domain/error-codes.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { PassId } from '#shared/domain/ids.ts';
import { type PassKind, passKinds } from '#shared/domain/run-state.ts';
import type { Client } from '#shared/rpc/client.ts';
import { type CommandContext, type CommonOptions, withProject } from '../context.ts';
import { exitCodeOfError, exitCodeOfStates, exitCodes } from '../exit-code.ts';
import { printItems, proofSentences } from '../summary.ts';
import { performPass, type PassResult } from '../watch-pass.ts';

interface RunOptions extends CommonOptions {
  readonly pass: string;
  readonly items?: string;
  readonly prove: boolean;
}

export const runCommand = (context: CommandContext): Command =>
  new Command('run')
    .description('run a pass')
    .argument('<store>', 'project store')
    .requiredOption('--pass <kind>', `one of: ${passKinds.join(', ')}`)
    .option('--items <addresses>', 'only these source mailboxes, separated by commas')
    .option('--no-prove', 'do not reconcile after copying')
    .action(async (store: string, options: RunOptions) => {
      const kind = passKinds.find((one) => one === options.pass);
      if (kind === undefined)
        throw new LightermanError('app.bad-input', {
          message: `"${options.pass}" is no pass; choose one of: ${passKinds.join(', ')}.`,
        });
      await perform(context, options, store, kind, 'run', options.prove);
    });

export const verifyCommand = (context: CommandContext): Command =>
  new Command('verify')
    .description('try both sides of every mailbox; moves nothing')
    .argument('<store>', 'project store')
    .option('--items <addresses>', 'only these source mailboxes, separated by commas')
    .action((store: string, options: CommonOptions & { items?: string }) =>
      perform(context, options, store, 'verify', 'verify', false),
    );

const perform = async (
  context: CommandContext,
  options: CommonOptions & { readonly items?: string },
  store: string,
  kind: PassKind,
  command: string,
  prove: boolean,
): Promise<void> =>
  withProject(context, options, store, false, async (client) => {
    const result = await performPass(client, context.printer, { kind, items: options.items, prove });
    const errors = await errorsOf(client, result.pass.id);
    const exitCode = exitCodeOf(result, errors);
    const { printer } = context;
    printItems(printer, result.items);
    for (const error of errors.slice(0, 20)) printer.line(`  ${error.source}: ${error.message}`);
    const amiss = proofSentences(result.items);
    if (kind !== 'verify')
      printer.line(
        amiss.length > 0
          ? `Not complete: ${amiss.join(', ')}.`
          : exitCode === 0
            ? 'Complete: every message found is present at the destination.'
            : 'Not complete: see the errors above.',
      );
    context.end(exitCode);
    printer.result(command, {
      ok: exitCode === exitCodes.complete,
      exitCode,
      passId: result.pass.id,
      states: result.pass.states,
      items: result.items.map((item) => ({
        source: item.source,
        destination: item.destination,
        state: item.state,
        counts: item.counts,
        proof: item.proof,
        complete: item.complete,
      })),
      errors: errors.map(
        ({ source, destination, code, message, nextStep, subject, folderPath, details }) => ({
          source,
          destination,
          code,
          message,
          nextStep,
          subject,
          folderPath,
          details,
        }),
      ),
    });
  });

export const errorsOf = async (client: Client<Contract>, passId: PassId): Promise<readonly ErrorView[]> =>
  (await client.call('errors.page', { passId, limit: 500 })).rows;

const exitCodeOf = (result: PassResult, errors: readonly ErrorView[]): number => {
  if (result.interrupted) return exitCodes.interrupted;
  const signIn = errors.find(
    (error) => isErrorCode(error.code) && exitCodeOfError(error.code) === exitCodes.signInNeeded,
  );
  const byState = exitCodeOfStates(result.pass.states);
  return byState === exitCodes.failed && signIn !== undefined ? exitCodes.signInNeeded : byState;
};
