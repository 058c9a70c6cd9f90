// Runs some of vitest's projects and counts their tests.
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { single, tallyVitest } from './tally.mjs';
import { tail } from './processes.mjs';
import { runTool } from './tools.mjs';

/**
 * @param {string[]} projects names in vitest.config.ts @param {{env?: NodeJS.ProcessEnv, timeoutMs: number}} options
 * @returns {Promise<{tally: import('./tally.mjs').Tally, output: string}>} `output` is empty when all is well
 */
export async function runVitest(projects, { timeoutMs, env }) {
  const folder = mkdtempSync(join(tmpdir(), 'lighterman-vitest-'));
  const file = join(folder, 'report.json');
  try {
    const args = [
      'run',
      ...projects.flatMap((name) => ['--project', name]),
      '--passWithNoTests',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ];
    const result = await runTool('vitest', args, { timeoutMs, ...(env === undefined ? {} : { env }) });
    const said = tail(`${result.stdout}\n${result.stderr}`, 200);
    if (result.timedOut)
      return { tally: single(false), output: `${said}\n  stopped after ${timeoutMs / 1000} s` };
    if (!existsSync(file)) return { tally: single(result.code === 0), output: said };
    const { tally, skippedNames } = tallyVitest(JSON.parse(readFileSync(file, 'utf8')), result.code);
    const skipped = skippedNames.map((name) => `  skipped: ${name}`).join('\n');
    return {
      tally,
      output: [tally.failed > 0 ? said : '', skipped].filter((part) => part !== '').join('\n'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
