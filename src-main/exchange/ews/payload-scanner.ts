import { LightermanError } from '#shared/domain/errors.ts';

/**
 * Cuts the base64 payloads (MimeContent, Data, Content) out of a SOAP answer, byte by byte outside the payload and with
 * `indexOf` inside it, so that no XML parser and no string ever holds a message. What is left is the *skeleton*: the
 * same document with each payload replaced by its number, small enough for any parser.
 *
 * Pieces may be cut anywhere, also within a tag or a UTF-8 character; the result is the same.
 * A document type is refused (https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html).
 */
export interface ScanSink {
  /** Bytes of the skeleton, in order. */
  skeleton(bytes: Buffer): void;
  /** A payload begins; the skeleton up to here, start tag included, has been handed over. */
  payloadStart(index: number): void;
  /** Base64 text as it came. */
  payload(bytes: Buffer): void;
  payloadEnd(index: number): void;
}

const lt = 0x3c;
const gt = 0x3e;
const slash = 0x2f;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const bang = 0x21;
const question = 0x3f;
const bracket = 0x5d;
const dash = 0x2d;
const ampersand = 0x26;

const State = {
  text: 0,
  afterLt: 1,
  bang: 2,
  comment: 3,
  cdata: 4,
  instruction: 5,
  name: 6,
  tag: 7,
  doubleQuoted: 8,
  singleQuoted: 9,
  endTag: 10,
  payload: 11,
  payloadEndTag: 12,
} as const;
type State = (typeof State)[keyof typeof State];

/** A tag name or payload end tag longer than this is no EWS. */
const longestName = 256;

/** Tab, line feed, carriage return and space. */
const whiteSpaceReference = /^&#(?:0*(?:9|10|13|32)|x0*(?:9|A|D|20));$/i;
const longestReference = 16;

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const bad = (why: string): LightermanError =>
  new LightermanError('endpoint.bad-answer', { message: `The answer of the server cannot be read: ${why}.` });

export class PayloadScanner {
  readonly #names: ReadonlySet<string>;
  readonly #sink: ScanSink;
  #state: State = State.text;
  /** Name of the open tag so far, or what followed `<!`, or of the payload's end tag. */
  #word = '';
  /** Last bytes within comment, CDATA section or instruction. */
  #last1 = 0;
  #last2 = 0;
  #selfClosing = false;
  /** Qualified name of the payload element that is open. */
  #payloadName = '';
  #isPayload = false;
  /** A character reference within a payload, begun and not ended yet. */
  #reference = '';
  #count = 0;
  #atStart = true;

  /** @param names Local names of the elements whose text is payload. */
  constructor(names: ReadonlySet<string>, sink: ScanSink) {
    this.#names = names;
    this.#sink = sink;
  }

  /** Payloads begun so far. */
  get count(): number {
    return this.#count;
  }

