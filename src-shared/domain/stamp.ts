/**
 * The text of the named property on a destination item (domain.md §4): the source identity and its ordinal among equal copies.
 * Under 255 characters, so that FindItem returns it whole. Fixed for ever: it lies in customers' mailboxes.
 */
export const stampOf = (identity: string, ordinal: number): string => `LM1-${identity}-${ordinal}`;

const stampPattern = /^LM1-(.+)-(\d{1,9})$/u;

/** @returns the parts of one of our stamps, `null` for any other text. */
export const parseStamp = (stamp: string): { readonly identity: string; readonly ordinal: number } | null => {
  const parts = stampPattern.exec(stamp);
  if (parts?.[1] === undefined || parts[2] === undefined) return null;
  return { identity: parts[1], ordinal: Number(parts[2]) };
};
