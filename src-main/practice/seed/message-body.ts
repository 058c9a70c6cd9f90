import { csvFile, docxFile, pdfFile, pngFile, zipFile } from './files.ts';
import type { MessageKind, Profile } from './generated.ts';
import {
  type Entity,
  filePart,
  headerDate,
  messagePart,
  multipart,
  textPart,
  type TransferEncoding,
  writeMessage,
} from './mime-writer.ts';
import type { Random } from './random.ts';
import {
  cities,
  companies,
  type Contact,
  correspondents,
  firstNames,
  projects,
  type Vocabulary,
} from './vocabulary.ts';

/** All that the body of one message is made from. */
export interface BodyContext {
  readonly random: Random;
  readonly words: Vocabulary;
  readonly profile: Profile;
  readonly from: Contact;
  readonly to: Contact;
  readonly subject: string;
  readonly charset: string;
  readonly sentAtMs: number;
  readonly zoneMinutes: number;
  /** Text of the message answered to, `null` in a new conversation. */
  readonly quoted: string | null;
}

export interface Body {
  readonly entity: Entity;
  /** The plain text in it, for the next answer to quote. */
  readonly text: string;
}

/** Puts something believable into the places of a template. */
export const fillIn = (random: Random, template: string): string =>
  template.replace(/\{(\w+)\}/g, (_, place: string) => {
    switch (place) {
      case 'project':
        return random.pick(projects);
      case 'company':
        return random.pick(companies);
      case 'city':
        return random.pick(cities);
      case 'person':
        return random.pick(firstNames);
      case 'small':
        return String(random.between(2, 48));
      default:
        return String(random.between(1_000, 99_999));
    }
  });

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Sentences one after the other from a chance place in the list, so that a message does not say the same twice. */
const paragraphs = ({ random, words }: BodyContext, count: number): string[] => {
  let at = random.between(0, words.sentences.length - 1);
  const sentence = (): string => {
    // Seven shares no factor with the lists' lengths.
    at = (at + 7) % words.sentences.length;
    return capitalized(fillIn(random, words.sentences[at]!));
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: random.between(1, 3) }, sentence).join(' '),
  );
};

const plainText = (context: BodyContext): string => {
  const { random, words } = context;
  const blocks = [
    fillIn(random, random.pick(words.greetings)),
    ...paragraphs(context, random.between(1, 5)),
    `${fillIn(random, random.pick(words.closings))}\n${context.from.name}`,
  ];
  const own = blocks.join('\n\n');
  if (context.quoted === null) return own;
  const quoted = context.quoted
    .split('\n')
    .slice(0, 40)
    .map((line) => `> ${line}`)
    .join('\n');
  return `${own}\n\n${quoted}`;
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char]!);

const htmlOf = (text: string, charset: string, more = ''): string =>
  `<html><head><meta http-equiv="Content-Type" content="text/html; charset=${charset}"><style>p{margin:0 0 8pt;font-family:Calibri,sans-serif;font-size:11pt}</style></head>\n<body>\n${text
    .split('\n\n')
    .map((block) => `<p>${escapeHtml(block).replaceAll('\n', '<br>\n')}</p>`)
    .join('\n')}\n${more}</body></html>\n`;

const boundary = (random: Random): string => `----=_Part_${random.hex(8)}_${random.hex(12)}`;

const isMultiByte = (charset: string): boolean => /^(shift|euc)/i.test(charset);

const textEncoding = (random: Random, charset: string): TransferEncoding => {
  if (charset === 'us-ascii' || charset.startsWith('iso-2022')) return '7bit';
  if (isMultiByte(charset)) return random.chance(0.5) ? 'base64' : '8bit';
  return random.weighted({ 'quoted-printable': 6, base64: 2, '8bit': 2 });
};

const plainPart = (context: BodyContext, text: string): Entity => {
  const flowed = context.charset === 'utf-8' && context.random.chance(0.2) ? '; format=flowed' : '';
  return textPart('plain', text, context.charset, textEncoding(context.random, context.charset), flowed);
};

const htmlPart = (context: BodyContext, html: string): Entity =>
  textPart('html', html, context.charset, context.random.chance(0.7) ? 'quoted-printable' : 'base64');

const alternative = (context: BodyContext, text: string): Entity =>
  multipart('alternative', boundary(context.random), [
    plainPart(context, text),
    htmlPart(context, htmlOf(text, context.charset)),
  ]);

