// The project's tools as Node programs: their JavaScript entry is started with Node 24, no shell and no .cmd file between.
import { findNode24, plainEnvironment } from './node24.mjs';
import { inProject, projectRoot } from './paths.mjs';
import { capture } from './processes.mjs';

const ENTRIES = {
  tsc: 'typescript/bin/tsc',
  oxlint: 'oxlint/bin/oxlint',
  oxfmt: 'oxfmt/bin/oxfmt',
  vitest: 'vitest/vitest.mjs',
  'electron-builder': 'electron-builder/cli.js',
};

/**
 * @param {keyof typeof ENTRIES} tool @param {string[]} args @param {import('./processes.mjs').RunOptions} [options]
 * @returns {Promise<import('./processes.mjs').RunResult>}
 */
export async function runTool(tool, args, options = {}) {
  const node = await findNode24();
  const entry = inProject('node_modules', ...ENTRIES[tool].split('/'));
  return capture(node.path, [...node.flags, entry, ...args], {
    cwd: projectRoot,
    env: plainEnvironment(),
    ...options,
  });
}
