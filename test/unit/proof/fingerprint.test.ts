import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { compareFingerprints } from '#main/migration/proof/compare.ts';
import { compareWrapped } from '#main/migration/proof/compare-wrapped.ts';
import { createFingerprint, fingerprintOf } from '#main/migration/proof/fingerprint.ts';
import { base64Lines, crlf, file, html, multipart, picture, text } from './support/mime.ts';
import { tnefOf } from './support/tnef.ts';

const verdict = (source: Buffer, destination: Buffer) =>
  compareFingerprints(fingerprintOf(source), fingerprintOf(destination));
const textMessage = (contentType: string, encoding: string, body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `Subject: x\r\nContent-Type: ${contentType}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`,
    ),
    body,
  ]);
const inChunks = (mime: Buffer, sizes: readonly number[]) => {
  const writer = createFingerprint();
  for (let at = 0, n = 0; at < mime.length; n += 1) {
    const size = Math.max(1, sizes[n % sizes.length] ?? 1);
    writer.write(mime.subarray(at, at + size));
    at += size;
  }
  return writer.end();
};

describe('text of the body', () => {
  const words = 'Grüße aus Köln, „schön“ – 5 €';
  const reference = textMessage('text/plain; charset=utf-8', '8bit', Buffer.from(words));

  it.each([
    [
      'quoted-printable',
      textMessage(
        'text/plain; charset=utf-8',
        'quoted-printable',
        Buffer.from('Gr=C3=BC=C3=9Fe aus K=\r\n=C3=B6ln, =E2=80=9Esch=C3=B6n=E2=80=9C =E2=80=93 5 =E2=82=AC'),
      ),
    ],
    [
      'base64',
      textMessage('text/plain; charset="UTF-8"', 'BASE64', Buffer.from(base64Lines(Buffer.from(words)))),
    ],
    [
      'windows-1252',
      textMessage(
        'text/plain; charset=windows-1252',
        '8bit',
        Buffer.from([
          0x47,
          0x72,
          0xfc,
          0xdf,
          0x65,
          ...Buffer.from(' aus K'),
          0xf6,
          ...Buffer.from('ln, '),
          0x84,
          ...Buffer.from('sch'),
          0xf6,
          0x6e,
          0x93,
          0x20,
          0x96,
          ...Buffer.from(' 5 '),
          0x80,
        ]),
      ),
    ],
    [
      'windows-1252 labelled iso-8859-1',
      textMessage(
        'text/plain; charset=iso-8859-1',
        '8bit',
        Buffer.from([
          0x47,
          0x72,
          0xfc,
          0xdf,
          0x65,
          ...Buffer.from(' aus K'),
          0xf6,
          ...Buffer.from('ln, '),
          0x84,
          ...Buffer.from('sch'),
          0xf6,
          0x6e,
          0x93,
          0x20,
          0x96,
          ...Buffer.from(' 5 '),
          0x80,
        ]),
      ),
    ],
    [
      'utf-16',
      textMessage(
        'text/plain; charset=utf-16le',
        'base64',
        Buffer.from(base64Lines(Buffer.from(words, 'utf16le'))),
      ),
    ],
    [
      'utf-7',
      textMessage(
        'text/plain; charset=utf-7',
        '7bit',
        Buffer.from('Gr+APwA3w-e aus K+APY-ln, +IB4-sch+APY-n+IBw +IBM- 5 +IKw-'),
      ),
    ],
    [
      'HTML with entities',
      textMessage(
        'text/html; charset=us-ascii',
        '7bit',
        Buffer.from(
          '<html><head><title>no</title><style>p{}</style></head><body><!-- no --><p>Gr&uuml;&szlig;e&nbsp;aus <b>K&#246;ln</b>,\r\n&bdquo;sch&ouml;n&ldquo; &#150; 5 &euro;</p></body></html>',
        ),
      ),
    ],
    [
      'HTML in a charset named in the HTML',
      textMessage(
        'text/html',
        '8bit',
        Buffer.concat([
          Buffer.from('<meta charset="windows-1252"><div>Gr'),
          Buffer.from([0xfc, 0xdf]),
          Buffer.from('e aus K'),
          Buffer.from([0xf6]),
          Buffer.from('ln, '),
          Buffer.from([0x84]),
          Buffer.from('sch'),
          Buffer.from([0xf6, 0x6e, 0x93, 0x20, 0x96]),
          Buffer.from(' 5 '),
          Buffer.from([0x80]),
        ]),
      ),
    ],
    ['no charset named', textMessage('text/plain', '8bit', Buffer.from(words))],
  ])('is the same in %s', (_, mime) => {
    expect(verdict(reference, mime)).toEqual({ verdict: 'same', differences: [] });
  });

  it('is the same in ISO-2022-JP, Shift_JIS and UTF-8', () => {
    const japanese = 'これはテストです。';
    const iso = textMessage(
      'text/plain; charset=iso-2022-jp',
      '7bit',
      Buffer.from('\u001b$B$3$l$O%F%9%H$G$9!#\u001b(B'),
    );
    const sjis = textMessage(
      'text/plain; charset=shift_jis',
      '8bit',
      Buffer.from('82b182ea82cd8365835883678 2c582b78142'.replaceAll(' ', ''), 'hex'),
    );
    const utf8 = textMessage('text/plain; charset=utf-8', '8bit', Buffer.from(japanese));
    expect(verdict(iso, utf8).verdict).toBe('same');
    expect(verdict(sjis, utf8).verdict).toBe('same');
  });

  it('is one body in multipart/alternative: a text/plain made anew from the HTML does not matter', () => {
    const source = multipart('alternative', [
      text('Hello  *world*\n[cid:x]'),
      html('<p>Hello <b>world</b></p>'),
    ]);
    const copy = multipart('alternative', [text('Hello world'), html('<div>Hello <i>world</i></div>')]);
    expect(verdict(source, copy).verdict).toBe('same');
  });

  it('is the same when a server makes HTML of plain text, quotes and format=flowed included', () => {
    const plain = textMessage(
      'text/plain; charset=utf-8; format=flowed',
      '7bit',
      crlf(
        'A paragraph that goes ',
        'on here.',
        '',
        '> quoted text that ',
        '> goes on',
        ' -- stuffed',
        '-- ',
        'Me',
      ),
    );
    const rich = textMessage(
      'text/html; charset=utf-8',
      '7bit',
      Buffer.from(
        '<p>A paragraph that goes on here.</p><blockquote>quoted text that goes on</blockquote><p>-- stuffed<br>-- <br>Me</p>',
      ),
    );
    expect(verdict(plain, rich).verdict).not.toBe('content-lost');
    const fixed = textMessage(
      'text/plain; charset=utf-8',
      '7bit',
      crlf('A paragraph that goes on here.', '', '> quoted text that goes on', '-- stuffed', '-- ', 'Me'),
    );
    expect(verdict(plain, fixed).verdict).not.toBe('content-lost');
  });

  it('agrees about enriched text and its plain rendering', () => {
    const enriched = textMessage(
      'text/enriched',
      '7bit',
      Buffer.from('<bold>Now</bold> is <<the> time<param>x</param>'),
    );
    expect(
      verdict(enriched, textMessage('text/plain', '7bit', Buffer.from('Now is <the> time'))).verdict,
    ).not.toBe('content-lost');
  });

  it('reports a letter that changed, and a text that is gone', () => {
    const copy = textMessage('text/plain; charset=utf-8', '8bit', Buffer.from(words.replace('Köln', 'Kölm')));
    expect(verdict(reference, copy)).toEqual({ verdict: 'content-lost', differences: ['text-altered'] });
    expect(verdict(reference, textMessage('text/plain', '7bit', Buffer.alloc(0)))).toEqual({
      verdict: 'content-lost',
      differences: ['paragraph-missing'],
    });
  });

  it('keeps uuencode and yEnc inside a text as text', () => {
    const body = crlf(
      'Look:',
      'begin 644 a.txt',
      '#0V%T',
      '`',
      'end',
      '=ybegin line=128 size=3 name=b',
      'mno',
      '=yend size=3',
    );
    expect(fingerprintOf(textMessage('text/plain', '7bit', body)).attachments).toEqual([]);
    expect(
      verdict(
        textMessage('text/plain', '7bit', body),
        textMessage('text/plain', 'base64', Buffer.from(base64Lines(body))),
      ).verdict,
    ).toBe('same');
  });

  it('forgives a guessed charset, and still sees a lost paragraph', () => {
    const cyrillic = Buffer.from([
      0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4, 0x20, 0x31, 0x0a, 0x0a, 0xf0, 0xcf, 0xcb, 0xc1, 0x20, 0x32,
    ]);
    const unknown = textMessage('text/plain; charset=x-unknown', '8bit', cyrillic);
    expect(
      verdict(unknown, textMessage('text/plain; charset=utf-8', '8bit', Buffer.from('Привет 1\n\nПока 2'))),
    ).toEqual({
      verdict: 'server-normalised',
      differences: ['server-normalised:charset-guessed'],
    });
    expect(
      verdict(unknown, textMessage('text/plain; charset=utf-8', '8bit', Buffer.from('Привет 1'))).verdict,
    ).toBe('content-lost');
  });
});

