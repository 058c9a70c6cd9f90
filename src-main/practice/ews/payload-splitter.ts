import type { Payload } from './xml-element.ts';

/** Elements that hold base64 of any size: their content never reaches the XML parser. */
const payloadElements = new Set(['MimeContent', 'Content']);

/** A tag or comment longer than this is an attack or a mistake. */
const maxMarkupBytes = 1024 * 1024;

export interface SplitterEvents {
  /** XML with the payloads taken out, in order. */
  xml(text: string): void;
  /** Content of the element whose start tag was passed on last. */
  payload(payload: Payload): void;
}

export class MalformedXml extends Error {}

/** Decodes base64 that comes in pieces, white space allowed anywhere. */
const createBase64Decoder = () => {
  const pieces: Buffer[] = [];
  let carry = '';
  let isValid = true;
  let ended = false;
  const push = (text: string): void => {
    const letters = carry + (/[\s]/.test(text) ? text.replace(/\s+/g, '') : text);
    const whole = letters.length - (letters.length % 4);
    carry = letters.slice(whole);
    if (whole === 0) return;
    const block = letters.slice(0, whole);
    if (ended || /[^A-Za-z0-9+/=]/.test(block)) {
      isValid = false;
      return;
    }
    const padding = block.indexOf('=');
    if (padding >= 0) {
      ended = true;
      if (padding < block.length - 2 || !/^={1,2}$/.test(block.slice(padding))) isValid = false;
    }
    pieces.push(Buffer.from(block, 'base64'));
  };
  return {
    push,
    finish: (): Payload => ({
      bytes: pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces),
      isValid: isValid && carry === '',
    }),
  };
};

const lessThan = 0x3c;

/**
 * Takes the big base64 contents out of a SOAP request while it streams in, so that a message of 150 MB never becomes an XML
 * text node. What is left is small and goes to a real XML parser. Feed bytes, then call `end`.
 */
export const createPayloadSplitter = (events: SplitterEvents) => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pending: Buffer = Buffer.alloc(0);
  let payload: ReturnType<typeof createBase64Decoder> | null = null;
  let entity = '';

  const xml = (bytes: Uint8Array): void => {
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: true });
    } catch {
      throw new MalformedXml('Invalid character in the given encoding.');
    }
    if (text !== '') events.xml(text);
  };

  const payloadText = (bytes: Buffer): void => {
    let text = entity + bytes.toString('latin1');
    entity = '';
    if (text.includes('&')) {
      // A serializer may write CR as a character reference; it may be cut in two by a chunk border.
      text = text.replace(/&#(?:x[dDaA9]|10|13|9|32|x20);/g, '');
      const open = text.lastIndexOf('&');
      if (open >= 0 && text.length - open < 8 && !text.includes(';', open)) {
        entity = text.slice(open);
        text = text.slice(0, open);
      }
    }
    payload?.push(text);
  };

  /** End of the markup that starts at `at`, or -1 when it is not all there yet. */
  const markupEnd = (bytes: Buffer, at: number): number => {
    const after = (needle: string, from: number): number => {
      const found = bytes.indexOf(needle, from, 'latin1');
      return found < 0 ? -1 : found + needle.length;
    };
    const opening = bytes.toString('latin1', at, at + 9);
    if (opening.startsWith('<!--')) return after('-->', at + 4);
    if (opening === '<![CDATA[') return after(']]>', at + 9);
    if (opening.startsWith('<?')) return after('?>', at + 2);
    if (opening.length < 9 && '<![CDATA['.startsWith(opening)) return -1;
    let quote = 0;
    for (let i = at + 1; i < bytes.length; i += 1) {
      const byte = bytes[i] ?? 0;
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === 0x22 || byte === 0x27) quote = byte;
      else if (byte === 0x3e) return i + 1;
    }
    return -1;
  };

  const consume = (bytes: Buffer, isLast: boolean): Buffer => {
    let at = 0;
    while (at < bytes.length) {
      const next = bytes.indexOf(lessThan, at);
      const stop = next < 0 ? bytes.length : next;
      if (stop > at) {
        if (payload === null) xml(bytes.subarray(at, stop));
        else payloadText(bytes.subarray(at, stop));
      }
      if (next < 0) return Buffer.alloc(0);
      const end = markupEnd(bytes, next);
      if (end < 0) {
        if (isLast) throw new MalformedXml('Unexpected end of file has occurred.');
        if (bytes.length - next > maxMarkupBytes)
          throw new MalformedXml('A markup of this length is not allowed.');
        return bytes.subarray(next);
      }
      const markup = bytes.subarray(next, end);
      at = end;
      if (payload !== null) {
        const opening = markup.toString('latin1', 0, 9);
        if (opening === '<![CDATA[') {
          payload.push(markup.toString('latin1', 9, markup.length - 3));
          continue;
        }
        if (opening.startsWith('<!--') || opening.startsWith('<?')) continue;
        payload.push(entity);
        entity = '';
        events.payload(payload.finish());
        payload = null;
      }
      xml(markup);
      const name = /^<(?:[^\s/>:]+:)?([A-Za-z]+)(?=[\s>])/.exec(markup.toString('latin1', 0, 200))?.[1];
      if (name !== undefined && payloadElements.has(name) && bytes[end - 2] !== 0x2f)
        payload = createBase64Decoder();
    }
    return Buffer.alloc(0);
  };

  return {
    write(chunk: Uint8Array): void {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      pending = Buffer.from(consume(pending.length === 0 ? bytes : Buffer.concat([pending, bytes]), false));
    },
    end(): void {
      pending = consume(pending, true);
    },
  };
};
