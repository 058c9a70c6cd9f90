import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { describe, expect, it } from 'vitest';
import { compareFingerprints } from '#main/migration/proof/compare.ts';
import { fingerprintOf } from '#main/migration/proof/fingerprint.ts';
import { seeded } from './support/corpus.ts';
import { viaMailparser } from './support/via-mailparser.ts';

const sentences = [
  'Please find the figures attached.',
  'Grüße aus München und viel Erfolg!',
  'Les chiffres du trimestre sont à jour.',
  '数字をご確認ください。',
  'Привет, вот отчёт за квартал.',
  'Ελπίζω να είστε καλά.',
  'Budget: 1 000 € – 2 000 €',
  'See you on Monday :-)',
  'a < b && c > d',
  'Ünïcödé — “quotes” …',
];

interface Made {
  readonly paragraphs: readonly string[];
  readonly files: readonly { readonly filename: string; readonly content: Buffer }[];
  readonly pictures: readonly { readonly cid: string; readonly content: Buffer }[];
  readonly html: boolean;
}

const make = (seed: number): Made => {
  const draw = seeded(seed);
  const count = (most: number): number => Math.floor(draw() * (most + 1));
  const bytes = (): Buffer =>
    Buffer.from(Array.from({ length: 20 + count(4000) }, () => Math.floor(draw() * 256)));
  return {
    // Every paragraph is one of its kind, so that losing it is a loss.
    paragraphs: Array.from(
      { length: 2 + count(6) },
      (_, i) => `${i + 1}. ${sentences[count(sentences.length - 1)]}`,
    ),
    files: Array.from({ length: 1 + count(3) }, (_, i) => ({
      filename: `${['Plan', 'Übersicht', '見積', 'a b'][i]} ${i}.bin`,
      content: bytes(),
    })),
    pictures: Array.from({ length: count(2) }, (_, i) => ({
      cid: `p${i}@contoso.example`,
      content: bytes(),
    })),
    html: draw() < 0.7,
  };
};

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const write = async (made: Made): Promise<Buffer> => {
  const pictures = made.html ? made.pictures : [];
  return new Promise((resolve, reject) =>
    new MailComposer({
      from: 'ann@contoso.example',
      to: 'bob@fabrikam.example',
      subject: 'Generated',
      date: new Date(0),
      text: made.paragraphs.join('\n\n'),
      ...(made.html
        ? {
            html: `<html><body>${made.paragraphs.map((one) => `<p>${escape(one)}</p>`).join('\n')}${pictures.map(({ cid }) => `<img src="cid:${cid}">`).join('')}</body></html>`,
          }
        : {}),
      attachments: [
        ...made.files,
        ...pictures.map((picture, i) => ({
          ...picture,
          filename: `image00${i}.png`,
          contentType: 'image/png',
        })),
      ],
    })
      .compile()
      .build((error, message) => (error === null ? resolve(message) : reject(error))),
  );
};

const without = <Value>(list: readonly Value[], index: number): Value[] => list.filter((_, i) => i !== index);

describe('generated mail, read by mailparser and written again by nodemailer', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed);

  it('is the same', async () => {
    for (const seed of seeds) {
      const mime = await write(make(seed));
      const { verdict, differences } = compareFingerprints(
        fingerprintOf(mime),
        fingerprintOf(await viaMailparser(mime)),
      );
      expect(`${seed} ${verdict} ${differences.join(',')}`).toMatch(/^\d+ (same|server-normalised) /u);
    }
  });

  it('is reported when an attachment, a paragraph, a picture is gone or changed, or names are swapped', async () => {
    for (const seed of seeds) {
      const made = make(seed);
      const source = fingerprintOf(await write(made));
      const [file] = made.files;
      if (file === undefined) throw new Error('no file');
      const bent = Buffer.from(file.content);
      bent[seed % bent.length] = (bent[seed % bent.length] ?? 0) ^ 0x80;
      const damages: readonly (readonly [string, Made])[] = [
        ['attachment-missing', { ...made, files: without(made.files, seed % made.files.length) }],
        [
          'paragraph-missing',
          { ...made, paragraphs: without(made.paragraphs, seed % made.paragraphs.length) },
        ],
        ['attachment-altered', { ...made, files: [{ ...file, content: bent }, ...made.files.slice(1)] }],
        ...(made.html && made.pictures.length > 0
          ? [['inline-picture-missing', { ...made, pictures: without(made.pictures, 0) }] as const]
          : []),
        ...(made.files.length > 1
          ? [
              [
                'attachment-renamed',
                {
                  ...made,
                  files: made.files.map((one, i) => ({
                    ...one,
                    filename: made.files[made.files.length - 1 - i]?.filename ?? '',
                  })),
                },
              ] as const,
            ]
          : []),
      ];
      for (const [difference, damaged] of damages) {
        const found = compareFingerprints(source, fingerprintOf(await viaMailparser(await write(damaged))));
        expect(`${seed} ${found.verdict}`).toBe(`${seed} content-lost`);
        expect(found.differences, `${seed}`).toContain(difference);
      }
    }
  });
});
