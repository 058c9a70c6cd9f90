import { decodeEntity } from './html-entities.ts';
import { maxLineChars } from './text-facts.ts';

/** Takes HTML in any pieces; hands over visible lines, and the content ids that pictures and links name. */
export interface HtmlReader {
  readonly write: (html: string) => void;
  readonly end: () => void;
}

export interface HtmlEvents {
  readonly line: (text: string) => void;
  readonly contentId: (id: string) => void;
}

/** Elements that begin and end a line; table cells only keep words apart. */
const blocks = new Set(
  (
    'address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form ' +
    'frameset h1 h2 h3 h4 h5 h6 head header hr html legend li listing main menu nav ol option p pre section select summary table tbody ' +
    'tfoot thead title tr ul'
  ).split(' '),
);
const cells = new Set(['td', 'th']);
/** Their content is not shown; it ends only at their own end tag. */
const hidden = new Set(['script', 'style', 'title']);
const lineBreaks = /[\t\n\f\r]/gu;
const maxTagName = 32;
const blank = 32;
const slash = 47;
const equals = 61;
const greaterThan = 62;
const maxKeptValue = 512;
const longestReference = 40;
const letter = /[a-zA-Z]/u;
const reference = /^&(?:#[xX][0-9a-fA-F]{1,8};?|#[0-9]{1,8};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)/u;
const mayBecomeReference = /^&(?:#?[a-zA-Z0-9]{0,34})?$/u;
const contentIdUrl = /cid:([^\s"'()<>]+)/giu;

type State =
  | 'text'
  | 'tag'
  | 'beforeName'
  | 'afterEquals'
  | 'quoted'
  | 'unquoted'
  | 'comment'
  | 'bogus'
  | 'hidden';

/**
 * A small tokenizer after the HTML standard's states (https://html.spec.whatwg.org/multipage/parsing.html#tokenization), with
 * bounded memory: comments, scripts and attribute values of any length pass through.
 */
export const createHtmlReader = (events: HtmlEvents): HtmlReader => {
  let state: State = 'text';
  let rest = '';
  let line = '';
  let tagName = '';
  let closing = false;
  let quote = '"';
  let value = '';
  let hiddenName = '';

  const endLine = (): void => {
    if (line !== '') events.line(line);
    line = '';
  };
  const addText = (text: string): void => {
    line += text;
    while (line.length > maxLineChars) {
      // Cut at a word if there is one, so that a piece does not depend on how the text came.
      const cut = line.lastIndexOf(' ', maxLineChars - 1) + 1 || maxLineChars;
      events.line(line.slice(0, cut));
      line = line.slice(cut);
    }
  };
  const endValue = (): void => {
    if (value.length > 4) for (const match of value.matchAll(contentIdUrl)) events.contentId(match[1] ?? '');
    value = '';
  };
  const endTag = (): void => {
    const name = tagName.toLowerCase();
    if (blocks.has(name)) endLine();
    else if (cells.has(name)) addText(' ');
    state = 'text';
    if (!closing && hidden.has(name)) {
      hiddenName = name;
      state = 'hidden';
    }
  };

  /** Text up to the next `<`; answers where to go on, or -1 when more is needed. */
  const readText = (html: string, at: number, final: boolean): number => {
    const open = html.indexOf('<', at);
    const limit = open === -1 ? html.length : open;
    let from = at;
    for (let amp = html.indexOf('&', from); amp !== -1 && amp < limit; amp = html.indexOf('&', from)) {
      addText(html.slice(from, amp).replace(lineBreaks, ' '));
      const candidate = html.slice(amp, Math.min(limit, amp + longestReference));
      if (!final && open === -1 && mayBecomeReference.test(candidate)) {
        rest = html.slice(amp);
        return -1;
      }
      const found = reference.exec(candidate)?.[0] ?? '&';
      addText(found === '&' ? '&' : decodeEntity(found));
      from = amp + found.length;
    }
    addText(html.slice(from, limit).replace(lineBreaks, ' '));
    return limit;
  };

  /** A `<` at `at`: what begins here? */
  const readOpen = (html: string, at: number, final: boolean): number => {
    if (html.length - at < 4 && !final) {
      rest = html.slice(at);
      return -1;
    }
    if (html.startsWith('<!--', at)) {
      state = 'comment';
      return at + (html.startsWith('>', at + 4) ? 3 : 4);
    }
    const after = html[at + 1] ?? '';
    if (after === '!' || after === '?') {
      state = 'bogus';
      return at + 2;
    }
    closing = after === '/';
    const nameAt = at + (closing ? 2 : 1);
    if (letter.test(html[nameAt] ?? '')) {
      tagName = '';
      state = 'tag';
      return nameAt;
    }
    if (closing) {
      state = 'bogus';
      return nameAt;
    }
    addText('<');
    return at + 1;
  };

  const readTag = (html: string, at: number): number => {
    let i = at;
    for (; i < html.length; i += 1) {
      const code = html.charCodeAt(i);
      if (code === greaterThan || code === slash || code <= blank) break;
    }
    if (tagName.length < maxTagName) tagName += html.slice(at, Math.min(i, at + maxTagName));
    if (i < html.length) state = 'beforeName';
    return i;
  };

  const readAttributes = (html: string, at: number): number => {
    for (let i = at; i < html.length; i += 1) {
      const code = html.charCodeAt(i);
      if (code === greaterThan) {
        endTag();
        return i + 1;
      }
      if (code === equals) {
        state = 'afterEquals';
        return i + 1;
      }
    }
    return html.length;
  };

  const readAfterEquals = (html: string, at: number): number => {
    for (let i = at; i < html.length; i += 1) {
      const char = html[i] ?? '';
      if (char <= ' ') continue;
      if (char === '"' || char === "'") {
        quote = char;
        state = 'quoted';
        return i + 1;
      }
      state = char === '>' ? 'beforeName' : 'unquoted';
      return i;
    }
    return html.length;
  };

  const keepValue = (text: string): void => {
    if (value.length < maxKeptValue) value += text.slice(0, maxKeptValue - value.length);
  };

  const readQuoted = (html: string, at: number): number => {
    const end = html.indexOf(quote, at);
    keepValue(
      html.slice(
        at,
        end === -1 ? Math.min(html.length, at + maxKeptValue) : Math.min(end, at + maxKeptValue),
      ),
    );
    if (end === -1) return html.length;
    endValue();
    state = 'beforeName';
    return end + 1;
  };

  const readUnquoted = (html: string, at: number): number => {
    for (let i = at; i < html.length; i += 1) {
      const code = html.charCodeAt(i);
      if (code <= blank || code === greaterThan) {
        keepValue(html.slice(at, i));
        endValue();
        state = 'beforeName';
        return i;
      }
    }
    keepValue(html.slice(at));
    return html.length;
  };

  /** Skips to `mark`, keeping a tail that may be its beginning. */
  const skipTo = (html: string, at: number, mark: string, final: boolean): number => {
    const end = html.indexOf(mark, at);
    if (end !== -1) {
      state = 'text';
      return end + mark.length;
    }
    if (final) return html.length;
    rest = html.slice(Math.max(at, html.length - mark.length + 1));
    return -1;
  };

  const skipHidden = (html: string, at: number, final: boolean): number => {
    for (let end = html.indexOf('</', at); end !== -1; end = html.indexOf('</', end + 2)) {
      const name = html.slice(end + 2, end + 2 + hiddenName.length);
      if (name.length < hiddenName.length && !final) {
        rest = html.slice(end);
        return -1;
      }
      if (name.toLowerCase() === hiddenName) {
        state = 'text';
        return end;
      }
    }
    if (!final && html.endsWith('<')) {
      rest = '<';
      return -1;
    }
    return html.length;
  };

  const step = (html: string, at: number, final: boolean): number => {
    switch (state) {
      case 'text':
        return html[at] === '<' ? readOpen(html, at, final) : readText(html, at, final);
      case 'tag':
        return readTag(html, at);
      case 'beforeName':
        return readAttributes(html, at);
      case 'afterEquals':
        return readAfterEquals(html, at);
      case 'quoted':
        return readQuoted(html, at);
      case 'unquoted':
        return readUnquoted(html, at);
      case 'comment':
        return skipTo(html, at, '-->', final);
      case 'bogus':
        return skipTo(html, at, '>', final);
      case 'hidden':
        return skipHidden(html, at, final);
      default:
        return state satisfies never;
    }
  };

  const run = (html: string, final: boolean): void => {
    rest = '';
    let at = 0;
    while (at !== -1 && at < html.length) at = step(html, at, final);
  };

  return {
    write: (html) => run(rest + html, false),
    end: () => {
      run(rest, true);
      endLine();
    },
  };
};
