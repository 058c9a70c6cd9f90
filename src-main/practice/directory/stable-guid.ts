import { createHash } from 'node:crypto';

/**
 * The same name always gives the same GUID, so that tenant ids, client ids and object ids are known before anything runs
 * and stay the same in every practice folder. Form: RFC 9562 version 8 (custom), https://www.rfc-editor.org/rfc/rfc9562#section-5.8
 */
export const stableGuid = (name: string): string => {
  const bytes = createHash('sha256').update(`lighterman practice: ${name}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};
