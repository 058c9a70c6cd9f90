import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { capture, mustRun, tail } from '#main/setup/processes.mjs';
import { isRunning } from './is-running.ts';

const node = process.execPath;
const setup = join(import.meta.dirname, '..', '..', '..', 'src-main', 'setup');
const takeOverOf = (program: string) =>
  `import { takeOver } from ${JSON.stringify(join(setup, 'processes.mjs'))};
   process.exitCode = await takeOver(process.execPath, ['-e', ${JSON.stringify(program)}]);`;

describe('starting other programs', () => {
  it('collects output and exit code', async () => {
    const result = await capture(node, [
      '-e',
      "process.stdout.write('a'); process.stderr.write('b'); process.exitCode = 7",
    ]);
    expect(result).toMatchObject({ code: 7, stdout: 'a', stderr: 'b', timedOut: false });
  });

  it.skipIf(process.platform === 'win32')(
    'ends a program over its time together with what it started',
    async () => {
      const program =
        "const c = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); console.log(c.pid); setInterval(() => {}, 1000)";
      const result = await capture(node, ['-e', program], { timeoutMs: 1_500 });
      expect(result).toMatchObject({ timedOut: true, signal: 'SIGKILL' });
      const grandchild = Number(result.stdout);
      expect(grandchild).toBeGreaterThan(0);
      await expect.poll(() => isRunning(grandchild)).toBe(false);
    },
  );

  it('says what failed, how, and its last words', async () => {
    const failing = mustRun('doing it', node, ['-e', "console.error('the reason'); process.exit(2)"]);
    await expect(failing).rejects.toThrow(/^doing it: .* ended with 2\n {2}the reason$/s);
    await expect(mustRun('doing it', '/nowhere/program', [])).rejects.toThrow(
      'doing it: cannot start /nowhere/program',
    );
  });

  it('shows the last lines only, cut to a screen', () => {
    expect(tail('1\n\n2\n3\n', 2)).toBe('  2\n  3');
    expect(tail('x'.repeat(500))).toHaveLength(302);
  });
});

describe.skipIf(process.platform === 'win32')('running a program in our place', () => {
  it('ends with its exit code and leaves stdout to it', () => {
    const result = spawnSync(
      node,
      ['--input-type=module', '-e', takeOverOf("console.log('only this'); process.exitCode = 5")],
      { encoding: 'utf8' },
    );
    expect([result.status, result.stdout]).toEqual([5, 'only this\n']);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('passes %s on and waits for the answer', async (signal) => {
    const program = `process.on('${signal}', () => { console.log('draining'); setTimeout(() => process.exit(130), 50); }); console.log('ready'); setInterval(() => {}, 1000)`;
    const child = spawn(node, ['--input-type=module', '-e', takeOverOf(program)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said === 'ready\n') child.kill(signal);
    });
    const [code] = (await once(child, 'close')) as [number | null];
    expect([code, said]).toEqual([130, 'ready\ndraining\n']);
  });

  it('ends as a shell would when a signal ends the program', () => {
    const result = spawnSync(node, [
      '--input-type=module',
      '-e',
      takeOverOf("process.kill(process.pid, 'SIGKILL')"),
    ]);
    expect(result.status).toBe(137);
  });
});
