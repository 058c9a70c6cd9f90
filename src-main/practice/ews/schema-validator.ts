import { knownRequests, requestRoots, requestTypes } from './request-schema.ts';
import type { XmlElement } from './xml-element.ts';

/** What a request does wrong, in the words .NET's validator uses, with its place. */
export interface SchemaViolation {
  readonly line: number;
  readonly position: number;
  readonly violation: string;
}

/** `[kind, min, max, …]`; max -1 means unbounded. Kinds: `s` sequence, `c` choice, `a` all, `e` element, `any`. */
type Particle =
  | readonly ['s' | 'c' | 'a', number, number, readonly Particle[]]
  | readonly ['e', number, number, string, string]
  | readonly ['any', number, number];

interface ComplexType {
  readonly c?: Particle;
  readonly a?: Readonly<Record<string, readonly [string, number]>>;
  readonly base?: string;
  readonly text?: string;
  readonly mixed?: 1;
}

interface SimpleType {
  readonly s?: string;
  readonly e?: readonly string[];
  readonly p?: readonly string[];
  readonly union?: readonly string[];
  readonly list?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minInclusive?: number;
  readonly maxInclusive?: number;
}

const types = new Map<string, ComplexType & SimpleType>();
for (const entry of requestTypes.trim().split(/[\t\n]/)) {
  const space = entry.indexOf(' ');
  types.set(entry.slice(0, space), JSON.parse(entry.slice(space + 1)) as ComplexType & SimpleType);
}
const roots = new Map(
  requestRoots
    .trim()
    .split(/\s+/)
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
);
const known = new Set(knownRequests.trim().split(/\s+/));

class Violation extends Error {
  readonly element: XmlElement;
  constructor(element: XmlElement, message: string) {
    super(message);
    this.element = element;
  }
}

const namespaces: Readonly<Record<string, string>> = {
  m: 'http://schemas.microsoft.com/exchange/services/2006/messages',
  t: 'http://schemas.microsoft.com/exchange/services/2006/types',
  s: 'http://schemas.xmlsoap.org/soap/envelope/',
};

const quote = (name: string): string =>
  name.startsWith('{')
    ? `'${name.slice(name.indexOf('}') + 1)}' in namespace '${name.slice(1, name.indexOf('}'))}'`
    : `'${name.slice(2)}' in namespace '${namespaces[name.slice(0, 1)] ?? ''}'`;

/** Names that may come first in a particle, for the message. */
const firstNames = (particle: Particle): string[] => {
  if (particle[0] === 'any') return [];
  if (particle[0] === 'e') return [particle[3]];
  if (particle[0] !== 's') return particle[3].flatMap(firstNames);
  const names: string[] = [];
  for (const inner of particle[3]) {
    names.push(...firstNames(inner));
    if (!isOptional(inner)) break;
  }
  return names;
};

const isOptional = (particle: Particle): boolean => {
  if (particle[1] === 0) return true;
  if (particle[0] === 's' || particle[0] === 'a') return particle[3].every(isOptional);
  return particle[0] === 'c' && particle[3].some(isOptional);
};

interface Cursor {
  at: number;
  readonly children: readonly XmlElement[];
  expected: string[];
}

/** One occurrence; `false` when it does not begin here. EWS content models are deterministic, so no step back is needed. */
const matchOnce = (particle: Particle, cursor: Cursor): boolean => {
  const child = cursor.children[cursor.at];
  if (particle[0] === 'any') {
    if (child === undefined) return false;
    cursor.at += 1;
    return true;
  }
  if (particle[0] === 'e') {
    if (child === undefined || child.name !== particle[3]) {
      cursor.expected.push(particle[3]);
      return false;
    }
    cursor.at += 1;
    cursor.expected = [];
    checkElement(child, particle[4]);
    return true;
  }
  if (particle[0] === 'c') {
    const before = cursor.at;
    return particle[3].some((inner) => matchMany(inner, cursor) && cursor.at > before);
  }
  if (particle[0] === 'a') {
    const start = cursor.at;
    const open = new Set(particle[3]);
    for (let found = true; found;) {
      found = false;
      for (const inner of open) {
        if (matchOnce(inner, cursor)) {
          open.delete(inner);
          found = true;
        }
      }
    }
    return cursor.at > start || [...open].every(isOptional);
  }
  const start = cursor.at;
  for (const inner of particle[3]) {
    if (matchMany(inner, cursor)) continue;
    if (cursor.at > start) incomplete(cursor, inner);
    return false;
  }
  return true;
};

