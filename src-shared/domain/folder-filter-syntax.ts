/**
 * .NET's regular expressions to JavaScript's, as far as both mean the same.
 * https://learn.microsoft.com/en-us/dotnet/standard/base-types/regular-expression-language-quick-reference
 * Translated: `(?i)`, escapes of plain characters, `\w \d \b` (Unicode in .NET, ASCII in JavaScript), lone braces and brackets.
 * Refused by name: what JavaScript lacks or would read as something else.
 */
export type Translation =
  /** `plain`: the pattern without `(?i)`, as the operator wrote it. */
  | { readonly ok: true; readonly source: string; readonly plain: string }
  | { readonly ok: false; readonly message: string };

const wordLetters = '\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}';
const word = `[${wordLetters}]`;

class Refusal extends Error {}
const refuse = (what: string, instead: string): never => {
  throw new Refusal(`${what} is .NET syntax that the folder filter does not know. ${instead}`);
};

export const translatePattern = (pattern: string): Translation => {
  const plain = pattern.replaceAll(/(?<!\\)\(\?i\)/g, '');
  try {
    return { ok: true, source: translate(pattern), plain };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message };
    throw error;
  }
};

const translate = (text: string): string => {
  let out = '';
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const [taken, written] =
      text[at] === '\\'
        ? escape(rest)
        : text[at] === '['
          ? characterClass(rest)
          : text[at] === '('
            ? groupStart(rest)
            : single(rest);
    out += written;
    at += taken;
  }
  return out;
};

type Step = readonly [taken: number, written: string];

const single = (rest: string): Step => {
  const first = rest.charAt(0);
  // .NET takes these as they are when they belong to nothing; JavaScript's strict mode does not.
  if (first === ']' || first === '}') return [1, `\\${first}`];
  if (first === '{') {
    const quantifier = /^\{\d+(?:,\d*)?\}/.exec(rest)?.[0];
    return quantifier === undefined ? [1, '\\{'] : [quantifier.length, quantifier];
  }
  return [1, first];
};

const groupStart = (rest: string): Step => {
  if (!rest.startsWith('(?')) return [1, '('];
  if (rest.startsWith('(?>')) refuse('The atomic group (?>…)', 'Write (?:…) instead.');
  if (rest.startsWith('(?#')) refuse('The comment (?#…)', 'Leave it out.');
  if (rest.startsWith('(?(')) refuse('The condition (?(…)…|…)', 'Write the cases as alternatives.');
  if (/^\(\?<[^>=!]*-/.test(rest)) refuse('The balancing group (?<a-b>…)', 'Folder paths need no balancing.');
  if (/^\(\?(?:'|<\d)/.test(rest)) refuse('A group named with quotes or a number', 'Write (?:…) instead.');
  if (rest.startsWith('(?P')) {
    throw new Refusal('The group (?P<…>…) is Python syntax. Write (?:…) instead.');
  }
  const option = /^\(\?(?<on>[a-z]*)(?:-(?<off>[a-z]*))?(?<end>[:)])/i.exec(rest);
  if (option?.groups === undefined) return [1, '('];
  const { on = '', off = '', end } = option.groups;
  if (on === '' && off === '') return [3, '(?:'];
  if (off.includes('i')) refuse('(?-i)', 'Upper and lower case are never told apart in folder names.');
  if (on !== 'i' || off !== '')
    refuse(
      `The option (?${on}${off === '' ? '' : `-${off}`}${end})`,
      'Leave it out; case is ignored anyway.',
    );
  return [option[0].length, end === ':' ? '(?:' : ''];
};

const escape = (rest: string): Step => {
  const next = rest.charAt(1);
  switch (next) {
    case 'A':
      return refuse('\\A', 'Write ^ for the beginning.');
    case 'z':
    case 'Z':
      return refuse(`\\${next}`, 'Write $ for the end.');
    case 'G':
      return refuse('\\G', 'Write ^ for the beginning.');
    case 'a':
    case 'e':
      return refuse(`\\${next}`, 'Folder names have no control characters.');
    case 'w':
      return [2, word];
    case 'W':
      return [2, `[^${wordLetters}]`];
    case 'd':
      return [2, '\\p{Nd}'];
    case 'D':
      return [2, '\\P{Nd}'];
    case 'b':
      return [2, `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`];
    case 'B':
      return [2, `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`];
    case 'k':
      if (rest.startsWith("\\k'")) refuse("The reference \\k'…'", 'Write \\k<…> instead.');
      return [2, '\\k'];
    case 'p':
    case 'P':
      return property(rest);
    default:
      return [2, plainEscape(next)];
  }
};

const property = (rest: string): Step => {
  const found = /^\\[pP]\{(?<name>[A-Za-z-]+)\}/.exec(rest);
  const name = found?.groups?.['name'] ?? '';
  if (name.startsWith('Is')) refuse(`The block \\p{${name}}`, 'Write a range such as [Α-Ω] instead.');
  return found === null ? [2, rest.slice(0, 2)] : [found[0].length, found[0]];
};

/** `\-`, `\'`, `\ `: .NET takes any punctuation escaped, JavaScript's strict mode only its own. */
const plainEscape = (next: string): string => {
  if (next === '') return '\\';
  return /[\p{L}\p{N}^$\\.*+?()[\]{}|/]/u.test(next) ? `\\${next}` : next;
};

const characterClass = (rest: string): Step => {
  let out = '[';
  let at = 1;
  if (rest[at] === '^') {
    out += '^';
    at++;
  }
  // A bracket in first place is a character in .NET, the end of an empty class in JavaScript.
  if (rest[at] === ']') {
    out += '\\]';
    at++;
  }
  for (; at < rest.length;) {
    const here = rest.slice(at);
    if (here.startsWith(']')) return [at + 1, `${out}]`];
    if (here.startsWith('-[')) refuse('Subtraction in a class […-[…]]', 'Write the remaining characters.');
    if (here.startsWith('[:'))
      throw new Refusal('The class [:…:] is POSIX syntax. Write \\p{L} for letters, \\d for digits.');
    if (here.startsWith('[')) {
      out += '\\[';
      at++;
      continue;
    }
    const [taken, written] = here.startsWith('\\') ? classEscape(here) : ([1, here.charAt(0)] as const);
    out += written;
    at += taken;
  }
  // Left open: JavaScript says so.
  return [rest.length, out];
};

const classEscape = (here: string): Step => {
  const next = here.charAt(1);
  if (next === 'w') return [2, wordLetters];
  if (next === 'W') return refuse('\\W inside a class', 'Put it outside, or write the characters.');
  if (next === 'b') return refuse('\\b inside a class', 'Folder names have no control characters.');
  if (next === '-') return [2, '\\-'];
  if (next === 'd' || next === 'D' || next === 'p' || next === 'P') return escape(here);
  if (next === 'a' || next === 'e') return escape(here);
  return [2, plainEscape(next)];
};
