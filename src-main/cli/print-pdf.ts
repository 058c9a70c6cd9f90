import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LightermanError } from '#shared/domain/errors.ts';

export interface PdfJob {
  readonly html: string;
  readonly header: string;
  readonly footer: string;
  readonly out: string;
}

/** How to start the shell hidden: what the setup made ready, or the installed application. */
interface Shell {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  giveFolder(path: string): void;
  stop(): Promise<void>;
}

/** Prints a report through the shell, without a window, on a virtual display where there is none. @throws `report.pdf` */
export const printPdf = async (job: PdfJob): Promise<void> => {
  const shell = await findShell();
  const dir = mkdtempSync(join(tmpdir(), 'lighterman-report-'));
  try {
    const file = (name: string, text: string): string => {
      writeFileSync(join(dir, name), text);
      return join(dir, name);
    };
    const pdf = join(dir, 'report.pdf');
    const args = [
      '--print-pdf',
      '--html',
      file('report.html', job.html),
      '--header',
      file('header.html', job.header),
      '--footer',
      file('footer.html', job.footer),
      '--out',
      pdf,
    ];
    // As root the shell runs as another user: it must be able to read and write here.
    shell.giveFolder(dir);
    const { code, output } = await run(shell, [...shell.args, ...args]);
    if (code !== 0)
      throw new LightermanError('report.pdf', { message: `The PDF could not be made: ${reasonOf(output)}` });
    copyFileSync(pdf, job.out);
  } finally {
    rmSync(dir, { recursive: true, force: true });
    await shell.stop();
  }
};

const run = (shell: Shell, args: readonly string[]): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(shell.executablePath, args, { env: shell.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const hear = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-20_000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => reject(new LightermanError('report.pdf', { cause: error })));
    child.on('close', (code) => resolve({ code, output }));
  });

/** The shell's own JSON line says why; else its last words. */
const reasonOf = (output: string): string => {
  const line = output.split('\n').findLast((text) => text.startsWith('{"ok":false'));
  if (line === undefined) return output.trim().split('\n').slice(-3).join(' ');
  const said: unknown = JSON.parse(line);
  return typeof said === 'object' &&
    said !== null &&
    'error' in said &&
    typeof said.error === 'object' &&
    said.error !== null &&
    'message' in said.error
    ? String(said.error.message)
    : line;
};

const findShell = async (): Promise<Shell> => {
  const installed = process.env['LIGHTERMAN_SHELL'];
  if (installed !== undefined)
    return {
      executablePath: installed,
      args: [],
      env: process.env,
      giveFolder: () => undefined,
      stop: async () => undefined,
    };
  const setup = (name: string): string => new URL(`../setup/${name}`, import.meta.url).href;
  const { prepareApp } = (await import(setup('bootstrap.mjs'))) as {
    prepareApp: () => Promise<{
      executablePath: string;
      args: readonly string[];
      env: NodeJS.ProcessEnv;
      stop(): Promise<void>;
    }>;
  };
  const { giveToAppUser } = (await import(setup('unprivileged.mjs'))) as {
    giveToAppUser: (path: string) => void;
  };
  const app = await prepareApp();
  return { ...app, giveFolder: giveToAppUser, stop: () => app.stop() };
};
