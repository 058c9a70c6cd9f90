import {
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { IdentityState } from './artifacts.ts';

export interface IdentityKeys {
  /** Private JWK that signs id tokens and access tokens. */
  readonly signing: JsonWebKey & { kty: string; kid: string };
  readonly verification: KeyObject;
  readonly cookieKeys: readonly string[];
}

/** The tenant's keys, made on first use and kept, so that tokens stay good across restarts. */
export const openKeys = async (state: IdentityState): Promise<IdentityKeys> => {
  let stored = state.get('keys');
  if (stored === null) {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const signing = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
    stored = JSON.stringify({ signing, cookieKeys: [randomBytes(32).toString('base64url')] });
    state.set('keys', stored);
  }
  const { signing, cookieKeys } = JSON.parse(stored) as Pick<IdentityKeys, 'signing' | 'cookieKeys'>;
  return { signing, cookieKeys, verification: createPublicKey({ key: signing, format: 'jwk' }) };
};
