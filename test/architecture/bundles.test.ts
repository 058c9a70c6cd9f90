import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuild } from '#main/setup/build-outputs.mjs';
import { projectRoot, read } from './source-files.ts';

const bundle = (...parts: string[]) => join(projectRoot, 'build', ...parts);
const codeIn = (folder: string) =>
  readdirSync(bundle(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(mjs|cjs|js)$/.test(name))
    .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(bundle(folder, name), 'utf8') }));
const required = (text: string) =>
  [...text.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map((match) => match[1] ?? '');
const imported = (text: string) =>
  [...text.matchAll(/^(?:import|export)\b[^;'"]*["']([^"']+)["']/gm)].map((match) => match[1] ?? '');

describe('the bundles', () => {
  beforeAll(() => ensureBuild(), 120_000);

  it('are all there', () => {
    const files = [
      'renderer/index.html',
      'shell/main.cjs',
      'shell/preload.cjs',
      'backend/main.mjs',
      'backend/worker.mjs',
      'backend/cli.mjs',
      'practice/main.mjs',
    ];
    expect(files.filter((file) => !existsSync(bundle(...file.split('/'))))).toEqual([]);
  });

  it('of the shell hold no better-sqlite3: under the Node of the fallback it aborts the process', () => {
    const shell = codeIn('shell');
    expect(shell.map(({ name }) => name).sort()).toEqual(['shell/main.cjs', 'shell/preload.cjs']);
    for (const { text } of shell) {
      expect(required(text)).not.toContain('better-sqlite3');
      expect(text).not.toMatch(/better_sqlite3|sqlite3_open/);
    }
  });

  it('of the shell are single files: they load only Electron and what Node brings', () => {
    const allowed = new Set(['electron', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);
    for (const { text } of codeIn('shell'))
      expect(required(text).filter((name) => !allowed.has(name))).toEqual([]);
    const preload = readFileSync(bundle('shell', 'preload.cjs'), 'utf8');
    expect([...new Set(required(preload))]).toEqual(['electron']);
  });

  it('outside the shell ask for no Electron', () => {
    for (const { name, text } of [...codeIn('backend'), ...codeIn('practice'), ...codeIn('renderer')]) {
      expect([name, required(text).includes('electron') || imported(text).includes('electron')]).toEqual([
        name,
        false,
      ]);
    }
  });

  it('for Node leave only the native module outside', () => {
    // Were the patterns above blind, the tests around them could not fail.
    expect(required(readFileSync(bundle('shell', 'main.cjs'), 'utf8'))).toContain('electron');
    for (const folder of ['backend', 'practice']) {
      expect(codeIn(folder).some(({ text }) => imported(text).includes('better-sqlite3'))).toBe(true);
    }
    for (const { name, text } of [...codeIn('backend'), ...codeIn('practice')].filter((file) =>
      file.name.endsWith('.mjs'),
    )) {
      const outside = imported(text).filter(
        (target) =>
          !target.startsWith('.') && !target.startsWith('node:') && !builtinModules.includes(target),
      );
      expect([name, outside.filter((target) => target !== 'better-sqlite3')]).toEqual([name, []]);
    }
  });

  it('of the copy worker load no database: workers own none', () => {
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const targets = imported(readFileSync(bundle('backend', name), 'utf8'));
      expect([name, targets.includes('better-sqlite3')]).toEqual([name, false]);
      for (const target of targets.filter((path) => path.startsWith('./'))) visit(target.slice(2));
    };
    visit('worker.mjs');
    expect(seen.size).toBeGreaterThan(1);
  });

  it('ship one MSAL, not the older one that ews-javascript-api depends on', () => {
    const authority = 'login.microsoftonline.com';
    const library = readFileSync(bundle('backend', 'ews-javascript-api.cjs'), 'utf8');
    expect(library).not.toMatch(/msal-(node|common)|acquireToken/);
    const { version } = JSON.parse(read('node_modules/@azure/msal-node/package.json')) as { version: string };
    const holders = codeIn('backend').filter(
      ({ text }) => text.includes(authority) && /acquireTokenByCode/.test(text),
    );
    expect(holders).toHaveLength(1);
    expect(holders[0]?.text).toContain(`"${version}"`);
  });
});
