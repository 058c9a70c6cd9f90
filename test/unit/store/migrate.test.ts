import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type WriteDb } from '#main/store/db.ts';
import { checkKind, migrate, type StoreKind } from '#main/store/migrate.ts';
import { memoryProjectStore, memoryWorkspaceStore } from '#main/store/open-store.ts';
import { projectStore, workspaceStore } from '#main/store/schema/kinds.ts';
import { type CrashPoint, setCrashHandler } from '#shared/domain/crash-points.ts';
import { messageStates, passKinds, runStates, waitReasons } from '#shared/domain/run-state.ts';

const v10: StoreKind = {
  name: 'project',
  applicationId: 7,
  steps: [{ number: 10, name: 'one', sql: "CREATE TABLE a (x TEXT) STRICT; INSERT INTO a VALUES ('kept');" }],
};
const v30: StoreKind = {
  ...v10,
  steps: [
    ...v10.steps,
    { number: 20, name: 'two', sql: 'ALTER TABLE a ADD COLUMN y INTEGER' },
    { number: 30, name: 'three', sql: 'UPDATE a SET y = 1' },
  ],
};
const version = (db: WriteDb): unknown => db.read('PRAGMA user_version').get();

let folder: string;
let path: string;
const open = (): WriteDb => connect(path, { readOnly: false, mustExist: false });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lighterman-migrate-'));
  path = join(folder, 'a.sqlite');
});
afterEach(() => {
  setCrashHandler(null);
  rmSync(folder, { recursive: true, force: true });
});

const made = (): WriteDb => {
  const db = open();
  migrate(db, v10, { fresh: true, nowMs: 0 });
  return db;
};

describe('schema steps', () => {
  it('run one by one, after a copy of the file was laid beside it', () => {
    const old = made();
    expect(readdirSync(folder).filter((name) => name.includes('before-upgrade'))).toEqual([]);
    old.close();
    const db = open();
    migrate(db, v30, { fresh: false, nowMs: 0 });
    expect(version(db)).toEqual({ user_version: 30 });
    expect(db.read('SELECT x, y FROM a').all()).toEqual([{ x: 'kept', y: 1 }]);
    db.close();
    const [backup] = readdirSync(folder).filter((name) => name.includes('before-upgrade-from-10'));
    const copy = connect(join(folder, backup ?? ''), { readOnly: true, mustExist: true });
    expect(copy.read('SELECT * FROM a').all()).toEqual([{ x: 'kept' }]);
    expect(version(copy)).toEqual({ user_version: 10 });
    copy.close();
  });

  it('leave a store that is up to date alone', () => {
    made().close();
    const db = open();
    migrate(db, v10, { fresh: false, nowMs: 0 });
    db.close();
    expect(readdirSync(folder)).toEqual(['a.sqlite']);
  });

  it('cut off in the middle of one, stand where the last whole one ended and go on from there', () => {
    made().close();
    const passed: CrashPoint[] = [];
    setCrashHandler((point) => {
      passed.push(point);
      if (passed.length === 2) throw new Error('killed');
    });
    const db = open();
    expect(() => migrate(db, v30, { fresh: false, nowMs: 0 })).toThrow('killed');
    expect(passed).toEqual(['in-schema-step', 'in-schema-step']);
    expect(version(db)).toEqual({ user_version: 20 });
    expect(db.read('SELECT x, y FROM a').all()).toEqual([{ x: 'kept', y: null }]);
    setCrashHandler(null);
    migrate(db, v30, { fresh: false, nowMs: 1 });
    expect(version(db)).toEqual({ user_version: 30 });
    db.close();
  });

  it('of a newer Lighterman are refused, and the file is not changed', () => {
    const db = open();
    migrate(db, v30, { fresh: true, nowMs: 0 });
    expect(() => migrate(db, v10, { fresh: false, nowMs: 0 })).toThrow(
      expect.objectContaining({
        code: 'store.newer-schema',
        details: { path, version: 30, newestKnown: 10 },
      }),
    );
    expect(version(db)).toEqual({ user_version: 30 });
    db.close();
    expect(existsSync(path)).toBe(true);
    expect(readdirSync(folder)).toEqual(['a.sqlite']);
  });

  it('of another kind of store are refused', () => {
    const db = made();
    expect(() => checkKind(db, projectStore)).toThrow(expect.objectContaining({ code: 'store.not-a-store' }));
    expect(() => checkKind(memoryWorkspaceStore(), projectStore)).toThrow(
      expect.objectContaining({ code: 'store.not-a-store' }),
    );
    expect(() => checkKind(memoryProjectStore(), workspaceStore)).toThrow(
      expect.objectContaining({ code: 'store.not-a-store' }),
    );
    db.close();
  });

  it('are numbered ten apart', () => {
    for (const { steps } of [projectStore, workspaceStore])
      expect(steps.map((step) => step.number)).toEqual(steps.map((_, index) => (index + 1) * 10));
  });
});

describe('the constraints', () => {
  const db = memoryProjectStore();
  const sqlOf = (table: string): string =>
    db.read<{ sql: string }>('SELECT sql FROM sqlite_schema WHERE name = ?').get(table)?.sql ?? '';

  it.each([
    ['runs', runStates],
    ['items', runStates],
    ['messages', messageStates],
    ['passes', passKinds],
    ['waits', waitReasons],
  ] as const)('of %s name every state of the shared lists', (table, states) => {
    for (const state of states) expect(sqlOf(table)).toContain(`'${state}'`);
  });

  it('hold tables to their types', () => {
    const tables = db
      .read<{ name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    expect(tables.length).toBeGreaterThan(15);
    for (const { name, sql } of tables) expect(sql, name).toContain('STRICT');
    expect(db.read('PRAGMA foreign_key_check').all()).toEqual([]);
    expect(db.read('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  });
});
