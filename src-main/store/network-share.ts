import { statfsSync } from 'node:fs';
import { LightermanError } from '#shared/domain/errors.ts';

/**
 * SQLite's locks and its write-ahead log need a local disk (https://www.sqlite.org/wal.html, "does not work over a network
 * filesystem"). Magic numbers of Linux file systems: https://man7.org/linux/man-pages/man2/statfs.2.html
 */
const linuxNetworkTypes: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x517b, 'SMB'],
  [0x564c, 'NCP'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
]);

export const networkShareOf = (
  folder: string,
  platform: NodeJS.Platform,
  fileSystemType: (folder: string) => number,
): string | null => {
  // Windows: a UNC path. A drive letter that stands for a share is not told from a disk here.
  if (platform === 'win32')
    return /^[\\/]{2}(?![?.][\\/])|^[\\/]{2}\?[\\/]UNC[\\/]/iu.test(folder) ? 'network share' : null;
  if (platform !== 'linux') return null;
  return linuxNetworkTypes.get(fileSystemType(folder) >>> 0) ?? null;
};

/** @throws LightermanError store.network-share */
export const refuseNetworkShare = (folder: string): void => {
  const kind = networkShareOf(folder, process.platform, (path) => statfsSync(path).type);
  if (kind !== null)
    throw new LightermanError('store.network-share', {
      message: `The folder is on a network share (${kind}), where a project cannot be kept safely.`,
      details: { path: folder, kind },
    });
};
