/** Characters XML 1.0 has no place for. Real Exchange sends some of them all the same; ours become U+FFFD, so that every answer is XML. */
const forbidden = /(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]/gu;
const needsCare = /[&<>\p{Cc}\ufffe\uffff]/u;

export const escapeXml = (text: string): string => {
  const safe = needsCare.test(text)
    ? text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('\r', '&#xD;')
        .replace(forbidden, '\ufffd')
    : text;
  return safe.isWellFormed() ? safe : safe.toWellFormed();
};

export const escapeAttribute = (text: string): string =>
  escapeXml(text).replaceAll('"', '&quot;').replaceAll('\n', '&#xA;').replaceAll('\t', '&#x9;');

/** `<name>text</name>`, or the empty form. */
export const element = (name: string, text: string): string =>
  text === '' ? `<${name}/>` : `<${name}>${escapeXml(text)}</${name}>`;

export const booleanElement = (name: string, value: boolean): string =>
  `<${name}>${value ? 'true' : 'false'}</${name}>`;
