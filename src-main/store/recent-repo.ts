import type { ReadDb, WriteDb } from './db.ts';

export interface RecentProject {
  readonly path: string;
  readonly name: string;
  readonly openedAtMs: number;
}

const kept = 50;

/** Newest first. */
export const listRecentProjects = (db: ReadDb): readonly RecentProject[] =>
  db
    .read<RecentProject>(
      'SELECT path, name, opened_at AS openedAtMs FROM recent_projects ORDER BY opened_at DESC, path',
    )
    .all();

export const rememberRecentProject = (db: WriteDb, project: RecentProject): void =>
  db.transaction(() => {
    db.write(
      `INSERT INTO recent_projects (path, name, opened_at) VALUES (?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET name = excluded.name, opened_at = excluded.opened_at`,
    ).run(project.path, project.name, project.openedAtMs);
    db.write(
      'DELETE FROM recent_projects WHERE path NOT IN (SELECT path FROM recent_projects ORDER BY opened_at DESC, path LIMIT ?)',
    ).run(kept);
  });

export const forgetRecentProject = (db: WriteDb, path: string): void => {
  db.write('DELETE FROM recent_projects WHERE path = ?').run(path);
};
