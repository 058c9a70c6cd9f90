/**
 * One duplex channel of JSON-like values (JSON and Uint8Array). Implemented over memory, worker threads, a forked Node,
 * Electron's utilityProcess and the window's bridge; the same contract tests run over all of them.
 */
export interface Port {
  readonly send: (message: unknown) => void;
  /** One listener at a time; messages before it is set are kept. */
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onClose: (listener: () => void) => void;
  readonly close: () => void;
}

/** Two ends in one process; delivery is asynchronous and messages are cloned, as over a real channel. */
export const createMemoryPorts = (): readonly [Port, Port] => {
  let closed = false;
  const ends = [createEnd(), createEnd()] as const;
  const port = (own: End, other: End): Port => ({
    send(message) {
      if (closed) return;
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => other.deliver(copy));
    },
    onMessage: own.onMessage,
    onClose: own.onClose,
    close() {
      if (closed) return;
      closed = true;
      queueMicrotask(() => {
        for (const end of ends) end.close();
      });
    },
  });
  return [port(ends[0], ends[1]), port(ends[1], ends[0])];
};

interface End {
  readonly deliver: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onClose: (listener: () => void) => void;
  readonly close: () => void;
}

/** Keeps what arrives before anyone listens: a port is handed over before its reader is ready. */
export const createEnd = (): End => {
  const early: unknown[] = [];
  let listener: ((message: unknown) => void) | null = null;
  const closeListeners: (() => void)[] = [];
  let closed = false;
  return {
    deliver(message) {
      if (closed) return;
      if (listener === null) early.push(message);
      else listener(message);
    },
    onMessage(next) {
      listener = next;
      for (const message of early.splice(0)) next(message);
    },
    onClose(next) {
      if (closed) next();
      else closeListeners.push(next);
    },
    close() {
      if (closed) return;
      closed = true;
      for (const next of closeListeners.splice(0)) next();
    },
  };
};
