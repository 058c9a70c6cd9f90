/**
 * Where a folder goes at the destination, in one string: a path of names below the root (`/` and `\` in a name escaped with `\`)
 * whose first part may be the distinguished id of a folder that every mailbox has. So `sentitems/2019` is a folder below Sent
 * Items whatever that is called there. A name that only looks like such an id is kept apart by a leading `/`.
 * https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/distinguishedfolderid
 */
export const placedFolders = {
  inbox: 'Inbox',
  sentitems: 'Sent Items',
  deleteditems: 'Deleted Items',
  drafts: 'Drafts',
  junkemail: 'Junk Email',
  calendar: 'Calendar',
} as const;
export type PlacedFolder = keyof typeof placedFolders;

export const isPlacedFolder = (text: string | null): text is PlacedFolder =>
  text !== null && Object.hasOwn(placedFolders, text);

const firstPart = (path: string): string => /^(?:\\.|[^/\\])*/u.exec(path)?.[0] ?? '';

/** @param path names only, of a folder below none of the placed ones. */
export const literalTarget = (path: string): string =>
  isPlacedFolder(firstPart(path).toLowerCase()) ? `/${path}` : path;

/** @returns the placed folder it begins with, if any, and the path below it. */
export const readTarget = (
  target: string,
): { readonly start: PlacedFolder | null; readonly path: string } => {
  if (target.startsWith('/')) return { start: null, path: target.slice(1) };
  const first = firstPart(target);
  const start = first.toLowerCase();
  return isPlacedFolder(start)
    ? { start, path: target.slice(first.length + 1) }
    : { start: null, path: target };
};

/** For people. */
export const targetWords = (target: string): string => {
  const { start, path } = readTarget(target);
  return [...(start === null ? [] : [placedFolders[start]]), ...(path === '' ? [] : [path])].join('/');
};
