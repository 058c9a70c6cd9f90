import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findNpm } from '#main/setup/dependencies.mjs';
import { projectRoot, read } from './source-files.ts';

type Locked = {
  packages: Record<string, { version?: string; integrity?: string; resolved?: string; os?: unknown }>;
};

describe('what npm installs', () => {
  it.skipIf(process.platform === 'win32')(
    'needs no Python, make or compiler: better-sqlite3 opens a database after `npm ci` without them',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'lighterman-npm-ci-'));
      try {
        for (const name of ['package.json', 'package-lock.json', '.npmrc'])
          copyFileSync(join(projectRoot, name), join(folder, name));
        const tools = join(folder, 'path');
        mkdirSync(tools);
        for (const [name, target] of [
          ['node', process.execPath],
          ['sh', '/bin/sh'],
        ] as const)
          symlinkSync(target, join(tools, name));
        const npm = findNpm();
        const args = [
          ...npm.args,
          'ci',
          '--omit=dev',
          '--omit=optional',
          '--prefer-offline',
          '--no-audit',
          '--loglevel=error',
        ];
        const { PATH: _path, npm_config_user_agent: _agent, ...env } = process.env;
        const options = {
          cwd: folder,
          encoding: 'utf8',
          env: { ...env, PATH: tools },
          timeout: 50_000,
        } as const;
        const result = spawnSync(
          npm.command === process.execPath ? process.execPath : npm.command,
          args,
          options,
        );
        expect([result.status, result.stderr]).toEqual([0, expect.any(String)]);
        const program =
          "const D = require('better-sqlite3'); process.stdout.write(String(new D(':memory:').prepare('select 6 * 7 as n').get().n))";
        const opened = spawnSync(process.execPath, ['-e', program], options);
        expect([opened.stdout, opened.stderr]).toEqual(['42', '']);
        expect(existsSync(join(folder, 'node_modules', 'better-sqlite3', 'build'))).toBe(false);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    60_000,
  );

  it('is locked by hash, for every platform, and says nothing about where it came from', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as Locked;
    const entries = Object.entries(packages).filter(([path]) => path !== '');
    expect(entries.length).toBeGreaterThan(300);
    expect(
      entries.filter(([, entry]) => !entry.integrity?.startsWith('sha512-')).map(([path]) => path),
    ).toEqual([]);
    expect(entries.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  it('holds the optional packages of all platforms: npm ci refuses a lock file that leaves some out', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const absent = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) =>
          packages[`${path}/node_modules/${name}`] === undefined &&
          packages[`node_modules/${name}`] === undefined,
      ),
    );
    expect(absent).toEqual([]);
  });

  it('is named with exact versions', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
    const ranges = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}).filter(
        ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
      ),
    );
    expect(ranges).toEqual([]);
    expect(Object.keys(manifest['dependencies'] ?? {})).toEqual(['better-sqlite3']);
  });
});
