import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LightermanError } from '#shared/domain/errors.ts';
import { createClient, type Client } from '#shared/rpc/client.ts';
import type { EventMessage } from '#shared/rpc/envelope.ts';
import type { Port } from '#shared/rpc/port.ts';
import { counterKey, type PortContract, portContract } from './port-contract.ts';

/** One end of a channel whose other end serves `portContract`. */
export interface OpenedPort {
  readonly port: Port;
  /** Ends the far side without a word, as a crash does; absent where both ends live in one thread. */
  readonly kill?: () => void;
  /** Leaves nothing running. */
  readonly dispose: () => Promise<void>;
}

/** What every `Port` must do, whatever it runs over. */
export const portSuite = (
  name: string,
  open: () => Promise<OpenedPort>,
  { canDie }: { canDie: boolean },
): void => {
  describe(`a port over ${name}`, () => {
    let opened: OpenedPort;
    let client: Client<PortContract>;
    beforeEach(async () => {
      opened = await open();
      client = createClient(portContract, opened.port);
    });
    afterEach(() => opened.dispose());

    it('carries JSON values and bytes unchanged', async () => {
      const value = {
        text: 'Boîte de réception 📬',
        list: [1, -0.5, null, true, ''],
        deep: { a: { b: [] } },
      };
      expect((await client.call('test.echo', { value })).value).toEqual(value);
      const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
      const back = await client.call('test.echo', { value: bytes });
      expect(back.isBytes).toBe(true);
      expect(back.value).toBeInstanceOf(Uint8Array);
      expect([...(back.value as Uint8Array)]).toEqual([...bytes]);
    });

    it('carries 32 MB at once', async () => {
      const bytes = new Uint8Array(32 * 1024 * 1024).fill(7);
      bytes[bytes.length - 1] = 9;
      const back = (await client.call('test.echo', { value: bytes })).value as Uint8Array;
      expect(back.length).toBe(bytes.length);
      expect([back[0], back.at(-1)]).toEqual([7, 9]);
      const text = 'é'.repeat(8_000_000);
      expect((await client.call('test.echo', { value: text })).value === text).toBe(true);
    });

    it('keeps the order of calls and events', async () => {
      const calls = Array.from({ length: 500 }, (_, n) =>
        client.call('test.add', { by: n + 1, key: counterKey }),
      );
      const totals = await Promise.all(calls);
      expect(totals).toEqual(totals.toSorted((a, b) => a - b));
      expect(totals.at(-1)).toBe((500 * 501) / 2);
      const events: EventMessage[] = [];
      client.onEvent((event) => events.push(event));
      await client.call('test.burst', { events: 2000 });
      expect(events.map((event) => event.data)).toEqual(
        Array.from({ length: 2000 }, (_, n) => ({ n: n + 1 })),
      );
      expect(events.map((event) => event.revision)).toEqual(Array.from({ length: 2000 }, (_, n) => n + 1));
      expect(new Set(events.map((event) => event.epoch))).toEqual(new Set(['epoch-of-the-test']));
    });

    it('answers each caller, however many wait', async () => {
      const waiting = client.call('test.never', {});
      waiting.catch(() => {});
      const values = await Promise.all(
        Array.from({ length: 200 }, (_, n) => client.call('test.echo', { value: n })),
      );
      expect(values.map(({ value }) => value)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    });

    it('keeps the fields of an error', async () => {
      const error = await failureOf(client.call('test.fail', {}));
      expect(error.code).toBe('endpoint.throttled');
      expect(error.message).toBe('The destination asked us to wait 297 seconds.');
      expect(error.details).toEqual({ waitMs: 297_000, server: 'DB7PR01', again: true, nothing: null });
      expect(error.retryAfterMs).toBe(297_000);
      expect(error.trace).toMatch(/^[a-z0-9]+-[a-z0-9]+-[a-z0-9]+$/u);
      expect(error.info.scope).toBe('endpoint');
    });

    it('answers a defect as one, and goes on', async () => {
      expect((await failureOf(client.call('test.crash', {}))).code).toBe('app.unexpected');
      expect(await client.call('test.total', {})).toBe(0);
    });

    it('refuses an operation that does not exist', async () => {
      for (const op of ['no.such', '__proto__', 'constructor', 'toString', 'x'.repeat(101), '']) {
        // The client's types forbid such a call; a caller of another version can still make it.
        const error = await failureOf(client.call(op as 'test.total', {}));
        expect(['app.unknown-operation', 'app.bad-input']).toContain(error.code);
      }
    });

    it('names the place of a bad input', async () => {
      const error = await failureOf(
        client.call('test.nested', { items: [{ source: 'fine' }, { source: 'no' }] }),
      );
      expect(error.code).toBe('app.bad-input');
      expect(error.message).toContain('items[1].source');
      expect(error.details).toMatchObject({ op: 'test.nested', where: 'items[1].source' });
      const extra: object = { extra: 1 };
      const tooMuch = await failureOf(client.call('test.total', extra as Record<string, never>));
      expect(tooMuch.code).toBe('app.bad-input');
    });

    it('changes nothing at 10,000 hostile messages', { timeout: 60_000 }, async () => {
      for (const message of fc.sample(hostileMessage, { numRuns: 10_000, seed: 20_261_122 }))
        opened.port.send(message);
      expect(await client.call('test.total', {})).toBe(0);
      expect(await client.call('test.add', { by: 3, key: counterKey })).toBe(3);
    });

    it('shrugs at hostile answers and events', async () => {
      const heard: EventMessage[] = [];
      client.onEvent((event) => heard.push(event));
      const waiting = client.call('test.never', {});
      let settled = false;
      waiting.then(
        () => (settled = true),
        () => (settled = true),
      );
      const messages = fc.sample(hostileMessage, { numRuns: 1000, seed: 7 });
      await client.call('test.sendRaw', { messages: [...messages, { id: 999_999, ok: true, value: 1 }] });
      expect(await client.call('test.echo', { value: 'still here' })).toMatchObject({ value: 'still here' });
      expect(settled).toBe(false);
      expect(heard).toEqual([]);
    });

    it('refuses what cannot be sent at the sender, and goes on', async () => {
      expect(() => opened.port.send({ value: () => {} })).toThrow();
      expect(await client.call('test.total', {})).toBe(0);
    });

    it('rejects pending and later calls when this end closes', async () => {
      const waiting = failureOf(client.call('test.never', {}));
      client.close();
      expect((await waiting).code).toBe('backend.gone');
      expect((await failureOf(client.call('test.total', {}))).code).toBe('backend.gone');
      expect(() => opened.port.send({})).not.toThrow();
      expect(() => client.close()).not.toThrow();
    });

    it('rejects pending calls when the far end hangs up', async () => {
      const closed = new Promise<void>((resolve) => client.onClose(resolve));
      const waiting = failureOf(client.call('test.never', {}));
      const last = failureOf(client.call('test.hangUp', {}));
      expect((await waiting).code).toBe('backend.gone');
      expect((await last).code).toBe('backend.gone');
      await closed;
    });

    if (canDie)
      it('rejects pending calls when the far end dies', async () => {
        const waiting = Promise.all(
          Array.from({ length: 50 }, () => failureOf(client.call('test.never', {}))),
        );
        await client.call('test.total', {});
        opened.kill?.();
        for (const error of await waiting) expect(error.code).toBe('backend.gone');
      });

    it('tells of its end also who listens late', async () => {
      client.close();
      await new Promise<void>((resolve) => client.onClose(resolve));
      await new Promise<void>((resolve) => opened.port.onClose(resolve));
    });
  });
};

const failureOf = async (call: Promise<unknown>): Promise<LightermanError> => {
  const value: unknown = await call.then(
    (answer) => ({ answer }),
    (error: unknown) => error,
  );
  if (value instanceof LightermanError) return value;
  throw new Error(`expected a LightermanError, got ${JSON.stringify(value)}`);
};

const anyValue = fc.anything({
  maxDepth: 3,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
});
const anyOp = fc.constantFrom(
  ...Object.keys(portContract),
  '__proto__',
  'hasOwnProperty',
  '',
  'x'.repeat(5000),
);
/** Answers to hostile requests come back under their own ids; these must not meet those of the test's calls. */
const apart = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number'
    ? { ...message, id: message.id + 1e9 }
    : message;

/** Anything at all, and requests, replies and events that are nearly right. None of them is a valid request that acts. */
const hostileMessage = fc
  .oneof(
    anyValue,
    fc.record(
      {
        id: anyValue,
        op: fc.oneof(anyValue, anyOp),
        input: anyValue,
        trace: fc.oneof(anyValue, fc.string()),
      },
      { requiredKeys: [] },
    ),
    fc.record({
      id: fc.nat(),
      op: fc.constantFrom('test.add', 'test.nested', 'no.such', '__proto__', 'constructor'),
      input: fc.oneof(anyValue, fc.record({ by: anyValue, key: anyValue }), fc.record({ items: anyValue })),
      trace: fc.string({ minLength: 1, maxLength: 20 }),
    }),
    fc.record({ id: fc.integer({ max: -1 }), ok: anyValue, value: anyValue, error: anyValue }),
    fc.record({ name: anyValue, epoch: anyValue, revision: fc.string(), data: anyValue }),
  )
  .map(apart);
