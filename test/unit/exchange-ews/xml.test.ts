import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropIllegalReferences, escapeAttribute, escapeText } from '#main/exchange/ews/xml-text.ts';
import { parseXml } from '#main/exchange/ews/xml-tree.ts';

const parse = (text: string) => parseXml(Buffer.from(text, 'utf8'));

/** What XML 1.0 cannot hold at all. */
const legal = (text: string): string =>
  Array.from(text)
    // oxlint-disable-next-line no-control-regex -- they are what XML forbids
    .filter((character) => !/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u.test(character))
    .join('');

/** Any code unit, so also halves of pairs; often the ones that matter. */
const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(0, 1, 9, 10, 13, 34, 38, 60, 62, 0xd83d, 0xde00, 0xfffe),
    ),
    { maxLength: 40 },
  )
  .map((units) => String.fromCharCode(...units));

describe('text for XML', () => {
  it('comes back through a parser as it was, less what XML forbids', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const root = parse(`<a b="${escapeAttribute(text)}">x${escapeText(text)}x</a>`);
        expect(root.text).toBe(`x${legal(text)}x`);
        expect(root.attributes['b']).toBe(legal(text));
      }),
      { numRuns: 200 },
    );
  });

  it('has no half of a pair', () => {
    expect(escapeText('a\ud83dz')).toBe('az');
    expect(escapeText('\ude00')).toBe('');
    expect(escapeText('😀')).toBe('😀');
  });
});

describe('text from Exchange', () => {
  it.each([
    ['a&#x1;b&#x1F;c&#31;d', 'abcd'],
    ['a&#x0;&#xFFFE;&#65535;b', 'ab'],
    ['a&#xD83D;&#xDE00;b', 'a&#x1f600;b'],
    ['a&#55357;&#56832;b', 'a&#x1f600;b'],
    ['a&#xD83D;b', 'ab'],
    ['a\u0001\u000b\ufffeb', 'ab'],
    ['a&#x9;&#10;&#13;&#x41;&amp;b', 'a&#x9;&#10;&#13;&#x41;&amp;b'],
    ['a&#x110000;b', 'ab'],
  ])('%j becomes %j', (before, after) => {
    expect(dropIllegalReferences(before)).toBe(after);
  });
});

describe('the tree of an answer', () => {
  it('knows local names whatever the prefix', () => {
    const root = parse('<q:a xmlns:q="u"><b xmlns="v" c="1">t<![CDATA[<u>]]>&lt;</b></q:a>');
    expect(root).toEqual({
      name: 'a',
      attributes: { 'xmlns:q': 'u' },
      text: '',
      children: [{ name: 'b', attributes: { xmlns: 'v', c: '1' }, text: 't<u><', children: [] }],
    });
  });

  it.each([
    ['not well-formed', '<a><b></a>'],
    ['cut off', '<a><b>'],
    ['empty', ''],
    ['with an unknown entity', '<a>&foo;</a>'],
    ['with a document type', '<!DOCTYPE a><a/>'],
    ['too deep', '<a>'.repeat(200) + '</a>'.repeat(200)],
  ])('refuses an answer that is %s', (_name, text) => {
    expect(() => parse(text)).toThrow(/cannot be read/);
  });

  it('does not quote the answer in its error', () => {
    const error = (() => {
      try {
        parse('<a><secret-Müller-4711></a>');
        return null;
      } catch (thrown) {
        return thrown as Error;
      }
    })();
    expect(error?.message).not.toContain('4711');
  });

  it('reads what there is of an unfinished answer', () => {
    expect(parseXml(Buffer.from('<a><b>x</b><c>'), false).children.map((child) => child.name)).toEqual([
      'b',
      'c',
    ]);
  });
});
