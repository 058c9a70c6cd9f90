import { describe, expect, it } from 'vitest';
import { complaint, RULES } from './import-rules.ts';
import { codeUnder, importsOf } from './source-files.ts';

const complaintsAbout = (file: string, text: string) =>
  importsOf(file, text)
    .map((found) => complaint(RULES, found))
    .filter((line) => line !== undefined);

describe('who may import whom', () => {
  it('is kept by every source file', () => {
    const files = ['src-shared', 'src-renderer', 'src-main'].flatMap(codeUnder);
    expect(files.length).toBeGreaterThan(50);
    const wrong = files
      .flatMap((file) => importsOf(file))
      .map((found) => complaint(RULES, found))
      .filter((line) => line !== undefined);
    expect(wrong).toEqual([]);
  });

  it('sees static, dynamic, type-only and re-exporting imports, by alias or path', () => {
    const text = [
      "import { a } from '#main/exchange/ews/ews-mailbox.ts';",
      "import type { B } from '../exchange/http/pool.ts';",
      "export { c } from '../store/db.ts';",
      "const d = await import('electron');",
    ].join('\n');
    const wrong = complaintsAbout('src-main/migration/scheduler.ts', text);
    expect(wrong).toHaveLength(4);
    expect(wrong[1]).toContain('scheduler.ts:2 imports ../exchange/http/pool.ts');
  });

  it('keeps the practice tenants and the code they judge apart', () => {
    expect(
      complaintsAbout('src-main/practice/main.ts', "import '#main/exchange/auth/basic.ts';"),
    ).toHaveLength(1);
    expect(complaintsAbout('src-main/exchange/ews/x.ts', "import '../../practice/types.ts';")).toHaveLength(
      1,
    );
  });

  it('keeps better-sqlite3 to the store and the practice tenants', () => {
    const text = "import Database from 'better-sqlite3';";
    expect(complaintsAbout('src-main/store/db.ts', text)).toEqual([]);
    for (const file of [
      'src-main/store/items-repo.ts',
      'src-main/shell/main.ts',
      'src-main/backend/boot.ts',
    ]) {
      expect(complaintsAbout(file, text)).toHaveLength(1);
    }
  });

  it('lets nobody but the command line reach the composition roots or the set-up', () => {
    expect(complaintsAbout('src-main/features/items.ts', "import '../backend/boot.ts';")).toHaveLength(1);
    expect(complaintsAbout('src-main/backend/boot.ts', "import '../setup/display.mjs';")).toHaveLength(1);
    expect(complaintsAbout('src-main/cli/main.ts', "import '../setup/bootstrap.mjs';")).toEqual([]);
  });

  it('lets migration see the interfaces of mailboxes only', () => {
    expect(
      complaintsAbout('src-main/migration/tasks/full.ts', "import '../../exchange/mailbox.ts';"),
    ).toEqual([]);
    expect(
      complaintsAbout('src-main/migration/tasks/full.ts', "import '../../exchange/ews/x.ts';"),
    ).toHaveLength(1);
  });
});
