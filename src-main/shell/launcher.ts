import type { Port } from '#shared/rpc/port.ts';

/** A started backend process, seen from the shell. */
export interface BackendProcess {
  readonly port: Port;
  /** `undefined` until it runs, and when it could not be started. */
  readonly pid: () => number | undefined;
  /** Called once, also when the process had ended before. */
  readonly onExit: (listener: (how: BackendExit) => void) => void;
  /** Ends it at once; closing the port asks it to drain and end by itself. */
  readonly kill: () => void;
}

export interface BackendExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export type Launcher = () => BackendProcess;

export interface LaunchOptions {
  /** The backend's entry file. */
  readonly entry: string;
  /** Added to the cleaned environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Takes what the process prints, for the log; it prints only when something is badly wrong. */
  readonly onOutput?: (text: string) => void;
}

/** Keeps the one exit of a process for whoever asks later. */
export const createExitNotice = (): {
  readonly ended: (how: BackendExit) => void;
  readonly onExit: (listener: (how: BackendExit) => void) => void;
} => {
  let exit: BackendExit | null = null;
  const listeners: ((how: BackendExit) => void)[] = [];
  return {
    ended(how) {
      if (exit !== null) return;
      exit = how;
      for (const listener of listeners.splice(0)) listener(how);
    },
    onExit(listener) {
      if (exit === null) listeners.push(listener);
      else listener(exit);
    },
  };
};

/** What the backend may inherit: enough to find its files and its way through a proxy, nothing that changes how Node runs. */
const inherited =
  /^(PATH|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|TEMP|TMP|TMPDIR|SYSTEMROOT|WINDIR|COMSPEC|LANG|LC_\w+|TZ|XDG_\w+|(HTTPS?|NO|ALL)_PROXY|SSL_CERT_(FILE|DIR)|LIGHTERMAN_\w+)$/iu;

/** @returns the environment for the backend: `NODE_OPTIONS`, `ELECTRON_RUN_AS_NODE` and everything unknown are left out. */
export const backendEnvironment = (
  own: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>> = {},
): Record<string, string> => {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(own))
    if (value !== undefined && inherited.test(name)) env[name] = value;
  return { ...env, ...added };
};
