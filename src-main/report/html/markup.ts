/**
 * Text that is HTML already. Everything else that goes into a template is escaped: mail subjects and server texts are written by
 * strangers.
 */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | null | undefined | false | readonly Part[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Also takes out what would be a wrong character in HTML or would turn the reading order of the line (bidi controls in a
 * subject could make a report say the opposite: https://trojansource.codes/).
 */
export const escape = (text: string): string =>
  text
    // oxlint-disable-next-line no-control-regex
    .replaceAll(
      /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu,
      '\uFFFD',
    )
    .toWellFormed()
    .replaceAll(/[&<>"']/gu, (character) => escapes[character] ?? '');

const render = (part: Part): string => {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string') return escape(part);
  if (typeof part === 'number') return String(part);
  if ('markup' in part) return part.markup;
  return part.map(render).join('');
};

/** A template whose values are escaped unless they are markup. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => {
  let markup = strings[0] ?? '';
  parts.forEach((part, index) => {
    markup += render(part) + (strings[index + 1] ?? '');
  });
  return { markup };
};
