import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { shareWithApp, startApp, type StartedApp } from '#test/support/electron-runtime.ts';

const pdftotext = '/usr/bin/pdftotext';
const asRoot = process.getuid?.() === 0;

describe('the Electron runtime, with an app of a few lines', () => {
  let tiny: StartedApp;
  let appDir: string;

  beforeAll(async () => {
    appDir = shareWithApp(join(import.meta.dirname, '..', 'fixtures', 'tiny-app'));
    tiny = await startApp({ appDir });
  });
  afterAll(async () => {
    await tiny?.close();
    rmSync(appDir, { recursive: true, force: true });
  });

  it('is the version that the set-up announced and opens the folder it was given', async () => {
    const seen = await tiny.app.evaluate(({ app }) => ({
      electron: process.versions['electron'],
      path: app.getAppPath(),
      name: app.getName(),
      version: app.getVersion(),
      userData: app.getPath('userData'),
    }));
    expect(seen.electron).toBe(inject('electron').version);
    expect(seen).toMatchObject({ path: appDir, name: 'Tiny App', version: '1.2.3' });
    expect(seen.userData.startsWith(tiny.home)).toBe(true);
  });

  it('is driven by Playwright', async () => {
    await tiny.window.getByRole('button', { name: 'Sign' }).click();
    expect(await tiny.window.getByRole('heading').textContent()).toBe('Signed for');
    expect((await tiny.window.screenshot()).length).toBeGreaterThan(1_000);
  });

  it('keeps the sandbox on: the renderer says so, and the kernel filters its system calls', async () => {
    const sandboxed = await tiny.window.evaluate(() => Reflect.get(window, 'tiny').sandboxed as boolean);
    expect(sandboxed).toBe(true);
    const { rendererPid, argv } = await tiny.app.evaluate(({ BrowserWindow }) => ({
      rendererPid: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? -1,
      argv: process.argv,
    }));
    expect(argv.filter((arg) => arg.startsWith('--no-sand'))).toEqual([]);
    // 2 = a seccomp-bpf filter is installed: https://man7.org/linux/man-pages/man5/proc.5.html
    expect(readFileSync(`/proc/${rendererPid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
  });

  it.runIf(asRoot)(
    'runs as an unprivileged user without capabilities when the tests run as root',
    async () => {
      const pid = await tiny.app.evaluate(() => process.pid);
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      expect(status).toMatch(/^Uid:\s+65534\s+65534\s+65534\s+65534$/m);
      expect(status).toMatch(/^CapEff:\s+0+$/m);
    },
  );

  it('prints a PDF', async () => {
    expect(
      Buffer.from(await printedPdf(tiny), 'base64')
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it.skipIf(!existsSync(pdftotext))(
    'prints the text of the page into the PDF (pdftotext reads it)',
    async () => {
      const file = join(tiny.home, 'page.pdf');
      writeFileSync(file, Buffer.from(await printedPdf(tiny), 'base64'));
      expect(execFileSync(pdftotext, [file, '-'], { encoding: 'utf8' })).toContain('Signed for');
    },
  );
});

/** The first window as a PDF, in base64. */
function printedPdf({ app }: StartedApp): Promise<string> {
  return app.evaluate(async ({ BrowserWindow }) => {
    const pdf = await BrowserWindow.getAllWindows()[0]?.webContents.printToPDF({});
    return pdf?.toString('base64') ?? '';
  });
}
