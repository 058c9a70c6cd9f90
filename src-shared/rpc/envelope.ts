import { z } from 'zod';
import type { WireError } from './wire-error.ts';

/** What crosses a port. `epoch` names one run of the backend, `revision` counts its events. */
export const requestSchema = z.object({
  id: z.number().int().nonnegative(),
  op: z.string().min(1).max(100),
  input: z.unknown(),
  trace: z.string().min(1).max(100),
});
export type Request = z.infer<typeof requestSchema>;

export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WireError };

export interface EventMessage {
  readonly name: string;
  readonly epoch: string;
  readonly revision: number;
  readonly data: unknown;
}

const replySchema = z.union([
  z.object({ id: z.number(), ok: z.literal(true), value: z.unknown() }),
  z.object({
    id: z.number(),
    ok: z.literal(false),
    error: z.looseObject({ code: z.string(), message: z.string() }),
  }),
]);
const eventSchema = z.object({
  name: z.string(),
  epoch: z.string(),
  revision: z.number(),
  data: z.unknown(),
});

export const isReply = (message: unknown): message is Reply => replySchema.safeParse(message).success;
export const isEvent = (message: unknown): message is EventMessage => eventSchema.safeParse(message).success;
