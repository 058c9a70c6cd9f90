import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileFolderFilter, normaliseFolderName } from '#shared/domain/folder-filter.ts';

const compiled = (text: string) => {
  const filter = compileFolderFilter(text);
  if (!filter.ok) throw new Error(filter.message);
  return filter;
};
const kept = (text: string, paths: readonly string[]): readonly string[] => {
  const { source, flags } = compiled(text);
  const pattern = new RegExp(source, flags);
  return paths.filter((path) => !pattern.test(normaliseFolderName(path)));
};
const refusal = (text: string): string => {
  const filter = compileFolderFilter(text);
  return filter.ok ? `accepted as ${filter.source}` : filter.message;
};

describe('what a filter keeps', () => {
  const mailbox = [
    'Inbox',
    'Inbox/Sub',
    'Old/Inbox',
    'INBOX2',
    'Calendar',
    'Sent Items',
    'Deleted Items',
    'Boîte de réception',
    'Posteingang',
  ];
  test.each([
    ["the guide's own", '^(?!Inbox$)', ['Inbox']],
    ['two folders', '^(?!Inbox$|Calendar$)', ['Inbox', 'Calendar']],
    ['in other case', '^(?!INBOX$)', ['Inbox']],
    ['with (?i)', '(?i)^(?!inbox$)', ['Inbox']],
    ['(?i) in the middle, (?i:…)', '^(?i)(?!(?i:inbox)$)', ['Inbox']],
    ['pasted with blanks and a line end', '  ^(?!Inbox$)\r\n', ['Inbox']],
    ['French', '^(?!Boîte de réception$)', ['Boîte de réception']],
    ['French pasted decomposed', '^(?!Boîte de réception$)'.normalize('NFD'), ['Boîte de réception']],
    ['everything below', '^(?!Inbox($|/))', ['Inbox', 'Inbox/Sub']],
    ['a beginning', '^(?!Inbox)', ['Inbox', 'Inbox/Sub', 'INBOX2']],
    ['excluding some', '^(Sent|Deleted) Items$', mailbox.filter((path) => !path.endsWith(' Items'))],
    ['nothing', '.*', []],
  ])('%s', (_what, filter, expected) => {
    expect(kept(filter, mailbox)).toEqual(expected);
  });

  test('a decomposed path, a curly apostrophe and a Romanian cedilla are the same name', () => {
    expect(kept('^(?!Boîte de réception$)', ['Boîte de réception'.normalize('NFD')])).toHaveLength(1);
    expect(kept("^(?!Boîte d'envoi$)", ['Boîte d’envoi', "Boîte d'envoi", 'Boîte dʼenvoi'])).toHaveLength(3);
    expect(kept('^(?!Boîte d’envoi$)', ["Boîte d'envoi"])).toHaveLength(1);
    expect(kept('^(?!Mesaje \u015fterse$)', ['Mesaje \u0219terse'])).toHaveLength(1);
    expect(kept('^(?!Входящие$)', ['входящие', 'ВХОДЯЩИЕ'])).toHaveLength(2);
  });

  test('\\w, \\d and \\b know all letters, as in .NET', () => {
    expect(kept('^\\w+$', ['Éléments', 'Входящие', '收件箱', 'two words', 'a_b2'])).toEqual(['two words']);
    expect(kept('^[\\w ]+$', ['two wörds', 'a-b'])).toEqual(['a-b']);
    expect(kept('^\\W$', ['é', '-'])).toEqual(['é']);
    expect(kept('^\\d$', ['5', '٥', 'x'])).toEqual(['x']);
    expect(kept('\\bété\\b', ['un été chaud', 'répété', 'été'])).toEqual(['répété']);
    expect(kept('t\\Bé', ['été', 't é'])).toEqual(['t é']);
  });

  test('escapes and lone brackets that only .NET allows', () => {
    expect(kept("^a\\-b\\ c\\'d\\_\\#$", ["a-b c'd_#"])).toEqual([]);
    expect(kept('^x{a}]$', ['x{a}]'])).toEqual([]);
    expect(kept('^[]a]+$', ['a]a', 'b'])).toEqual(['b']);
    expect(kept('^[a[b]+$', ['a[b', 'c'])).toEqual(['c']);
    expect(kept('^[+\\-*/]+$', ['+-/', 'a'])).toEqual(['a']);
    expect(kept('^a{2,3}b{1}c{2,}$', ['aabcc', 'abcc'])).toEqual(['abcc']);
    expect(kept('^(?<first>a)\\k<first>\\1?$', ['aa', 'ab'])).toEqual(['ab']);
    expect(kept('^\\p{Lu}\\P{L}$', ['Ä1', 'ÄÄ'])).toEqual(['ÄÄ']);
    expect(kept('^A\\\\/B$', ['A\\/B'])).toEqual([]);
  });
});

