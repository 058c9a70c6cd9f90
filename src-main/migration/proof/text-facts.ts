import { createHash } from 'node:crypto';
import { maxParagraphs, type TextFacts } from './fingerprint-types.ts';

/** Bounds what one message may keep, whatever the number of its parts. */
export interface Budget {
  parts: number;
  paragraphs: number;
}

/** Takes visible text line by line and keeps hashes only. */
export interface TextCollector {
  /** A line without its end; may be empty. A longer line than {@link maxLineChars} should be given in pieces. */
  readonly line: (text: string) => void;
  readonly facts: (doubtful: boolean) => TextFacts;
}

export const maxLineChars = 16_384;
const flushChars = 32_768;
const sumModulus = 2 ** 52;

/** A string hash for naming lines, not for proof: 52 bits of cyrb53 (public domain, https://github.com/bryc/code). */
const lineHash = (text: string): number => {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return (b >>> 0) * 2 ** 20 + ((a >>> 0) & 0xfffff);
};

const plain = /^[\x20-\x7e]*$/u;
/** Characters that no repair and no normal form (NFC, NFKC) changes: ASCII, precomposed Latin, Greek, Cyrillic, kana, Han, Hangul, quotes. */
const settled =
  /^[\x20-\x7e\u00c0-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0391-\u03c9\u0410-\u044f\u2018-\u201e\u3001-\u3011\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*$/u;
/** Characters nobody sees: controls, zero-width marks, soft hyphen, variation selectors and byte order marks. */
const invisible =
  /(?![\t\n\v\f\r])\p{Cc}|[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]|[\ufe00-\ufe0f]/gu;
const c1 = /[\u0080-\u009f]/gu;
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
/** C1 controls are windows-1252 labelled iso-8859-1 (as WHATWG and every mail client have it). */
const repairC1 = (text: string): string =>
  text.replace(c1, (char) => windows1252[char.charCodeAt(0) - 0x80] ?? char);

/** Pairs that Japanese, Chinese and Korean code pages map differently (cp932 against JIS X 0208 and so on). */
const variants: Readonly<Record<string, string>> = {
  '\u301c': '~',
  '\u223c': '~',
  '\u2212': '-',
  '\u2010': '-',
  '\u2011': '-',
  '\u2014': '-',
  '\u2015': '-',
  '\u2016': '∥',
  '\u00a6': '|',
  '\u00a5': '\\',
  '\u20a9': '\\',
  '\u203e': '~',
  '\u00af': '~',
  '\u0304': '',
  '\u2024': '\u00b7',
  '\u2027': '\u00b7',
  '\u30fb': '\u00b7',
  '\u2022': '\u00b7',
  '\u22c5': '\u00b7',
};
const variantChars =
  /[\u301c\u223c\u2212\u2010\u2011\u2014\u2015\u2016\u00a6\u00a5\u20a9\u203e\u00af\u2024\u2027\u30fb\u2022\u22c5]|\u0304/gu;
/** White space as people see it, no-break and ideographic spaces included. */
const space = /[\s\u00a0\u0085\u180e\u2000-\u200a\u202f\u205f\u3000]+/gu;
const leadingQuoteMarks = /^(?:>[\s\u00a0]*)+/u;
/** A question mark is what other converters put where they know no letter. */
const dubiousWord = /[^\x21-\x3e\x40-\x7e]/u;

/** White space runs become one space, none at the ends. */
const foldLine = (text: string, simple: boolean): string => {
  if (!simple) return text.replace(space, ' ').trim();
  return (text.includes('  ') ? text.replace(/ +/gu, ' ') : text).trim();
};

const countWords = (folded: string): number => {
  let count = 1;
  for (let at = folded.indexOf(' '); at !== -1; at = folded.indexOf(' ', at + 1)) count += 1;
  return count;
};

/** A hash that takes text in small pieces without a call into OpenSSL for each. */
const batchedHash = (): { add(text: string): void; hex(): string } => {
  const hash = createHash('sha256');
  let pending = '';
  return {
    add: (text) => {
      pending += text;
      if (pending.length >= flushChars) {
        hash.update(pending, 'utf8');
        pending = '';
      }
    },
    hex: () => hash.update(pending, 'utf8').digest('hex').slice(0, 40),
  };
};

export const createTextCollector = (budget: Budget): TextCollector => {
  const folded = batchedHash();
  const dense = batchedHash();
  const skeleton = batchedHash();
  let words = 0;
  let lines = 0;
  let lineSum = 0;
  const paragraphs: string[] = [];

  const line = (text: string): void => {
    const ascii = plain.test(text);
    // Most lines of most languages have nothing to repair; the test is far cheaper than the repairs.
    const simple = ascii || settled.test(text);
    const shown = foldLine(simple ? text : repairC1(text).replace(invisible, '').normalize('NFC'), simple);
    if (shown === '') return;
    folded.add(words === 0 ? shown : ` ${shown}`);
    words += countWords(shown);
    if (ascii && !shown.includes('?')) skeleton.add(`${shown} `);
    else for (const word of shown.split(' ')) skeleton.add(dubiousWord.test(word) ? '\u00a4 ' : `${word} `);
    let closed = (shown.startsWith('>') ? shown.replace(leadingQuoteMarks, '') : shown).replaceAll(' ', '');
    if (!simple)
      closed = closed
        .normalize('NFKC')
        .replace(variantChars, (char) => variants[char] ?? char)
        .replace(/\s+/gu, '');
    if (closed === '') return;
    dense.add(closed);
    const hash = lineHash(closed);
    lines += 1;
    lineSum = (lineSum + hash) % sumModulus;
    if (paragraphs.length < maxParagraphs && budget.paragraphs > 0) {
      budget.paragraphs -= 1;
      paragraphs.push(hash.toString(36));
    }
  };

  return {
    line,
    facts: (doubtful) => ({
      folded: folded.hex(),
      dense: dense.hex(),
      skeleton: skeleton.hex(),
      doubtful,
      words,
      lines,
      lineSum: lineSum.toString(36),
      paragraphs,
    }),
  };
};

/** Facts of a short text at once. */
export const textFactsOf = (text: string, doubtful = false): TextFacts => {
  const collector = createTextCollector({ parts: 1, paragraphs: maxParagraphs });
  for (const line of text.split(/\r\n|\r|\n/u)) collector.line(line);
  return collector.facts(doubtful);
};
