import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LightermanError } from '#shared/domain/errors.ts';
import type { ControlResults } from './control-results.ts';
import type { ControlInput, ControlPath } from './control-requests.ts';
import type { PracticeInfo, PracticeTenantName } from './types.ts';

export interface StartPracticeOptions {
  /** Folder of store, keys and `practice.json`; made when missing. */
  readonly dir: string;
  /** For a new folder. Default `empty`: tenants, technicians and app registrations only. */
  readonly seed?: 'demo' | 'empty';
  /** Module to run; default the source beside this file. A bundle names its own. */
  readonly entry?: URL | string;
  /** The Node to run it with; default the one that runs this. */
  readonly nodePath?: string;
  /** Default 60 s: a cold start on a busy machine makes keys and seeds some hundred messages. */
  readonly timeoutMs?: number;
}

export interface PracticeHandle {
  readonly info: PracticeInfo;
  /** Ends the process in order; killed when it has not ended after some seconds. May be called twice. */
  stop(): Promise<void>;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

const defaultTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;
const stderrKept = 8_192;

/** The source beside this file. Not written as `new URL('main.ts', …)`, which bundlers take for a file to copy. */
const ownEntry = (): string => join(dirname(fileURLToPath(import.meta.url)), 'main.ts');

/** Flags of this process that the child must not inherit, such as a debugger's port. */
const execArguments = (): string[] =>
  process.execArgv.filter((argument) => !argument.startsWith('--inspect'));

/**
 * Starts the practice tenants in a process of their own and waits until they serve. The process ends with this one.
 *
 * @throws {LightermanError} `app.unexpected` with the process's last words when it did not come up.
 */
export const startPractice = async (options: StartPracticeOptions): Promise<PracticeHandle> => {
  const path = options.entry instanceof URL ? fileURLToPath(options.entry) : (options.entry ?? ownEntry());
  const child = fork(path, ['--dir', options.dir, '--seed', options.seed ?? 'empty'], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'json',
    execArgv: execArguments(),
    ...(options.nodePath === undefined ? {} : { execPath: options.nodePath }),
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-stderrKept);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));

  const info = await untilReady(child, options.timeoutMs ?? defaultTimeoutMs, () => lastWords.trim());
  return { info, ended, stop: () => stopChild(child, ended) };
};

const readyInfo = (message: unknown): PracticeInfo | null =>
  typeof message === 'object' &&
  message !== null &&
  'kind' in message &&
  message.kind === 'ready' &&
  'info' in message
    ? (message.info as PracticeInfo)
    : null;

const untilReady = (child: ChildProcess, timeoutMs: number, lastWords: () => string): Promise<PracticeInfo> =>
  new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      child.off('error', onError).off('close', onClose).off('message', onMessage);
    };
    const fail = (what: string, cause?: Error): void => {
      settle();
      child.kill('SIGKILL');
      const words = lastWords();
      const message = `The practice tenants did not start: ${what}${words === '' ? '' : `\n${words}`}`;
      reject(new LightermanError('app.unexpected', { message, cause }));
    };
    const onError = (error: Error): void => fail(error.message, error);
    const onClose = (code: number | null, signal: NodeJS.Signals | null): void =>
      fail(`the process ended (${signal ?? `exit code ${code ?? 'unknown'}`})`);
    const onMessage = (message: unknown): void => {
      const info = readyInfo(message);
      if (info === null) return;
      settle();
      resolve(info);
    };
    const timer = setTimeout(() => fail(`no answer in ${timeoutMs} ms`), timeoutMs);
    child.once('error', onError).once('close', onClose).on('message', onMessage);
  });

const stopChild = async (child: ChildProcess, ended: Promise<void>): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return ended;
  if (child.connected) child.send({ kind: 'stop' });
  else child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
};

/** What running practice tenants wrote into their folder. */
export const readPracticeInfo = async (dir: string): Promise<PracticeInfo> => {
  try {
    return JSON.parse(await readFile(join(dir, 'practice.json'), 'utf8')) as PracticeInfo;
  } catch (cause) {
    throw new LightermanError('app.not-found', { message: `No practice tenants run from ${dir}.`, cause });
  }
};

/** The control side, typed. Every call rejects with a `LightermanError` whose message is the practice tenants' own. */
export const controlPractice = (info: Pick<PracticeInfo, 'controlUrl' | 'controlToken'>) => {
  const call = async <Path extends ControlPath>(
    path: Path,
    input: ControlInput<Path>,
  ): Promise<ControlResults[Path]> => {
    const answer = await fetch(new URL(path, info.controlUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${info.controlToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    }).catch((cause: unknown) => {
      throw new LightermanError('app.not-found', { message: 'The practice tenants do not answer.', cause });
    });
    const body = (await answer.json()) as { error?: { message?: string } };
    if (answer.ok) return body as ControlResults[Path];
    const code =
      answer.status === 404 ? 'app.not-found' : answer.status === 409 ? 'app.conflict' : 'app.bad-input';
    throw new LightermanError(code, {
      message: `${path}: ${body.error?.message ?? `HTTP ${answer.status}`}`,
    });
  };

  const via =
    <Path extends ControlPath>(path: Path) =>
    (input: ControlInput<Path>): Promise<ControlResults[Path]> =>
      call(path, input);
  const ofTenant =
    <
      Path extends
        | '/mailboxes/list'
        | '/accounts/list'
        | '/tokens/expire'
        | '/tokens/expire-device-codes'
        | '/faults/clear'
        | '/stats',
    >(
      path: Path,
    ) =>
    (tenant: PracticeTenantName): Promise<ControlResults[Path]> =>
      call(path, { tenant } as ControlInput<Path>);

  return {
    grant: via('/grant'),
    revoke: via('/revoke'),
    switches: via('/switches'),
    createMailbox: via('/mailboxes'),
    listMailboxes: ofTenant('/mailboxes/list'),
    changeMailbox: via('/mailboxes/change'),
    createAccount: via('/accounts'),
    listAccounts: ofTenant('/accounts/list'),
    changeAccount: via('/accounts/change'),
    changeApp: via('/apps/change'),
    groupMembers: via('/groups/members'),
    load: via('/load'),
    deliver: via('/deliver'),
    listItems: via('/items/list'),
    copyItem: via('/copy-item'),
    moveItem: via('/move-item'),
    deleteItem: via('/delete-item'),
    expireAccessTokens: ofTenant('/tokens/expire'),
    revokeRefreshTokens: via('/tokens/revoke-refresh'),
    expireDeviceCodes: ofTenant('/tokens/expire-device-codes'),
    faults: via('/faults'),
    clearFaults: ofTenant('/faults/clear'),
    stats: ofTenant('/stats'),
    stop: (): Promise<ControlResults['/stop']> => call('/stop', {}),
  };
};

export type PracticeControl = ReturnType<typeof controlPractice>;
