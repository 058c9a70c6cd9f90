import type { Contract } from '#shared/contract/contract.ts';
import type { Client } from '#shared/rpc/client.ts';
import type { Printer } from './printer.ts';
import { defaultWorkspace, openSession } from './session.ts';

/** What every command gets. */
export interface CommandContext {
  readonly printer: Printer;
  /** Sets the exit code of a command that came to its end. */
  end(exitCode: number): void;
}

export interface CommonOptions {
  readonly workspace?: string;
}

/** Opens a project, does the work, closes everything, whatever happens. */
export const withProject = async (
  context: CommandContext,
  options: CommonOptions,
  store: string,
  readOnly: boolean,
  work: (client: Client<Contract>) => Promise<void>,
): Promise<void> =>
  withSession(context, options, async (client) => {
    await client.call('project.open', { path: store, readOnly });
    await work(client);
  });

export const withSession = async (
  context: CommandContext,
  options: CommonOptions,
  work: (client: Client<Contract>) => Promise<void>,
): Promise<void> => {
  const session = await openSession(options.workspace ?? defaultWorkspace(), context.printer);
  try {
    await work(session.client);
  } finally {
    await session.close();
  }
};
