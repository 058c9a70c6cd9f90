import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const stateSchema = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(1024).max(20_000),
  height: z.number().int().min(700).max(20_000),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof stateSchema>;

export const defaultWindowState: WindowState = { width: 1280, height: 800, maximized: false };

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** @returns the size and place of last time; the default size where the file is missing or spoilt, no place off the screens */
export const readWindowState = (path: string, screens: readonly Area[]): WindowState => {
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // First start, or a spoilt file: where a window stood is not worth a message.
    return defaultWindowState;
  }
  const parsed = stateSchema.safeParse(stored);
  if (!parsed.success) return defaultWindowState;
  const { x, y, ...rest } = parsed.data;
  if (x === undefined || y === undefined) return rest;
  // A good part of the title bar must be on a screen that is still there, or nobody could move the window back.
  const isReachable = screens.some(
    (screen) =>
      x + rest.width > screen.x + 100 &&
      x < screen.x + screen.width - 100 &&
      y >= screen.y - 10 &&
      y < screen.y + screen.height - 50,
  );
  return isReachable ? parsed.data : rest;
};

export const writeWindowState = (path: string, state: WindowState): void => {
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${path}.new`, path);
};
