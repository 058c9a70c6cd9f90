import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestPayload, PayloadDigest } from '#main/exchange/ews/payload-digest.ts';
import { PayloadScanner, scanWhole } from '#main/exchange/ews/payload-scanner.ts';

const names = new Set(['MimeContent', 'Data', 'Content']);

interface Scanned {
  readonly skeleton: string;
  readonly payloads: readonly string[];
}

/** In pieces of `size` bytes. */
const inPieces = (document: Buffer, size: number): Scanned => {
  const skeleton: Buffer[] = [];
  const payloads: string[] = [];
  const scanner = new PayloadScanner(names, {
    skeleton: (bytes) => void skeleton.push(bytes),
    payloadStart: () => void payloads.push(''),
    payload: (bytes) => void (payloads[payloads.length - 1] += bytes.toString('latin1')),
    payloadEnd: () => undefined,
  });
  for (let at = 0; at < document.length; at += size) scanner.write(document.subarray(at, at + size));
  scanner.finish();
  return { skeleton: Buffer.concat(skeleton).toString('utf8'), payloads };
};

const whole = (document: Buffer): Scanned => {
  const { skeleton, payloads } = scanWhole(document, names);
  return { skeleton: skeleton.toString('utf8'), payloads: payloads.map((bytes) => bytes.toString('latin1')) };
};

const everyWay = (text: string): Scanned => {
  const document = Buffer.from(text, 'utf8');
  const expected = whole(document);
  for (const size of [1, 2, 3, 7, 64, 65_536]) expect(inPieces(document, size)).toEqual(expected);
  return expected;
};

