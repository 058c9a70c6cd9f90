import { utilityProcess } from 'electron';
import { portOfUtility } from '#shared/rpc/channel-ports.ts';
import { backendEnvironment, createExitNotice, type LaunchOptions, type Launcher } from './launcher.ts';

/** Starts the backend in Electron's own Node, in a process of its own: the product. */
export const createUtilityLauncher =
  ({ entry, env = {}, onOutput = () => {} }: LaunchOptions): Launcher =>
  () => {
    const exit = createExitNotice();
    const child = utilityProcess.fork(entry, [], {
      serviceName: 'Lighterman backend',
      env: backendEnvironment(process.env, env),
      stdio: 'pipe',
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => onOutput(chunk.toString('utf8')));
    child.once('exit', (code) => exit.ended({ code, signal: null }));
    const port = portOfUtility({
      postMessage: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => exit.onExit(listener),
    });
    const kill = () => {
      // `kill` sends SIGTERM, which a backend in a tight loop would not notice.
      if (child.pid === undefined) child.kill();
      else process.kill(child.pid, 'SIGKILL');
    };
    return { port, pid: () => child.pid, onExit: exit.onExit, kill };
  };
