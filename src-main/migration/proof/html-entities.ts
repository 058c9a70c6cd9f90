import { Parser } from 'htmlparser2';

const known = new Map<string, string>();
const maxKnown = 4096;

/** What a character reference (`&nbsp;`, `&#8217;`, `&copy`) shows; unknown ones show as they stand. */
export const decodeEntity = (reference: string): string => {
  const before = known.get(reference);
  if (before !== undefined) return before;
  let text = '';
  const parser = new Parser({ ontext: (part) => (text += part) }, { decodeEntities: true });
  parser.write(reference);
  parser.end();
  if (known.size < maxKnown) known.set(reference, text);
  return text;
};
