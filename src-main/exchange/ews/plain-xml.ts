import type { XmlElement } from './xml-tree.ts';

/**
 * A reader for the XML that Exchange writes nearly always: elements, attributes, text, references; nothing else. It takes a fifth of
 * what a full parser takes. Whatever it does not know for certain it leaves to that parser: `null` means "not by me", never
 * "not well-formed".
 */
interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

const deepest = 100;
const noAttributes: Readonly<Record<string, string>> = {};

/** Local names by qualified names: they repeat thousands of times in a listing. */
const localNames = new Map<string, string>();
const localName = (name: string): string => {
  const known = localNames.get(name);
  if (known !== undefined) return known;
  const local = name.slice(name.indexOf(':') + 1);
  if (localNames.size < 5000) localNames.set(name, local);
  return local;
};

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x09;
const isNameStart = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
const isName = (code: number): boolean =>
  isNameStart(code) || (code >= 0x30 && code <= 0x39) || code === 0x3a || code === 0x2d || code === 0x2e;

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const reference = /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]+));/g;

/** @returns `null` for a reference that is none of the five, no number, or no character. */
const unescape = (text: string): string | null => {
  if (!text.includes('&')) return text;
  let known = 0;
  let isSure = true;
  const plain = text.replace(reference, (_whole, hex?: string, decimal?: string, name?: string) => {
    known += 1;
    if (name !== undefined) {
      const character = named[name];
      isSure &&= character !== undefined;
      return character ?? '';
    }
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    // Controls, surrogates and what lies beyond Unicode are the full parser's to refuse.
    isSure &&= code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isSure ? String.fromCodePoint(code) : '';
  });
  return isSure && known === text.split('&').length - 1 ? plain : null;
};

/** @param text the whole document, without characters that XML forbids. */
export const readPlainXml = (text: string): XmlElement | null => {
  // Line ends are normalised by the full parser; "]]>" is not allowed in text.
  if (text.includes('\r') || text.includes(']]>') || text.includes('<!')) return null;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (text.startsWith('<?xml ', at)) {
    const end = text.indexOf('?>', at);
    if (end < 0 || text.slice(at, end).includes('<', 1)) return null;
    at = end + 2;
  }
  const stack: OpenElement[] = [];
  const names: string[] = [];
  let root: OpenElement | null = null;
  let top: OpenElement | null = null;
  for (;;) {
    const open = text.indexOf('<', at);
    if (open !== at) {
      const between = open < 0 ? text.slice(at) : text.slice(at, open);
      if (top === null) {
        for (let index = 0; index < between.length; index += 1)
          if (!isSpace(between.charCodeAt(index))) return null;
      } else {
        const plain = unescape(between);
        if (plain === null) return null;
        top.text = top.text === '' ? plain : top.text + plain;
      }
    }
    if (open < 0) break;
    at = open + 1;
    let code = text.charCodeAt(at);
    if (code === 0x2f) {
      const name = names.pop();
      if (name === undefined || !text.startsWith(name, at + 1)) return null;
      at += 1 + name.length;
      while (isSpace(text.charCodeAt(at))) at += 1;
      if (text.charCodeAt(at) !== 0x3e) return null;
      at += 1;
      stack.pop();
      top = stack.at(-1) ?? null;
      continue;
    }
    if (!isNameStart(code) || (top === null && root !== null)) return null;
    const nameStart = at;
    while (isName(text.charCodeAt(at))) at += 1;
    const name = text.slice(nameStart, at);
    let attributes: Record<string, string> | null = null;
    let isEmpty = false;
    for (;;) {
      const before = at;
      while (isSpace(text.charCodeAt(at))) at += 1;
      code = text.charCodeAt(at);
      if (code === 0x3e) {
        at += 1;
        break;
      }
      if (code === 0x2f) {
        if (text.charCodeAt(at + 1) !== 0x3e) return null;
        at += 2;
        isEmpty = true;
        break;
      }
      // Attributes stand apart from what is before them.
      if (before === at || !isNameStart(code)) return null;
      const keyStart = at;
      while (isName(text.charCodeAt(at))) at += 1;
      const key = text.slice(keyStart, at);
      const quote = text.charAt(at + 1);
      if (text.charCodeAt(at) !== 0x3d || (quote !== '"' && quote !== "'")) return null;
      const end = text.indexOf(quote, at + 2);
      if (end < 0) return null;
      const raw = text.slice(at + 2, end);
      if (raw.includes('<') || raw.includes('\n') || raw.includes('\t')) return null;
      const value = unescape(raw);
      attributes ??= {};
      if (value === null || Object.hasOwn(attributes, key) || key === '__proto__') return null;
      attributes[key] = value;
      at = end + 1;
    }
    const element: OpenElement = {
      name: localName(name),
      attributes: attributes ?? noAttributes,
      children: [],
      text: '',
    };
    if (top === null) root = element;
    else top.children.push(element);
    if (isEmpty) continue;
    stack.push(element);
    names.push(name);
    if (stack.length > deepest) return null;
    top = element;
  }
  return top === null ? root : null;
};