describe('attachments', () => {
  const bytes = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) & 255));
  const body = html('<p>See <img src="cid:pic@x"></p>');
  const source = multipart('mixed', [
    body,
    file('a.bin', bytes),
    file('Übersicht.pdf', bytes.subarray(5)),
    picture('pic@x', bytes.subarray(9)),
  ]);

  it.each([
    ['RFC 2231', `filename*=utf-8''%C3%9Cbersicht.pdf`],
    ['RFC 2231 in pieces', `filename*0*=utf-8''%C3%9Cbers; filename*1="icht.pdf"`],
    ['RFC 2047', `filename="=?utf-8?Q?=C3=9Cbersicht.pdf?="`],
    ['RFC 2047, a letter cut in two', `filename="=?utf-8?B?w5xiZXJzaWNodC4=?= =?utf-8?B?cGRm?="`],
    ['raw UTF-8', `filename="${Buffer.from('Übersicht.pdf').toString('latin1')}"`],
    ['decomposed', `filename*=utf-8''U%CC%88bersicht.pdf`],
  ])('has the same name in %s', (_, parameter) => {
    const copy = multipart('mixed', [
      body,
      file('a.bin', bytes),
      {
        headers: [
          'Content-Type: application/pdf',
          'Content-Transfer-Encoding: base64',
          `Content-Disposition: attachment; ${parameter}`,
        ],
        body: base64Lines(bytes.subarray(5)),
      },
      picture('pic@x', bytes.subarray(9)),
    ]);
    const latin = multipart('mixed', [
      body,
      file('a.bin', bytes),
      {
        headers: [
          'Content-Type: application/pdf',
          'Content-Transfer-Encoding: base64',
          `Content-Disposition: attachment; filename*=iso-8859-1'de'%DCbersicht.pdf`,
        ],
        body: base64Lines(bytes.subarray(5)),
      },
      picture('pic@x', bytes.subarray(9)),
    ]);
    expect(verdict(latin, copy)).toEqual({ verdict: 'same', differences: [] });
  });

  it('names what is missing, altered, renamed, added', () => {
    const parts = (...more: Parameters<typeof multipart>[1][number][]) =>
      multipart('mixed', [body, ...more], 'other');
    const a = file('a.bin', bytes);
    const pdf = file('Übersicht.pdf', bytes.subarray(5));
    const pic = picture('pic@x', bytes.subarray(9));
    expect(verdict(source, parts(a, pdf, pic)).verdict).toBe('same');
    expect(verdict(source, parts(pdf, pic)).differences).toEqual(['attachment-missing']);
    expect(verdict(source, parts(a, pdf)).differences).toEqual(['inline-picture-missing']);
    const bent = Buffer.from(bytes);
    bent[1500] = (bent[1500] ?? 0) ^ 1;
    expect(verdict(source, parts(file('a.bin', bent), pdf, pic)).differences).toEqual(['attachment-altered']);
    expect(
      verdict(source, parts(file('Übersicht.pdf', bytes), file('a.bin', bytes.subarray(5)), pic)).differences,
    ).toEqual(['attachment-renamed']);
    expect(verdict(source, parts(a, pdf, pic, file('more.txt', Buffer.from('x'))))).toEqual({
      verdict: 'server-normalised',
      differences: ['server-normalised:attachment-added'],
    });
  });

  it('counts equal attachments: one of two is missing', () => {
    const two = multipart('mixed', [body, file('a.bin', bytes), file('a.bin', bytes)]);
    expect(verdict(two, multipart('mixed', [body, file('a.bin', bytes)])).differences).toEqual([
      'attachment-missing',
    ]);
  });

  it('follows a picture whose content id was changed together with the HTML, and reports one that is no longer shown', () => {
    const again = (id: string, src: string) =>
      multipart('related', [
        html(`<p>See <img src="${src}"></p>`),
        file('a.bin', bytes),
        file('Übersicht.pdf', bytes.subarray(5)),
        picture(id, bytes.subarray(9)),
      ]);
    expect(verdict(source, again('new@y', 'cid:new@y'))).toEqual({
      verdict: 'server-normalised',
      differences: ['server-normalised:content-id'],
    });
    expect(verdict(source, again('new@y', 'cid:gone@y')).differences).toContain('inline-picture-missing');
  });

  it('forgives line ends of a 7bit text file, not its words', () => {
    const of = (content: string, encoding: string) =>
      multipart('mixed', [
        body,
        {
          headers: [
            'Content-Type: text/x-log; name=a.log',
            `Content-Transfer-Encoding: ${encoding}`,
            'Content-Disposition: attachment; filename=a.log',
          ],
          body: encoding === '7bit' ? content : base64Lines(Buffer.from(content)),
        },
      ]);
    expect(verdict(of('one\r\ntwo\r\n', '7bit'), of('one\ntwo\n', 'base64'))).toEqual({
      verdict: 'server-normalised',
      differences: ['server-normalised:attachment-line-ends'],
    });
    expect(verdict(of('one\r\ntwo\r\n', '7bit'), of('one\ntwO\n', 'base64')).differences).toEqual([
      'attachment-altered',
    ]);
  });

  it('forgives names without characters that file systems forbid, and names made up for nameless parts', () => {
    const named = (name: string) => multipart('mixed', [body, file(name, bytes)]);
    expect(verdict(named('Q1/Q2: plan?.xls'), named('Q1_Q2_ plan_.xls')).verdict).toBe('server-normalised');
    const nameless = multipart('mixed', [
      body,
      { headers: ['Content-Type: image/png', 'Content-Transfer-Encoding: base64'], body: base64Lines(bytes) },
    ]);
    expect(verdict(nameless, named('ATT00001.png')).differences).toEqual([
      'server-normalised:attachment-name-generated',
    ]);
  });

  it('finds a later text part again as an attachment, and the other way round', () => {
    const inlined = multipart('mixed', [text('First.'), text('A footer of the list.')]);
    const asFile = multipart('mixed', [
      text('First.'),
      file('ATT00001.txt', Buffer.from('A footer of the list.'), 'text/plain'),
    ]);
    expect(verdict(inlined, asFile)).toEqual({
      verdict: 'server-normalised',
      differences: ['server-normalised:text-placement'],
    });
    expect(verdict(asFile, inlined).verdict).toBe('server-normalised');
    const joined = multipart('mixed', [text('First.\nA footer of the list.')]);
    expect(verdict(inlined, joined).verdict).toBe('server-normalised');
    expect(verdict(inlined, multipart('mixed', [text('First.')])).verdict).toBe('content-lost');
  });

  it('undoes Content-Transfer-Encoding x-uuencode', () => {
    const uu = multipart('mixed', [
      body,
      {
        headers: [
          'Content-Type: application/octet-stream; name=cat',
          'Content-Transfer-Encoding: x-uuencode',
        ],
        body: 'begin 644 cat\r\n#0V%T\r\n`\r\nend',
      },
    ]);
    expect(verdict(uu, multipart('mixed', [body, file('cat', Buffer.from('Cat'))])).verdict).toBe('same');
  });
});

