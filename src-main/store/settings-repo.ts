import type { ReadDb, WriteDb } from './db.ts';

/** Values are JSON; who reads one checks its shape. */
export type SettingValue =
  | string
  | number
  | boolean
  | null
  | readonly SettingValue[]
  | { readonly [key: string]: SettingValue };

/** @returns `undefined` where nothing was ever written */
export const readSetting = (db: ReadDb, key: string): unknown => {
  const row = db.read<{ value: string }>('SELECT value FROM settings WHERE key = ?').get(key);
  return row === undefined ? undefined : JSON.parse(row.value);
};

export const writeSetting = (db: WriteDb, key: string, value: SettingValue): void => {
  db.write(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(key, JSON.stringify(value));
};

export const removeSetting = (db: WriteDb, key: string): void => {
  db.write('DELETE FROM settings WHERE key = ?').run(key);
};
