import { SaxesParser } from 'saxes';
import { LightermanError } from '#shared/domain/errors.ts';
import { readPlainXml } from './plain-xml.ts';
import { dropIllegalReferences } from './xml-text.ts';

/**
 * A SOAP answer without its payloads as a small tree. Names are local names: a server may choose any prefix or a default
 * namespace, and no two EWS elements of one parent differ by namespace alone.
 */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Text directly inside, joined. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

const deepest = 100;
/** A page of 1000 items with all listing properties is about 3 MB. */
const longestSkeletonBytes = 64 * 1024 * 1024;

const bad = (why: string, cause?: unknown): LightermanError =>
  new LightermanError('endpoint.bad-answer', {
    message: `The answer of the server cannot be read: ${why}.`,
    cause,
  });

/** Prefixed names repeat thousands of times in a listing. */
const localNames = new Map<string, string>();
const localName = (name: string): string => {
  const known = localNames.get(name);
  if (known !== undefined) return known;
  const local = name.slice(name.indexOf(':') + 1);
  if (localNames.size < 5000) localNames.set(name, local);
  return local;
};

const noAttributes: Readonly<Record<string, string>> = {};
const isEmpty = (attributes: Readonly<Record<string, string>>): boolean => {
  for (const _ in attributes) return false;
  return true;
};

/**
 * @param skeleton UTF-8, or its text; what XML 1.0 forbids is dropped first.
 * @param complete `false`: the document may stop anywhere, what is open then counts as closed.
 * @throws LightermanError `endpoint.bad-answer`: not well-formed, a DTD, too deep or too long. Never holds mail content.
 */
export const parseXml = (skeleton: Buffer | string, complete = true): XmlElement => {
  if (skeleton.length > longestSkeletonBytes) throw bad(`it is longer than ${longestSkeletonBytes} bytes`);
  const text = dropIllegalReferences(typeof skeleton === 'string' ? skeleton : skeleton.toString('utf8'));
  const plain = complete ? readPlainXml(text) : null;
  return plain ?? parseFully(text, complete);
};

const parseFully = (text: string, complete: boolean): XmlElement => {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const stack: OpenElement[] = [];
  let root: OpenElement | null = null;
  let top: OpenElement | null = null;

  parser.on('error', (error) => {
    // The parser's message can quote the document: only its kind goes on.
    throw bad(
      'it is not well-formed XML',
      new Error(error.message.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)),
    );
  });
  parser.on('doctype', () => {
    throw bad('it holds a document type');
  });
  parser.on('opentag', (tag) => {
    const element: OpenElement = {
      name: localName(tag.name),
      attributes: isEmpty(tag.attributes) ? noAttributes : tag.attributes,
      children: [],
      text: '',
    };
    if (top === null) root = element;
    else top.children.push(element);
    stack.push(element);
    top = element;
    if (stack.length > deepest) throw bad('it is nested too deeply');
  });
  parser.on('closetag', () => {
    stack.pop();
    top = stack.at(-1) ?? null;
  });
  const addText = (text: string): void => {
    if (top !== null) top.text = top.text === '' ? text : top.text + text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);

  parser.write(text);
  if (complete) parser.close();
  if (root === null) throw bad('it is empty');
  return root;
};

export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);

export const textOf = (element: XmlElement | undefined, name: string): string | null =>
  childOf(element, name)?.text ?? null;

/** Depth first, the first element of that name below `element`. */
export const findElement = (element: XmlElement, name: string): XmlElement | undefined => {
  for (const child of element.children) {
    if (child.name === name) return child;
    const found = findElement(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
};
