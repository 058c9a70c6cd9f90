import { translatePattern } from './folder-filter-syntax.ts';

/**
 * The folder filter: a regular expression that *excludes*. A folder whose whole path matches is skipped, so the guide's
 * `^(?!Inbox$)` keeps the Inbox alone. Patterns are pasted from guides written for .NET; what JavaScript lacks is refused by
 * name rather than misread. Case, composition of accents and the kind of apostrophe do not matter.
 */
export type CompiledFolderFilter =
  | {
      readonly ok: true;
      /** For `new RegExp(source, flags)`, to be tested against {@link normaliseFolderName} of a path. */
      readonly source: string;
      readonly flags: 'iu';
      /** What the filter does, in a sentence. */
      readonly explanation: string;
    }
  | { readonly ok: false; readonly message: string };

export const maxFolderFilterLength = 2_000;

/** Letters that systems write in two ways: curly apostrophes, and Romanian s and t with a cedilla instead of a comma. */
const twins: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201b': "'",
  '\u02bc': "'",
  '\u015e': '\u0218',
  '\u015f': '\u0219',
  '\u0162': '\u021a',
  '\u0163': '\u021b',
};
const twin = new RegExp(`[${Object.keys(twins).join('')}]`, 'g');

/** Names and patterns in one form: NFC, straight apostrophes, comma-below letters. Case is left to the `i` flag. */
export const normaliseFolderName = (name: string): string =>
  name.normalize('NFC').replaceAll(twin, (letter) => twins[letter] ?? letter);

/** White space around the pattern is dropped: it comes from pasting, and would make it match nothing. */
export const compileFolderFilter = (text: string): CompiledFolderFilter => {
  const pattern = normaliseFolderName(text.trim());
  if (pattern === '') return refuse('The folder filter is empty.');
  if (pattern.length > maxFolderFilterLength) {
    return refuse(`The folder filter is longer than ${maxFolderFilterLength} characters.`);
  }
  const translated = translatePattern(pattern);
  if (!translated.ok) return refuse(translated.message);
  try {
    const tested = new RegExp(translated.source, 'iu');
    return { ok: true, source: tested.source, flags: 'iu', explanation: explain(translated.plain) };
  } catch (error) {
    return refuse(`The folder filter is not a regular expression: ${reasonOf(error)}.`);
  }
};

const refuse = (message: string): CompiledFolderFilter => ({ ok: false, message });

/** V8 says `Invalid regular expression: /…/iu: Unterminated group`; only the end is news. */
const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const reason = /\/[a-z]*: (?<reason>[^/]*)$/.exec(message)?.groups?.['reason'] ?? message;
  return reason.charAt(0).toLowerCase() + reason.slice(1);
};

/** The forms the guide uses are put into words with their names; all others in general words. */
const explain = (pattern: string): string => {
  const only = /^\^\(\?!(?:\(\?:|\()?(?<names>.*?\$?)\)?(?<end>\$?)\)(?:\.\*)?\$?$/s.exec(pattern)?.groups;
  if (only !== undefined) {
    const parts = splitAlternatives(only['names'] ?? '').map((part) => part + (only['end'] ?? ''));
    const exact = parts.every((part) => part.endsWith('$'));
    const names = parts.map((part) => literalOf(part.replace(/\$$/, '')));
    if (names.every((name) => name !== null && name !== '')) {
      const list = listOf(names.filter((name) => name !== null));
      if (exact)
        return `Keeps only ${list}; every other folder is skipped, also below ${names.length === 1 ? 'it' : 'them'}.`;
      if (parts.every((part) => !part.endsWith('$'))) {
        return `Keeps the folders whose path begins with ${list}; every other folder is skipped.`;
      }
    }
  }
  return 'Skips every folder whose path matches the pattern; keeps the others.';
};

const splitAlternatives = (text: string): readonly string[] => text.split(/(?<!\\)\|/);

/** The text a pattern stands for when it is nothing but text; `null` otherwise. */
const literalOf = (pattern: string): string | null => {
  const escaped = /\\([^\p{L}\p{N}])/gu;
  if (/[\^$.*+?()[\]{}|\\]/.test(pattern.replaceAll(escaped, ''))) return null;
  return pattern.replaceAll(escaped, '$1');
};

const listOf = (names: readonly string[]): string => {
  const quoted = names.map((name) => `“${name}”`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
};
