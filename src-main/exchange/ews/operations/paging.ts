import type { XmlElement } from '../xml-tree.ts';

/** What the RootFolder element of FindItem and FindFolder says about the page. */
export interface PageFacts {
  /** `null` where the server does not say. */
  readonly totalCount: number | null;
  readonly nextOffset: number | null;
  readonly isLast: boolean | null;
}

const wholeNumber = (text: string | undefined): number | null => {
  if (text === undefined || text.trim() === '') return null;
  const value = Number(text);
  return Number.isInteger(value) && value >= 0 ? value : null;
};

export const pageFacts = (rootFolder: XmlElement | undefined): PageFacts => {
  const attributes = rootFolder?.attributes ?? {};
  const last = attributes['IncludesLastItemInRange']?.trim();
  return {
    totalCount: wholeNumber(attributes['TotalItemsInView']),
    nextOffset: wholeNumber(attributes['IndexedPagingOffset']),
    isLast: last === 'true' || last === '1' ? true : last === 'false' || last === '0' ? false : null,
  };
};
