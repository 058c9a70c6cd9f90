import { LightermanError } from '#shared/domain/errors.ts';
import type { SourceFolder } from '../mailbox.ts';
import type { ParsedFolder } from './operations/folders.ts';

/** Paths of folders, from their parents. The path property 0x66B5 separates with U+FFFE, which XML cannot carry. */

const escapeName = (name: string): string => name.replace(/[/\\]/g, (character) => `\\${character}`);

/** A folder whose parent is not among them counts as one of the top. */
export const withPaths = (folders: readonly ParsedFolder[]): readonly SourceFolder[] => {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const paths = new Map<string, string>();
  const pathOf = (folder: ParsedFolder, depth: number): string => {
    const known = paths.get(folder.id);
    if (known !== undefined) return known;
    // A damaged tree can have a ring in it.
    const parent = folder.parentId === null || depth > 200 ? undefined : byId.get(folder.parentId);
    const own = escapeName(folder.displayName);
    const path = parent === undefined || parent === folder ? own : `${pathOf(parent, depth + 1)}/${own}`;
    paths.set(folder.id, path);
    return path;
  };
  return folders.map((folder) => ({ ...folder, path: pathOf(folder, 0) }));
};

/** Names of a path in which `/` and `\` are escaped with `\`. @throws LightermanError `app.bad-input` for an empty name. */
export const splitPath = (path: string): readonly string[] => {
  const names = [''];
  for (let at = 0; at < path.length; at++) {
    const character = path[at] ?? '';
    if (character === '/') {
      names.push('');
    } else {
      if (character === '\\') at += 1;
      names[names.length - 1] += path[at] ?? '';
    }
  }
  if (names.some((name) => name.trim() === '')) {
    throw new LightermanError('app.bad-input', { message: 'A folder path has an empty name in it.' });
  }
  return names;
};

/** Exchange compares names of siblings without regard to case. */
export const sameName = (a: string, b: string): boolean =>
  a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase();
