import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startVirtualDisplay } from '#main/setup/display.mjs';
import { findCommand } from '#main/setup/linux-packages.mjs';
import { isRunning } from './is-running.ts';

const hasXvfb = process.platform === 'linux' && findCommand('Xvfb') !== undefined;

describe.skipIf(!hasXvfb)('the virtual display (Xvfb)', () => {
  it('runs beside others, each with its own number and cookie, until it is stopped', async () => {
    const [first, second] = await Promise.all([startVirtualDisplay(), startVirtualDisplay()]);
    expect(first.display).toMatch(/^:\d+$/);
    expect(second.display).not.toBe(first.display);
    expect(second.env.XAUTHORITY).not.toBe(first.env.XAUTHORITY);
    await first.stop();
    expect([isRunning(first.pid), isRunning(second.pid)]).toEqual([false, true]);
    expect(existsSync(first.env.XAUTHORITY)).toBe(false);
    await second.stop();
    expect(isRunning(second.pid)).toBe(false);
  });

  it('ends when who started it is killed', async () => {
    const setup = join(import.meta.dirname, '..', '..', '..', 'src-main', 'setup', 'display.mjs');
    const program = `import { startVirtualDisplay } from ${JSON.stringify(setup)};
      const { pid } = await startVirtualDisplay(); console.log(pid); setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isRunning(pid)).toBe(true);
    owner.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
  });
});
