import type { z } from 'zod';

/** Builders of the contract's operations. A query has no side effect and is safe to repeat; a command is one transaction. */
export interface Operation<Kind extends 'query' | 'command', Schema extends z.ZodType, Output> {
  readonly kind: Kind;
  readonly input: Schema;
  /** Only a type: outputs come from our own code and are not parsed again. */
  readonly output?: Output;
}

interface Builder<Kind extends 'query' | 'command', Schema extends z.ZodType> {
  returns<Output>(): Operation<Kind, Schema, Output>;
}

export const query = <Schema extends z.ZodType>(input: Schema): Builder<'query', Schema> => ({
  returns: <Output>(): Operation<'query', Schema, Output> => ({ kind: 'query', input }),
});

export const command = <Schema extends z.ZodType>(input: Schema): Builder<'command', Schema> => ({
  returns: <Output>(): Operation<'command', Schema, Output> => ({ kind: 'command', input }),
});

export type AnyOperation = Operation<'query' | 'command', z.ZodType, unknown>;
export type AnyContract = Readonly<Record<string, AnyOperation>>;
export type InputOf<O> = O extends Operation<'query' | 'command', infer S, unknown> ? z.input<S> : never;
export type ParsedInputOf<O> =
  O extends Operation<'query' | 'command', infer S, unknown> ? z.output<S> : never;
export type OutputOf<O> = O extends Operation<'query' | 'command', z.ZodType, infer R> ? R : never;

/** One handler per operation; leaving one out is a compile error. */
export type Handlers<C extends AnyContract> = {
  readonly [Name in keyof C]: (
    input: ParsedInputOf<C[Name]>,
    context: CallContext,
  ) => Promise<OutputOf<C[Name]>> | OutputOf<C[Name]>;
};

export interface CallContext {
  readonly trace: string;
}
