/**
 * Named places where the process may die (architecture.md §8): each is killed at least once by a test. The product never sets a
 * handler, so that a crash point costs one comparison.
 */
export const crashPoints = [
  'after-reserve',
  'after-first-byte',
  'after-last-byte-before-reply',
  'after-reply-before-done',
  'in-checkpoint',
  'in-schema-step',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

let handler: ((name: CrashPoint) => void) | null = null;

/** Test processes put in what kills them; `null` takes it out again. */
export const setCrashHandler = (next: ((name: CrashPoint) => void) | null): void => {
  handler = next;
};

export const crashPoint = (name: CrashPoint): void => {
  if (handler !== null) handler(name);
};
