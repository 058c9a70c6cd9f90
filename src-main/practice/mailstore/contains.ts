import type Database from 'better-sqlite3';

const startsWords = (text: string, needle: string): boolean =>
  text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(needle));

/** EWS `Contains`: https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/contains */
export const textContains = (text: string, needle: string, mode: string): boolean => {
  switch (mode) {
    case 'FullString':
      return text === needle;
    case 'Prefixed':
      return text.startsWith(needle);
    case 'PrefixOnWords':
    case 'ExactPhrase':
      return mode === 'ExactPhrase' ? ` ${text} `.includes(` ${needle} `) : startsWords(text, needle);
    default:
      return text.includes(needle);
  }
};

/** Gives SQL the function `mail_contains(text, needle, mode, ignoresCase)`. */
export const registerContains = (db: Database.Database): void => {
  db.function(
    'mail_contains',
    { deterministic: true },
    (text: unknown, needle: unknown, mode: unknown, ignoresCase: unknown) => {
      if (typeof text !== 'string' || typeof needle !== 'string') return 0;
      const fold = (value: string): string => (ignoresCase === 1 ? value.toLowerCase() : value);
      return textContains(fold(text), fold(needle), String(mode)) ? 1 : 0;
    },
  );
};
