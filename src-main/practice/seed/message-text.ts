import type { Profile } from './generated.ts';
import { type Entity, multipart, textPart, type TransferEncoding } from './mime-writer.ts';
import type { Random } from './random.ts';
import { cities, companies, type Contact, firstNames, projects, type Vocabulary } from './vocabulary.ts';

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
export const paragraphs = ({ random, words }: BodyContext, count: number): string[] => {
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

export const plainText = (context: BodyContext): string => {
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

export const htmlOf = (text: string, charset: string, more = ''): string =>
  `<html><head><meta http-equiv="Content-Type" content="text/html; charset=${charset}"><style>p{margin:0 0 8pt;font-family:Calibri,sans-serif;font-size:11pt}</style></head>\n<body>\n${text
    .split('\n\n')
    .map((block) => `<p>${escapeHtml(block).replaceAll('\n', '<br>\n')}</p>`)
    .join('\n')}\n${more}</body></html>\n`;

export const boundary = (random: Random): string => `----=_Part_${random.hex(8)}_${random.hex(12)}`;

const isMultiByte = (charset: string): boolean => /^(shift|euc)/i.test(charset);

const textEncoding = (random: Random, charset: string): TransferEncoding => {
  if (charset === 'us-ascii' || charset.startsWith('iso-2022')) return '7bit';
  if (isMultiByte(charset)) return random.chance(0.5) ? 'base64' : '8bit';
  return random.weighted({ 'quoted-printable': 6, base64: 2, '8bit': 2 });
};

export const plainPart = (context: BodyContext, text: string): Entity => {
  const flowed = context.charset === 'utf-8' && context.random.chance(0.2) ? '; format=flowed' : '';
  return textPart('plain', text, context.charset, textEncoding(context.random, context.charset), flowed);
};

export const htmlPart = (context: BodyContext, html: string): Entity =>
  textPart('html', html, context.charset, context.random.chance(0.7) ? 'quoted-printable' : 'base64');

export const alternative = (context: BodyContext, text: string): Entity =>
  multipart('alternative', boundary(context.random), [
    plainPart(context, text),
    htmlPart(context, htmlOf(text, context.charset)),
  ]);
