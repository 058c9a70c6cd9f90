import { createEnd, type Port } from './port.ts';

/**
 * Ports over the channels of Node and Electron. Only their shapes are named here, so that both ends of each channel
 * (shell and backend, backend and worker) use the same code without importing each other.
 */

/** The half of `process` and of `ChildProcess` that carries messages; fork with `serialization: 'advanced'`. */
export interface ProcessEnd {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  readonly connected: boolean;
  send?(message: unknown, callback: (error: Error | null) => void): boolean;
  disconnect(): void;
}

/**
 * Node's IPC channel as a port. A message travels in an array: Node refuses a bare `undefined`, and takes an object whose
 * `cmd` begins with `NODE_` for its own (https://nodejs.org/api/child_process.html#subprocesssendmessage-sendhandle-options-callback).
 */
export const portOfProcess = (channel: ProcessEnd): Port => {
  const end = createEnd();
  channel.on('message', (packed) => {
    if (Array.isArray(packed)) end.deliver(packed[0]);
  });
  channel.on('disconnect', end.close);
  return {
    send(message) {
      if (!channel.connected) return;
      // Without a callback a send that loses the race against the other end's death is an uncaught 'error' event.
      channel.send?.([message], (error) => {
        if (error !== null) end.close();
      });
    },
    onMessage: end.onMessage,
    onClose: end.onClose,
    close() {
      if (channel.connected) channel.disconnect();
      end.close();
    },
  };
};

/** A worker thread's channel: a `MessagePort`, `parentPort`, or the `Worker` itself. */
export interface ThreadEnd {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'messageerror', listener: (error: Error) => void): unknown;
  on(event: 'close' | 'exit', listener: () => void): unknown;
  postMessage(message: unknown): void;
  /** A `Worker` has none: it is ended by `terminate`. */
  close?(): void;
}

/** A worker thread's channel as a port; it closes when either end closes it or the thread ends. */
export const portOfMessagePort = (thread: ThreadEnd): Port => {
  const end = createEnd();
  let open = true;
  const closed = () => {
    open = false;
    end.close();
  };
  thread.on('message', end.deliver);
  // A message that cannot be read here is lost, and its caller would wait for ever: the channel is given up instead.
  thread.on('messageerror', closed);
  thread.on('close', closed);
  thread.on('exit', closed);
  return {
    send(message) {
      if (open) thread.postMessage(message);
    },
    onMessage: end.onMessage,
    onClose: end.onClose,
    close() {
      if (!open) return;
      thread.close?.();
      closed();
    },
  };
};

/** Either end of Electron's utilityProcess, once its message event is unwrapped. */
export interface UtilityEnd {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The process ended; never called inside it. */
  onExit?(listener: () => void): void;
}

/** A utilityProcess cannot hang up, only be killed: so either end says in a message of this form that it has closed. */
const hangUp = { lightermanPort: 'closed' } as const;
const isHangUp = (message: unknown): boolean =>
  typeof message === 'object' &&
  message !== null &&
  'lightermanPort' in message &&
  message.lightermanPort === hangUp.lightermanPort;

/** Electron's utilityProcess channel as a port (https://www.electronjs.org/docs/latest/api/utility-process). */
export const portOfUtility = (utility: UtilityEnd): Port => {
  const end = createEnd();
  let open = true;
  const closed = () => {
    open = false;
    end.close();
  };
  utility.onMessage((message) => {
    if (isHangUp(message)) closed();
    else end.deliver(message);
  });
  utility.onExit?.(closed);
  return {
    send(message) {
      if (open) utility.postMessage(message);
    },
    onMessage: end.onMessage,
    onClose: end.onClose,
    close() {
      if (!open) return;
      utility.postMessage(hangUp);
      closed();
    },
  };
};

/**
 * Two ports over one: `calls` carries what it is given as it is, `host` carries the calls in the other direction (what the
 * backend asks of the shell), marked, so that ids of the two never meet.
 */
export const splitPort = (port: Port): { readonly calls: Port; readonly host: Port } => {
  const calls = createEnd();
  const host = createEnd();
  port.onMessage((message) => {
    if (typeof message === 'object' && message !== null && 'host' in message) host.deliver(message.host);
    else calls.deliver(message);
  });
  port.onClose(() => {
    calls.close();
    host.close();
  });
  const side = (end: ReturnType<typeof createEnd>, send: (message: unknown) => void): Port => ({
    send,
    onMessage: end.onMessage,
    onClose: end.onClose,
    close: () => port.close(),
  });
  return {
    calls: side(calls, (message) => port.send(message)),
    host: side(host, (message) => port.send({ host: message })),
  };
};
