import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CallError } from '#main/exchange/http/http-errors.ts';
import { noSignal } from '#test/support/ews-connection.ts';
import {
  alsoClose,
  closeAll,
  failureOf,
  httpTo,
  request,
  send,
  serve,
} from '#test/support/ews-http-suite.ts';

afterEach(closeAll);

describe('an upload in pieces', () => {
  it('arrives whole', async () => {
    const stub = await serve(() => ({ body: 'ok' }));
    const pieces = async function* () {
      for (let index = 0; index < 20; index++) yield Buffer.alloc(50_000, String(index % 10));
    };
    await send(httpTo(stub.url), { body: pieces() });
    expect(stub.requests[0]?.body).toHaveLength(1_000_000);
  });

  it('that fails midway is never completed', async () => {
    let completed = 0;
    const stub = await serve(() => {
      completed += 1;
      return { body: 'ok' };
    });
    const pieces = async function* () {
      yield Buffer.alloc(50_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new CallError('endpoint.unreachable', 'none');
    };
    const error = await failureOf(send(httpTo(stub.url), { body: pieces() }));
    expect(error.code).toBe('endpoint.unreachable');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(completed).toBe(0);
  });

  it.each(['end', 'destroy', 'reset'] as const)(
    'hears a refusal although the server hangs up at once (%s)',
    async (how) => {
      const server = createServer((socket: Socket) => {
        let seen = 0;
        socket.on('error', () => undefined);
        socket.on('data', (chunk) => {
          if (seen >= 200_000) return;
          seen += chunk.length;
          if (seen < 200_000) return;
          socket.pause();
          socket.write(
            'HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
            () => {
              if (how === 'end') socket.end();
              else if (how === 'destroy') socket.destroy();
              else socket.resetAndDestroy();
            },
          );
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const http = httpTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/EWS`);
      const pieces = async function* () {
        for (let index = 0; index < 300; index++) yield Buffer.alloc(65_536);
      };
      const head = await send(http, { body: pieces() });
      expect([head.status, head.headers['retry-after']]).toEqual([503, '7']);
      server.close();
    },
  );
});

describe('deadlines and abort', () => {
  it('ends a request that is not answered', async () => {
    const stub = await serve(() => ({ hang: true }));
    const error = await failureOf(
      send(httpTo(stub.url), { deadlines: { headersMs: 50, idleMs: 1_000, wholeMs: null } }),
    );
    expect([error.code, error.effect, error.details['waitedFor']]).toEqual([
      'endpoint.timeout',
      'possible',
      'headers',
    ]);
  });

  const trickling = async (everyMs: number, silent: boolean) => {
    const server = createServer((socket: Socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        const timer = setInterval(() => silent || socket.write('x'), everyMs);
        socket.on('close', () => clearInterval(timer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    alsoClose({ close: async () => void server.close() });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/EWS`;
  };

  it('ends an answer that falls silent', async () => {
    const url = await trickling(10, true);
    const error = await failureOf(
      send(httpTo(url), { deadlines: { headersMs: 1_000, idleMs: 60, wholeMs: null } }),
    );
    expect([error.code, error.details['waitedFor']]).toEqual(['endpoint.timeout', 'idle']);
  });

  it('ends an answer that never ends', async () => {
    const url = await trickling(10, false);
    const error = await failureOf(
      send(httpTo(url), { deadlines: { headersMs: 1_000, idleMs: 1_000, wholeMs: 150 } }),
    );
    expect([error.code, error.details['waitedFor']]).toEqual(['endpoint.timeout', 'whole']);
  });

  it('does not count the time its reader takes', async () => {
    const stub = await serve(() => ({ body: Buffer.alloc(300_000, 'a'), chunkBytes: 60_000 }));
    let received = 0;
    let flow: { pause(): void; resume(): void } | null = null;
    let paused = false;
    const head = await httpTo(stub.url).send(
      request({ deadlines: { headersMs: 1_000, idleMs: 60, wholeMs: null } }),
      {
        head: (_head, controls) => {
          flow = controls;
        },
        data: (chunk) => {
          received += chunk.length;
          if (paused) return;
          paused = true;
          flow?.pause();
          setTimeout(() => flow?.resume(), 200);
        },
      },
      noSignal(),
    );
    expect([head.status, received]).toEqual([200, 300_000]);
  });

  it('waits for a slow source of an upload, but not for a server that does not take it', async () => {
    const stub = await serve(() => ({ body: 'ok' }));
    const slow = async function* () {
      yield Buffer.from('<a>');
      await new Promise((resolve) => setTimeout(resolve, 150));
      yield Buffer.from('</a>');
    };
    expect(
      (
        await send(httpTo(stub.url), {
          body: slow(),
          deadlines: { headersMs: 1_000, idleMs: 50, wholeMs: null },
        })
      ).status,
    ).toBe(200);

    const deaf = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.pause();
    });
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const endless = async function* () {
      for (;;) yield Buffer.alloc(1_000_000);
    };
    const http = httpTo(`http://127.0.0.1:${(deaf.address() as AddressInfo).port}/EWS`);
    const error = await failureOf(
      send(http, { body: endless(), deadlines: { headersMs: 5_000, idleMs: 100, wholeMs: null } }),
    );
    expect([error.code, error.effect]).toEqual(['endpoint.timeout', 'possible']);
    deaf.close();
  });

  it('stops before, while and after sending', async () => {
    const stub = await serve(() => ({ hang: true }));
    const http = httpTo(stub.url);
    const early = await failureOf(send(http, {}, AbortSignal.abort()));
    expect([early.code, early.effect]).toEqual(['app.stopped', 'none']);
    const stop = new AbortController();
    const running = failureOf(send(http, {}, stop.signal));
    setTimeout(() => stop.abort(), 50);
    const late = await running;
    expect([late.code, late.effect]).toEqual(['app.stopped', 'possible']);
  });
});
