import type { Socket } from 'node:net';
import { getCACertificates } from 'node:tls';
import { buildConnector, Pool } from 'undici';
import { LightermanError } from '#shared/domain/errors.ts';

/** TCP and TLS towards one server. */

export interface ServerAddress {
  /** `https://host:port`. */
  readonly origin: string;
  readonly host: string;
  readonly path: string;
  readonly isTls: boolean;
}

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);
export const isLoopback = (host: string): boolean =>
  loopbackHosts.has(host) || host.startsWith('127.') || host.endsWith('.localhost');

/**
 * @throws LightermanError `app.bad-input`: no URL; `auth.clear-text`: http to anything but this machine.
 */
export const serverAddress = (url: string): ServerAddress => {
  const parsed = URL.parse(url);
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) {
    throw new LightermanError('app.bad-input', { message: 'The EWS address is not a web address.' });
  }
  const isTls = parsed.protocol === 'https:';
  if (!isTls && !isLoopback(parsed.hostname))
    throw new LightermanError('auth.clear-text', { details: { host: parsed.host } });
  return { origin: parsed.origin, host: parsed.host, path: parsed.pathname + parsed.search, isTls };
};

/** Node's own authorities plus the given one. With `caPem` alone Node would forget all others. */
const authorities = (caPem: string | null): string[] | undefined =>
  caPem === null ? undefined : [...getCACertificates('default'), caPem];

/** No answer to SYN or TLS hello within this is a dead server. */
const connectTimeoutMs = 30_000;
/** Shorter than any server's own limit, so that we, not it, close an idle socket: no request meets a closing one. */
const idleSocketMs = 20_000;
/** As many as Exchange Online lets one caller have open (EWSMaxConcurrency); the throttle keeps us far below. */
const mostSockets = 27;

export const connectorFor = (caPem: string | null, reuseSessions: boolean): buildConnector.connector => {
  const ca = authorities(caPem);
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    allowH2: false,
    ...(reuseSessions ? {} : { maxCachedSessions: 0 }),
    ...(ca === undefined ? {} : { ca }),
  });
  return (options, callback) => {
    connect(options, (...result) => {
      if (result[0] === null) hearBeforeHangingUp(result[1]);
      callback(...result);
    });
  };
};

type Written = (error?: Error | null) => void;

/**
 * A server that refuses an upload (413, 503 with Retry-After) often closes with the rest unread, which resets the
 * connection: our next write fails, and Node destroys the socket although the refusal lies in its receive buffer
 * (measured: lost 200 of 200 times). So a write error is held back for two turns of the event loop, in which what has
 * arrived is still read.
 */
const hearBeforeHangingUp = (socket: Socket): void => {
  const later =
    (done: Written): Written =>
    (error) => {
      if (error == null) done();
      else setImmediate(() => setImmediate(() => done(error)));
    };
  const write = socket._write.bind(socket);
  socket._write = (chunk: unknown, encoding, done) => write(chunk, encoding, later(done));
  const writev = socket._writev?.bind(socket);
  if (writev === undefined) return;
  socket._writev = (chunks, done) => writev(chunks, later(done));
};

export const clientOptions = {
  allowH2: false,
  pipelining: 1,
  keepAliveTimeout: idleSocketMs,
  keepAliveMaxTimeout: idleSocketMs,
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;

export const openPool = (address: ServerAddress, caPem: string | null): Pool =>
  new Pool(address.origin, {
    ...clientOptions,
    connections: mostSockets,
    connect: connectorFor(caPem, true),
  });