  /** @throws LightermanError `endpoint.bad-answer` for a document type, markup or references within a payload. */
  write(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.#atStart) {
      this.#atStart = false;
      if (chunk[0] === 0xff || chunk[0] === 0xfe || chunk[0] === 0) throw bad('it is not in UTF-8');
    }
    const size = chunk.length;
    let at = 0;
    /** Start of what has not been handed over yet. */
    let from = 0;
    while (at < size) {
      switch (this.#state) {
        case State.text: {
          const next = chunk.indexOf(lt, at);
          if (next === -1) {
            at = size;
          } else {
            at = next + 1;
            this.#state = State.afterLt;
          }
          break;
        }
        case State.afterLt: {
          const byte = chunk[at] ?? 0;
          this.#word = '';
          if (byte === slash) {
            this.#state = State.endTag;
            at += 1;
          } else if (byte === bang) {
            this.#state = State.bang;
            at += 1;
          } else if (byte === question) {
            this.#state = State.instruction;
            this.#last1 = 0;
            at += 1;
          } else {
            this.#state = State.name;
          }
          break;
        }
        case State.name: {
          let end = at;
          while (end < size) {
            const byte = chunk[end] ?? 0;
            if (byte === gt || byte === slash || isSpace(byte)) break;
            end += 1;
          }
          if (end > at) this.#word += chunk.toString('latin1', at, end);
          if (this.#word.length > longestName) throw bad('a tag has no end');
          at = end;
          if (end < size) {
            this.#isPayload = this.#names.has(this.#word.slice(this.#word.indexOf(':') + 1));
            this.#selfClosing = false;
            this.#state = State.tag;
          }
          break;
        }
        case State.tag: {
          const byte = chunk[at] ?? 0;
          at += 1;
          if (byte === gt) {
            if (this.#isPayload && !this.#selfClosing) {
              this.#sink.skeleton(chunk.subarray(from, at));
              from = at;
              this.#beginPayload();
            } else {
              this.#state = State.text;
            }
          } else if (byte === doubleQuote) {
            this.#state = State.doubleQuoted;
          } else if (byte === singleQuote) {
            this.#state = State.singleQuoted;
          } else {
            this.#selfClosing = byte === slash;
          }
          break;
        }
        case State.doubleQuoted:
        case State.singleQuoted: {
          const next = chunk.indexOf(this.#state === State.doubleQuoted ? doubleQuote : singleQuote, at);
          if (next === -1) {
            at = size;
          } else {
            at = next + 1;
            this.#state = State.tag;
          }
          break;
        }
        case State.endTag: {
          const next = chunk.indexOf(gt, at);
          if (next === -1) {
            at = size;
          } else {
            at = next + 1;
            this.#state = State.text;
          }
          break;
        }
        case State.bang: {
          this.#word += String.fromCharCode(chunk[at] ?? 0);
          at += 1;
          this.#decideBang();
          break;
        }
        case State.comment:
        case State.cdata:
        case State.instruction: {
          const byte = chunk[at] ?? 0;
          at += 1;
          if (byte === gt && this.#endsHere()) {
            this.#state = State.text;
          } else {
            this.#last2 = this.#last1;
            this.#last1 = byte;
          }
          break;
        }
        case State.payload: {
          const next = chunk.indexOf(lt, at);
          const end = next === -1 ? size : next;
          if (end > at) {
            const piece = chunk.subarray(at, end);
            if (this.#reference !== '' || piece.includes(ampersand)) this.#payloadWithReferences(piece);
            else this.#sink.payload(piece);
          }
          at = end;
          from = end;
          if (next !== -1) {
            this.#state = State.payloadEndTag;
            this.#word = '';
          }
          break;
        }
        case State.payloadEndTag: {
          const next = chunk.indexOf(gt, at);
          const end = next === -1 ? size : next + 1;
          this.#word += chunk.toString('latin1', at, end);
          if (this.#word.length > longestName) throw bad('markup within the content of a message');
          at = end;
          if (next !== -1) this.#endPayload();
          break;
        }
        default:
          throw bad('an unforeseen state');
      }
    }
    if (from < size && this.#state !== State.payload) this.#sink.skeleton(chunk.subarray(from, size));
  }

  /** After the last piece. @throws LightermanError `endpoint.bad-answer` when the document ends within markup. */
  finish(): void {
    if (this.#state !== State.text) throw bad('it ends too early');
  }

  #beginPayload(): void {
    this.#payloadName = this.#word;
    this.#sink.payloadStart(this.#count);
    this.#sink.skeleton(Buffer.from(String(this.#count), 'latin1'));
    this.#count += 1;
    this.#state = State.payload;
  }

  /** Some XML writers put line breaks of base64 down as references; those mean nothing, all others are no base64. */
  #payloadWithReferences(piece: Buffer): void {
    let at = 0;
    while (at < piece.length) {
      if (this.#reference === '') {
        const next = piece.indexOf(ampersand, at);
        const end = next === -1 ? piece.length : next;
        if (end > at) this.#sink.payload(piece.subarray(at, end));
        at = end;
        if (next === -1) return;
      }
      this.#reference += String.fromCharCode(piece[at] ?? 0);
      at += 1;
      if (this.#reference.endsWith(';')) {
        if (!whiteSpaceReference.test(this.#reference))
          throw bad('a reference within the content of a message');
        this.#reference = '';
      } else if (this.#reference.length > longestReference) {
        throw bad('a reference within the content of a message');
      }
    }
  }

  #endPayload(): void {
    if (this.#reference !== '') throw bad('a reference within the content of a message');
    const name = this.#word.slice(2, -1).trimEnd();
    if (!this.#word.startsWith('</') || name !== this.#payloadName) {
      throw bad('markup within the content of a message');
    }
    this.#state = State.text;
    this.#sink.payloadEnd(this.#count - 1);
  }

  #decideBang(): void {
    const word = this.#word;
    if (word === '--') {
      this.#state = State.comment;
      this.#last1 = 0;
      this.#last2 = 0;
    } else if (word === '[CDATA[') {
      this.#state = State.cdata;
      this.#last1 = 0;
      this.#last2 = 0;
    } else if (!'--'.startsWith(word) && !'[CDATA['.startsWith(word)) {
      throw bad('it holds a document type');
    }
  }

  #endsHere(): boolean {
    if (this.#state === State.instruction) return this.#last1 === question;
    const byte = this.#state === State.comment ? dash : bracket;
    return this.#last1 === byte && this.#last2 === byte;
  }
}

export interface ScannedWhole {
  readonly skeleton: Buffer;
  /** In document order; the skeleton holds each one's number in its place. */
  readonly payloads: readonly Buffer[];
}

/** For an answer that is in memory: payloads are views into `answer`, not copies. */
export const scanWhole = (answer: Buffer, names: ReadonlySet<string>): ScannedWhole => {
  const skeleton: Buffer[] = [];
  const payloads: Buffer[] = [];
  const empty = answer.subarray(0, 0);
  let pieces: Buffer[] = [];
  const scanner = new PayloadScanner(names, {
    skeleton: (bytes) => void skeleton.push(bytes),
    payloadStart: () => {
      pieces = [];
    },
    payload: (bytes) => void pieces.push(bytes),
    payloadEnd: (index) => {
      const [only] = pieces;
      // More than one only where references stood between.
      payloads[index] = only === undefined ? empty : pieces.length === 1 ? only : Buffer.concat(pieces);
    },
  });
  scanner.write(answer);
  scanner.finish();
  return { skeleton: skeleton.length === 1 ? (skeleton[0] ?? empty) : Buffer.concat(skeleton), payloads };
};
