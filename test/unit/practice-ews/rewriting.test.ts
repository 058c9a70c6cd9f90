import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddresses, renderAddresses } from '#main/practice/mailstore/mime/addresses.ts';
import { parseDate, renderDate } from '#main/practice/mailstore/mime/dates.ts';
import { decodeWords, encodeWords } from '#main/practice/mailstore/mime/encoded-words.ts';
import { foldField, readHeaderBlock } from '#main/practice/mailstore/mime/header-block.ts';
import { htmlToText } from '#main/practice/mailstore/mime/html-text.ts';
import { attachmentName, contentOf, visibleTextOf } from '#main/practice/mailstore/mime/message-content.ts';
import { summaryOf } from '#main/practice/mailstore/mime/message-summary.ts';
import {
  parseParameterized,
  parameterOf,
  renderParameter,
} from '#main/practice/mailstore/mime/parameters.ts';
import { readMessage } from '#main/practice/mailstore/mime/read-message.ts';
import {
  decodeTransferEncoding,
  encodeBase64Lines,
  encodeQuotedPrintable,
  isSoundBase64,
  rewrapBase64,
} from '#main/practice/mailstore/mime/transfer-encoding.ts';
import { factsOf, mime, render } from './message-facts.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 120 }).map((value) => value.toWellFormed());

describe('the pieces of a header', () => {
  it('encoded words give the text back', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('b' as const, 'q' as const), (value, style) => {
        const written = encodeWords(value, style);
        expect(written).toMatch(/^[\x20-\x7e\t]*$/);
        expect(decodeWords(written).text).toBe(value);
      }),
    );
  });

  it('folding is undone by reading, and no line is longer than its longest word', () => {
    fc.assert(
      fc.property(text, (value) => {
        const written = encodeWords(value).trim();
        const folded = foldField('Subject', written);
        const { fields } = readHeaderBlock(Buffer.from(`${folded}\r\n`, 'latin1'), 0, folded.length + 2);
        expect(fields).toEqual([{ name: 'Subject', value: written }]);
      }),
    );
  });

  it('addresses give names and addresses back', () => {
    const name = text.map((value) => value.replace(/[\s\p{Cc}]+/gu, ' ').trim());
    const address = fc
      .tuple(fc.stringMatching(/^[a-z0-9.]{1,12}$/), fc.domain())
      .map(([local, domain]) => `${local}@${domain}`);
    fc.assert(
      fc.property(
        fc.array(fc.record({ name, address }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('b' as const, 'q' as const),
        (list, style) => {
          expect(parseAddresses(renderAddresses(list, style)).addresses).toEqual(list);
        },
      ),
    );
  });

  it.each([
    ['a@x.example (A Comment)', [{ name: 'A Comment', address: 'a@x.example' }]],
    [
      '"Last, First" <a@x.example>, b@x.example',
      [
        { name: 'Last, First', address: 'a@x.example' },
        { name: '', address: 'b@x.example' },
      ],
    ],
    [
      'Group: a@x.example, b@x.example;',
      [
        { name: '', address: 'a@x.example' },
        { name: '', address: 'b@x.example' },
      ],
    ],
    ['=?utf-8?Q?J=C3=B6rg?= <j@x.example>', [{ name: 'Jörg', address: 'j@x.example' }]],
    ['undisclosed-recipients:;', []],
    ['"never closed <a@x.example>', [{ name: 'never closed <a@x.example>', address: '' }]],
  ])('reads %s', (raw, expected) => {
    expect(parseAddresses(raw).addresses).toEqual(expected);
  });

  it('parameters give any text back', () => {
    fc.assert(
      fc.property(text, (value) => {
        const written = `attachment${renderParameter({ name: 'filename', text: value })}`;
        expect(parameterOf(parseParameterized(written), 'filename')).toBe(value);
      }),
    );
  });

  it.each([
    [`attachment; filename*0*=utf-8''%E2%82%AC; filename*1=" rates.txt"`, '€ rates.txt'],
    ['attachment; filename="=?iso-8859-1?Q?=E4.txt?="', 'ä.txt'],
    ['attachment; filename=C:\\temp\\a b.txt', 'C:\\temp\\a b.txt'],
    ['attachment; filename="unclosed.txt', 'unclosed.txt'],
  ])('reads the name in %s', (raw, expected) => {
    expect(parameterOf(parseParameterized(raw), 'filename')).toBe(expected);
  });

  it.each([
    ['Thu, 4 Mar 2021 05:06:07 +0100', '2021-03-04T04:06:07.000Z'],
    ['4 Mar 21 05:06 EST', '2021-03-04T10:06:00.000Z'],
    ['Thursday, 04-Mar-99 05:06:07 GMT', '1999-03-04T05:06:07.000Z'],
  ])('reads the date %s', (raw, expected) => {
    expect(new Date(parseDate(raw)?.atMs ?? 0).toISOString()).toBe(expected);
  });

  it('writes a date it reads back, and takes nonsense for none', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('4500-01-01'), noInvalidDate: true }),
        (date) => {
          const seconds = Math.floor(date.getTime() / 1000) * 1000;
          expect(parseDate(renderDate(seconds))).toEqual({ atMs: seconds, exact: true });
        },
      ),
    );
    expect(parseDate('yesterday')).toBeNull();
    expect(parseDate('Thu, 45 Mar 2021 99:00:00 +0000')).toBeNull();
  });
});

