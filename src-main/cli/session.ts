import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Contract, contract } from '#shared/contract/contract.ts';
import { type Client, createClient } from '#shared/rpc/client.ts';
import { createMemoryPorts } from '#shared/rpc/port.ts';
import { createFileSink } from '../logging/file-sink.ts';
import { createLogger } from '../logging/logger.ts';
import { bootBackend } from '../backend/boot.ts';
import type { Printer } from './printer.ts';

/** One command's backend: the same as the application's, in this process. */
export interface Session {
  readonly client: Client<Contract>;
  close(): Promise<void>;
}

/** Where the workspace (endpoints, accounts, vault) lies unless `--workspace` says otherwise. */
export const defaultWorkspace = (): string => {
  const own = process.env['LIGHTERMAN_WORKSPACE'];
  if (own !== undefined && own !== '') return own;
  if (process.platform === 'win32')
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Lighterman');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Lighterman');
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'lighterman');
};

export const openSession = async (workspace: string, printer: Printer): Promise<Session> => {
  const sink = createFileSink({ path: join(workspace, 'logs', 'cli.jsonl') });
  const backend = await bootBackend({
    workspaceDir: workspace,
    keychain: null,
    loopbackOnly: process.env['LIGHTERMAN_LOOPBACK_ONLY'] === '1',
    resume: false,
    logger: createLogger({ sink, level: 'info', bindings: { process: 'cli' } }),
    onNotice: (text) => printer.event('notice', { text }, text),
  });
  const [here, there] = createMemoryPorts();
  backend.serve(there);
  return {
    client: createClient(contract, here),
    close: async () => {
      here.close();
      await backend.close();
      await sink.close();
    },
  };
};
