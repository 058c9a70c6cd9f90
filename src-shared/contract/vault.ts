import { z } from 'zod';
import { command } from './op.ts';

/** The vault of secrets. */
export const vaultOperations = {
  'vault.unlock': command(z.object({ passphrase: z.string().min(1).max(1000) }).strict()).returns<null>(),
} as const;