describe('transfer encodings', () => {
  it('quoted-printable gives bytes back and keeps lines short', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const written = encodeQuotedPrintable(bytes);
        expect(decodeTransferEncoding(written, 'quoted-printable').bytes.equals(Buffer.from(bytes))).toBe(
          true,
        );
        expect(
          written
            .toString('latin1')
            .split('\r\n')
            .every((line) => line.length <= 76),
        ).toBe(true);
      }),
    );
  });

  it('base64 is wrapped anew without being decoded, line ends wherever they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 100 }), (bytes, column) => {
        const written = Buffer.from(bytes)
          .toString('base64')
          .replace(new RegExp(`.{${column}}`, 'g'), '$&\n');
        expect(isSoundBase64(Buffer.from(written))).toBe(true);
        const lines = Buffer.concat([...rewrapBase64(Buffer.from(written))]);
        expect(lines.equals(Buffer.concat([...encodeBase64Lines(Buffer.from(bytes))]))).toBe(true);
      }),
    );
    const large = Buffer.alloc(1_000_000, 'some bytes, enough for several pieces ');
    const odd = large.toString('base64').replace(/.{70}/g, '$&\r\n');
    expect(isSoundBase64(Buffer.from(odd))).toBe(true);
    expect(
      Buffer.from(Buffer.concat([...rewrapBase64(Buffer.from(odd))]).toString(), 'base64').equals(large),
    ).toBe(true);
    for (const damaged of [
      'YQ',
      'YW*j',
      'YQ==YQ==',
      'YQ=a',
      `${odd.slice(0, 300_000)}=${odd.slice(300_000)}`,
    ]) {
      expect(isSoundBase64(Buffer.from(damaged))).toBe(false);
    }
  });

  it.each([
    ['YQ', 'base64'],
    ['YW*Jj', 'base64'],
    ['YQ==YQ==', 'base64'],
    ['a=ZZb', 'quoted-printable'],
    ['abc', 'x-uuencode'],
  ])('calls %s in %s damaged', (body, encoding) => {
    expect(decodeTransferEncoding(Buffer.from(body), encoding).clean).toBe(false);
  });
});

