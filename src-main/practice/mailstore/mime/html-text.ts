import { Parser } from 'htmlparser2';

const blocks = new Set([
  'address',
  'article',
  'aside',
  'blockquote',
  'center',
  'dd',
  'div',
  'dl',
  'dt',
  'fieldset',
  'figure',
  'footer',
  'form',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hr',
  'li',
  'main',
  'nav',
  'ol',
  'p',
  'pre',
  'section',
  'table',
  'tr',
  'ul',
]);
const silent = new Set(['script', 'style', 'head', 'title', 'template', 'noscript']);

/** The words a person sees in an HTML body, one line per block, in CRLF lines: what Exchange offers as `text/plain` beside HTML. */
export const htmlToText = (html: string): string => {
  let text = '';
  let hidden = 0;
  let preformatted = 0;
  const parser = new Parser(
    {
      onopentag(name) {
        if (silent.has(name)) hidden += 1;
        else if (name === 'br') text += '\n';
        else if (name === 'td' || name === 'th') text += '\t';
        else if (blocks.has(name)) text += '\n';
        if (name === 'pre') preformatted += 1;
      },
      ontext(data) {
        if (hidden === 0) text += preformatted > 0 ? data : data.replace(/\s+/g, ' ');
      },
      onclosetag(name) {
        if (silent.has(name)) hidden -= 1;
        else if (blocks.has(name)) text += '\n';
        if (name === 'pre') preformatted -= 1;
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(html);
  parser.end();
  return text
    .replaceAll('\u00a0', ' ')
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/[ \t]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .replaceAll('\n', '\r\n');
};
