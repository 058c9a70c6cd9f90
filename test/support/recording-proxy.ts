import { createServer } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RecordingProxy {
  /** Stands for the server's own EWS address, without TLS, on this machine. */
  readonly url: string;
  /** Files written so far. */
  readonly exchanges: number;
  close(): Promise<void>;
}

/** Passes everything on to `target` and writes each request and response body into `dir`, for a judge that knows neither end. */
export const startRecordingProxy = (
  target: string,
  caPem: string,
  dir: string,
  name: string,
): Promise<RecordingProxy> => {
  mkdirSync(dir, { recursive: true });
  const agent = new Agent({ ca: caPem, keepAlive: true });
  let exchanges = 0;
  const server = createServer((request, response) => {
    const asked: Buffer[] = [];
    request.on('data', (chunk: Buffer) => asked.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(asked);
      const { host: _host, 'transfer-encoding': _chunked, ...headers } = request.headers;
      const onward = httpsRequest(
        target,
        {
          method: request.method ?? 'POST',
          agent,
          headers: { ...headers, 'accept-encoding': 'identity', 'content-length': body.length },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => parts.push(chunk));
          answer.on('end', () => {
            const told = Buffer.concat(parts);
            if (body.length > 0 && (answer.statusCode === 200 || answer.statusCode === 500)) {
              exchanges += 1;
              const number = String(exchanges).padStart(4, '0');
              writeFileSync(join(dir, `${name}-${number}-request.xml`), body);
              if (told.length > 0) writeFileSync(join(dir, `${name}-${number}-response.xml`), told);
            }
            const { 'transfer-encoding': _sent, ...answered } = answer.headers;
            response.writeHead(answer.statusCode ?? 502, { ...answered, 'content-length': told.length });
            response.end(told);
          });
        },
      );
      onward.on('error', () => response.destroy());
      onward.end(body);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({
        url: `http://127.0.0.1:${port}${new URL(target).pathname}`,
        get exchanges() {
          return exchanges;
        },
        close: () =>
          new Promise((done) => {
            agent.destroy();
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
};
