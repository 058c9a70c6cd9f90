/**
 * Text for XML 1.0: escaped, and without the characters XML 1.0 forbids even as references
 * (https://www.w3.org/TR/xml/#charsets). Mail subjects, categories and folder names do contain them.
 */

// oxlint-disable-next-line no-control-regex -- they are what XML forbids
const needsWork = /[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]/;
// A surrogate is legal only as half of a pair; `u` makes a pair one character, so only lone halves match.
// oxlint-disable-next-line no-control-regex -- they are what XML forbids
const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Parsers fold these in attributes, and a bare CR anywhere; as references they survive.
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** For element content. */
export const escapeText = (text: string): string =>
  needsWork.test(text)
    ? text.replace(forbidden, '').replace(/[&<>\r]/g, (character) => references[character] ?? character)
    : text;

/** For attribute values between double quotes. */
export const escapeAttribute = (text: string): string =>
  needsWork.test(text)
    ? text.replace(forbidden, '').replace(/[&<>"\t\n\r]/g, (character) => references[character] ?? character)
    : text;

// oxlint-disable-next-line no-control-regex -- they are what XML forbids
const rawForbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
// oxlint-disable-next-line no-control-regex -- they are what XML forbids
const rawForbiddenAll = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
const surrogatePair =
  /&#(?:x0*d([89ab][0-9a-f]{2})|0*(5(?:5[2-9]|6[0-2])\d{2}));&#(?:x0*d([c-f][0-9a-f]{2})|0*(5[67]\d{3}));/gi;
const anyReference = /&#(?:x([0-9a-f]+)|([0-9]+));/gi;

const isLegal = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);

const codeOf = (hex: string | undefined, decimal: string | undefined): number =>
  hex === undefined ? Number.parseInt(decimal ?? '0', 10) : Number.parseInt(hex, 16);

/**
 * What Exchange sends made parsable: characters and character references that XML 1.0 forbids are dropped
 * (seen: `&#x1;` … in subjects and bodies, `ews-samples/GetItem/response-viewpoint-dodgy-ews-response-1`),
 * a surrogate pair written as two references becomes the character it means.
 */
export const dropIllegalReferences = (xml: string): string => {
  let text = rawForbidden.test(xml) ? xml.replace(rawForbiddenAll, '') : xml;
  if (!text.includes('&#')) return text;
  text = text.replace(
    surrogatePair,
    (whole, hexHigh?: string, decHigh?: string, hexLow?: string, decLow?: string) => {
      const high = hexHigh === undefined ? Number(decHigh) : Number.parseInt(`d${hexHigh}`, 16);
      const low = hexLow === undefined ? Number(decLow) : Number.parseInt(`d${hexLow}`, 16);
      if (high < 0xd800 || high > 0xdbff || low < 0xdc00 || low > 0xdfff) return whole;
      return `&#x${((high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000).toString(16)};`;
    },
  );
  return text.replace(anyReference, (whole, hex?: string, decimal?: string) =>
    isLegal(codeOf(hex, decimal)) ? whole : '',
  );
};
