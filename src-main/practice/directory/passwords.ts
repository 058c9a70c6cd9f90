import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import md4 from 'js-md4';

export interface PasswordHashes {
  readonly salt: Buffer;
  readonly scrypt: Buffer;
  readonly ntHash: Buffer;
}

/** Cheap on purpose: the NT hash stored beside it is weaker than any scrypt, and a seed makes a dozen accounts. */
const scryptCost = { N: 4096, r: 8, p: 1 };

const scrypt = (password: string, salt: Buffer): Buffer =>
  scryptSync(password.normalize('NFKC'), salt, 32, scryptCost);

/** NTOWFv1: MD4 of the UTF-16LE password, MS-NLMP 3.3.1, https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/ */
export const ntHashOf = (password: string): Buffer =>
  Buffer.from(md4.arrayBuffer(Buffer.from(password, 'utf16le')));

export const hashPassword = (password: string): PasswordHashes => {
  const salt = randomBytes(16);
  return { salt, scrypt: scrypt(password, salt), ntHash: ntHashOf(password) };
};

export const passwordMatches = (password: string, hashes: Pick<PasswordHashes, 'salt' | 'scrypt'>): boolean =>
  timingSafeEqual(scrypt(password, hashes.salt), hashes.scrypt);

/** A password people can read off a screen: no letters that look alike, about 59 bits. */
export const inventPassword = (): string => {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const part = () => Array.from(randomBytes(4), (byte) => letters[byte % letters.length]).join('');
  return `Practice-${part()}-${part()}-${part()}`;
};
