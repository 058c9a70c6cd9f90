import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../src-main/cli/main.ts', import.meta.url));

/** Half of a short command's time goes into reading the sources; the cache is keyed by content and by Node's version. */
const compileCache = join(tmpdir(), 'lighterman-compile-cache');

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last JSON line with `--json`. */
  readonly result: Readonly<Record<string, unknown>> | null;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process as soon as it runs: kill it, signal it. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  readonly onLine?: (line: string) => void;
  readonly onPid?: (pid: number) => void;
}

/** Runs the command line as its own process, as an operator would. */
export const runCli = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, ...args], {
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache, LIGHTERMAN_NO_BROWSER: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      rest += text;
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        options.onLine?.(rest.slice(0, end));
        rest = rest.slice(end + 1);
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr, result: lastJson(stdout) }));
    options.onPid?.(child.pid ?? 0);
    options.onStart?.((signal) => child.kill(signal));
  });

const lastJson = (stdout: string): CliResult['result'] => {
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) return null;
  return JSON.parse(line) as CliResult['result'];
};
