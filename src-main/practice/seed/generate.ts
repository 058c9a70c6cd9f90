import type { GeneratedMessage, MessageKind, MessageProps, Profile, SeedFolder } from './generated.ts';
import { makeBody } from './message-body.ts';
import { fillIn } from './message-text.ts';
import {
  type Entity,
  headerAddress,
  headerAddresses,
  headerDate,
  headerText,
  writeMessage,
} from './mime-writer.ts';
import { createRandom, type Random } from './random.ts';
import { type Contact, correspondents, vocabularies, type Vocabulary } from './vocabulary.ts';

/** A conversation under way. */
interface Thread {
  readonly topic: string;
  readonly index: Buffer;
  readonly messageIds: string[];
  readonly partner: Contact;
  lastText: string;
}

const openThreadsMax = 12;

const domainOf = (address: string): string => address.split('@')[1] ?? 'contoso.example';

/** Thread-Index: 1 + 5 bytes of FILETIME + GUID, five bytes more for each answer. MS-OXOMSG 2.2.1.3 */
const newThreadIndex = (random: Random, ms: number): Buffer => {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(ms + 11_644_473_600_000) * 10_000n);
  return Buffer.concat([Buffer.from([1]), time.subarray(1, 6), random.bytes(16)]);
};

const foldersFor = (random: Random, words: Vocabulary): SeedFolder => {
  const where = random.weighted({ inbox: 64, path: 24, deleteditems: 5, junkemail: 3, drafts: 4 });
  return where === 'path' ? { kind: 'path', path: random.pick(words.folders) } : { kind: where };
};

const propsFor = (random: Random, words: Vocabulary, folder: SeedFolder, sentAtMs: number): MessageProps => {
  const isDraft = folder.kind === 'drafts';
  return {
    sentAtMs,
    receivedAtMs: isDraft ? sentAtMs : sentAtMs + random.between(1, 90) * 1000,
    isDraft,
    isRead: isDraft || folder.kind === 'sentitems' || random.chance(0.72),
    importance: random.weighted({ normal: 88, high: 9, low: 3 }),
    categories: random.chance(0.12) ? [random.pick(words.categories)] : [],
    flag: random.weighted({ none: 90, flagged: 7, complete: 3 }),
  };
};

const receivedLines = (
  random: Random,
  from: Contact,
  owner: Contact,
  props: MessageProps,
): Entity['headers'] => {
  const host = domainOf(from.address);
  return [
    [
      'Received',
      `from mx${random.between(1, 4)}.${host} (${random.between(11, 198)}.${random.between(0, 255)}.${random.between(0, 255)}.${random.between(1, 254)})\r\n by mail.${domainOf(owner.address)} with ESMTPS id ${random.hex(12)}\r\n for <${owner.address}>; ${headerDate(props.receivedAtMs, 0)}`,
    ],
    ['Return-Path', `<${from.address}>`],
  ];
};

export interface GenerateOptions {
  /** The same seed gives the same messages, byte for byte. */
  readonly seed: string;
  readonly count: number;
  readonly profile: Profile;
}

/**
 * Invents mail: varied in form (see {@link MessageKind}), in charset and size, in conversations that go back and forth over
 * the profile's time. Lazy, so that 100,000 messages need no more memory than one.
 */
export function* generateMessages({ seed, count, profile }: GenerateOptions): Generator<GeneratedMessage> {
  const random = createRandom(seed);
  const words = vocabularies[profile.language];
  const { owner } = profile;
  const colleagues = profile.colleagues.filter((one) => one.address !== owner.address);
  const threads: Thread[] = [];
  const stepMs = (profile.toMs - profile.fromMs) / Math.max(1, count);

  for (let number = 0; number < count; number++) {
    const sentAtMs = Math.floor((profile.fromMs + stepMs * (number + random.next() * 0.9)) / 1000) * 1000;
    const drawn: MessageKind = random.weighted(profile.kinds);
    const answers = drawn !== 'bare' && drawn !== 'report' && threads.length > 0 && random.chance(0.45);
    const thread: Thread = answers
      ? random.pick(threads)
      : {
          topic: fillIn(random, drawn === 'meeting' ? words.invitation : random.pick(words.subjects)),
          index: newThreadIndex(random, sentAtMs),
          messageIds: [],
          partner:
            colleagues.length > 0 && random.chance(0.4)
              ? random.pick(colleagues)
              : random.pick(correspondents),
          lastText: '',
        };
    const byOwner = profile.spreadFolders && random.chance(0.2);
    const folder: SeedFolder = !profile.spreadFolders
      ? { kind: 'inbox' }
      : byOwner
        ? { kind: 'sentitems' }
        : foldersFor(random, words);
    const props = propsFor(random, words, folder, sentAtMs);
    const fromOwner = byOwner || props.isDraft;
    const from = fromOwner ? owner : thread.partner;
    const to = fromOwner ? thread.partner : owner;
    const charset = random.chance(0.6) ? words.charsets[0]! : random.pick(words.charsets);
    const zoneMinutes = random.pick([0, 60, 60, 120, -300, 540]);
    const isAnswer = thread.messageIds.length > 0;
    const subject =
      drawn === 'bare'
        ? ''
        : `${isAnswer ? (random.chance(0.12) ? words.forwardPrefix : words.replyPrefix) : ''}${thread.topic}`;
    const { entity, text } = makeBody(drawn, {
      random,
      words,
      profile,
      from,
      to,
      subject,
      charset,
      sentAtMs,
      zoneMinutes,
      quoted: isAnswer && random.chance(0.7) ? thread.lastText : null,
    });
    const messageId = `<${random.hex(32)}@${domainOf(from.address)}>`;
    const copies = random.chance(0.3)
      ? Array.from({ length: random.between(1, 4) }, () => random.pick(correspondents))
      : [];
    const headers: Entity['headers'] = [
      ...(fromOwner ? [] : receivedLines(random, from, owner, props)),
      ['From', headerAddress(from, charset)],
      ['To', headerAddress(to, charset)],
      ...(copies.length === 0 ? [] : ([['Cc', headerAddresses(copies, charset)]] as const)),
      ...(subject === '' ? [] : ([['Subject', headerText(subject, charset)]] as const)),
      ['Date', headerDate(sentAtMs, zoneMinutes)],
      // Some programs leave it out.
      ...(drawn === 'bare' ? [] : ([['Message-ID', messageId]] as const)),
      ...(isAnswer
        ? ([
            ['In-Reply-To', thread.messageIds.at(-1)!],
            ['References', thread.messageIds.slice(-10).join('\r\n ')],
          ] as const)
        : []),
      ['Thread-Topic', headerText(thread.topic, charset)],
      [
        'Thread-Index',
        Buffer.concat([thread.index, random.bytes(5 * thread.messageIds.length)]).toString('base64'),
      ],
      ...(props.importance === 'normal'
        ? []
        : ([
            ['Importance', props.importance],
            ['X-Priority', props.importance === 'high' ? '1' : '5'],
          ] as const)),
      ...(random.chance(0.3) ? ([['X-Mailer', 'Practice Mail 4.2']] as const) : []),
    ];
    thread.messageIds.push(messageId);
    thread.lastText = text;
    if (!isAnswer && drawn !== 'bare') {
      if (threads.length >= openThreadsMax) threads.splice(random.between(0, threads.length - 1), 1);
      threads.push(thread);
    }
    yield { kind: drawn, subject, mime: writeMessage(headers, entity), folder, props };
  }
}