const matchMany = (particle: Particle, cursor: Cursor): boolean => {
  let count = 0;
  while (particle[2] < 0 || count < particle[2]) {
    const before = cursor.at;
    if (!matchOnce(particle, cursor)) break;
    count += 1;
    if (cursor.at === before) break;
  }
  return count >= particle[1] || isOptional(particle);
};

const incomplete = (cursor: Cursor, missing: Particle): void => {
  cursor.expected = [...new Set([...cursor.expected, ...firstNames(missing)])];
};

const listOf = (names: readonly string[]): string => {
  const first = names[0];
  if (first === undefined) return '';
  return ` List of possible elements expected: '${names.map((name) => name.slice(2)).join(', ')}' in namespace '${namespaces[first.slice(0, 1)] ?? ''}'.`;
};

const modelOf = (
  name: string,
): { particles: Particle[]; attributes: Record<string, readonly [string, number]>; text: string | null } => {
  const particles: Particle[] = [];
  let attributes: Record<string, readonly [string, number]> = {};
  let text: string | null = null;
  for (let current: string | undefined = name; current !== undefined;) {
    const type: (ComplexType & SimpleType) | undefined = types.get(current);
    if (type?.c !== undefined) particles.unshift(type.c);
    attributes = { ...type?.a, ...attributes };
    text ??= type?.text ?? null;
    current = type?.base;
  }
  return { particles, attributes, text };
};

const models = new Map<string, ReturnType<typeof modelOf>>();

const isSimple = (name: string): boolean => {
  if (name.startsWith('xs:')) return name !== 'xs:any';
  const type = types.get(name);
  return type !== undefined && (type.s !== undefined || type.union !== undefined || type.list !== undefined);
};

const checkElement = (element: XmlElement, typeName: string): void => {
  if (typeName === 'xs:any') return;
  if (isSimple(typeName)) {
    if (element.children.length > 0) {
      throw new Violation(
        element.children[0] ?? element,
        `The element ${quote(element.name)} cannot contain child element ${quote(element.children[0]?.name ?? '')} because the parent element's content model is text only.`,
      );
    }
    // Only binary content must be base64 by the schema; MimeContent is declared as a string.
    if (element.payload !== null && !element.payload.isValid && typeName === 'xs:base64Binary') {
      throw new Violation(
        element,
        `The ${quote(element.name).split(' ')[0] ?? ''} element is invalid - The value is no valid base64.`,
      );
    }
    if (element.payload === null)
      checkText(
        element,
        element.text,
        typeName,
        `The ${quote(element.name).split(' ')[0] ?? ''} element is invalid`,
      );
    return;
  }
  let model = models.get(typeName);
  if (model === undefined) {
    model = modelOf(typeName);
    models.set(typeName, model);
  }
  for (const [name, [type, required]] of Object.entries(model.attributes)) {
    const value = element.attributes[name];
    if (value === undefined) {
      if (required === 1) throw new Violation(element, `The required attribute '${name}' is missing.`);
    } else checkText(element, value, type, `The '${name}' attribute is invalid`);
  }
  for (const name of Object.keys(element.attributes)) {
    if (!(name in model.attributes) && !name.startsWith('{'))
      throw new Violation(element, `The '${name}' attribute is not declared.`);
  }
  if (model.text !== null) {
    if (element.payload === null)
      checkText(
        element,
        element.text,
        model.text,
        `The ${quote(element.name).split(' ')[0] ?? ''} element is invalid`,
      );
    return;
  }
  const cursor: Cursor = { at: 0, children: element.children, expected: [] };
  for (const particle of model.particles) {
    if (!matchMany(particle, cursor)) throwUnexpected(element, cursor);
  }
  if (cursor.at < cursor.children.length) throwUnexpected(element, cursor);
};

const throwUnexpected = (element: XmlElement, cursor: Cursor): never => {
  const child = cursor.children[cursor.at];
  const expected = listOf([...new Set(cursor.expected)]);
  throw child === undefined
    ? new Violation(element, `The element ${quote(element.name)} has incomplete content.${expected}`)
    : new Violation(
        child,
        `The element ${quote(element.name)} has invalid child element ${quote(child.name)}.${expected}`,
      );
};

