import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRedactor, processSecrets } from '#main/logging/redact.ts';
import { chooseUnlocker } from '#main/store/vault/choose-unlocker.ts';
import { createKeyFile, readKeyFile } from '#main/store/vault/key-file.ts';
import type { KeychainHost, Unlocker } from '#main/store/vault/unlockers.ts';
import { discardVault, openVault, type Vault } from '#main/store/vault/vault.ts';
import { vaultTokenCache } from '#main/store/vault/vault-token-cache.ts';
import { type ErrorCode } from '#shared/domain/error-codes.ts';
import { isLightermanError, type LightermanError } from '#shared/domain/errors.ts';
import { createMemoryVaultStorage } from '#test/support/memory-vault-storage.ts';

let folder = '';
let keyFile: Unlocker & { readonly path: string } = { kind: 'key-file', path: '' };
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lighterman-vault-'));
  keyFile = { kind: 'key-file', path: join(folder, 'keys', 'vault.key') };
  await createKeyFile(keyFile.path);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A keychain that belongs to one user: reversible, but only by itself. */
const createKeychain = (available = true): KeychainHost & { available: () => Promise<boolean> } => {
  const mask = Math.floor(Math.random() * 255) + 1;
  const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ mask);
  return {
    available: async () => available,
    wrap: async (bytes) => new Uint8Array([mask, ...flip(bytes)]),
    unwrap: async (bytes) => {
      if (bytes[0] !== mask)
        throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
      return flip(bytes.subarray(1));
    },
  };
};

const failure = async (work: () => unknown): Promise<LightermanError> => {
  try {
    await work();
  } catch (error) {
    if (isLightermanError(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
};
const codeOf = async (work: () => unknown): Promise<ErrorCode> => (await failure(work)).code;

describe('secrets', () => {
  test('come back as they went in, under their names, after the vault was opened again', async () => {
    const storage = createMemoryVaultStorage();
    const vault = await openVault(storage, keyFile);
    const pairs = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1 }),
        fc.string({ unit: 'grapheme', maxLength: 3_000 }),
        async (name, value) => {
          vault.set(name, value);
          pairs.set(name, value);
          expect(vault.get(name)).toBe(value);
        },
      ),
    );
    vault.lock();
    const again = await openVault(storage, keyFile);
    for (const [name, value] of pairs) expect(again.get(name)).toBe(value);
    expect(again.names()).toEqual([...pairs.keys()].sort());
    expect(again.get('never written')).toBeNull();
    const [first] = pairs.keys();
    again.delete(first ?? '');
    expect(again.get(first ?? '')).toBeNull();
  });

  test('are not in the storage in clear, and the same value is never stored the same way twice', async () => {
    const storage = createMemoryVaultStorage();
    const vault = await openVault(storage, keyFile);
    vault.set('a', 'Canary-Canary');
    const first = Buffer.from(storage.secrets.get('a') ?? []);
    vault.set('a', 'Canary-Canary');
    const second = Buffer.from(storage.secrets.get('a') ?? []);
    expect(first.equals(second)).toBe(false);
    for (const bytes of [first, second]) expect(bytes.includes(Buffer.from('Canary'))).toBe(false);
  });

  test('a flipped bit, a cut, or a box moved under another name is vault.damaged; the others stay readable', async () => {
    const storage = createMemoryVaultStorage();
    const vault = await openVault(storage, keyFile);
    vault.set('good', 'value');
    vault.set('bad', 'value');
    const box = storage.secrets.get('bad') ?? new Uint8Array();
    for (let at = 0; at < box.length; at++) {
      storage.secrets.set(
        'bad',
        box.map((byte, i) => (i === at ? byte ^ 1 : byte)),
      );
      expect(await codeOf(() => vault.get('bad'))).toBe('vault.damaged');
    }
    storage.secrets.set('bad', box.subarray(0, 10));
    expect(await codeOf(() => vault.get('bad'))).toBe('vault.damaged');
    storage.secrets.set('moved', storage.secrets.get('good') ?? new Uint8Array());
    const error = await failure(() => vault.get('moved'));
    expect([error.code, error.details]).toEqual(['vault.damaged', { secret: 'moved' }]);
    expect(vault.get('good')).toBe('value');
  });

  test('after lock nothing can be read, written or listed', async () => {
    const vault = await openVault(createMemoryVaultStorage(), keyFile);
    vault.set('a', 'b');
    vault.lock();
    const uses: readonly ((open: Vault) => unknown)[] = [
      (v) => v.get('a'),
      (v) => v.set('a', 'c'),
      (v) => v.delete('a'),
      (v) => v.names(),
      (v) => v.addUnlocker(keyFile),
      (v) => v.removeUnlocker('x'),
    ];
    for (const use of uses) expect(await codeOf(() => use(vault))).toBe('vault.locked');
  });

  test('a value that passed the vault is cut out of logs', async () => {
    const vault = await openVault(createMemoryVaultStorage(), keyFile);
    vault.set('password', 'Tr0ub4dor');
    expect(createRedactor(processSecrets).text('login with Tr0ub4dor failed')).toBe(
      'login with [hidden] failed',
    );
  });

  test('token cache in the vault', async () => {
    const cache = vaultTokenCache(await openVault(createMemoryVaultStorage(), keyFile), 'tokens/e1');
    expect(await cache.load()).toBeNull();
    await cache.save('{"Account":{}}');
    expect(await cache.load()).toBe('{"Account":{}}');
  });
});