describe('messages inside messages', () => {
  const inner = (attachment: Buffer) =>
    multipart('mixed', [text('Inner words'), file('x.bin', attachment)], 'inner');
  let level = 0;
  const outer = (nested: Buffer, encoding = '7bit') =>
    multipart(
      'mixed',
      [
        text('Outer'),
        Buffer.concat([
          Buffer.from(`Content-Type: message/rfc822\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`),
          encoding === 'base64' ? Buffer.from(base64Lines(nested)) : nested,
        ]),
      ],
      `outer-${(level += 1)}`,
    );

  it('are compared as deep as they go', () => {
    const source = outer(outer(inner(Buffer.from([1, 0, 2]))));
    expect(verdict(source, outer(outer(inner(Buffer.from([1, 0, 2])), 'base64'))).verdict).toBe('same');
    expect(verdict(source, outer(outer(inner(Buffer.from([1, 0, 3]))))).differences).toEqual([
      'nested:nested:attachment-altered',
    ]);
    expect(verdict(source, outer(multipart('mixed', [text('Outer')], 'outer'))).differences).toEqual([
      'nested:nested-message-missing',
    ]);
    expect(verdict(source, multipart('mixed', [text('Outer')], 'outer')).differences).toEqual([
      'nested-message-missing',
    ]);
  });

  it('may be kept as a file by a server', () => {
    const nested = inner(Buffer.from([1, 0, 2]));
    const copy = multipart('mixed', [text('Outer'), file('mail.eml', nested)], 'outer');
    expect(verdict(outer(nested), copy)).toEqual({
      verdict: 'server-normalised',
      differences: ['server-normalised:nested-message-as-file'],
    });
  });
});

