import { type ByteCollector, createByteCollector } from './byte-facts.ts';
import { type ByteFeed, createByteFeed, type FeedRequest } from './byte-feed.ts';
import { compressedRtfText } from './compressed-rtf.ts';
import type { AttachmentFacts, ContentFingerprint, TextFacts, TnefFacts } from './fingerprint-types.ts';
import type { Sink } from './sink.ts';
import type { Budget } from './text-facts.ts';
import { createTextPart } from './text-part.ts';
import { tnefAsMessage } from './tnef-message.ts';

/**
 * Reads `winmail.dat` as it streams by: attachments are hashed, bodies up to a bound read as text.
 * Format: [MS-OXTNEF] https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxtnef/
 */
export interface TnefReader extends Sink {
  readonly result: () => Omit<TnefFacts, 'file'>;
}

const signature = 0x223e9f78;
const attribute = {
  attachRendering: 0x00069002,
  attachTitle: 0x00018010,
  attachData: 0x0006800f,
  attachment: 0x00069005,
  messageProps: 0x00069003,
  body: 0x0002800c,
  codePage: 0x00069007,
} as const;
const property = {
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  attachData: 0x3701,
  attachFileName: 0x3704,
  attachLongName: 0x3707,
  displayName: 0x3001,
  mimeTag: 0x370e,
  contentId: 0x3712,
  internetCodePage: 0x3fde,
} as const;
/** Values larger than this are hashed or passed over, not read. */
const maxValueBytes = 1_048_576;
const maxTnefDepth = 8;
const maxTnefAttachments = 2000;

interface OpenAttachment {
  title: string | null;
  longName: string | null;
  mimeTag: string | null;
  contentId: string | null;
  bytes: ByteCollector | null;
  nested: ContentFingerprint | null;
}

const freshAttachment = (): OpenAttachment => ({
  title: null,
  longName: null,
  mimeTag: null,
  contentId: null,
  bytes: null,
  nested: null,
});

/** Text of a body property, read as a mail body of that type would be. */
const bodyFacts = (
  bytes: Buffer,
  contentType: string,
  charset: string | null,
  budget: Budget,
): TextFacts | null => {
  const part = createTextPart({ contentType, charset, flowed: false, deleteSpace: false }, budget);
  part.write(bytes);
  part.end();
  const facts = part.facts(false);
  return facts.words > 0 ? facts : null;
};

const cut = (text: string): string => text.replace(/\0.*$/su, '').trim();

