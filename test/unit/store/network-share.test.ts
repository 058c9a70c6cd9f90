import { describe, expect, it } from 'vitest';
import { networkShareOf } from '#main/store/network-share.ts';

const typed = (type: number) => () => type;

describe('a network share', () => {
  it.each([
    [0x6969, 'NFS'],
    [0xff534d42, 'CIFS'],
    // As statfs gives it where the field is signed.
    [0xff534d42 - 2 ** 32, 'CIFS'],
    [0xfe534d42, 'SMB2'],
    [0xef53, null],
    [0x01021994, null],
  ])('on Linux is told by the type of its file system: %i', (type, kind) => {
    expect(networkShareOf('/mnt/x', 'linux', typed(type))).toBe(kind);
  });

  it.each([
    ['\\\\server\\share\\x', 'network share'],
    ['//server/share', 'network share'],
    ['\\\\?\\UNC\\server\\share', 'network share'],
    ['\\\\?\\C:\\data', null],
    ['C:\\data', null],
  ])('on Windows is told by its path: %s', (folder, kind) => {
    expect(networkShareOf(folder, 'win32', typed(0))).toBe(kind);
  });
});
