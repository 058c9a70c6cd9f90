import { createHash, verify, type KeyObject } from 'node:crypto';

/** The claims of Exchange access tokens that decide anything here. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly exp: number;
  readonly tid: string;
  readonly appid: string;
  readonly upn?: string;
  readonly oid?: string;
  /** Delegated permissions, space separated. */
  readonly scp?: string;
  /** Application permissions. */
  readonly roles?: readonly string[];
  /** Rises when all access tokens of the tenant are made invalid. */
  readonly practice_generation: number;
}

/** Numbers and words of `x-ms-diagnostics` (reference §1.4). */
export type TokenProblem =
  | { readonly number: 2000000; readonly category: 'invalid_signature'; readonly reason: string }
  | { readonly number: 2000001; readonly category: 'invalid_token'; readonly reason: string }
  | { readonly number: 2000002; readonly category: 'token_expired'; readonly reason: string }
  | { readonly number: 2000003; readonly category: 'invalid_resource'; readonly reason: string }
  | { readonly number: 2000004; readonly category: 'invalid_tenant'; readonly reason: string }
  | { readonly number: 2000005; readonly category: 'invalid_user'; readonly reason: string }
  | { readonly number: 2000008; readonly category: 'invalid_grant'; readonly reason: string };

export type TokenVerdict =
  | { readonly ok: true; readonly claims: AccessTokenClaims }
  | { readonly ok: false; readonly problem: TokenProblem };

interface VerifierOptions {
  readonly key: KeyObject;
  readonly issuer: string;
  readonly audience: string;
  readonly generation: () => number;
}

const refuse = (problem: TokenProblem): TokenVerdict => ({ ok: false, problem });

const decodePart = (part: string): unknown => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
};

const cacheSize = 512;

/**
 * Checks bearer tokens as Exchange does: signature, issuer, audience, time. Signatures are checked once per token and
 * remembered by digest; time and generation are looked at on every call.
 */
export const createTokenVerifier = (options: VerifierOptions): ((token: string) => TokenVerdict) => {
  const verified = new Map<string, AccessTokenClaims>();

  const read = (token: string): AccessTokenClaims | TokenProblem => {
    const parts = token.split('.');
    if (parts.length !== 3) {
      return { number: 2000001, category: 'invalid_token', reason: 'The token is not a JSON web token.' };
    }
    const claims = decodePart(parts[1]!);
    if (claims === null || typeof claims !== 'object') {
      return { number: 2000001, category: 'invalid_token', reason: 'The token cannot be read.' };
    }
    const candidate = claims as AccessTokenClaims;
    // The audience is looked at first: a token of another tenant is refused for its audience, not for its unknown signer.
    if (candidate.aud !== options.audience) {
      return {
        number: 2000003,
        category: 'invalid_resource',
        reason: 'The audience claim value is invalid for the current resource.',
      };
    }
    if (candidate.iss !== options.issuer) {
      return {
        number: 2000004,
        category: 'invalid_tenant',
        reason: 'The token was issued by another tenant.',
      };
    }
    const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
    if (!verify('sha256', signed, options.key, Buffer.from(parts[2]!, 'base64url'))) {
      return {
        number: 2000000,
        category: 'invalid_signature',
        reason: 'The token has an invalid signature.',
      };
    }
    return candidate;
  };

  return (token) => {
    const digest = createHash('sha256').update(token).digest('base64');
    let claims = verified.get(digest);
    if (claims === undefined) {
      const found = read(token);
      if ('category' in found) return refuse(found);
      if (verified.size >= cacheSize) verified.clear();
      verified.set(digest, found);
      claims = found;
    }
    if (claims.exp * 1000 <= Date.now() || claims.practice_generation < options.generation()) {
      return refuse({ number: 2000002, category: 'token_expired', reason: 'The token has expired.' });
    }
    return { ok: true, claims };
  };
};
