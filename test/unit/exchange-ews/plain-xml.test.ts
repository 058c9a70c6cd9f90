import { describe, expect, it } from 'vitest';
import { cutPayloads } from '#main/exchange/ews/payload-cut.ts';
import { scanWhole } from '#main/exchange/ews/payload-scanner.ts';
import { readPlainXml } from '#main/exchange/ews/plain-xml.ts';
import { parseXml } from '#main/exchange/ews/xml-tree.ts';

/** A comment behind the root sends a document to the full parser. */
const fully = (text: string): unknown => parseXml(`${text}<!-- -->`);

const mime = Buffer.from('MimeContent', 'latin1');

describe('the reader of plain XML', () => {
  it.each([
    '<a/>',
    '\ufeff<?xml version="1.0" encoding="utf-8"?><s:a xmlns:s="urn:x"><s:b C="1" D=\'2&quot;\'>t &amp; &#x263A;&#65;</s:b> <c/> tail</s:a >\n',
    '<a><b>ä ö 你</b><b x=">"/>]] ></a>',
    '<a>&lt;!-- no comment --&gt;<__proto__ constructor="1"/></a>',
  ])('reads what the full parser reads: %s', (text) => {
    expect(readPlainXml(text)).not.toBeNull();
    expect(readPlainXml(text)).toEqual(fully(text));
  });

  it.each([
    ['a document type', '<!DOCTYPE a><a/>'],
    ['a comment', '<a><!-- --></a>'],
    ['a CDATA section', '<a><![CDATA[x]]></a>'],
    ['an instruction', '<a><?x y?></a>'],
    ['carriage returns', '<a>\r\n</a>'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['a bare ampersand', '<a>a & b</a>'],
    ['a reference to a control', '<a>&#1;</a>'],
    ['a reference to a surrogate', '<a>&#xd800;</a>'],
    ['half a reference', '<a>&amp</a>'],
    ['a second root', '<a/><b/>'],
    ['text behind the root', '<a/>x'],
    ['tags that cross', '<a><b></a></b>'],
    ['a longer end tag', '<a></ab>'],
    ['no end', '<a><b>'],
    ['an end too many', '<a/></a>'],
    ['an attribute twice', '<a x="1" x="2"/>'],
    ['attributes that touch', '<a x="1"y="2"/>'],
    ['an attribute without quotes', '<a x=1/>'],
    ['a < within an attribute', '<a x="<"/>'],
    ['a line end within an attribute', '<a x="1\n2"/>'],
    ['an attribute without end', '<a x="1/>'],
    ['a name it does not know', '<ä/>'],
    ['nothing', ''],
    ['text', 'hello'],
    ['"]]>" in text', '<a>]]></a>'],
    ['a hundred levels', `${'<a>'.repeat(101)}${'</a>'.repeat(101)}`],
  ])('leaves %s to the full parser', (_what, text) => {
    expect(readPlainXml(text)).toBeNull();
  });
});

describe('payloads cut out of a whole answer', () => {
  const item = (payload: string, more = ''): string =>
    `<t:Message><t:MimeContent CharacterSet="UTF-8">${payload}</t:MimeContent><t:Subject>ü ${more}</t:Subject></t:Message>`;
  const answer = (inner: string): Buffer => Buffer.from(`<?xml version="1.0"?><m:Items>${inner}</m:Items>`);

  it.each([
    answer(item('QUJD')),
    answer(item('') + item('QUJD\r\nREVG') + item('QQ==', 'MimeContentment &lt;t:MimeContent&gt;')),
    answer('<t:Message/>'),
  ])('are those of the scanner (%#)', (whole) => {
    const scanned = scanWhole(whole, new Set(['MimeContent']));
    const cut = cutPayloads(whole, mime);
    if (cut === null) return;
    expect(cut.skeleton).toBe(scanned.skeleton.toString('utf8'));
    expect(cut.payloads.map(String)).toEqual(scanned.payloads.map(String));
  });

  it('takes the plain case itself', () => {
    expect(cutPayloads(answer(item('QUJD') + item('REVG')), mime)?.payloads.map(String)).toEqual([
      'QUJD',
      'REVG',
    ]);
  });

  it.each([
    ['a comment', answer(`<!-- <t:MimeContent>x</t:MimeContent> -->${item('QUJD')}`)],
    ['a CDATA section', answer(`${item('QUJD')}<a><![CDATA[<t:MimeContent>]]></a>`)],
    ['an instruction', answer(`<?a <t:MimeContent>QUJD</t:MimeContent>?>`)],
    ['markup within the payload', answer(item('QU<b/>JD'))],
    ['a reference within the payload', answer(item('QU&amp;JD'))],
    ['a longer name', answer('<t:MimeContentUTF8>QUJD</t:MimeContentUTF8>')],
    ['an empty element', answer('<t:MimeContent/>')],
    ['another end tag', answer('<t:MimeContent>QUJD</m:MimeContent>')],
    ['a payload without end', Buffer.from('<a><t:MimeContent>QUJD')],
    ['the name in a value', answer('<t:FieldURI FieldURI="item:MimeContent"/>')],
    ['UTF-16', Buffer.from('\ufeff<a/>', 'utf16le')],
  ])('leaves %s to the scanner', (_what, whole) => {
    expect(cutPayloads(whole, mime)).toBeNull();
  });
});
