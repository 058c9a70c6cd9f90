import type { AnyContract, Handlers } from '../contract/op.ts';
import { LightermanError } from '../domain/errors.ts';
import { issuePath } from '../domain/plan.ts';
import { type EventMessage, type Reply, requestSchema } from './envelope.ts';
import type { Port } from './port.ts';
import { toWireError } from './wire-error.ts';

export interface Server {
  /** Serves one more caller. */
  attach(port: Port): void;
  /** Tells every caller a fact, in the past tense. */
  emit(name: string, data: unknown): void;
  readonly epoch: string;
}

/**
 * Answers requests on any number of ports. Inputs are parsed here, once, for every caller; a refused request gets an error code,
 * never silence.
 */
export const serve = <C extends AnyContract>(contract: C, handlers: Handlers<C>, epoch: string): Server => {
  const ports = new Set<Port>();
  let revision = 0;

  const answer = async (message: unknown): Promise<Reply | null> => {
    const request = requestSchema.safeParse(message);
    if (!request.success) {
      const id = idOf(message);
      if (id === null) return null;
      return {
        id,
        ok: false,
        error: toWireError(
          new LightermanError('app.bad-input', { message: 'The request has no valid form.' }),
        ),
      };
    }
    const { id, op, input, trace } = request.data;
    try {
      const operation = Object.hasOwn(contract, op) ? contract[op] : undefined;
      const handler = Object.hasOwn(handlers, op) ? handlers[op] : undefined;
      if (operation === undefined || handler === undefined)
        throw new LightermanError('app.unknown-operation', { details: { op: op.slice(0, 60) } });
      const parsed = operation.input.safeParse(input);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        const where = issue === undefined ? '' : issuePath(issue.path);
        throw new LightermanError('app.bad-input', {
          message: `${where === '' ? 'The value' : where}: ${issue?.message ?? 'cannot be used'}.`,
          details: { op, where },
        });
      }
      const value: unknown = await handler(parsed.data as never, { trace });
      return { id, ok: true, value: value ?? null };
    } catch (error) {
      return { id, ok: false, error: { ...toWireError(error), trace } };
    }
  };

  return {
    epoch,
    attach(port) {
      ports.add(port);
      port.onClose(() => ports.delete(port));
      port.onMessage((message) => {
        void answer(message).then((reply) => {
          if (reply !== null && ports.has(port)) port.send(reply);
        });
      });
    },
    emit(name, data) {
      revision += 1;
      const event: EventMessage = { name, epoch, revision, data };
      for (const port of ports) port.send(event);
    },
  };
};

const idOf = (message: unknown): number | null =>
  typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number'
    ? message.id
    : null;