describe('a message written anew', () => {
  it('gets text beside HTML that had none', () => {
    const source = mime(
      'Subject: x',
      'Content-Type: text/html; charset=iso-8859-1',
      '',
      '<p>Gr\u00fc\u00dfe</p><p>two</p>',
    );
    const again = readMessage(render(readMessage(source)));
    expect(again.root.content.type).toBe('multipart/alternative');
    expect(visibleTextOf(again)).toBe(visibleTextOf(readMessage(source)));
  });

  it('puts pictures around both forms of the body', () => {
    const source = mime(
      'Content-Type: multipart/alternative; boundary=a',
      '',
      '--a',
      '',
      'plain',
      '--a',
      'Content-Type: multipart/related; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<img src="cid:1">',
      '--b',
      'Content-Type: image/png; name=p.png',
      'Content-ID: <1>',
      'Content-Transfer-Encoding: base64',
      '',
      'AAEC',
      '--b--',
      '--a--',
      '',
    );
    const again = readMessage(render(readMessage(source)));
    expect(again.root.content.type).toBe('multipart/related');
    expect(factsOf(again)).toEqual(factsOf(readMessage(source)));
    expect(contentOf(again).inline.size).toBe(1);
  });

  it('leaves signed and encrypted mail untouched, headers around it aside', () => {
    const body =
      '--s\r\nContent-Type: text/plain\n\nsigned  text \n--s\r\nContent-Type: application/pkcs7-signature\r\n\r\nMIIB\r\n--s--\r\nafter';
    for (const type of [
      'multipart/signed; protocol="application/pkcs7-signature"; boundary=s',
      'multipart/encrypted; boundary=s',
      'application/pkcs7-mime; smime-type=enveloped-data',
    ]) {
      const rendered = render(
        readMessage(Buffer.from(`Subject: x\r\nContent-Type: ${type}\r\n\r\n${body}`)),
      ).toString('latin1');
      expect(rendered).toContain(`Content-Type: ${type}\r\n`);
      expect(rendered.endsWith(`\r\n\r\n${body}`)).toBe(true);
    }
  });

  it('keeps the bytes of text whose charset two readers may read differently', () => {
    const sjis = Buffer.from([0x82, 0xb1, 0x82, 0xf1]);
    const source = Buffer.concat([Buffer.from('Content-Type: text/plain; charset=shift_jis\r\n\r\n'), sjis]);
    const again = readMessage(render(readMessage(source)));
    expect(again.root.kind === 'leaf' && again.root.decode().bytes.equals(sjis)).toBe(true);
    expect(visibleTextOf(again)).toBe('こん');
  });

  it('turns a plain charset into UTF-8, and tells HTML so', () => {
    const source = Buffer.concat([
      Buffer.from(
        'Content-Type: text/html; charset=windows-1251\r\n\r\n<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
      ),
      Buffer.from([0xcf, 0xf0, 0xe8]),
    ]);
    const rendered = render(readMessage(source), 'x');
    const { html } = contentOf(readMessage(rendered)).body;
    expect(html?.decode().bytes.toString('utf8')).toContain('charset=utf-8">При');
  });

  it('never loses what it cannot read', () => {
    const odd = [
      'Subject: =?no-such?Q?=FF=FE?= x',
      'X-Odd: \u00ff\u00fe',
      'Content-Type: multipart/mixed; boundary=never-opens',
      '',
      'the whole text',
      '',
    ].join('\r\n');
    const rendered = render(readMessage(Buffer.from(odd, 'latin1')));
    expect(rendered.toString('latin1')).toContain('the whole text');
    expect(rendered.toString('latin1')).toContain('=?no-such?Q?=FF=FE?= x');
    expect(rendered.toString('latin1')).toContain('\u00ff\u00fe');
  });

  it('renders nested messages anew and stays readable at any depth', () => {
    let inner = 'Subject: innermost\r\n\r\ndeep';
    for (let depth = 0; depth < 60; depth += 1)
      inner = `Subject: ${depth}\r\nContent-Type: message/rfc822\r\n\r\n${inner}`;
    const original = readMessage(Buffer.from(inner));
    expect(factsOf(readMessage(render(original)))).toEqual(factsOf(original));
  });

  it.each([
    ['multipart/signed; boundary=s', 'IPM.Note.SMIME.MultipartSigned'],
    ['application/pkcs7-mime', 'IPM.Note.SMIME'],
    ['multipart/report; report-type=delivery-status; boundary=s', 'REPORT.IPM.Note.NDR'],
    ['text/calendar; method=REQUEST', 'IPM.Schedule.Meeting.Request'],
    ['text/calendar; method=CANCEL', 'IPM.Schedule.Meeting.Canceled'],
    ['text/plain', 'IPM.Note'],
  ])('%s is of class %s', (type, itemClass) => {
    expect(
      summaryOf(readMessage(mime(`Content-Type: ${type}`, '', '--s', '', 'x', '--s--', ''))).itemClass,
    ).toBe(itemClass);
  });

  it('takes TNEF apart and keeps what only looks like it', () => {
    const attribute = (level: number, id: number, data: Buffer): Buffer => {
      const head = Buffer.alloc(9);
      head[0] = level;
      head.writeUInt32LE(id, 1);
      head.writeUInt32LE(data.length, 5);
      const sum = Buffer.alloc(2);
      sum.writeUInt16LE(data.reduce((total, byte) => (total + byte) & 0xffff, 0));
      return Buffer.concat([head, data, sum]);
    };
    const tnef = Buffer.concat([
      Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]),
      attribute(2, 0x00069002, Buffer.alloc(14)),
      attribute(2, 0x00018010, Buffer.from('report.txt\0')),
      attribute(2, 0x0006800f, Buffer.from('inside')),
    ]);
    const wrap = (data: Buffer): Buffer =>
      mime(
        'Subject: t',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        '',
        'text',
        '--b',
        'Content-Type: application/ms-tnef; name=winmail.dat',
        'Content-Transfer-Encoding: base64',
        '',
        data.toString('base64'),
        '--b--',
        '',
      );
    const opened = contentOf(readMessage(wrap(tnef))).attachments;
    expect(opened.map(attachmentName)).toEqual(['report.txt']);
    expect(opened[0]?.kind === 'leaf' && opened[0].decode().bytes.toString()).toBe('inside');
    const damaged = contentOf(readMessage(wrap(tnef.subarray(0, tnef.length - 1)))).attachments;
    expect(damaged.map(attachmentName)).toEqual(['winmail.dat']);
  });
});

describe('words of an HTML body', () => {
  it('are those a person sees', () => {
    expect(
      htmlToText(
        '<head><title>no</title><style>p{}</style></head><p>a &amp; b&nbsp;c</p><script>x()</script><div>d<br>e</div>',
      ),
    ).toBe('a & b c\r\n\r\nd\r\ne');
  });
});
