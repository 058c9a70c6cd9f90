import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultWindowState, readWindowState, writeWindowState } from '#main/shell/window-state.ts';

const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'window-state-'));
  file = join(folder, 'window-state.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('starts at 1,280 × 800 where nothing is known', () => {
  expect(readWindowState(file, screens)).toEqual({ width: 1280, height: 800, maximized: false });
  for (const spoilt of ['', '{', '[]', '{"width":10}', '{"width":1280,"height":"800","maximized":false}']) {
    writeFileSync(file, spoilt);
    expect(readWindowState(file, screens)).toEqual(defaultWindowState);
  }
});

it('comes back where it was', () => {
  const state = { x: 100, y: 50, width: 1500, height: 900, maximized: true };
  writeWindowState(file, state);
  expect(readWindowState(file, screens)).toEqual(state);
  expect(readdirSync(folder)).toEqual(['window-state.json']);
});

it('is not lost on a screen that was unplugged', () => {
  writeWindowState(file, { x: 2500, y: 50, width: 1500, height: 900, maximized: false });
  expect(readWindowState(file, screens)).toEqual({ width: 1500, height: 900, maximized: false });
  writeWindowState(file, { x: 100, y: -400, width: 1500, height: 900, maximized: false });
  expect(readWindowState(file, screens)).toEqual({ width: 1500, height: 900, maximized: false });
});
