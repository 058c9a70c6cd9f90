import { z } from 'zod';

/** Inputs that several operations share. */
export const nothing = z.object({}).strict();
export const page = {
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
};
export const path = z.string().min(1).max(4096);
export const endpointName = z.string().min(1).max(120);
