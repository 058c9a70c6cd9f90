import type { AuthenticationResult } from '@azure/msal-node';
import { LightermanError } from '#shared/domain/errors.ts';
import type { FetchedToken } from './token-memory.ts';

/** MSAL's answer as ours. */
export const tokenOf = (result: AuthenticationResult | null): FetchedToken => {
  if (!result || result.accessToken === '') {
    throw new LightermanError('auth.failed', { message: 'The sign-in service sent no access token.' });
  }
  return {
    token: result.accessToken,
    expiresAtMs: result.expiresOn?.getTime() ?? Date.now() + 5 * 60_000,
    isNew: !result.fromCache,
  };
};
