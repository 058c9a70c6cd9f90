import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { LightermanError } from '#shared/domain/errors.ts';
import { portOfProcess } from '#shared/rpc/channel-ports.ts';
import { backendEnvironment, createExitNotice, type LaunchOptions, type Launcher } from './launcher.ts';

/** Starts the backend as a child of a Node 24: for the fallback runtime, whose own Node is too old for the store, and for tests. */
export const createForkLauncher =
  (nodePath: string, { entry, env = {}, onOutput = () => {} }: LaunchOptions): Launcher =>
  () => {
    const exit = createExitNotice();
    const child = fork(entry, {
      execPath: nodePath,
      execArgv: [],
      env: backendEnvironment(process.env, env),
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const port = portOfProcess(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => onOutput(text));
    child.once('error', (error) => {
      onOutput(`${error.message}\n`);
      if (child.pid === undefined) exit.ended({ code: null, signal: null });
    });
    child.once('exit', (code, signal) => exit.ended({ code, signal }));
    exit.onExit(() => port.close());
    return { port, pid: () => child.pid, onExit: exit.onExit, kill: () => void child.kill('SIGKILL') };
  };

/** @throws LightermanError `backend.gone` when no Node is named in the environment, installed beside the app or on PATH */
export const findNode = (appDir: string, env: Readonly<Record<string, string | undefined>>): string => {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = [join(appDir, 'node_modules', '.bin'), ...(env['PATH'] ?? '').split(delimiter)];
  const candidates = [env['LIGHTERMAN_NODE'] ?? '', ...folders.map((folder) => join(folder, name))];
  const found = candidates.find((path) => path !== '' && existsSync(path));
  if (found === undefined)
    throw new LightermanError('backend.gone', { message: 'No Node 24 was found to run the backend with.' });
  return found;
};
