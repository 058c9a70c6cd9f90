import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A released step of the store's schema by file name, with the SHA-256 of the file at its release. */
export type Released = Record<string, string>;

/** @returns one sentence for each released step that is gone or not as it was released */
export function thawed(folder: string, released: Released): string[] {
  return Object.entries(released).flatMap(([name, hash]) => {
    const path = join(folder, name);
    if (!existsSync(path))
      return [`${name} was released and is gone: stores made with it can no longer be opened`];
    const now = createHash('sha256').update(readFileSync(path)).digest('hex');
    return now === hash ? [] : [`${name} was released and has changed: write a new step instead`];
  });
}

/** @returns the number a step's file name begins with; undefined for a file that is no step */
export function stepNumber(name: string): number | undefined {
  const digits = /^(\d{4})-[a-z0-9-]+\.(ts|sql)$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
