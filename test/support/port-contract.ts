import { z } from 'zod';
import { command, type Handlers, query } from '#shared/contract/op.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { Port } from '#shared/rpc/port.ts';
import { serve } from '#shared/rpc/server.ts';

/** What the far end must know before it counts: fuzzed messages do not. */
export const counterKey = 'only the test knows this';

/** A small contract that shows everything a port must carry. */
export const portContract = {
  'test.echo': query(z.object({ value: z.unknown() })).returns<{ value: unknown; isBytes: boolean }>(),
  'test.add': command(
    z.object({ by: z.number().int(), key: z.literal(counterKey) }).strict(),
  ).returns<number>(),
  'test.total': query(z.object({}).strict()).returns<number>(),
  'test.never': query(z.object({}).strict()).returns<never>(),
  'test.fail': command(z.object({}).strict()).returns<null>(),
  'test.crash': command(z.object({}).strict()).returns<null>(),
  'test.burst': command(z.object({ events: z.number().int().max(10_000) }).strict()).returns<null>(),
  /** The far end sends this as it is, past the envelope: a peer gone mad. */
  'test.sendRaw': command(z.object({ messages: z.array(z.unknown()) }).strict()).returns<null>(),
  'test.hangUp': command(z.object({}).strict()).returns<null>(),
  'test.nested': command(
    z.object({ items: z.array(z.object({ source: z.string().min(3) })) }).strict(),
  ).returns<null>(),
} as const;
export type PortContract = typeof portContract;

/** Serves the contract on a port, in whatever process or thread this runs. */
export const servePortContract = (port: Port): void => {
  let total = 0;
  const handlers: Handlers<PortContract> = {
    'test.echo': ({ value }) => ({ value, isBytes: value instanceof Uint8Array }),
    'test.add': ({ by }) => (total += by),
    'test.total': () => total,
    'test.never': () => new Promise<never>(() => {}),
    'test.fail': () => {
      throw new LightermanError('endpoint.throttled', {
        message: 'The destination asked us to wait 297 seconds.',
        details: { waitMs: 297_000, server: 'DB7PR01', again: true, nothing: null },
        retryAfterMs: 297_000,
        cause: new LightermanError('mailbox.moving'),
      });
    },
    'test.crash': () => {
      throw new TypeError('a defect');
    },
    'test.burst': ({ events }) => {
      for (let n = 1; n <= events; n += 1) server.emit('test.happened', { n });
      return null;
    },
    'test.sendRaw': ({ messages }) => {
      for (const message of messages) port.send(message);
      return null;
    },
    'test.hangUp': () => {
      port.close();
      return null;
    },
    'test.nested': () => null,
  };
  const server = serve(portContract, handlers, 'epoch-of-the-test');
  server.attach(port);
};
