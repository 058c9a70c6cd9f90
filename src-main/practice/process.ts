import { Console } from 'node:console';
import { parseArgs } from 'node:util';
import { type ComposeOptions, composePractice, type RunningPractice, type Seed } from './compose.ts';
import type { PracticeInfo, PracticeTenantInfo } from './types.ts';

const usage = 'usage: main --dir DIR [--seed demo|empty] [--json] [--parent PID]';

interface Arguments {
  readonly dir: string;
  readonly seed: Seed;
  readonly json: boolean;
  readonly parentPid: number | null;
}

const readArguments = (argv: readonly string[]): Arguments => {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      dir: { type: 'string' },
      seed: { type: 'string', default: 'empty' },
      json: { type: 'boolean', default: false },
      parent: { type: 'string' },
    },
  });
  const { dir, seed, json, parent } = values;
  if (dir === undefined || (seed !== 'demo' && seed !== 'empty')) throw new Error(usage);
  return { dir, seed, json, parentPid: parent === undefined ? null : Number(parent) };
};

const withoutSecrets = (info: PracticeInfo): object => {
  const tenant = ({
    adminPassword: _password,
    appOnlySecret: _secret,
    ...rest
  }: PracticeTenantInfo): object => rest;
  const { controlToken: _token, ...rest } = info;
  return {
    ...rest,
    tenants: { contoso: tenant(info.tenants.contoso), fabrikam: tenant(info.tenants.fabrikam) },
  };
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/**
 * The whole life of the practice process: starts, says that it is ready (one JSON line, and `{kind: 'ready', info}` to a parent
 * with a channel), stops on SIGTERM, SIGINT, a message `{kind: 'stop'}`, the control side's `/stop`, or when its parent is gone.
 * Sets `process.exitCode`: 0 after an ordered stop, 1 when it could not start, 64 for wrong arguments.
 */
export const runPractice = async (
  argv: readonly string[],
  createHandler: ComposeOptions['createHandler'],
): Promise<void> => {
  // Standard output belongs to the one line; libraries that talk (oidc-provider does) go to standard error.
  globalThis.console = new Console(process.stderr, process.stderr);
  process.umask(0o077);
  let args: Arguments;
  try {
    args = readArguments(argv);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : usage}\n`);
    process.exitCode = 64;
    return;
  }

  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
  process.on('message', (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'stop')
      stop();
  });
  const { parentPid } = args;
  const watch =
    parentPid === null ? null : setInterval(() => (isAlive(parentPid) ? undefined : stop()), 1000);

  let running: RunningPractice;
  try {
    running = await composePractice({ dir: args.dir, seed: args.seed, createHandler, onStop: stop });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
    if (watch !== null) clearInterval(watch);
    if (process.connected) process.disconnect();
    return;
  }
  process.stdout.write(`${JSON.stringify(args.json ? running.info : withoutSecrets(running.info))}\n`);
  process.send?.({ kind: 'ready', info: running.info });

  await stopped;
  if (watch !== null) clearInterval(watch);
  await running.close();
  if (process.connected) process.disconnect();
};
