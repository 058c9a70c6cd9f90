import { join } from 'node:path';
import { hostContract } from '#shared/contract/host.ts';
import { createClient } from '#shared/rpc/client.ts';
import { createFileSink } from '../logging/file-sink.ts';
import { createLogger } from '../logging/logger.ts';
import type { KeychainHost } from '../store/vault/unlockers.ts';
import { bootBackend } from './boot.ts';
import { openParentPort } from './parent-port.ts';

/** The backend as a process of its own, started and watched by the shell. It ends when the shell hangs up. */
const port = openParentPort();
const host = createClient(hostContract, port.host);
const workspaceDir = process.env['LIGHTERMAN_WORKSPACE'] ?? process.env['LIGHTERMAN_USER_DATA'] ?? '';
if (workspaceDir === '') throw new Error('The shell named no folder for the workspace.');

const keychain: KeychainHost = {
  available: async () => (await host.call('keychain.available', {})).available,
  wrap: async (key) => (await host.call('keychain.wrap', { key: new Uint8Array(key) })).wrapped,
  unwrap: async (wrapped) => (await host.call('keychain.unwrap', { wrapped: new Uint8Array(wrapped) })).key,
};
const sink = createFileSink({ path: join(workspaceDir, 'logs', 'backend.jsonl') });
const logger = createLogger({ sink, level: 'info', bindings: { process: 'backend' } });

const backend = await bootBackend({
  workspaceDir,
  keychain,
  loopbackOnly: process.env['LIGHTERMAN_LOOPBACK_ONLY'] === '1',
  resume: true,
  logger,
  onNotice: (text) => logger.info(text),
});
backend.serve(port);
const end = async (): Promise<void> => {
  try {
    await backend.close();
  } finally {
    await sink.close();
    process.exit(0);
  }
};
port.onClose(() => void end());
