import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '#main/setup/lock.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lighterman-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('one set-up at a time', () => {
  it('lets two do their work one after the other', async () => {
    const order: string[] = [];
    const work = (name: string) => () => {
      order.push(`${name} in`);
      return new Promise<void>((resolve) => {
        setImmediate(() => {
          order.push(`${name} out`);
          resolve();
        });
      });
    };
    await Promise.all([withLock('x', work('a'), folder), withLock('x', work('b'), folder)]);
    expect(order).toEqual(['a in', 'a out', 'b in', 'b out']);
  });
  it('is free again after an error, and leaves nothing behind', async () => {
    await expect(withLock('x', () => Promise.reject(new Error('no')), folder)).rejects.toThrow('no');
    expect(readdirSync(folder)).toEqual([]);
    await expect(withLock('x', () => Promise.resolve(1), folder)).resolves.toBe(1);
  });
  it('takes over from an owner that died', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(folder, '.x.lock'), String(pid));
    await expect(
      withLock('x', () => Promise.resolve(existsSync(join(folder, '.x.lock'))), folder),
    ).resolves.toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });
});
