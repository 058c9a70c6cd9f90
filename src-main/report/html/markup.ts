/**
 * Text that is HTML already. Everything else that goes into a template is escaped: mail subjects, folder names and server texts are
 * written by strangers.
 */
export interface Markup {
  readonly markup: string;
}

export type Part = Markup | string | number | null | undefined | false | readonly Part[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters have no place in HTML, half surrogates none in UTF-8: each is shown as the replacement character. */
const escape = (text: string): string =>
  text
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll(/[&<>"']/gu, (character) => escapes[character] ?? '');

const render = (part: Part): string => {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string') return escape(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(render).join('');
};

/** A template whose values are escaped unless they are markup. */
export const markup = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => {
  let text = strings[0] ?? '';
  parts.forEach((part, index) => {
    text += render(part) + (strings[index + 1] ?? '');
  });
  return { markup: text };
};

/**
 * Words of a stranger, kept in their own direction: they cannot turn the line around them. Controls that force a direction are left
 * out, because they can make `exe.pdf` of `fdp.exe` (https://trojansource.codes/); Hebrew and Arabic do without them.
 */
export const quoted = (text: string): Markup =>
  markup`<bdi>${text.replaceAll(/[\u202A-\u202E\u2066-\u2069]/gu, '')}</bdi>`;

/** Long enough to leave its column. */
const longAddress = 28;

/** A long address may break after `@` and dots. */
export const address = (smtp: string): Markup => {
  const text = escape(smtp);
  const broken = smtp.length > longAddress ? text.replaceAll(/[@.]/gu, '$&<wbr>') : text;
  // oxlint-disable-next-line no-control-regex
  return { markup: /^[\u0000-\u007F]*$/u.test(smtp) ? broken : `<bdi>${broken}</bdi>` };
};
