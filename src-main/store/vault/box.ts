import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * AES-256-GCM with a random nonce: `1 | nonce (12) | tag (16) | ciphertext`. The associated data is not stored: it must be
 * known to open the box, so that a box moved under another name does not open.
 */
const formatVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;

export const keyBytes = 32;

export const seal = (key: Uint8Array, plain: Uint8Array, associated: string): Uint8Array => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(associated, 'utf8'));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return new Uint8Array(Buffer.concat([Uint8Array.of(formatVersion), nonce, cipher.getAuthTag(), body]));
};

/** `null` when key, associated data or bytes are not those it was sealed with; which one cannot be told. */
export const open = (key: Uint8Array, box: Uint8Array, associated: string): Uint8Array | null => {
  if (box.length < 1 + nonceBytes + tagBytes || box[0] !== formatVersion) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(1, 1 + nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(associated, 'utf8'));
  decipher.setAuthTag(box.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes));
  try {
    return new Uint8Array(
      Buffer.concat([decipher.update(box.subarray(1 + nonceBytes + tagBytes)), decipher.final()]),
    );
  } catch {
    // Node says only "unable to authenticate data"; the caller knows what it means.
    return null;
  }
};
