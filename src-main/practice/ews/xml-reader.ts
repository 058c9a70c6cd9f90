import { SaxesParser, type SaxesTagNS } from 'saxes';
import { createPayloadSplitter, MalformedXml } from './payload-splitter.ts';
import type { XmlElement } from './xml-element.ts';

const prefixes: Readonly<Record<string, string>> = {
  'http://schemas.microsoft.com/exchange/services/2006/messages': 'm:',
  'http://schemas.microsoft.com/exchange/services/2006/types': 't:',
  'http://schemas.xmlsoap.org/soap/envelope/': 's:',
};

const nameOf = (tag: SaxesTagNS): string => {
  const prefix = prefixes[tag.uri];
  return prefix === undefined ? `{${tag.uri}}${tag.local}` : prefix + tag.local;
};

const attributesOf = (tag: SaxesTagNS): Record<string, string> => {
  const attributes: Record<string, string> = {};
  for (const attribute of Object.values(tag.attributes)) {
    if (attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns') {
      attributes[attribute.uri === '' ? attribute.local : `{${attribute.uri}}${attribute.local}`] =
        attribute.value;
    }
  }
  return attributes;
};

export class RequestTooLarge extends Error {}

export { MalformedXml };

/**
 * Reads to the end even when the XML turns out to be broken, so that the answer finds an open connection. A body that is too
 * large is left where it stands, without closing its stream: what becomes of the rest is the mount's business.
 */
const readAll = async (
  body: AsyncIterable<Uint8Array>,
  write: (chunk: Uint8Array) => void,
): Promise<void> => {
  const iterator = body[Symbol.asyncIterator]();
  let broken: MalformedXml | null = null;
  for (;;) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    if (broken !== null) continue;
    try {
      write(value);
    } catch (error) {
      if (!(error instanceof MalformedXml)) throw error;
      broken = error;
    }
  }
  if (broken !== null) throw broken;
};

/**
 * Reads a SOAP request into a tree, with the content of `MimeContent` and `Content` as bytes. DTDs are refused.
 * Throws {@link MalformedXml} with a text fit for a fault, {@link RequestTooLarge} beyond `maxBytes`.
 */
export const readXml = async (
  body: AsyncIterable<Uint8Array> | Uint8Array,
  maxBytes: number,
): Promise<XmlElement> => {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const stack: XmlElement[] = [];
  const roots: XmlElement[] = [];
  parser.on('error', (error) => {
    throw new MalformedXml(error.message.replace(/^\d+:\d+: /, ''));
  });
  parser.on('doctype', () => {
    throw new MalformedXml('For security reasons DTD is prohibited in this XML document.');
  });
  parser.on('opentag', (tag) => {
    const element: XmlElement = {
      name: nameOf(tag),
      attributes: attributesOf(tag),
      children: [],
      text: '',
      payload: null,
      line: parser.line,
      column: parser.columnIndex,
    };
    const parent = stack.at(-1);
    if (parent === undefined) roots.push(element);
    else parent.children.push(element);
    stack.push(element);
  });
  parser.on('closetag', () => void stack.pop());
  const text = (value: string): void => {
    const current = stack.at(-1);
    if (current !== undefined) current.text += value;
  };
  parser.on('text', text);
  parser.on('cdata', text);
  const splitter = createPayloadSplitter({
    xml: (value) => void parser.write(value),
    payload: (payload) => {
      const current = stack.at(-1);
      if (current !== undefined) current.payload = payload;
    },
  });
  let sizeBytes = 0;
  const write = (chunk: Uint8Array): void => {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new RequestTooLarge();
    splitter.write(chunk);
  };
  if (body instanceof Uint8Array) write(body);
  else await readAll(body, write);
  splitter.end();
  parser.close();
  const [root] = roots;
  if (root === undefined) throw new MalformedXml('Root element is missing.');
  return root;
};
