import { z } from 'zod';
import { command } from './op.ts';
import { endpointName } from './parts.ts';

/** Sign-ins and the accounts they leave. */
export const signInOperations = {
  /** Starts a sign-in; `signIn.codeReceived`, `signIn.pageWanted` and `signIn.ended` tell the rest. */
  'signIn.start': command(
    z
      .object({
        endpoint: endpointName,
        method: z.enum(['device-code', 'interactive', 'password', 'app-secret']),
        secret: z.string().max(20_000).optional(),
        userName: z.string().max(320).optional(),
      })
      .strict(),
  ).returns<{ signInId: string }>(),

  'signIn.cancel': command(z.object({ signInId: z.string().max(100) }).strict()).returns<null>(),

  'signIn.out': command(z.object({ endpoint: endpointName }).strict()).returns<null>(),
} as const;