const file = (context: BodyContext, sizeBytes: number): Entity => {
  const { random, words } = context;
  const name = fillIn(random, random.pick(words.fileNames));
  const kind = name.slice(name.lastIndexOf('.') + 1);
  switch (kind) {
    case 'docx':
      return filePart({
        name,
        type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        data: docxFile([context.subject, ...paragraphs(context, random.between(2, 12))]),
      });
    case 'csv':
      return filePart({
        name,
        type: 'text/csv',
        data: csvFile(random, Math.min(2_000, Math.ceil(sizeBytes / 24))),
      });
    case 'png': {
      const side = Math.max(16, Math.min(900, Math.round(Math.sqrt(sizeBytes / 1.4))));
      return filePart({ name, type: 'image/png', data: pngFile(random, side, side, true) });
    }
    case 'zip':
      return filePart({
        name,
        type: 'application/zip',
        data: zipFile([
          { name: 'readme.txt', data: Buffer.from(`${context.subject}\r\n`) },
          { name: 'data.bin', data: random.bytes(sizeBytes) },
        ]),
      });
    default:
      return filePart({ name, type: 'application/pdf', data: pdfFile(random, context.subject, sizeBytes) });
  }
};

const sizeIn = (random: Random, [min, max]: readonly [number, number]): number =>
  // Small files are far more common than large ones.
  Math.round(min + (max - min) * random.next() ** 3);

const nestedMessage = (context: BodyContext): Buffer => {
  const { random } = context;
  const from = random.pick(correspondents);
  const inner = { ...context, from, quoted: null, charset: 'utf-8' };
  return writeMessage(
    [
      ['From', `<${from.address}>`],
      ['To', `<${context.from.address}>`],
      ['Subject', `Re: ${random.pick(projects)} ${random.between(100, 999)}`],
      ['Date', headerDate(context.sentAtMs - random.between(1, 90) * 3_600_000, 60)],
      ['Message-ID', `<${random.hex(20)}@${from.address.split('@')[1]}>`],
    ],
    random.chance(0.3)
      ? multipart('mixed', boundary(random), [
          plainPart(inner, plainText(inner)),
          file(inner, random.between(2_000, 20_000)),
        ])
      : plainPart(inner, plainText(inner)),
  );
};

const utcStamp = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');