describe('the payload scanner', () => {
  it.each([
    [
      'a prefix',
      '<a><t:MimeContent CharacterSet="UTF-8">QUJD</t:MimeContent></a>',
      ['QUJD'],
      '<a><t:MimeContent CharacterSet="UTF-8">0</t:MimeContent></a>',
    ],
    [
      'a default namespace',
      '<a><MimeContent>QUJD</MimeContent></a>',
      ['QUJD'],
      '<a><MimeContent>0</MimeContent></a>',
    ],
    ['another prefix', '<a><ns1:Data>QUJD</ns1:Data></a>', ['QUJD'], '<a><ns1:Data>0</ns1:Data></a>'],
    ['white space', '<a><Data>QU\r\n JD\t</Data ></a>', ['QU\r\n JD\t'], '<a><Data>0</Data ></a>'],
    ['an empty payload', '<a><Data></Data></a>', [''], '<a><Data>0</Data></a>'],
    [
      'a self-closed payload',
      '<a><Data/><t:Content x="1" /><Data>QQ==</Data></a>',
      ['QQ=='],
      '<a><Data/><t:Content x="1" /><Data>0</Data></a>',
    ],
    [
      '> within quotes',
      `<a><Data x="a>b/" y='"/>'>QUJD</Data></a>`,
      ['QUJD'],
      `<a><Data x="a>b/" y='"/>'>0</Data></a>`,
    ],
    [
      'several',
      '<a><Data>QQ==</Data>é€😀<Content>QUI=</Content></a>',
      ['QQ==', 'QUI='],
      '<a><Data>0</Data>é€😀<Content>1</Content></a>',
    ],
    [
      'a name in text, comment, CDATA, instruction and attribute',
      '<?x <Data>?><a b="<Data>"><!-- <Data>q-->Data<![CDATA[<Data>]]]]><Data>QQ==</Data></a>',
      ['QQ=='],
      '<?x <Data>?><a b="<Data>"><!-- <Data>q-->Data<![CDATA[<Data>]]]]><Data>0</Data></a>',
    ],
    [
      'longer names',
      '<a><DataX>q</DataX><XData>q</XData></a>',
      [],
      '<a><DataX>q</DataX><XData>q</XData></a>',
    ],
    [
      'line breaks written as references',
      '<a><Data>&#13;&#xA;QU&#x0d;&#10;JD&#32;</Data><Data>&#9;</Data>&#13;</a>',
      ['QUJD', ''],
      '<a><Data>0</Data><Data>1</Data>&#13;</a>',
    ],
    ['a byte order mark', '\uFEFF<a><Data>QQ==</Data></a>', ['QQ=='], '\uFEFF<a><Data>0</Data></a>'],
  ])('cuts with %s', (_name, text, payloads, skeleton) => {
    expect(everyWay(text)).toEqual({ skeleton, payloads });
  });

  it.each([
    ['an entity in the payload', '<a><Data>QU&amp;JD</Data></a>'],
    ['a reference to a letter in the payload', '<a><Data>QU&#65;JD</Data></a>'],
    ['half a reference in the payload', '<a><Data>QUJD&#1</Data></a>'],
    ['a reference without end', '<a><Data>QUJD&#0000000000000000013;</Data></a>'],
    ['an element in the payload', '<a><Data>QU<b/>JD</Data></a>'],
    ['a comment in the payload', '<a><Data>QU<!-- -->JD</Data></a>'],
    ['CDATA in the payload', '<a><Data><![CDATA[QQ==]]></Data></a>'],
    ['another end tag', '<a><t:Data>QQ==</x:Data></a>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a/>'],
    ['an end within a payload', '<a><Data>QQ=='],
    ['an end within a tag', '<a><Data x="'],
    ['UTF-16', '\u0000<\u0000a\u0000>'],
    ['a tag without end', `<${'a'.repeat(300)}`],
  ])('refuses %s', (_name, text) => {
    const document = Buffer.from(text, 'utf8');
    for (const size of [1, 5, 65_536]) expect(() => inPieces(document, size)).toThrow(/cannot be read/);
  });

  it('gives the same for any cut of any document', () => {
    const payload = fc.base64String({ maxLength: 60 });
    const piece = fc.oneof(
      payload.map((text) => `<t:MimeContent CharacterSet="UTF-8">${text}</t:MimeContent>`),
      fc.constantFrom(
        '<x a=">">é</x>',
        '<!-- <Data> -->',
        '<![CDATA[ ]] <Data> ]]>',
        '<Data/>',
        '<?pi <a>?>',
        '&amp;\u20ac',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), (pieces, size) => {
        const document = Buffer.from(`<r>${pieces.join('')}</r>`, 'utf8');
        expect(inPieces(document, size)).toEqual(whole(document));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the payload digest', () => {
  const expected = (bytes: Buffer) => ({
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  });
  const digestInPieces = (text: Buffer, size: number) => {
    const digest = new PayloadDigest();
    for (let at = 0; at < text.length; at += size) digest.update(text.subarray(at, at + size));
    return digest.finish();
  };

  it('knows hash and length of any bytes in any cut, with and without line breaks', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 5000 }),
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        (bytes, size, withBreaks) => {
          const plain = Buffer.from(bytes).toString('base64');
          const text = Buffer.from(
            withBreaks ? plain.replaceAll(/(.{1,19})/g, '$1\r\n\t ') : plain,
            'latin1',
          );
          expect(digestInPieces(text, size)).toEqual(expected(Buffer.from(bytes)));
          expect(digestPayload(text)).toEqual(expected(Buffer.from(bytes)));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('crosses the piece borders of large payloads', () => {
    const bytes = Buffer.alloc(1_000_003, 'abcdefghijklm');
    expect(digestPayload(Buffer.from(bytes.toString('base64'), 'latin1'))).toEqual(expected(bytes));
  });

  it.each([
    'QUJ',
    'QUJDR',
    'Q===',
    'QQ==QQ==',
    'QQ=Q',
    '=QQQ',
    'QU-D',
    'QU_D',
    'QU.D',
    'QUé=',
    '====',
    'QQ',
    'QQ\u0000=',
  ])('refuses %j', (text) => {
    for (const size of [1, 3, 100])
      expect(() => digestInPieces(Buffer.from(text, 'latin1'), size)).toThrow(/not base64/);
    expect(() => digestPayload(Buffer.from(text, 'latin1'))).toThrow(/not base64/);
  });
});
