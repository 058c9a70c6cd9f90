import type { Handlers } from '#shared/contract/op.ts';
import type { vaultOperations } from '#shared/contract/vault.ts';
import type { HandlerContext } from './context.ts';

export const vaultHandlers = (context: HandlerContext): Handlers<typeof vaultOperations> => ({
  'vault.unlock': async ({ passphrase }) => {
    await context.workspace.unlock(passphrase);
    return null;
  },
});
