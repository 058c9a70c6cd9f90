import { csvFile, docxFile, pdfFile, pngFile, zipFile } from './files.ts';
import {
  boundary,
  type BodyContext,
  fillIn,
  htmlOf,
  htmlPart,
  paragraphs,
  plainPart,
  plainText,
} from './message-text.ts';
import { type Entity, filePart, headerDate, messagePart, multipart, writeMessage } from './mime-writer.ts';
import { cities, correspondents, projects } from './vocabulary.ts';

export const file = (context: BodyContext, sizeBytes: number): Entity => {
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

export const nestedMessage = (context: BodyContext): Buffer => {
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

export const calendarText = (context: BodyContext): string => {
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

export const deliveryReport = (context: BodyContext, text: string): Entity => {
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

export const readReceipt = (context: BodyContext): Entity =>
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
export const signed = (context: BodyContext, text: string): Entity =>
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

export const encrypted = (context: BodyContext): Entity => ({
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

export const inlinePictures = (context: BodyContext, text: string): Entity => {
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