describe('a message that was written wrapped', () => {
  const original = multipart('mixed', [text('Words'), file('a.bin', Buffer.from([1, 0]))], 'orig');
  const source = fingerprintOf(original);
  const around = (attached: Parameters<typeof multipart>[1][number]) =>
    fingerprintOf(multipart('mixed', [text('The original is attached.'), attached], 'wrap'));
  const asMessage = (mime: Buffer) =>
    Buffer.concat([Buffer.from('Content-Type: message/rfc822\r\n\r\n'), mime]);

  it('is found among what is attached', () => {
    const expected = { verdict: 'server-normalised', differences: ['server-normalised:wrapped'] };
    const sha256 = createHash('sha256').update(original).digest('hex');
    expect(compareWrapped(source, around(asMessage(original)), null)).toEqual(expected);
    expect(compareWrapped(source, around(file('mail.eml', original)), sha256)).toEqual(expected);
  });

  it('is reported when it is not there, or not whole', () => {
    expect(compareWrapped(source, around(file('mail.eml', original)), null).differences).toEqual([
      'nested-message-missing',
    ]);
    const less = asMessage(multipart('mixed', [text('Words')], 'orig'));
    expect(compareWrapped(source, around(less), null)).toEqual({
      verdict: 'content-lost',
      differences: ['attachment-missing', 'server-normalised:wrapped'],
    });
  });
});