describe('passphrase', () => {
  test('opens what it made; a wrong one is told from a damaged vault; accents may be composed either way', async () => {
    const storage = createMemoryVaultStorage();
    const passphrase = (text: string): Unlocker => ({ kind: 'passphrase', passphrase: text });
    (await openVault(storage, passphrase('Zoë am Kai 7'))).set('a', 'b');
    expect((await openVault(storage, passphrase('Zoe\u0308 am Kai 7'))).get('a')).toBe('b');
    expect(await codeOf(() => openVault(storage, passphrase('Zoë am Kai 8')))).toBe('vault.wrong-passphrase');

    const [wrap] = storage.readWraps();
    if (wrap === undefined) throw new Error('no wrap');
    const record = Buffer.from(wrap.bytes).toString('utf8');
    const spoilt = record.replace(/(?<=\\"box\\":\\")./, (letter) => (letter === 'A' ? 'B' : 'A'));
    expect(spoilt).not.toBe(record);
    storage.wraps.set(wrap.id, { ...wrap, bytes: new Uint8Array(Buffer.from(spoilt)) });
    expect(await codeOf(() => openVault(storage, passphrase('Zoë am Kai 7')))).toBe('vault.damaged');
  }, 60_000);

  test.each([
    ['cheaper than we ever write', 2 ** 10],
    ['dear enough to exhaust the memory', 2 ** 24],
  ])('a record that asks for a cost %s is refused before any work', async (_what, n) => {
    const storage = createMemoryVaultStorage();
    const body = JSON.stringify({ kind: 'passphrase', keyId: 'x', box: 'AAAA', salt: 'AAAA', n, r: 8, p: 1 });
    const bytes = Buffer.from(
      JSON.stringify({ version: 1, body, sum: createHash('sha256').update(body).digest('hex') }),
    );
    storage.writeWrap({ id: 'w', kind: 'passphrase', bytes: new Uint8Array(bytes), createdAtMs: 0 });
    const before = performance.now();
    expect(await codeOf(() => openVault(storage, { kind: 'passphrase', passphrase: 'whatever it is' }))).toBe(
      'vault.damaged',
    );
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  test('a short one is refused for a new vault', async () => {
    const storage = createMemoryVaultStorage();
    expect(await codeOf(() => openVault(storage, { kind: 'passphrase', passphrase: 'short' }))).toBe(
      'app.bad-input',
    );
    expect(storage.readWraps()).toEqual([]);
  });
});

describe('several ways in', () => {
  test('one vault opens with keychain or key file; removing one leaves the other; the last one stays', async () => {
    const storage = createMemoryVaultStorage();
    const keychain: Unlocker = { kind: 'keychain', host: createKeychain() };
    const vault = await openVault(storage, keychain, () => 42);
    vault.set('a', 'b');
    const added = await vault.addUnlocker(keyFile);
    expect((await openVault(storage, keychain)).get('a')).toBe('b');
    expect((await openVault(storage, keyFile)).get('a')).toBe('b');
    expect(vault.unlockers().map(({ kind, createdAtMs }) => [kind, createdAtMs])).toEqual([
      ['keychain', 42],
      ['key-file', 42],
    ]);
    const made = vault.unlockers().find(({ kind }) => kind === 'keychain');
    vault.removeUnlocker(made?.id ?? '');
    expect(await codeOf(() => openVault(storage, keychain))).toBe('vault.locked');
    expect((await openVault(storage, keyFile)).get('a')).toBe('b');
    expect(await codeOf(() => vault.removeUnlocker(added))).toBe('app.conflict');
  });

  test('the data key is not in the storage, nor in any wrap that needs a key', async () => {
    const storage = createMemoryVaultStorage();
    let seen = new Uint8Array();
    const spy: KeychainHost = {
      available: async () => true,
      wrap: async (bytes) => ((seen = Uint8Array.from(bytes)), bytes),
      unwrap: async (b) => b,
    };
    const vault = await openVault(storage, { kind: 'keychain', host: spy });
    const id = await vault.addUnlocker(keyFile);
    expect(seen).toHaveLength(32);
    const wrap = Buffer.from(storage.wraps.get(id)?.bytes ?? []).toString('latin1');
    expect(wrap).not.toContain(Buffer.from(seen).toString('base64').slice(0, 20));
  });

  test("another user's keychain, a missing keychain, another vault's key file", async () => {
    const storage = createMemoryVaultStorage();
    await openVault(storage, { kind: 'keychain', host: createKeychain() });
    const foreign = await failure(() => openVault(storage, { kind: 'keychain', host: createKeychain() }));
    expect(foreign.code).toBe('vault.locked');
    expect(await codeOf(() => openVault(storage, { kind: 'keychain', host: createKeychain(false) }))).toBe(
      'vault.locked',
    );
    expect(
      await codeOf(() =>
        openVault(createMemoryVaultStorage(), { kind: 'keychain', host: createKeychain(false) }),
      ),
    ).toBe('vault.locked');

    const other = createMemoryVaultStorage();
    await openVault(other, keyFile);
    const second = join(folder, 'second.key');
    await createKeyFile(second);
    const error = await failure(() => openVault(other, { kind: 'key-file', path: second }));
    expect([error.code, error.message]).toEqual([
      'vault.locked',
      `The key file ${second} belongs to another vault.`,
    ]);
    const hint = await failure(() => openVault(other, { kind: 'passphrase', passphrase: 'some passphrase' }));
    expect([hint.code, hint.details, hint.message]).toEqual([
      'vault.locked',
      { opensWith: 'key-file' },
      'The vault opens with its key file.',
    ]);
  });

  test('a keychain that gives back other bytes is damage, not a new key', async () => {
    const storage = createMemoryVaultStorage();
    const host = createKeychain();
    await openVault(storage, { kind: 'keychain', host });
    const lying: KeychainHost = { ...host, unwrap: async () => new Uint8Array(32) };
    expect(await codeOf(() => openVault(storage, { kind: 'keychain', host: lying }))).toBe('vault.damaged');
  });

  test('secrets whose wraps are gone are damage; discarding starts anew', async () => {
    const storage = createMemoryVaultStorage();
    (await openVault(storage, keyFile)).set('a', 'b');
    storage.wraps.clear();
    expect(await codeOf(() => openVault(storage, keyFile))).toBe('vault.damaged');
    discardVault(storage);
    expect((await openVault(storage, keyFile)).names()).toEqual([]);
  });
});

describe('key file', () => {
  test('is made once, for its owner alone', async () => {
    if (process.platform !== 'win32') {
      expect(statSync(keyFile.path).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    }
    expect(await codeOf(() => createKeyFile(keyFile.path))).toBe('store.exists');
    expect(await readKeyFile(keyFile.path)).toHaveLength(32);
  });

  test.each([0o640, 0o604, 0o660, 0o644])('is refused when others may read it: %o', async (mode) => {
    if (process.platform === 'win32') return;
    chmodSync(keyFile.path, mode);
    const error = await failure(() => openVault(createMemoryVaultStorage(), keyFile));
    expect([error.code, error.message]).toEqual([
      'vault.locked',
      expect.stringContaining(`chmod 600 ${keyFile.path}`),
    ]);
  });

  test('missing, or no key file', async () => {
    expect(await codeOf(() => readKeyFile(join(folder, 'none')))).toBe('vault.locked');
    const other = join(folder, 'other');
    writeFileSync(other, readFileSync(keyFile.path, 'utf8').slice(0, 30), { mode: 0o600 });
    expect((await failure(() => readKeyFile(other))).message).toMatch(/not a key file/);
  });
});

describe('chooseUnlocker', () => {
  const keychain = createKeychain();
  test('a new vault: explicit means first, then the keychain, then a key file of our own, which is made', async () => {
    const empty = createMemoryVaultStorage();
    const defaultKeyFile = join(folder, 'config', 'vault.key');
    expect(await chooseUnlocker(empty, { passphrase: 'p', keyFile: 'f', keychain })).toMatchObject({
      kind: 'passphrase',
    });
    expect(await chooseUnlocker(empty, { passphrase: '', keyFile: 'f', keychain })).toEqual({
      kind: 'key-file',
      path: 'f',
    });
    expect(await chooseUnlocker(empty, { keychain, defaultKeyFile })).toMatchObject({ kind: 'keychain' });
    const made = await chooseUnlocker(empty, { keychain: createKeychain(false), defaultKeyFile });
    expect(made).toEqual({ kind: 'key-file', path: defaultKeyFile });
    expect(await readKeyFile(defaultKeyFile)).toHaveLength(32);
    expect(await codeOf(() => chooseUnlocker(empty, {}))).toBe('vault.locked');
  });
  test('an existing vault: only what opens it, and no key file is made that cannot', async () => {
    const storage = createMemoryVaultStorage();
    await openVault(storage, { kind: 'keychain', host: keychain });
    const defaultKeyFile = join(folder, 'config', 'vault.key');
    const error = await failure(() => chooseUnlocker(storage, { defaultKeyFile, passphrase: 'p' }));
    expect([error.code, error.details]).toEqual(['vault.locked', { opensWith: 'keychain' }]);
    expect(await codeOf(() => readKeyFile(defaultKeyFile))).toBe('vault.locked');
    expect(await chooseUnlocker(storage, { keychain, keyFile: 'f' })).toMatchObject({ kind: 'keychain' });
  });
});
