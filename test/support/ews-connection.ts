import type { Clock } from '#main/exchange/http/clock.ts';
import type {
  Credentials,
  GateOutcome,
  GateRequest,
  MailboxConnection,
  RequestGate,
} from '#main/exchange/mailbox.ts';

/** What an EWS connection needs besides a server. */

export const connectionTo = (
  ewsUrl: string,
  changes: Partial<MailboxConnection> = {},
): MailboxConnection => ({
  ewsUrl,
  smtp: 'anna@contoso.test',
  side: 'source',
  isGroup: false,
  impersonate: null,
  requestServerVersion: null,
  caPem: null,
  signIn: { kind: 'bearer', accountKey: 'account-1' },
  requestTimeoutMs: 5_000,
  ...changes,
});

export const fixedCredentials: Credentials = {
  accessToken: (_key, forceRefresh) => Promise.resolve(forceRefresh ? 'token-2' : 'token-1'),
  password: () => Promise.resolve('Pa$$w0rd-ü'),
};

export interface RecordingGate extends RequestGate {
  readonly entered: GateRequest[];
  readonly left: GateOutcome[];
  /** Permits given and not returned. */
  open(): number;
}

export const recordingGate = (): RecordingGate => {
  const entered: GateRequest[] = [];
  const left: GateOutcome[] = [];
  return {
    entered,
    left,
    open: () => entered.length - left.length,
    enter: (request) => {
      entered.push(request);
      return Promise.resolve({ leave: (outcome) => void left.push(outcome) });
    },
  };
};

/** A clock whose sleeps take no time and are written down. */
export const fastClock = (): Clock & { readonly slept: number[] } => {
  const slept: number[] = [];
  let skipped = 0;
  return {
    slept,
    now: () => Date.now() + skipped,
    sleep: (delayMs, signal) => {
      if (signal.aborted) return Promise.reject(new DOMException('Stopped', 'AbortError'));
      slept.push(delayMs);
      skipped += delayMs;
      return Promise.resolve();
    },
  };
};

export const noSignal = (): AbortSignal => new AbortController().signal;
