import { afterEach, describe, expect, it } from 'vitest';
import { noSignal } from '#test/support/ews-connection.ts';
import { createMailboxBench, failureOf } from '#test/support/ews-mailbox-suite.ts';
import { failure, fault, response, soap, type StubAnswer } from '#test/support/ews-stub.ts';

const bench = createMailboxBench();
afterEach(bench.close);

describe('what a failed request means', () => {
  interface Case {
    readonly name: string;
    readonly answer: StubAnswer;
    readonly code: string;
    readonly details?: Readonly<Record<string, string>>;
  }
  const cases: readonly Case[] = [
    { name: '403 without SOAP', answer: { status: 403, body: '' }, code: 'endpoint.ews-blocked' },
    { name: '404', answer: { status: 404, body: '<html>Not found</html>' }, code: 'endpoint.not-ews' },
    {
      name: '404.13',
      answer: { status: 404, body: '<html>HTTP Error 404.13 - Not Found</html>' },
      code: 'endpoint.too-large',
    },
    { name: 'HTML', answer: { body: '<!DOCTYPE html><html>Sign in</html>' }, code: 'endpoint.not-ews' },
    { name: 'other XML', answer: { body: '<?xml version="1.0"?><rss/>' }, code: 'endpoint.not-ews' },
    {
      name: 'another redirect',
      answer: { status: 302, headers: { location: 'https://evil.example/login?x=secret' } },
      code: 'endpoint.not-ews',
      details: { redirectHost: 'evil.example' },
    },
    { name: '456', answer: { status: 456, body: '' }, code: 'auth.denied' },
    {
      name: 'a fault of rights',
      answer: fault('ErrorImpersonateUserDenied'),
      code: 'mailbox.impersonation-refused',
      details: { responseCode: 'ErrorImpersonateUserDenied' },
    },
    {
      name: 'a fault with where',
      answer: fault('ErrorMissingArgument', { LineNumber: '3' }),
      code: 'endpoint.request-refused',
      details: { LineNumber: '3' },
    },
    {
      name: 'a fault with HTTP 200',
      answer: { ...fault('ErrorImpersonateUserDenied'), status: 200 },
      code: 'mailbox.impersonation-refused',
    },
  ];

  it.each(cases)('$name', async ({ answer, code, details = {} }) => {
    const server = await bench.serve(() => answer);
    const { mailbox, gate } = bench.open(server);
    const error = await failureOf(mailbox.open(noSignal()));
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject(details);
    expect(JSON.stringify(error.details)).not.toContain('secret');
    expect(server.requests).toHaveLength(1);
    expect(gate.open()).toBe(0);
    expect(gate.left).toEqual([expect.objectContaining({ ok: false })]);
  });

  it.each([
    ['503', { status: 503, headers: { 'retry-after': '7' } }, [7_000]],
    ['429', { status: 429, headers: { 'retry-after': '3' } }, [3_000]],
    ['429 without a time', { status: 429 }, [60_000]],
    ['busy', fault('ErrorServerBusy', { BackOffMilliseconds: '297749' }), [297_749]],
    ['too many connections', fault('ErrorExceededConnectionCount'), [60_000]],
    [
      'busy in the message',
      {
        body: response('GetFolder', [
          failure(
            'GetFolder',
            'ErrorServerBusy',
            '<m:MessageXml><t:Value Name="BackOffMilliseconds">5000</t:Value></m:MessageXml>',
          ),
        ]),
      },
      [5_000],
    ],
  ] as const)('waits as the server asks: %s', async (name, answer, waits) => {
    let count = 0;
    const server = await bench.serve(() => {
      count += 1;
      return count === 1 ? answer : null;
    });
    const { mailbox, gate, slept } = bench.open(server);
    await mailbox.open(noSignal());
    expect(slept).toEqual(waits);
    expect(gate.left[0]).toMatchObject({
      ok: false,
      backOffMs: waits[0],
      tooManyConnections: name === 'too many connections',
    });
    expect(gate.left[1]).toMatchObject({ ok: true });
  });

  it.each([
    ['an error page', { status: 302, headers: { location: '/owa/auth/errorFE.aspx?httpCode=500' } }],
    ['the generic error page', { status: 302, headers: { location: '/ews/genericerrorpage.htm' } }],
    ['500 without SOAP', { status: 500, body: 'oops' }],
    ['502', { status: 502, body: '<html>bad gateway</html>' }],
    [
      'a fault without code',
      {
        status: 500,
        body: soap(
          '<s:Fault><faultcode>a:InternalServiceFault</faultcode><faultstring>x</faultstring></s:Fault>',
          null,
        ),
      },
    ],
    ['an internal error', fault('ErrorInternalServerError')],
    ['a torn answer', { body: soap('<m:GetFolderResponse/>').slice(0, 300) }],
    ['a reset', { reset: true }],
    ['a cut', { body: soap('<x/>'), cutAfterBytes: 20 }],
  ] as const)('tries a read again after %s, with growing waits, then says it', async (_name, answer) => {
    let failures = 2;
    const server = await bench.serve(() => {
      failures -= 1;
      return failures >= 0 ? answer : null;
    });
    const { mailbox, slept } = bench.open(server);
    await mailbox.open(noSignal());
    expect(slept).toHaveLength(2);
    expect(slept[1] ?? 0).toBeGreaterThan(slept[0] ?? 0);

    const dead = await bench.serve(() => answer);
    const second = bench.open(dead);
    const error = await failureOf(second.mailbox.open(noSignal()));
    expect(error.info.retry).toBe('backoff');
    // Three, and for what may be a version's fault one more for each older version.
    expect([3, 5]).toContain(second.slept.length);
    expect(second.gate.open()).toBe(0);
  });

  it('stops within a wait', async () => {
    const stop = new AbortController();
    const server = await bench.serve(() => {
      stop.abort();
      return { status: 503 };
    });
    const error = await failureOf(bench.open(server).mailbox.open(stop.signal));
    expect(error.code === 'app.stopped' || error.code === 'endpoint.unavailable').toBe(true);
    expect(server.requests).toHaveLength(1);
  });
});
