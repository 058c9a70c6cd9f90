import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeUnder, filesUnder, projectRoot, read } from './source-files.ts';

/** Files over 400 lines, with the reason why they are better whole. */
const LONG_FILES: Record<string, string> = {
  'src-shared/domain/error-codes.ts':
    'one table of all error codes, each with its operator’s next step: a list to look things up in',
  'test/integration/practice/identity.test.ts':
    'one running identity provider for all its flows; each start costs seconds',
  'test/unit/auth/sign-in.test.ts':
    'one flow after another over the same small Entra; shared set-up outweighs the length',
  'test/unit/proof/fingerprint.test.ts':
    'one rule of the fingerprint after another, over the same small message builders',
};
const MOST_LINES = 400;
const ALL_CODE = ['src-shared', 'src-renderer', 'src-main', 'test'];
/** Written in two parts, so that this file does not hold what it looks for. */
const SANDBOX_OFF = ['--no', 'sandbox'].join('-');
const CONSOLE = /(?<![\w.'"`])console\.(log|info|warn|error|debug|trace)\(/;
const MAY_PRINT = ['src-main/setup/', 'src-main/cli/'];

const linesOf = (path: string) => read(path).split('\n').length;

describe('habits', () => {
  it('no file is over 400 lines without a reason', () => {
    const long = ALL_CODE.flatMap(codeUnder).filter((path) => linesOf(path) > MOST_LINES);
    expect(long.filter((path) => LONG_FILES[path] === undefined)).toEqual([]);
  });

  it('no reason is kept for a file that is short by now', () => {
    const needless = Object.keys(LONG_FILES).filter(
      (path) => !existsSync(join(projectRoot, path)) || linesOf(path) <= MOST_LINES,
    );
    expect(needless).toEqual([]);
  });

  it("Electron's sandbox is switched off nowhere", () => {
    const texts = [
      ...['src-shared', 'src-renderer', 'src-main', 'test', '.ci'].flatMap(filesUnder),
      'package.json',
      'electron-builder.yml',
      'vitest.config.ts',
    ];
    expect(texts.filter((path) => read(path).includes(SANDBOX_OFF))).toEqual([]);
  });

  it('nothing prints but the command line and the set-up', () => {
    // In tests the linter's no-console watches; their texts hold programs that print.
    const printing = ['src-shared', 'src-renderer', 'src-main']
      .flatMap(codeUnder)
      .filter((path) => !MAY_PRINT.some((folder) => path.startsWith(folder)))
      .filter((path) =>
        read(path)
          .split('\n')
          .some((line) => CONSOLE.test(line) && !/^\s*(\/\/|\*)/.test(line)),
      );
    expect(printing).toEqual([]);
  });

  it('every folder under src-main, and every src folder, says in at most 40 lines what it is', () => {
    const folders = [
      'src-shared',
      'src-renderer',
      ...new Set(filesUnder('src-main').map((path) => path.split('/').slice(0, 2).join('/'))),
    ];
    const wrong = folders.filter((folder) => {
      const readme = `${folder}/README.md`;
      return !existsSync(join(projectRoot, readme)) || read(readme).trimEnd().split('\n').length > 40;
    });
    expect(wrong).toEqual([]);
  });

  it('names no package registry', () => {
    const host = ['registry', 'npmjs', 'org'].join('.');
    const texts = [
      ...['src-shared', 'src-renderer', 'src-main', 'test', 'assets', '.ci'].flatMap(filesUnder),
      'package.json',
      'package-lock.json',
      '.npmrc',
      'README.md',
    ];
    expect(texts.filter((path) => read(path).includes(host))).toEqual([]);
  });
});
