import { safeStorage, shell } from 'electron';
import type { HostContract } from '#shared/contract/host.ts';
import type { Handlers } from '#shared/contract/op.ts';
import { isLoopbackUrl } from '#shared/domain/endpoint.ts';
import { LightermanError } from '#shared/domain/errors.ts';

export interface HostOptions {
  readonly loopbackOnly: boolean;
  readonly openPractice: (url: string, caPem: string) => void;
}

/** What the backend may ask of the shell. */
export const createHostServices = ({ loopbackOnly, openPractice }: HostOptions): Handlers<HostContract> => ({
  'keychain.available': () => keychain(),
  'keychain.wrap': ({ key }) => {
    needKeychain();
    return { wrapped: new Uint8Array(safeStorage.encryptString(Buffer.from(key).toString('base64'))) };
  },
  'keychain.unwrap': ({ wrapped }) => {
    needKeychain();
    try {
      return { key: new Uint8Array(Buffer.from(safeStorage.decryptString(Buffer.from(wrapped)), 'base64')) };
    } catch (cause) {
      throw new LightermanError('vault.damaged', {
        message: "The system's keychain did not give the vault's key back.",
        cause,
      });
    }
  },
  'page.openExternal': async ({ url }) => {
    await openExternal(url, loopbackOnly);
    return null;
  },
  'page.openPractice': ({ url, caPem }) => {
    openPractice(url, caPem);
    return null;
  },
});

/**
 * On Linux Chromium may fall back to a fixed password (`basic_text`), which protects from nobody.
 * https://www.electronjs.org/docs/latest/api/safe-storage#safestoragegetselectedstoragebackend-linux
 */
export const keychain = (): { available: boolean; backend: string } => {
  // Electron 25 cannot name its backend, but there `isEncryptionAvailable` is false without a real one.
  const named: (() => string) | undefined =
    process.platform === 'linux' && 'getSelectedStorageBackend' in safeStorage
      ? () => safeStorage.getSelectedStorageBackend()
      : undefined;
  const backend = named?.() ?? (process.platform === 'linux' ? 'unnamed' : process.platform);
  return { available: backend !== 'basic_text' && safeStorage.isEncryptionAvailable(), backend };
};

const needKeychain = (): void => {
  if (!keychain().available)
    throw new LightermanError('vault.locked', {
      message: 'This system has no keychain that Lighterman can use.',
    });
};

/** https to anywhere, http to this machine; under the fallback runtime only this machine. */
export const openExternal = async (url: string, loopbackOnly: boolean): Promise<void> => {
  const { protocol } = new URL(url);
  const isLoopback = isLoopbackUrl(url);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback))
    throw new LightermanError('app.bad-input', { message: 'Only web pages can be opened.' });
  if (loopbackOnly && !isLoopback) throw new LightermanError('runtime.loopback-only');
  await shell.openExternal(url);
};
