import { EwsError, EwsFault } from './errors.ts';
import { childOf, type XmlElement } from './xml-element.ts';

/** Largest page a caller gets, and the largest when a restriction is given (reference §6.1). */
export const maxPage = 1000;
export const maxRestrictedPage = 250;

export interface Page {
  readonly offset: number;
  readonly limit: number;
  /** Value for `IndexedPagingOffset` and its kin. */
  attributes(returned: number): string;
}

const attributesOf = (paging: string, total: number, isLast: boolean): string =>
  `${paging} TotalItemsInView="${total}" IncludesLastItemInRange="${isLast}"`;

/** The part of `total` rows a request asks for; `view` is its paging element, if it has one. */
export const pageOf = (view: XmlElement | null, total: number, isRestricted: boolean): Page => {
  const cap = isRestricted ? maxRestrictedPage : maxPage;
  const asked = view?.attributes['MaxEntriesReturned'];
  const maxEntries = asked === undefined ? cap : Number(asked);
  if (maxEntries <= 0) throw new EwsError('ErrorInvalidPagingMaxRows');
  const limit = Math.min(cap, maxEntries);
  if (view === null) {
    return {
      offset: 0,
      limit,
      attributes: (returned) => attributesOf('', total, returned >= total).trimStart(),
    };
  }
  if (/^t:|^m:Indexed/.test(view.name) && view.name.startsWith('m:IndexedPage')) {
    const offset = Number(view.attributes['Offset'] ?? '0');
    if (offset < 0) throw new EwsError('ErrorInvalidIndexedPagingParameters');
    const fromEnd = view.attributes['BasePoint'] === 'End';
    const start = fromEnd ? Math.max(0, total - offset - limit) : Math.min(offset, total);
    const size = fromEnd ? Math.max(0, Math.min(limit, total - offset)) : limit;
    return {
      offset: start,
      limit: size,
      attributes: (returned) => {
        const next = fromEnd ? offset + returned : start + returned;
        return attributesOf(`IndexedPagingOffset="${next}"`, total, fromEnd ? start === 0 : next >= total);
      },
    };
  }
  if (view.name.startsWith('m:FractionalPage')) {
    const numerator = Number(view.attributes['Numerator'] ?? '0');
    const denominator = Number(view.attributes['Denominator'] ?? '1');
    if (denominator <= 0 || numerator < 0 || numerator > denominator)
      throw new EwsError('ErrorInvalidIndexedPagingParameters');
    const start = Math.floor((total * numerator) / denominator);
    return {
      offset: start,
      limit,
      attributes: (returned) =>
        attributesOf(
          `NumeratorOffset="${start + returned}" AbsoluteDenominator="${total}"`,
          total,
          start + returned >= total,
        ),
    };
  }
  throw new EwsFault('ErrorInvalidRequest', {
    text: 'This kind of view is not offered by the practice server.',
  });
};

const views = [
  'm:IndexedPageItemView',
  'm:FractionalPageItemView',
  'm:SeekToConditionPageItemView',
  'm:CalendarView',
  'm:ContactsView',
  'm:IndexedPageFolderView',
  'm:FractionalPageFolderView',
];

export const viewElement = (body: XmlElement): XmlElement | null =>
  views.map((name) => childOf(body, name)).find((view) => view !== null) ?? null;