export const createTnefReader = (budget: Budget, depth: number): TnefReader => {
  const bodies: TextFacts[] = [];
  const attachments: AttachmentFacts[] = [];
  const nested: ContentFingerprint[] = [];
  let damaged = false;
  let codePage = 'windows-1252';
  let open: OpenAttachment | null = null;

  const closeAttachment = (): void => {
    if (open === null) return;
    if (open.nested !== null) nested.push(open.nested);
    else if (open.bytes !== null && attachments.length < maxTnefAttachments)
      attachments.push({
        ...open.bytes.facts(),
        name: open.longName ?? open.title,
        otherName: open.longName !== null && open.title !== open.longName ? open.title : null,
        nameDoubtful: open.longName === null,
        contentType: open.mimeTag ?? 'application/octet-stream',
        charset: null,
        contentId: open.contentId,
        inline: open.contentId !== null,
        text: null,
      });
    open = null;
  };
  const attachmentNow = (): OpenAttachment => (open ??= freshAttachment());

  const addBody = (facts: TextFacts | null): void => {
    if (facts !== null) bodies.push(facts);
  };

  const decode = (bytes: Buffer, unicode: boolean): string =>
    cut(unicode ? bytes.toString('utf16le') : new TextDecoder(codePage).decode(bytes));

  /** One value of a message's property. */
  const messageValue = (id: number, type: number, bytes: Buffer): void => {
    if (id === property.internetCodePage && bytes.length >= 4) htmlCodePage = bytes.readInt32LE(0);
    if (id === property.body) {
      const unicode = (type & 0xfff) === 0x1f;
      addBody(bodyFacts(Buffer.from(decode(bytes, unicode), 'utf8'), 'text/plain', 'utf-8', budget));
    }
    if (id === property.html) addBody(bodyFacts(bytes, 'text/html', charsetOfCodePage(htmlCodePage), budget));
    if (id === property.rtf) {
      const rtf = compressedRtfText(bytes);
      if (rtf === null) damaged = true;
      else
        addBody(
          bodyFacts(Buffer.from(rtf.text, 'utf8'), rtf.html ? 'text/html' : 'text/plain', 'utf-8', budget),
        );
    }
  };
  let htmlCodePage = 0;

  const attachmentValue = (id: number, type: number, bytes: Buffer): void => {
    const now = attachmentNow();
    const text = decode(bytes, (type & 0xfff) === 0x1f);
    if (id === property.attachLongName) now.longName = text;
    else if (id === property.attachFileName || id === property.displayName) now.title ??= text;
    else if (id === property.mimeTag) now.mimeTag = text.toLowerCase();
    else if (id === property.contentId) now.contentId = text.replace(/^<|>$/gu, '');
  };

  /** A block of MAPI properties (MS-OXTNEF §2.1.3.4): count, then tag, name, values; large values stream into a sink. */
  function* properties(
    value: (id: number, type: number, bytes: Buffer) => void,
    large: (id: number, type: number) => Sink | null,
  ): Generator<FeedRequest, void, Buffer> {
    const count = (yield { read: 4 }).readUInt32LE(0);
    for (let n = 0; n < count; n += 1) {
      const tag = yield { read: 4 };
      const type = tag.readUInt16LE(0);
      const id = tag.readUInt16LE(2);
      if (id >= 0x8000) {
        const kind = (yield { read: 20 }).readUInt32LE(16);
        if (kind === 0) yield { skip: 4 };
        else yield { skip: padded((yield { read: 4 }).readUInt32LE(0)) };
      }
      const fixed = fixedSize(type & 0xfff);
      const many = (type & 0x1000) !== 0;
      const values = many || fixed === null ? (yield { read: 4 }).readUInt32LE(0) : 1;
      for (let v = 0; v < values; v += 1) {
        const size = fixed ?? (yield { read: 4 }).readUInt32LE(0);
        // An object begins with its interface id, 16 bytes, then the data (MS-OXTNEF §2.1.3.4).
        const prefix = (type & 0xfff) === 0x0d ? Math.min(16, size) : 0;
        if (prefix > 0) yield { skip: prefix };
        const sink = large(id, type);
        if (sink !== null) {
          yield { pass: size - prefix, to: sink };
          sink.end();
        } else if (size - prefix <= maxValueBytes) value(id, type, yield { read: size - prefix });
        else yield { skip: size - prefix };
        yield { skip: padded(size) - size };
      }
    }
  }

  /** The data of an attachment: bytes, or a message in TNEF again. */
  const attachmentSink = (id: number, type: number): Sink | null => {
    if (id !== property.attachData) return null;
    const now = attachmentNow();
    if ((type & 0xfff) !== 0x0d || depth >= maxTnefDepth) {
      now.bytes = createByteCollector();
      return now.bytes;
    }
    const inner = createTnefReader(budget, depth + 1);
    const bytes = createByteCollector();
    return {
      write: (chunk) => {
        inner.write(chunk);
        bytes.write(chunk);
      },
      end: () => {
        inner.end();
        const facts = inner.result();
        const readable = facts.bodies.length + facts.attachments.length + facts.nested.length > 0;
        if (readable || !facts.damaged) now.nested = tnefAsMessage(facts);
        else now.bytes = bytes;
      },
    };
  };

  function* attributeBody(id: number, size: number): Generator<FeedRequest, void, Buffer> {
    if (id === attribute.messageProps || id === attribute.attachment) {
      const inner: ByteFeed =
        id === attribute.messageProps
          ? createByteFeed(properties(messageValue, () => null))
          : createByteFeed(properties(attachmentValue, attachmentSink));
      yield { pass: size, to: inner };
      inner.end();
      if (!inner.complete()) damaged = true;
    } else if (id === attribute.attachData) {
      const now = attachmentNow();
      now.bytes ??= createByteCollector();
      yield { pass: size, to: now.bytes };
    } else if (id === attribute.attachTitle && size <= maxValueBytes) {
      attachmentNow().title = decode(yield { read: size }, false);
    } else if (id === attribute.codePage && size >= 4 && size <= 64) {
      codePage = charsetOfCodePage((yield { read: size }).readUInt32LE(0)) ?? 'windows-1252';
    } else if (id === attribute.body && size <= maxValueBytes) {
      const text = decode(yield { read: size }, false);
      addBody(bodyFacts(Buffer.from(text, 'utf8'), 'text/plain', 'utf-8', budget));
    } else yield { skip: size };
  }

  function* stream(): Generator<FeedRequest, void, Buffer> {
    if ((yield { read: 6 }).readUInt32LE(0) !== signature) {
      damaged = true;
      return;
    }
    for (;;) {
      const head = yield { read: 9, orEnd: true };
      if (head.length === 0) return;
      const id = head.readUInt32LE(1);
      const size = head.readUInt32LE(5);
      if (id === attribute.attachRendering) {
        closeAttachment();
        open = freshAttachment();
      }
      yield* attributeBody(id, size);
      yield { skip: 2 };
    }
  }

  const feed = createByteFeed(stream());
  return {
    write: feed.write,
    end: () => {
      feed.end();
      if (!feed.complete()) damaged = true;
      closeAttachment();
    },
    result: () => ({ bodies, attachments, nested, damaged }),
  };
};

const padded = (size: number): number => Math.ceil(size / 4) * 4;

/** Bytes of a value of fixed size, as they stand in the stream (padded to four); `null` for those with a length. */
const fixedSize = (type: number): number | null => {
  if (type === 0x02 || type === 0x03 || type === 0x04 || type === 0x0a || type === 0x0b) return 4;
  if (type === 0x05 || type === 0x06 || type === 0x07 || type === 0x14 || type === 0x40) return 8;
  if (type === 0x48) return 16;
  return type === 0x00 || type === 0x01 ? 0 : null;
};

const charsetOfCodePage = (page: number): string | null => {
  if (page === 65001) return 'utf-8';
  if (page === 1200) return 'utf-16le';
  const named: Readonly<Record<number, string>> = {
    932: 'shift_jis',
    936: 'gbk',
    949: 'euc-kr',
    950: 'big5',
    20127: 'windows-1252',
    20866: 'koi8-r',
    21866: 'koi8-u',
    28591: 'windows-1252',
    28592: 'iso-8859-2',
    28595: 'iso-8859-5',
    28605: 'iso-8859-15',
    50220: 'iso-2022-jp',
    51932: 'euc-jp',
    54936: 'gb18030',
  };
  return named[page] ?? (page >= 1250 && page <= 1258 ? `windows-${page}` : null);
};
