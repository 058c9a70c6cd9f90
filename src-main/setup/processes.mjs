// Starting other programs: quietly (their words are shown only when they fail) or in our place (signals and exit code pass).
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { SetupError } from './say.mjs';

/**
 * @typedef {{cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, uid?: number, gid?: number, stdin?: 'ignore'}} RunOptions
 * @typedef {{code: number | null, signal: NodeJS.Signals | null, stdout: string, stderr: string, timedOut: boolean}} RunResult
 */

/**
 * Runs a program to its end and collects what it says. Rejects only when it cannot be started.
 * A program over `timeoutMs` is killed together with its process group, so that no grandchild holds the pipes open.
 * @param {string} command @param {string[]} args @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function capture(command, args, options = {}) {
  const { timeoutMs, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...spawnOptions,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    /** @type {Buffer[]} */ const out = [];
    /** @type {Buffer[]} */ const err = [];
    let timedOut = false;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            killTree(child.pid);
          }, timeoutMs);
    // The child leads a group of its own, so Ctrl-C does not reach it: we end it, then ourselves.
    const onExit = () => killTree(child.pid);
    const onInterrupt = () => process.exit(128 + constants.signals.SIGINT);
    const onTerminate = () => process.exit(128 + constants.signals.SIGTERM);
    process.once('exit', onExit);
    process.once('SIGINT', onInterrupt);
    process.once('SIGTERM', onTerminate);
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    const finish = () => {
      clearTimeout(timer);
      process.removeListener('exit', onExit);
      process.removeListener('SIGINT', onInterrupt);
      process.removeListener('SIGTERM', onTerminate);
    };
    child.once('error', (error) => {
      finish();
      reject(error);
    });
    child.once('close', (code, signal) => {
      finish();
      resolve({
        code,
        signal,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
        timedOut,
      });
    });
  });
}

/**
 * Runs a program that must succeed; when it does not, the error carries the end of what it said.
 * @param {string} what the step in words, for the message @param {string} command @param {string[]} args @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export async function mustRun(what, command, args, options = {}) {
  const result = await capture(command, args, options).catch((error) => {
    throw new SetupError(
      `${what}: cannot start ${command} (${error instanceof Error ? error.message : error})`,
    );
  });
  if (result.code === 0) return result;
  const why = result.timedOut ? 'took too long' : `ended with ${result.signal ?? result.code}`;
  throw new SetupError(`${what}: ${command} ${why}\n${tail(`${result.stdout}\n${result.stderr}`)}`);
}

/** @param {string} text @param {number} [lines] @returns {string} its last non-empty lines, indented */
export function tail(text, lines = 30) {
  // Some tools colour their words even into a pipe.
  // oxlint-disable-next-line no-control-regex
  const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, '');
  const all = plain.split('\n').filter((line) => line.trim() !== '');
  return all
    .slice(-lines)
    .map((line) => `  ${line.slice(0, 300)}`)
    .join('\n');
}

/** @param {string} command @param {string[]} args @returns {Promise<boolean>} whether it starts and ends with 0 */
export const succeeds = (command, args) =>
  capture(command, args).then(
    (result) => result.code === 0,
    () => false,
  );

/**
 * Ends a process and the group it leads. A process that is gone already is not an error.
 * @param {number | undefined} pid @param {NodeJS.Signals} [signal]
 */
export function killTree(pid, signal = 'SIGKILL') {
  if (pid === undefined) return;
  for (const target of process.platform === 'win32' ? [pid] : [-pid, pid]) {
    try {
      process.kill(target, signal);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
    }
  }
}

/**
 * Runs a program in our place: it inherits the terminal, gets the signals that reach us, and its end is our end.
 * SIGINT typed at a terminal reaches the whole foreground group by itself; forwarding it as well would make one
 * Ctrl-C look like two, so it is passed on only where no terminal can have sent it.
 * @param {string} command @param {string[]} args @param {{cwd?: string, env?: NodeJS.ProcessEnv, stdoutToStderr?: boolean}} [options]
 * @returns {Promise<number>} its exit code; where a signal ended it, what a shell makes of that: 128 + its number
 */
export function takeOver(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['inherit', options.stdoutToStderr ? 2 : 'inherit', 'inherit'],
    });
    /** @type {NodeJS.Signals[]} */
    const signals = process.platform === 'win32' ? ['SIGINT'] : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'];
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of signals) process.on(signal, forward);
    const stopForwarding = () => {
      for (const signal of signals) process.removeListener(signal, forward);
    };
    child.once('error', (error) => {
      stopForwarding();
      reject(new SetupError(`cannot start ${command}: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
