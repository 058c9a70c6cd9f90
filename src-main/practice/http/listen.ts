import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const tryPort = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      server.off('listening', onListening);
      reject(error);
    };
    const onListening = (): void => {
      server.off('error', onError);
      resolve((server.address() as AddressInfo).port);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen({ host: '127.0.0.1', port, exclusive: true });
  });

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');

/** Listens on 127.0.0.1 only: on the port of last time when it is free, else on any. Answers the port. */
export const listenOnLoopback = async (server: Server, formerPort: number | null): Promise<number> => {
  if (formerPort !== null) {
    try {
      return await tryPort(server, formerPort);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  return tryPort(server, 0);
};

/** Stops listening, ends connections as they fall idle, and busy ones when the grace is over. */
export const closeServer = async (server: Server, graceMs = 2000): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const busy = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(busy);
};