describe('what is refused, by name', () => {
  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['a'.repeat(2_001), 'longer than 2000'],
    ['(?>a+)b', 'atomic group'],
    ['\\AInbox', '\\A'],
    ['Inbox\\z', '\\z'],
    ['Inbox\\Z', '\\Z'],
    ['\\Ga', '\\G'],
    ['a\\e', '\\e'],
    ['(?-i)Inbox', '(?-i)'],
    ['(?s).*', '(?s)'],
    ['(?im)^a', '(?im)'],
    ['(?x: a )', '(?x:)'],
    ['a(?#note)b', 'comment'],
    ['(?(a)b|c)', 'condition'],
    ["(?'name'a)", 'quotes'],
    ['(?<1>a)', 'number'],
    ['(?<a-b>c)', 'balancing'],
    ["(?<a>x)\\k'a'", "\\k'…'"],
    ['[a-z-[aeiou]]', 'Subtraction'],
    ['[[:alpha:]]', 'POSIX'],
    ['(?P<a>b)', 'Python'],
    ['\\p{IsGreek}', 'IsGreek'],
    ['[\\W]', '\\W inside'],
    ['^(?!Inbox$', 'unterminated group'],
    ['a)', 'unmatched'],
    ['[a', 'unterminated character class'],
    ['a**', 'nothing to repeat'],
    ['a\\', '\\ at end of pattern'],
    ['\\p{Nonsense}', 'property name'],
    ['\\q', 'invalid escape'],
  ])('%s', (filter, words) => {
    expect(refusal(filter).toLowerCase()).toContain(words.toLowerCase());
    expect(refusal(filter)).toMatch(/\.$/);
  });

  test('an escaped parenthesis, or one in a class, is no option', () => {
    expect(kept('^[(?i)]+$', ['(i)?', 'x'])).toEqual(['x']);
    expect(kept('\\(?i\\)x', ['(i)x', 'i)x', 'a'])).toEqual(['a']);
  });
});

describe('explanation', () => {
  test.each([
    ['^(?!Inbox$)', 'Keeps only “Inbox”; every other folder is skipped, also below it.'],
    [
      '(?i)^(?!Inbox$|Calendar$)',
      'Keeps only “Inbox” and “Calendar”; every other folder is skipped, also below them.',
    ],
    [
      '^(?!(Inbox|Sent Items|Q\\.A\\.)$)',
      'Keeps only “Inbox”, “Sent Items” and “Q.A.”; every other folder is skipped, also below them.',
    ],
    ['^(?!Inbox)', 'Keeps the folders whose path begins with “Inbox”; every other folder is skipped.'],
    ['^(?!Inbox$|Cal)', 'Skips every folder whose path matches the pattern; keeps the others.'],
    ['^(?!In.*$)', 'Skips every folder whose path matches the pattern; keeps the others.'],
    ['^Junk', 'Skips every folder whose path matches the pattern; keeps the others.'],
  ])('%s', (filter, words) => {
    expect(compiled(filter).explanation).toBe(words);
  });

  test('what it says it keeps, it keeps', () => {
    const name = fc
      .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...Array.from('abcÉß xY1.&-')) })
      .filter((s) => s.trim() === s && s !== '');
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), fc.array(name), (names, others) => {
        const escape = (s: string): string => s.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
        const filter = `^(?!${names.map((n) => `${escape(n)}$`).join('|')})`;
        for (const n of names) expect(compiled(filter).explanation).toContain(`“${n}”`);
        const fold = (s: string): string => s.toLowerCase();
        const paths = [...names, ...others, ...names.map((n) => `${n}/sub`)];
        expect(kept(filter, paths)).toEqual(
          paths.filter((path) => names.some((n) => fold(n) === fold(path))),
        );
      }),
    );
  });

  test('any text is compiled or refused, never thrown at', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: fc.constantFrom(...Array.from("()[]{}\\^$?!:<>=-|.*+iabpPwWdk'#1 é")) }),
        ),
        (text) => {
          const filter = compileFolderFilter(text);
          if (filter.ok) expect(() => new RegExp(filter.source, filter.flags).test('x')).not.toThrow();
          else expect(filter.message.length).toBeGreaterThan(10);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
