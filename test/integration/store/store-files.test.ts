import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '#main/store/db.ts';
import { createLedger } from '#main/store/ledger-repo.ts';
import {
  createProjectStore,
  openProjectStore,
  openWorkspaceStore,
  readProjectStore,
} from '#main/store/open-store.ts';
import { createPass, requeueInterrupted } from '#main/store/pass-repo.ts';
import { createProject, readProject } from '#main/store/project-repo.ts';
import { writeSetting } from '#main/store/settings-repo.ts';
import { entry, folder, planWith } from '../../unit/store/fixtures.ts';

const code = (name: string) => expect.objectContaining({ code: name });
const plan = planWith([['anna@contoso.example', 'group@fabrikam.example']]);

let dir: string;
let path: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lighterman-store-'));
  chmodSync(dir, 0o755);
  path = join(dir, 'project.lighterman');
});
afterEach(async () => {
  for (const child of children.splice(0)) await killed(child);
  chmodSync(dir, 0o755);
  rmSync(dir, { recursive: true, force: true });
});

const killed = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};

const inChild = (task: string, env: Readonly<Record<string, string>> = {}): ChildProcess => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), task, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  children.push(child);
  return child;
};
/** Lines of the child until it ends, or until `enough` says so. */
const linesOf = async (
  child: ChildProcess,
  enough: (lines: readonly string[]) => boolean,
): Promise<readonly string[]> => {
  const lines: string[] = [];
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (enough(lines)) break;
  }
  return lines;
};

const makeProject = (): void => {
  const db = createProjectStore(path);
  createProject(db, plan, 1);
  db.close();
};