describe('many attachments', () => {
  it('are matched by what they hold, one by one', () => {
    const many = (drop: number) =>
      fingerprintOf(
        multipart(
          'mixed',
          Array.from({ length: 4500 }, (_, i) => file(`f${i}`, Buffer.from([0, i & 255, i >> 8]))).filter(
            (_, i) => i !== drop,
          ),
        ),
      );
    expect(compareFingerprints(many(-1), many(-1)).verdict).toBe('same');
    expect(compareFingerprints(many(-1), many(3000)).differences).toEqual(['attachment-missing']);
  });
});

describe('what must stay as bytes', () => {
  const signed = (protocol: string, content: string, signature = 'c2ln', lineEnd = '\r\n') =>
    Buffer.from(
      [
        'Subject: s',
        `Content-Type: multipart/signed; protocol="${protocol}"; boundary=sig`,
        '',
        '--sig',
        'Content-Type: text/plain',
        '',
        content,
        '--sig',
        `Content-Type: ${protocol}; name=smime.p7s`,
        'Content-Transfer-Encoding: base64',
        '',
        signature,
        '--sig--',
        '',
      ].join(lineEnd),
    );
  const smime = 'application/pkcs7-signature';

  it('is a clear-signed part but for its line ends', () => {
    expect(verdict(signed(smime, 'Pay 100'), signed(smime, 'Pay 100', 'c2ln', '\n')).verdict).toBe('same');
    expect(verdict(signed(smime, 'Pay  100'), signed(smime, 'Pay 100')).differences).toEqual([
      'opaque-altered',
    ]);
    expect(verdict(signed(smime, 'Pay 100'), signed(smime, 'Pay 100', 'c2lo')).differences).toEqual([
      'opaque-altered',
    ]);
    expect(
      verdict(signed(smime, 'Pay 100'), textMessage('text/plain', '7bit', Buffer.from('Pay 100')))
        .differences,
    ).toContain('opaque-altered');
  });

  it('is not a PGP part, whose content counts', () => {
    const pgp = 'application/pgp-signature';
    expect(verdict(signed(pgp, 'Pay  100'), signed(pgp, 'Pay 100')).verdict).toBe('server-normalised');
    expect(verdict(signed(pgp, 'Pay  100'), signed(pgp, 'Pay 900')).verdict).toBe('content-lost');
  });

  it('is an encrypted or protected message', () => {
    const sealed = (type: string, bytes: Buffer) =>
      textMessage(type, 'base64', Buffer.from(base64Lines(bytes)));
    for (const type of [
      'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
      'application/x-microsoft-rpmsg-message; name=message.rpmsg',
    ]) {
      expect(verdict(sealed(type, Buffer.from('abc')), sealed(type, Buffer.from('abc'))).verdict).toBe(
        'same',
      );
      expect(verdict(sealed(type, Buffer.from('abc')), sealed(type, Buffer.from('abd'))).differences).toEqual(
        ['opaque-altered'],
      );
      expect(
        verdict(sealed(type, Buffer.from('abc')), textMessage('text/plain', '7bit', Buffer.alloc(0)))
          .differences,
      ).toEqual(['opaque-altered']);
    }
  });
});

