import { describe, expect, it } from 'vitest';
import { findNode24, flagsFor, projectEnvironment } from '#main/setup/node24.mjs';

describe('which Node runs the project', () => {
  it.each([
    ['v20.20.2', undefined],
    ['v22.11.0', undefined],
    ['v22.12.0', ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']],
    ['v22.18.0', []],
    ['v23.5.0', ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']],
    ['v23.6.0', []],
    ['v24.21.0', []],
  ])('%s gets %j', (version, flags) => {
    expect(flagsFor(version)).toEqual(flags);
  });
  it('is found on this machine, and comes first on PATH', async () => {
    const node = await findNode24();
    expect(node.path).toMatch(/node(\.exe)?$/);
    expect((projectEnvironment()['PATH'] ?? '').split(':')[0]).toMatch(/node_modules.\.bin$/);
  });
});