describe('a store on the disk', () => {
  it('is one file when nobody has it open, and opens again', () => {
    makeProject();
    expect(readdirSync(dir).toSorted()).toEqual(['project.lighterman', 'project.lighterman.lock']);
    const db = openProjectStore(path);
    expect(readProject(db).name).toBe('Test');
    db.close();
    db.close();
  });

  it('is not made over anything', () => {
    makeProject();
    expect(() => createProjectStore(path)).toThrow(code('store.exists'));
    const text = join(dir, 'notes.txt');
    writeFileSync(text, 'not a database, but dear to somebody');
    expect(() => createProjectStore(text)).toThrow(code('store.exists'));
    expect(readFileSync(text, 'utf8')).toBe('not a database, but dear to somebody');
  });

  it('is made where a creation died: in its schema step, or before its project', async () => {
    const child = inChild('create-until-schema-step');
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    expect(existsSync(path)).toBe(true);
    expect(() => openProjectStore(path)).toThrow(code('store.not-a-store'));
    createProjectStore(path).close();
    makeProject();
    expect(() => createProjectStore(path)).toThrow(code('store.exists'));
  });

  it('that is missing, or whose folder is, is not found', () => {
    expect(() => openProjectStore(path)).toThrow(code('store.not-found'));
    expect(() => readProjectStore(path)).toThrow(code('store.not-found'));
    expect(() => createProjectStore(join(dir, 'nowhere', 'a'))).toThrow(code('store.not-found'));
    expect(readdirSync(dir)).toEqual([]);
  });

  it('that is none is refused and left as it was', () => {
    writeFileSync(path, 'x'.repeat(5000));
    expect(() => openProjectStore(path)).toThrow(code('store.not-a-store'));
    expect(() => readProjectStore(path)).toThrow(code('store.not-a-store'));
    rmSync(path);
    mkdirSync(path);
    expect(() => openProjectStore(path)).toThrow(code('store.not-a-store'));
    rmSync(path, { recursive: true });
    const other = connect(path, { readOnly: false, mustExist: false });
    other.execute('CREATE TABLE somebodys (x)');
    other.close();
    expect(() => openProjectStore(path)).toThrow(code('store.not-a-store'));
    rmSync(path);
    openWorkspaceStore(path).close();
    expect(() => openProjectStore(path)).toThrow(code('store.not-a-store'));
    expect(readdirSync(dir)).toEqual(['project.lighterman']);
  });

  it('of a newer Lighterman is refused', () => {
    makeProject();
    const db = connect(path, { readOnly: false, mustExist: true });
    db.execute('PRAGMA user_version = 9990');
    db.close();
    expect(() => openProjectStore(path)).toThrow(code('store.newer-schema'));
    expect(() => readProjectStore(path)).toThrow(code('store.newer-schema'));
  });

  it('that is damaged says so', () => {
    makeProject();
    truncateSync(path, 40_000);
    expect(() => {
      const db = openProjectStore(path);
      try {
        db.read('SELECT * FROM items, runs, messages, errors').all();
      } finally {
        db.close();
      }
    }).toThrow(code('store.corrupt'));
  });

  it('on a full disk says so, keeps what it had, and goes on when there is room', async () => {
    makeProject();
    const db = openProjectStore(path);
    const ledger = createLedger(db, { clock: { now: () => 5 } });
    const [run] = createPass(db, { kind: 'full', nowMs: 1 }).runs;
    if (run === undefined) throw new Error('no run');
    const rows = await ledger.recordFolders(run, [folder('Inbox', { totalCount: 5000 })]);
    const mail = Array.from({ length: 5000 }, (_, index) => entry(`s${index}`, `x${index}`));
    const pages = db.read<{ page_count: number }>('PRAGMA page_count').get()?.page_count ?? 0;
    db.read(`PRAGMA max_page_count = ${pages + 100}`).get();
    await expect(ledger.recordListing(run, rows['Inbox'] ?? 0, mail)).rejects.toMatchObject({
      code: 'store.full',
    });
    db.read('PRAGMA max_page_count = 1000000').get();
    await ledger.recordListing(run, rows['Inbox'] ?? 0, mail);
    expect(await ledger.finishListing(run)).toMatchObject({ found: 5000 });
    expect(db.read('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    db.close();
  });
});

describe.skipIf(process.platform === 'win32' || process.getuid?.() !== 0)(
  'as a user who may not write (uid 65534)',
  () => {
    const attempt = async (task: 'open' | 'create' | 'read'): Promise<string> => {
      const lines = await linesOf(inChild(task, { LIGHTERMAN_TEST_UID: '65534' }), () => false);
      return lines.join('\n');
    };

    it('a project in a read-only folder is refused for writing, and can be read', async () => {
      makeProject();
      chmodSync(path, 0o644);
      expect(await attempt('open')).toBe('store.read-only');
      expect(await attempt('read')).toBe('opened');
      rmSync(`${path}.lock`);
      rmSync(path);
      expect(await attempt('create')).toBe('store.read-only');
      expect(readdirSync(dir)).toEqual([]);
    });

    it('a project that may not be read says so', async () => {
      makeProject();
      chmodSync(path, 0o600);
      expect(['store.read-only', 'store.io']).toContain(await attempt('read'));
    });
  },
);

describe('one writer', () => {
  it('is named to the second one; readers work meanwhile; its death frees the store', async () => {
    makeProject();
    const child = inChild('hold');
    await linesOf(child, (lines) => lines.includes('ready'));
    expect(() => openProjectStore(path)).toThrow(
      expect.objectContaining({
        code: 'store.locked',
        details: expect.objectContaining({ pid: child.pid, host: hostname() }),
      }),
    );
    const reader = readProjectStore(path);
    expect(readProject(reader).name).toBe('Test');
    reader.close();
    await killed(child);
    openProjectStore(path).close();
  });

  it('is refused in the same process, too', () => {
    makeProject();
    const db = openProjectStore(path);
    expect(() => openProjectStore(path)).toThrow(code('store.locked'));
    db.close();
    openProjectStore(path).close();
  });

  it('and a reader see each other’s last word', () => {
    makeProject();
    const writer = openProjectStore(path);
    const reader = readProjectStore(path);
    writer.write('UPDATE project SET name = ?').run('Renamed');
    expect(readProject(reader).name).toBe('Renamed');
    writer.close();
    expect(readProject(reader).name).toBe('Renamed');
    reader.close();
  });

  it('of a workspace may be two: application and command line', () => {
    const one = openWorkspaceStore(path);
    const two = openWorkspaceStore(path);
    writeSetting(one, 'a', 1);
    writeSetting(two, 'b', 2);
    one.close();
    two.close();
  });
});

describe('killed at work', () => {
  const judge = (lines: readonly string[]): void => {
    const reserved = lines.flatMap((line) =>
      line.startsWith('reserved ') ? line.slice(9).split(' ').map(Number) : [],
    );
    expect(reserved.length).toBeGreaterThan(0);
    const db = openProjectStore(path);
    expect(db.read('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const state = db.read<{ state: string }>('SELECT state FROM messages WHERE id = ?');
    // What was told to be reserved is, or more than that: nothing may be sent twice unasked.
    for (const id of reserved) expect(['reserved', 'done']).toContain(state.get(id)?.state);
    const counts = db
      .read<{ copied: number; done: number; found: number; rest: number }>(
        `SELECT r.copied, r.found, r.not_attempted AS rest, (SELECT count(*) FROM messages WHERE state = 'done') AS done FROM runs r`,
      )
      .get();
    expect(counts?.copied).toBe(counts?.done);
    expect(counts?.found).toBe((counts?.copied ?? 0) + (counts?.rest ?? 0));
    expect(requeueInterrupted(db, 9)).toHaveLength(1);
    db.close();
  };

  it('at any moment, every reservation that was answered is there, and the counts say what the rows say', async () => {
    makeProject();
    const child = inChild('copy');
    const lines = await linesOf(child, (all) => all.length >= 60);
    await killed(child);
    judge(lines);
  });

  it('in the middle of a checkpoint, nothing is lost', async () => {
    makeProject();
    const child = inChild('copy-until-checkpoint');
    const lines = await linesOf(child, () => false);
    expect(child.signalCode ?? 'SIGKILL').toBe('SIGKILL');
    judge(lines);
  });
});
