import { existsSync } from 'node:fs';
import { crashPoint } from '#shared/domain/crash-points.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { WriteDb, ReadDb } from './db.ts';

/** One numbered change of the tables; numbers are ten apart, a released one is never edited. */
export interface SchemaStep {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** What kind of store a file is, by SQLite's application id (https://www.sqlite.org/pragma.html#pragma_application_id). */
export interface StoreKind {
  readonly name: 'project' | 'workspace';
  readonly applicationId: number;
  readonly steps: readonly SchemaStep[];
}

const newestOf = (kind: StoreKind): number => kind.steps.at(-1)?.number ?? 0;
const pragma = (db: ReadDb, name: string): number =>
  Object.values(db.read<Record<string, number>>(`PRAGMA ${name}`).get() ?? {})[0] ?? 0;

/** @throws LightermanError store.not-a-store, store.newer-schema */
export const checkKind = (db: ReadDb, kind: StoreKind): void => {
  const applicationId = pragma(db, 'application_id');
  if (applicationId !== kind.applicationId)
    throw new LightermanError('store.not-a-store', {
      message: `The file is not a Lighterman ${kind.name}.`,
      details: { path: db.path },
    });
  const version = pragma(db, 'user_version');
  if (version > newestOf(kind))
    throw new LightermanError('store.newer-schema', {
      details: { path: db.path, version, newestKnown: newestOf(kind) },
    });
  if (db.readOnly && version < newestOf(kind))
    throw new LightermanError('app.conflict', {
      message:
        'The project was written by an older Lighterman; open it once for writing to bring it up to date.',
      details: { path: db.path, version, newestKnown: newestOf(kind) },
    });
};

/** Brings a file up to date, one transaction per step. An existing one is copied beside itself first. */
export const migrate = (
  db: WriteDb,
  kind: StoreKind,
  options: { readonly fresh: boolean; readonly nowMs: number },
): void => {
  if (!options.fresh) checkKind(db, kind);
  const version = pragma(db, 'user_version');
  const due = kind.steps.filter((step) => step.number > version);
  if (due.length === 0) return;
  if (!options.fresh) backUp(db, version, options.nowMs);
  for (const step of due)
    db.transaction(
      () => {
        // Another process may have been quicker with a store that admits several (the workspace).
        if (pragma(db, 'user_version') >= step.number) return;
        db.execute(step.sql);
        crashPoint('in-schema-step');
        db.execute(`PRAGMA application_id = ${kind.applicationId}`);
        db.execute(`PRAGMA user_version = ${step.number}`);
      },
      { durable: true },
    );
};

const backUp = (db: WriteDb, version: number, nowMs: number): void => {
  if (db.path === ':memory:') return;
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/gu, '-');
  const target = `${db.path}.before-upgrade-from-${version}-${stamp}`;
  if (existsSync(target)) return;
  db.write('VACUUM INTO ?').run(target);
};