const builtIn: Readonly<Record<string, RegExp>> = {
  'xs:boolean': /^\s*(?:true|false|1|0)\s*$/,
  'xs:int': /^\s*[+-]?\d{1,10}\s*$/,
  'xs:integer': /^\s*[+-]?\d+\s*$/,
  'xs:long': /^\s*[+-]?\d{1,19}\s*$/,
  'xs:short': /^\s*[+-]?\d{1,5}\s*$/,
  'xs:unsignedShort': /^\s*\d{1,5}\s*$/,
  'xs:unsignedInt': /^\s*\d{1,10}\s*$/,
  'xs:double': /^\s*(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|NaN|-?INF)\s*$/,
  'xs:float': /^\s*(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|NaN|-?INF)\s*$/,
  'xs:dateTime': /^\s*-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?\s*$/,
  'xs:date': /^\s*-?\d{4,}-\d\d-\d\d(?:Z|[+-]\d\d:\d\d)?\s*$/,
  'xs:time': /^\s*\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?\s*$/,
  'xs:duration': /^\s*-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?\s*$/,
  'xs:base64Binary': /^[A-Za-z0-9+/=\s]*$/,
  'xs:language': /^\s*[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*\s*$/,
};

/** Why a text does not fit a simple type; `null` when it does. */
const textProblem = (text: string, name: string): string | null => {
  if (name.startsWith('xs:')) {
    const form = builtIn[name];
    return form === undefined || form.test(text)
      ? null
      : `The string '${text.slice(0, 80)}' is not a valid ${name.slice(3)} value.`;
  }
  const type = types.get(name);
  if (type === undefined) return null;
  if (type.union !== undefined) {
    return type.union.some((member) => textProblem(text, member) === null)
      ? null
      : 'The Union constraint failed.';
  }
  const { list } = type;
  if (list !== undefined) {
    return (
      text
        .trim()
        .split(/\s+/)
        .filter((part) => part !== '')
        .map((part) => textProblem(part, list))
        .find((problem) => problem !== null) ?? null
    );
  }
  const inherited = type.s === undefined ? null : textProblem(text, type.s);
  if (inherited !== null) return inherited;
  if (type.e !== undefined && !type.e.includes(text)) return 'The Enumeration constraint failed.';
  if (type.p !== undefined && !type.p.some((pattern) => new RegExp(`^(?:${pattern})$`, 'u').test(text)))
    return 'The Pattern constraint failed.';
  if (type.minLength !== undefined && text.length < type.minLength)
    return 'The actual length is less than the MinLength value.';
  if (type.maxLength !== undefined && text.length > type.maxLength)
    return 'The actual length is greater than the MaxLength value.';
  if (type.minInclusive !== undefined && Number(text) < type.minInclusive)
    return 'The MinInclusive constraint failed.';
  if (type.maxInclusive !== undefined && Number(text) > type.maxInclusive)
    return 'The MaxInclusive constraint failed.';
  return null;
};

const checkText = (element: XmlElement, text: string, type: string, what: string): void => {
  const problem = textProblem(text, type);
  if (problem === null) return;
  const fullName = type.startsWith('xs:')
    ? `http://www.w3.org/2001/XMLSchema:${type.slice(3)}`
    : `${namespaces[type.slice(0, 1)] ?? ''}:${type.slice(2)}`;
  throw new Violation(
    element,
    `${what} - The value '${text.slice(0, 80)}' is invalid according to its datatype '${fullName}' - ${problem}`,
  );
};

export type RequestKind = 'answered' | 'not-implemented' | 'unknown';

export const requestKind = (name: string): RequestKind => {
  if (roots.has(name)) return 'answered';
  return name.startsWith('m:') && known.has(name.slice(2)) ? 'not-implemented' : 'unknown';
};

/** The first thing in which an element (a request or a header) breaks Microsoft's schema; `null` when nothing does. */
export const validateRequest = (element: XmlElement): SchemaViolation | null => {
  const type = roots.get(element.name);
  if (type === undefined) return null;
  try {
    checkElement(element, type);
    return null;
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return { line: error.element.line, position: error.element.column, violation: error.message };
  }
};