describe('winmail.dat', () => {
  const contents = {
    html: '<p>Rich body</p>',
    attachments: [{ name: 'plan.xlsx', bytes: Buffer.from([9, 0, 9, 1]) }],
  };
  const wrapped = multipart('mixed', [
    text('Plain body'),
    file('winmail.dat', tnefOf(contents), 'application/ms-tnef'),
  ]);

  it('is the same as what a server makes of it', () => {
    const decoded = multipart('mixed', [
      html('<p>Rich body</p>'),
      file('plan.xlsx', Buffer.from([9, 0, 9, 1])),
    ]);
    expect(verdict(wrapped, decoded).verdict).toBe('server-normalised');
    expect(verdict(wrapped, decoded).differences).toContain('server-normalised:tnef-decoded');
    const plainKept = multipart('mixed', [text('Plain body'), file('plan.xlsx', Buffer.from([9, 0, 9, 1]))]);
    expect(verdict(wrapped, plainKept).verdict).toBe('server-normalised');
    expect(verdict(decoded, wrapped).verdict).toBe('server-normalised');
  });

  it('loses nothing unnoticed', () => {
    expect(verdict(wrapped, multipart('mixed', [html('<p>Rich body</p>')])).differences).toContain(
      'attachment-missing',
    );
    expect(
      verdict(
        wrapped,
        multipart('mixed', [html('<p>Rich</p>'), file('plan.xlsx', Buffer.from([9, 0, 9, 1]))]),
      ).verdict,
    ).toBe('content-lost');
    expect(
      verdict(
        wrapped,
        multipart('mixed', [html('<p>Rich body</p>'), file('plan.xlsx', Buffer.from([9, 0, 9, 2]))]),
      ).differences,
    ).toContain('attachment-altered');
  });

  it('may hold a message', () => {
    const inner = { html: '<p>Inner</p>', attachments: [{ name: 'b.bin', bytes: Buffer.from([0, 1]) }] };
    const source = multipart('mixed', [
      text('Outer'),
      file(
        'winmail.dat',
        tnefOf({ html: null, attachments: [{ name: 'Message', message: inner }] }),
        'application/ms-tnef',
      ),
    ]);
    const nested = multipart('mixed', [html('<p>Inner</p>'), file('b.bin', Buffer.from([0, 1]))], 'inner');
    const nestedPart = Buffer.concat([Buffer.from('Content-Type: message/rfc822\r\n\r\n'), nested]);
    expect(verdict(source, multipart('mixed', [text('Outer'), nestedPart])).verdict).toBe(
      'server-normalised',
    );
    expect(verdict(source, multipart('mixed', [text('Outer')])).differences).toContain(
      'nested-message-missing',
    );
  });

  it('stays comparable when it is damaged or cut', () => {
    const whole = tnefOf(contents);
    for (let size = 0; size < whole.length; size += 13) {
      const cut = multipart('mixed', [
        text('Plain body'),
        file('winmail.dat', whole.subarray(0, size), 'application/ms-tnef'),
      ]);
      expect(verdict(cut, cut).verdict).toBe('same');
    }
  });
});

