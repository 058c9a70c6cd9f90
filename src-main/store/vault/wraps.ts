import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { LightermanError } from '#shared/domain/errors.ts';
import { keyBytes, open, seal } from './box.ts';
import {
  isBearableCost,
  keyFileKey,
  passphraseKey,
  type ScryptCost,
  scryptCost,
  type Unlocker,
} from './unlockers.ts';
import type { Wrap } from './vault-storage.ts';

/**
 * One data key, enclosed once per unlocker. The record is JSON with a checksum, which tells a damaged record from a wrong
 * passphrase; `keyId` tells a wrap of another vault from one of this.
 */
const base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const bodySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('keychain'), keyId: z.string(), box: base64 }),
  z.object({ kind: z.literal('key-file'), keyId: z.string(), box: base64 }),
  z.object({
    kind: z.literal('passphrase'),
    keyId: z.string(),
    box: base64,
    salt: base64,
    n: z.number(),
    r: z.number(),
    p: z.number(),
  }),
]);
type Body = z.infer<typeof bodySchema>;
const recordSchema = z.object({ version: z.literal(1), body: z.string(), sum: z.string() });

const keyIdOf = (dataKey: Uint8Array): string =>
  createHmac('sha256', dataKey).update('lighterman vault key id 1').digest('hex').slice(0, 32);
const sumOf = (body: string): string => createHash('sha256').update(body).digest('hex');

/** Binds what stands beside the box to it, so that a cost cannot be lowered afterwards. */
const associated = (kind: string, keyId: string, cost: ScryptCost | null): string =>
  ['lighterman wrap 1', kind, keyId, ...(cost === null ? [] : [cost.n, cost.r, cost.p])].join('|');

const encode = (body: Readonly<Record<string, string | number>>): Uint8Array => {
  const text = JSON.stringify(body);
  return new Uint8Array(Buffer.from(JSON.stringify({ version: 1, body: text, sum: sumOf(text) }), 'utf8'));
};

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Encloses the data key for one unlocker. Throws `vault.locked` where the unlocker is not to be had. */
export const wrapKey = async (dataKey: Uint8Array, unlocker: Unlocker, nowMs: number): Promise<Wrap> => {
  const { kind } = unlocker;
  const keyId = keyIdOf(dataKey);
  const wrap = (bytes: Uint8Array): Wrap => ({
    id: `${kind}-${randomUUID()}`,
    kind,
    bytes,
    createdAtMs: nowMs,
  });
  switch (unlocker.kind) {
    case 'keychain': {
      if (!(await unlocker.host.available())) throw noKeychain();
      return wrap(encode({ kind, keyId, box: text(await unlocker.host.wrap(dataKey)) }));
    }
    case 'key-file': {
      const key = await keyFileKey(unlocker.path);
      return wrap(encode({ kind, keyId, box: text(seal(key, dataKey, associated(kind, keyId, null))) }));
    }
    case 'passphrase': {
      const salt = new Uint8Array(randomBytes(16));
      const key = await passphraseKey(unlocker.passphrase, salt, scryptCost);
      const box = seal(key, dataKey, associated(kind, keyId, scryptCost));
      return wrap(encode({ kind, keyId, box: text(box), salt: text(salt), ...scryptCost }));
    }
  }
};

/**
 * The data key, or `null` when this unlocker does not fit the wrap.
 * Throws `vault.damaged` for a record that is not what was written, `vault.locked` where the unlocker is not to be had.
 */
export const unwrapKey = async (wrap: Wrap, unlocker: Unlocker): Promise<Uint8Array | null> => {
  const body = decode(wrap);
  const dataKey = await enclosed(body, unlocker);
  if (dataKey === null) return null;
  if (dataKey.length !== keyBytes || keyIdOf(dataKey) !== body.keyId)
    throw new LightermanError('vault.damaged');
  return dataKey;
};

const decode = (wrap: Wrap): Body => {
  try {
    const record = recordSchema.parse(JSON.parse(Buffer.from(wrap.bytes).toString('utf8')));
    if (record.sum !== sumOf(record.body)) throw new Error('checksum');
    const body = bodySchema.parse(JSON.parse(record.body));
    if (body.kind !== wrap.kind) throw new Error('kind');
    if (body.kind === 'passphrase' && !isBearableCost(body)) throw new Error('cost');
    return body;
  } catch (error) {
    throw new LightermanError('vault.damaged', { cause: error });
  }
};

const enclosed = async (body: Body, unlocker: Unlocker): Promise<Uint8Array | null> => {
  if (body.kind === 'keychain' && unlocker.kind === 'keychain') {
    if (!(await unlocker.host.available())) throw noKeychain();
    // The keychain does not say why: another user, another computer, or a keychain that was reset.
    return unlocker.host.unwrap(body.box).catch(() => null);
  }
  if (body.kind === 'key-file' && unlocker.kind === 'key-file') {
    return open(await keyFileKey(unlocker.path), body.box, associated(body.kind, body.keyId, null));
  }
  if (body.kind === 'passphrase' && unlocker.kind === 'passphrase') {
    const key = await passphraseKey(unlocker.passphrase, body.salt, body);
    return open(key, body.box, associated(body.kind, body.keyId, body));
  }
  return null;
};

const noKeychain = (): LightermanError =>
  new LightermanError('vault.locked', { message: 'This computer has no keychain that Lighterman can use.' });