const calendarText = (context: BodyContext): string => {
  const { random } = context;
  const startMs = Math.ceil(context.sentAtMs / 3_600_000) * 3_600_000 + random.between(1, 20) * 86_400_000;
  return [
    'BEGIN:VCALENDAR',
    'PRODID:-//Practice//Seed//EN',
    'VERSION:2.0',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:${random.hex(32)}@contoso.example`,
    `DTSTAMP:${utcStamp(context.sentAtMs)}`,
    `DTSTART:${utcStamp(startMs)}`,
    `DTEND:${utcStamp(startMs + 3_600_000)}`,
    `SUMMARY:${context.subject.replace(/[,;\\]/g, '\\$&')}`,
    `ORGANIZER:mailto:${context.from.address}`,
    `ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${context.to.address}`,
    `LOCATION:${random.pick(cities)}`,
    'SEQUENCE:0',
    'STATUS:CONFIRMED',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
};

const deliveryReport = (context: BodyContext, text: string): Entity => {
  const failed = `nobody.${context.random.hex(4)}@${context.random.pick(correspondents).address.split('@')[1]}`;
  const status = [
    'Reporting-MTA: dns; mail.contoso.example',
    `Arrival-Date: ${headerDate(context.sentAtMs - 60_000, 0)}`,
    '',
    `Final-Recipient: rfc822; ${failed}`,
    'Action: failed',
    'Status: 5.1.1',
    `Diagnostic-Code: smtp; 550 5.1.1 <${failed}>: Recipient address rejected: User unknown`,
    '',
  ].join('\r\n');
  return multipart(
    'report',
    boundary(context.random),
    [
      plainPart(
        { ...context, charset: 'utf-8' },
        `Delivery has failed to these recipients or groups:\n\n${failed}\n\n${text}`,
      ),
      { headers: [['Content-Type', 'message/delivery-status']], body: Buffer.from(status) },
      messagePart(nestedMessage(context)),
    ],
    '; report-type=delivery-status',
  );
};

const readReceipt = (context: BodyContext): Entity =>
  multipart(
    'report',
    boundary(context.random),
    [
      plainPart(
        { ...context, charset: 'utf-8' },
        `Your message\n\n  To: ${context.from.name}\n  Subject: ${context.subject}\n\nwas read.`,
      ),
      {
        headers: [['Content-Type', 'message/disposition-notification']],
        body: Buffer.from(
          `Reporting-UA: practice; Seed\r\nFinal-Recipient: rfc822;${context.from.address}\r\nOriginal-Message-ID: <${context.random.hex(24)}@contoso.example>\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n`,
        ),
      },
    ],
    '; report-type=disposition-notification',
  );

/** Looks like S/MIME to a mail program and to Exchange; the signature itself is not one. */
const signed = (context: BodyContext, text: string): Entity =>
  multipart(
    'signed',
    boundary(context.random),
    [
      plainPart({ ...context, charset: 'utf-8' }, text),
      {
        headers: [
          ['Content-Type', 'application/pkcs7-signature; name="smime.p7s"'],
          ['Content-Transfer-Encoding', 'base64'],
          ['Content-Disposition', 'attachment; filename="smime.p7s"'],
        ],
        body: filePart({
          name: 'smime.p7s',
          type: 'application/pkcs7-signature',
          data: Buffer.concat([Buffer.from('3080', 'hex'), context.random.bytes(2_600)]),
        }).body,
      },
    ],
    '; protocol="application/pkcs7-signature"; micalg=sha-256',
    'This is an S/MIME signed message',
  );

const encrypted = (context: BodyContext): Entity => ({
  headers: [
    ['Content-Type', 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"'],
    ['Content-Transfer-Encoding', 'base64'],
    ['Content-Disposition', 'attachment; filename="smime.p7m"'],
  ],
  body: filePart({
    name: 'smime.p7m',
    type: 'application/pkcs7-mime',
    data: Buffer.concat([
      Buffer.from('3080', 'hex'),
      context.random.bytes(context.random.between(3_000, 30_000)),
    ]),
  }).body,
});

const inlinePictures = (context: BodyContext, text: string): Entity => {
  const { random } = context;
  const pictures = Array.from({ length: random.between(1, 3) }, (_, index) => ({
    name: `image00${index + 1}.png`,
    type: 'image/png',
    contentId: `image00${index + 1}.png@${random.hex(8)}.${random.hex(8)}`,
    data: pngFile(random, random.between(60, 320), random.between(24, 120)),
  }));
  const tags = pictures
    .map(({ contentId, name }) => `<p><img src="cid:${contentId}" alt="${name}"></p>\n`)
    .join('');
  return multipart(
    'related',
    boundary(random),
    [
      multipart('alternative', boundary(random), [
        plainPart(context, text),
        htmlPart(context, htmlOf(text, context.charset, tags)),
      ]),
      ...pictures.map(filePart),
    ],
    '; type="multipart/alternative"',
  );
};

/** The body of one message of the given kind. */
export const makeBody = (kind: MessageKind, context: BodyContext): Body => {
  const { random, profile } = context;
  const text = plainText(context);
  const makeEntity = (): Entity => {
    switch (kind) {
      case 'plain':
        return plainPart(context, text);
      case 'html':
        return htmlPart(context, htmlOf(text, context.charset));
      case 'alternative':
        return alternative(context, text);
      case 'inline-pictures':
        return inlinePictures(context, text);
      case 'attachments': {
        const measured = profile.attachmentBytes[1] - profile.attachmentBytes[0] < 5_000;
        const count = measured ? 1 : random.weighted({ 1: 6, 2: 2, 3: 1 });
        const files = Array.from({ length: Number(count) }, () => {
          const sizeBytes = sizeIn(random, profile.attachmentBytes);
          return measured
            ? filePart({
                name: `data-${random.hex(6)}.bin`,
                type: 'application/octet-stream',
                data: random.bytes(sizeBytes),
              })
            : file(context, sizeBytes);
        });
        return multipart('mixed', boundary(random), [alternative(context, text), ...files]);
      }
      case 'large':
        return multipart('mixed', boundary(random), [
          plainPart(context, text),
          filePart({
            name: `archive-${random.hex(6)}.bin`,
            type: 'application/octet-stream',
            data: random.bytes(sizeIn(random, profile.largeBytes)),
          }),
        ]);
      case 'nested':
        return multipart('mixed', boundary(random), [
          plainPart(context, text),
          messagePart(nestedMessage(context)),
        ]);
      case 'signed':
        return signed(context, text);
      case 'encrypted':
        return encrypted(context);
      case 'meeting':
        return multipart('alternative', boundary(random), [
          plainPart(context, text),
          textPart('calendar', calendarText(context), 'utf-8', 'base64', '; method=REQUEST'),
        ]);
      case 'report':
        return deliveryReport(context, text);
      case 'receipt':
        return readReceipt(context);
      case 'bare':
        return { headers: [['Content-Type', 'text/plain; charset=us-ascii']], body: Buffer.alloc(0) };
    }
  };
  return { entity: makeEntity(), text };
};
