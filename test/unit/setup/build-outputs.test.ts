import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashSources } from '#main/setup/build-outputs.mjs';

let root: string;
const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lighterman-sources-'));
  write('src-main/shell/main.ts', 'one');
  write('package.json', '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('whether the bundles are stale', () => {
  it('depends on the content of the sources, not on when they were written', () => {
    const before = hashSources(root);
    write('src-main/shell/main.ts', 'one');
    expect(hashSources(root)).toBe(before);
    write('src-main/shell/main.ts', 'two');
    expect(hashSources(root)).not.toBe(before);
  });
  it('depends on names: a moved file is another bundle', () => {
    const before = hashSources(root);
    rmSync(join(root, 'src-main/shell/main.ts'));
    write('src-main/shell/other.ts', 'one');
    expect(hashSources(root)).not.toBe(before);
  });
  it('depends on how bundles are made, not on the rest of the set-up or on prose', () => {
    const before = hashSources(root);
    write('src-main/setup/say.mjs', 'x');
    write('src-main/shell/README.md', 'x');
    write('test/unit/a.test.ts', 'x');
    expect(hashSources(root)).toBe(before);
    write('src-main/setup/vite/common.ts', 'x');
    expect(hashSources(root)).not.toBe(before);
  });
});
