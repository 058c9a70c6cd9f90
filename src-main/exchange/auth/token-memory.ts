import { processSecrets } from '#main/logging/redact.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { untilAborted } from './flow.ts';
import type { AccessToken, AccessTokenRequest } from './sign-in.ts';

/**
 * Answers most questions for a token at once and joins the rest: dozens of requests ask at the same time, and after a 401 all
 * of them ask for a new token at once, which Entra would punish (AADSTS50196).
 */
export interface TokenMemory {
  get(key: string, request: AccessTokenRequest, fetch: FetchToken): Promise<AccessToken>;
  forget(key: string): void;
}

/** `isNew`: the server issued it just now; a token from a cache on disk may be one that was refused already. */
export interface FetchedToken extends AccessToken {
  readonly isNew: boolean;
}
export type FetchToken = (request: {
  readonly forceRefresh: boolean;
  readonly claims: string | null;
}) => Promise<FetchedToken>;

/** Tokens are renewed this long before they run out, as MSAL does. */
const earlyMs = 5 * 60_000;
/** A token this young is new enough for who found an older one refused. */
const freshMs = 10_000;

export const createTokenMemory = (clock: () => number = () => Date.now()): TokenMemory => {
  const known = new Map<string, { readonly token: AccessToken; readonly issuedAtMs: number | null }>();
  const underWay = new Map<string, Promise<AccessToken>>();
  return {
    get: (key, request, fetch) => {
      const claims = request.claims ?? null;
      const forceRefresh = request.forceRefresh === true;
      const kept = known.get(key);
      if (kept !== undefined && claims === null) {
        const isFresh = kept.issuedAtMs !== null && clock() - kept.issuedAtMs < freshMs;
        if (forceRefresh ? isFresh : kept.token.expiresAtMs - clock() > earlyMs)
          return Promise.resolve(kept.token);
      }

      const flight = `${key}|${claims ?? ''}|${forceRefresh}`;
      const begun =
        underWay.get(flight) ??
        // Not this caller's signal: others wait for the same answer.
        fetch({ forceRefresh, claims })
          .then(({ isNew, ...token }) => {
            processSecrets.add(token.token);
            known.set(key, { token, issuedAtMs: isNew ? clock() : null });
            return token;
          })
          .finally(() => underWay.delete(flight));
      underWay.set(flight, begun);
      return untilAborted(request.signal, begun, () => new LightermanError('app.stopped'));
    },
    forget: (key) => void known.delete(key),
  };
};
