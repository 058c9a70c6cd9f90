import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findNode } from '#main/shell/launch-fork.ts';
import { backendEnvironment, createExitNotice } from '#main/shell/launcher.ts';
import { LightermanError } from '#shared/domain/errors.ts';

it('gives the backend a clean environment', () => {
  const env = backendEnvironment(
    {
      PATH: '/bin',
      HOME: '/home/ada',
      https_proxy: 'http://proxy:3128',
      LIGHTERMAN_USER_DATA: '/old',
      NODE_OPTIONS: '--inspect',
      ELECTRON_RUN_AS_NODE: '1',
      NODE_EXTRA_CA_CERTS: '/evil.pem',
      LD_PRELOAD: '/evil.so',
      AWS_SECRET_ACCESS_KEY: 'x',
      EMPTY: undefined,
    },
    { LIGHTERMAN_USER_DATA: '/data', LIGHTERMAN_LOOPBACK_ONLY: '1' },
  );
  expect(env).toEqual({
    PATH: '/bin',
    HOME: '/home/ada',
    https_proxy: 'http://proxy:3128',
    LIGHTERMAN_USER_DATA: '/data',
    LIGHTERMAN_LOOPBACK_ONLY: '1',
  });
});

it('tells of an exit once, also late', () => {
  const exit = createExitNotice();
  const heard: unknown[] = [];
  exit.onExit((how) => heard.push(how));
  exit.ended({ code: 1, signal: null });
  exit.ended({ code: 2, signal: null });
  exit.onExit((how) => heard.push(how));
  expect(heard).toEqual([
    { code: 1, signal: null },
    { code: 1, signal: null },
  ]);
});

it('finds Node by name, beside the app, on PATH, or says that there is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'find-node-'));
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    expect(() => findNode(folder, { PATH: folder })).toThrow(LightermanError);
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', name), '');
    expect(findNode(folder, { PATH: `/nowhere:${join(folder, 'bin')}` })).toBe(join(folder, 'bin', name));
    mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', '.bin', name), '');
    expect(findNode(folder, { PATH: join(folder, 'bin') })).toBe(join(folder, 'node_modules', '.bin', name));
    expect(findNode(folder, { PATH: '', LIGHTERMAN_NODE: process.execPath })).toBe(process.execPath);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
