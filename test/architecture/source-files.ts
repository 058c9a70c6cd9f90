import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

export const projectRoot = join(import.meta.dirname, '..', '..');
const CODE = /\.(ts|tsx|mts|mjs|cjs)$/;
const SKIPPED = new Set(['node_modules', 'build', 'out', 'dist', '.git']);

/** All files below a folder of the project, as paths from the root with forward slashes. */
export function filesUnder(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name).split(sep).join('/');
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

export const codeUnder = (folder: string): string[] => filesUnder(folder).filter((path) => CODE.test(path));

export const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

/** One import of a file: `target` is a path from the root for our own files, else the package or `node:` name. */
export type Import = { file: string; line: number; specifier: string; target: string; own: boolean };

/** Every static, dynamic and re-exporting import of a file, read from its syntax tree; `import type` counts as well. */
export function importsOf(path: string, text = read(path)): Import[] {
  const { module, errors } = parseSync(path, text);
  const broken = errors[0];
  if (broken !== undefined) throw new Error(`${path} cannot be parsed: ${broken.message}`);
  const found: { specifier: string; offset: number }[] = [];
  for (const { moduleRequest } of module.staticImports) {
    found.push({ specifier: moduleRequest.value, offset: moduleRequest.start });
  }
  for (const { entries, start } of module.staticExports) {
    const request = entries[0]?.moduleRequest;
    if (request != null) found.push({ specifier: request.value, offset: start });
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^['"`]([^'"`$]+)['"`]$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal?.[1] !== undefined) found.push({ specifier: literal[1], offset: moduleRequest.start });
  }
  return found.map(({ specifier, offset }) => ({
    file: path,
    line: text.slice(0, offset).split('\n').length,
    specifier,
    ...resolve(path, specifier),
  }));
}

const ALIASES: Record<string, string> = { '#shared': 'src-shared', '#main': 'src-main', '#test': 'test' };

function resolve(path: string, specifier: string): { target: string; own: boolean } {
  if (specifier.startsWith('.')) {
    const absolute = join(projectRoot, dirname(path), specifier.split('?')[0] ?? specifier);
    return { target: relative(projectRoot, absolute).split(sep).join('/'), own: true };
  }
  const [head = '', ...rest] = specifier.split('/');
  const alias = ALIASES[head];
  if (alias !== undefined) return { target: [alias, ...rest].join('/'), own: true };
  if (specifier.startsWith('node:')) return { target: specifier, own: false };
  return { target: specifier.startsWith('@') ? `${head}/${rest[0] ?? ''}` : head, own: false };
}
