import { describe, expect, it } from 'vitest';
import { findNpm, whyStale } from '#main/setup/dependencies.mjs';

const lock = (packages: Record<string, object>) =>
  JSON.stringify({ packages: { '': { name: 'x' }, ...packages } });
const a = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } };
const foreign = { 'node_modules/foreign': { version: '1.0.0', integrity: 'sha512-f', optional: true } };

describe('whether node_modules is what the lock file asks for', () => {
  it('is so when npm recorded every locked package', () => {
    expect(whyStale(lock(a), lock(a))).toBeUndefined();
  });
  it('is not without a record', () => {
    expect(whyStale(lock(a), undefined)).toBe('not installed yet');
  });
  it('is not when a package is missing, older, or another file under the same version', () => {
    expect(whyStale(lock(a), lock({}))).toBe('node_modules/a is missing');
    const other = (change: object) => lock({ 'node_modules/a': { ...a['node_modules/a'], ...change } });
    expect(whyStale(lock(a), other({ version: '0.9.0' }))).toBe('node_modules/a is not the locked version');
    expect(whyStale(lock(a), other({ integrity: 'sha512-b' }))).toBe(
      'node_modules/a is not the locked version',
    );
  });
  it('allows optional packages to be absent, not to differ', () => {
    expect(whyStale(lock({ ...a, ...foreign }), lock(a))).toBeUndefined();
    const wrong = { 'node_modules/foreign': { version: '2.0.0', integrity: 'sha512-f' } };
    expect(whyStale(lock({ ...a, ...foreign }), lock({ ...a, ...wrong }))).toContain('foreign');
  });
  it('finds an npm that needs no shell', () => {
    const npm = findNpm();
    expect(npm.args.length === 0 || npm.args[0]?.endsWith('npm-cli.js')).toBe(true);
  });
});