describe('whatever the bytes are', () => {
  const fragments = [
    '--b',
    '--b--',
    '\r\n',
    '\n',
    '\r',
    '\0',
    'Content-Type: multipart/mixed; boundary=b',
    'Content-Type: message/rfc822',
    'Content-Type: multipart/alternative; boundary="b',
    'Content-Transfer-Encoding: base64',
    'Content-Transfer-Encoding: quoted-printable',
    'Content-Type: text/html',
    'Content-Type: application/ms-tnef',
    'YWJj',
    '=C3=',
    '=\r',
    '<a href="',
    '&amp',
    '<!--',
    ': ',
    'Subject: =?utf-8?b?',
    'name*0*=',
    '\u001b$B',
    '+AGE-',
    'x'.repeat(90),
  ];
  const mail = fc
    .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 8 })), { maxLength: 60 })
    .map((parts) => Buffer.from(parts.join(''), 'latin1'));

  it('there is one fingerprint, and it equals itself', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          mail,
          fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
        ),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        (mime, sizes) => {
          const whole = fingerprintOf(mime);
          expect(inChunks(mime, sizes)).toEqual(whole);
          expect(compareFingerprints(whole, JSON.parse(JSON.stringify(whole)) as typeof whole)).toEqual({
            verdict: 'same',
            differences: [],
          });
        },
      ),
      { numRuns: 600, seed: 7 },
    );
  });

  it('survives ten thousand nested parts and messages', () => {
    const deep = Buffer.from(
      Array.from(
        { length: 10_000 },
        (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`,
      ).join(''),
    );
    expect(fingerprintOf(deep).oddities).toContain('nested-too-deep');
    const messages = Buffer.from('Content-Type: message/rfc822\r\n\r\n'.repeat(10_000));
    expect(() => fingerprintOf(messages)).not.toThrow();
  });

  it('reads a message with bare CR line ends, one without a body, one without anything', () => {
    const cr = Buffer.from('Subject: x\rContent-Type: text/plain\r\rHello\rworld');
    expect(verdict(cr, textMessage('text/plain', '7bit', crlf('Hello', 'world'))).verdict).toBe('same');
    expect(fingerprintOf(Buffer.from('Subject: x')).body).toHaveLength(1);
    expect(verdict(Buffer.alloc(0), Buffer.from('Subject: x\r\n\r\n')).verdict).toBe('same');
  });

  it('reads a header in either of two ways when a line in it is no field', () => {
    const odd = Buffer.concat([
      Buffer.from('\ufeffFrom: a@b\r\n'),
      multipart('mixed', [text('Words'), file('a.bin', Buffer.from([1, 0]))]),
    ]);
    const clean = multipart('mixed', [text('Words'), file('a.bin', Buffer.from([1, 0]))]);
    expect(verdict(odd, clean)).toEqual({
      verdict: 'server-normalised',
      differences: ['server-normalised:header-repaired'],
    });
    expect(verdict(odd, multipart('mixed', [text('Words')])).verdict).toBe('content-lost');
  });

  it('counts parts beyond the bound in one', () => {
    const many = (count: number, last: string) =>
      multipart('mixed', [
        ...Array.from({ length: count }, (_, i) => file(`f${i}`, Buffer.from([0, i & 255]))),
        file('last', Buffer.from(last)),
      ]);
    expect(fingerprintOf(many(5100, 'x')).oddities).toContain('too-many-parts');
    expect(verdict(many(5100, 'x'), many(5100, 'x')).verdict).toBe('same');
    expect(verdict(many(5100, 'x'), many(5100, 'y')).verdict).toBe('content-lost');
  });
});

describe('a message of 150 MB', () => {
  it('is read in bounded memory', () => {
    const line = `${Buffer.from(Array.from({ length: 57 }, (_, i) => (i * 31) & 255)).toString('base64')}\r\n`;
    const chunk = Buffer.from(line.repeat(840));
    const writer = createFingerprint();
    writer.write(
      Buffer.from(
        'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Hi</p>\r\n--b\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n',
      ),
    );
    const held = (): number => process.memoryUsage().arrayBuffers;
    const before = held();
    let peak = 0;
    let written = 0;
    while (written < 150_000_000) {
      writer.write(chunk);
      written += chunk.length;
      peak = Math.max(peak, held());
    }
    writer.write(Buffer.from('--b--\r\n'));
    const fingerprint = writer.end();
    expect(fingerprint.attachments[0]?.sizeBytes).toBe((written / 78) * 57);
    // Buffers alone, garbage included; the fingerprint keeps no bytes of the message.
    expect(peak - before).toBeLessThan(4_000_000);
    expect(JSON.stringify(fingerprint).length).toBeLessThan(5000);
  });

  it('keeps a bounded number of line hashes of a huge text', () => {
    const writer = createFingerprint();
    writer.write(Buffer.from('Content-Type: text/plain\r\n\r\n'));
    for (let n = 0; n < 200; n += 1)
      writer.write(Buffer.from(Array.from({ length: 500 }, (_, i) => `Line ${n}.${i}\r\n`).join('')));
    const fingerprint = writer.end();
    expect(fingerprint.body[0]?.text.lines).toBe(100_000);
    expect(JSON.stringify(fingerprint).length).toBeLessThan(20_000);
  });
});
