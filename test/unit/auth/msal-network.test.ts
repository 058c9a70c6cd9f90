import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { runFlow } from '#main/exchange/auth/flow.ts';
import { createNetworkModule } from '#main/exchange/auth/msal-network.ts';
import { type NetworkAnswer, type NetworkFetch, undiciFetch } from '#main/exchange/auth/network-fetch.ts';
import { isLightermanError, LightermanError } from '#shared/domain/errors.ts';
import { json } from '#test/support/fake-entra.ts';

const tokenUrl = 'https://login.microsoftonline.com/t/oauth2/v2.0/token?client-request-id=1';
const deviceUrl = 'https://login.microsoftonline.com/t/oauth2/v2.0/devicecode';
const poll = { body: 'client_id=c&grant_type=device_code&device_code=d' };

const scripted = (answers: readonly (NetworkAnswer | LightermanError)[]): NetworkFetch => {
  const left = [...answers];
  return async () => {
    const next = left.shift();
    if (next === undefined) throw new Error('asked once more than expected');
    if (next instanceof LightermanError) throw next;
    return next;
  };
};

describe('the pace of device-code polling', () => {
  const pausesOf = async (interval: unknown, answers: readonly (NetworkAnswer | LightermanError)[]) => {
    const pauses: number[] = [];
    const bodies: unknown[] = [];
    const network = createNetworkModule(
      scripted([json(200, { user_code: 'u', interval }), ...answers]),
      async (delayMs) => void pauses.push(delayMs),
    );
    await runFlow({}, async () => {
      const first = await network.sendPostRequestAsync<{ interval: number }>(deviceUrl, {
        body: 'client_id=c',
      });
      // MSAL waits this long itself: not at all.
      expect(first.body.interval).toBe(0);
      for (const _answer of answers) {
        bodies.push(
          await network.sendPostRequestAsync(tokenUrl, poll).then(
            ({ body }) => (body as { error?: string }).error,
            (error: LightermanError) => error.code,
          ),
        );
      }
    });
    return { pauses, bodies };
  };
  const pending = json(400, { error: 'authorization_pending' });
  const slowDown = json(400, { error: 'slow_down' });

  test('is the server’s interval', async () => {
    expect((await pausesOf(7, [pending, pending])).pauses).toEqual([7_000, 7_000]);
  });
  test.each([undefined, null, 'NaN', 0, -1])(
    'is 5 s where the server says %s (RFC 8628 section 3.2)',
    async (interval) => {
      expect((await pausesOf(interval, [pending])).pauses).toEqual([5_000]);
    },
  );
  test('grows by 5 s for good with each slow_down, which MSAL never sees', async () => {
    const { pauses, bodies } = await pausesOf(5, [
      slowDown,
      pending,
      slowDown,
      json(200, { access_token: 'x' }),
    ]);
    expect(pauses).toEqual([5_000, 10_000, 10_000, 15_000]);
    expect(bodies).toEqual([
      'authorization_pending',
      'authorization_pending',
      'authorization_pending',
      undefined,
    ]);
  });
  test('doubles while the service is away, honours Retry-After, and gives up after five', async () => {
    const away = new LightermanError('endpoint.unreachable');
    const busy = json(429, {}, { 'retry-after': '42' });
    const { pauses, bodies } = await pausesOf(1, [away, busy, pending, away, away, away, away, away]);
    expect(pauses).toEqual([1_000, 2_000, 42_000, 42_000, 60_000, 60_000, 60_000, 60_000]);
    expect(bodies).toEqual([
      ...Array.from({ length: 7 }, () => 'authorization_pending'),
      'endpoint.unreachable',
    ]);
  });
});

describe('answers', () => {
  test('Retry-After is kept from MSAL, which would lock itself for it', async () => {
    const network = createNetworkModule(
      scripted([json(400, { error: 'invalid_grant' }, { 'retry-after': '60' })]),
    );
    const answer = await runFlow({}, () =>
      network.sendPostRequestAsync(tokenUrl, { body: 'grant_type=refresh_token' }),
    );
    expect(answer.headers).not.toHaveProperty('retry-after');
  });
  test('a refusal is left in the flow, a good answer clears it', async () => {
    const network = createNetworkModule(
      scripted([json(400, { error: 'invalid_grant', error_codes: [50173] }), json(200, {})]),
    );
    await runFlow({}, async (flow) => {
      await network.sendPostRequestAsync(tokenUrl, { body: '' });
      expect(flow.lastProblem).toMatchObject({
        kind: 'refused',
        failure: { error: 'invalid_grant', aadsts: 50173, status: 400 },
      });
      await network.sendGetRequestAsync(tokenUrl);
      expect(flow.lastProblem).toBeNull();
    });
  });
  test('works outside a flow too', async () => {
    const network = createNetworkModule(scripted([json(200, { a: 1 })]));
    expect((await network.sendGetRequestAsync(tokenUrl)).body).toEqual({ a: 1 });
  });
});

describe('undiciFetch', () => {
  let server: Server | null = null;
  afterEach(
    () =>
      new Promise<void>((resolve) =>
        server === null ? resolve() : (server.closeAllConnections(), server.close(() => resolve())),
      ),
  );
  const listen = (handler: RequestListener): Promise<string> =>
    new Promise((resolve) => {
      const made = createServer(handler);
      server = made;
      made.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(made.address() as AddressInfo).port}`));
    });
  const get = (url: string, signal = new AbortController().signal) =>
    undiciFetch({})({ url, method: 'GET', headers: {}, body: null, signal });
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) => (isLightermanError(error) ? error.code : error),
    );

  test('sends form and headers, answers status, headers and text', async () => {
    const url = await listen((request, response) => {
      request.setEncoding('utf8');
      let body = '';
      request
        .on('data', (chunk: string) => (body += chunk))
        .on('end', () =>
          response
            .writeHead(418, { 'X-Seen': String(request.headers['x-mine']) })
            .end(`${request.method} ${body}`),
        );
    });
    const answer = await undiciFetch({})({
      url,
      method: 'POST',
      headers: { 'x-mine': 'yes' },
      body: 'a=b',
      signal: new AbortController().signal,
    });
    expect([answer.status, answer.headers['x-seen'], answer.text]).toEqual([418, 'yes', 'POST a=b']);
  });
  test('an endless answer is cut off', async () => {
    const url = await listen((_request, response) => {
      const write = (): void =>
        void (response.destroyed || (response.write(Buffer.alloc(100_000)), setImmediate(write)));
      write();
    });
    expect(await codeOf(get(url))).toBe('endpoint.bad-answer');
  });
  test('abort and refusal', async () => {
    const url = await listen(() => {});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    expect(await codeOf(get(url, stop.signal))).toBe('app.stopped');
    expect(await codeOf(get('http://127.0.0.1:1/'))).toBe('endpoint.unreachable');
  });
  test('a proxy is asked for a tunnel to https', async () => {
    const seen: string[] = [];
    const url = await listen((_request, response) => void response.end());
    server?.on('connect', (request, socket) => {
      seen.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    const fetch = undiciFetch({ proxyUrl: url });
    const code = await codeOf(
      fetch({
        url: 'https://login.microsoftonline.com/',
        method: 'GET',
        headers: {},
        body: null,
        signal: new AbortController().signal,
      }),
    );
    expect(seen).toEqual(['login.microsoftonline.com:443']);
    expect(code).toBe('endpoint.unreachable');
  });
});
