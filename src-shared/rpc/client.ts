import type { AnyContract, InputOf, OutputOf } from '../contract/op.ts';
import { LightermanError } from '../domain/errors.ts';
import { type EventMessage, isEvent, isReply } from './envelope.ts';
import type { Port } from './port.ts';
import { fromWireError } from './wire-error.ts';

export interface Client<C extends AnyContract> {
  call<Name extends keyof C & string>(op: Name, input: InputOf<C[Name]>): Promise<OutputOf<C[Name]>>;
  /** @returns a function that stops listening. */
  onEvent(listener: (event: EventMessage) => void): () => void;
  onClose(listener: () => void): void;
  close(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The calling end of a port. When the port closes, every pending and later call rejects with `backend.gone`. */
export const createClient = <C extends AnyContract>(_contract: C, port: Port): Client<C> => {
  const pending = new Map<number, Pending>();
  const listeners = new Set<(event: EventMessage) => void>();
  let nextId = 1;
  let closed = false;

  port.onMessage((message) => {
    if (isReply(message)) {
      const call = pending.get(message.id);
      pending.delete(message.id);
      if (call === undefined) return;
      if (message.ok) call.resolve(message.value);
      else call.reject(fromWireError(message.error));
    } else if (isEvent(message)) {
      for (const listener of listeners) listener(message);
    }
  });
  port.onClose(() => {
    closed = true;
    for (const call of pending.values()) call.reject(new LightermanError('backend.gone'));
    pending.clear();
  });

  return {
    call(op, input) {
      if (closed) return Promise.reject(new LightermanError('backend.gone'));
      const id = nextId;
      nextId += 1;
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve: (value) => resolve(value as never), reject });
        port.send({ id, op, input, trace: traceOf(id) });
      });
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClose: (listener) => port.onClose(listener),
    close: () => port.close(),
  };
};

/** Short and unique enough to find a call in the log. */
const traceOf = (id: number): string =>
  `${Date.now().toString(36)}-${id.toString(36)}-${Math.floor(Math.random() * 0xffff_ffff).toString(36)}`;
