/**
 * Makes `src-main/practice/ews/request-schema.ts` out of Microsoft's XML schema: the content models of the requests the practice
 * Exchange understands, as data, so that it can refuse what a real server refuses (element order above all).
 *
 *   node test/support/practice-request-schema.ts            writes the file
 *
 * A unit test checks that the file is what this makes.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { SaxesParser, type SaxesTagPlain } from 'saxes';

const root = new URL('../../', import.meta.url);
const schemaFolder = new URL('../shared/ews-schema/exchange-online/', root);
const target = new URL('src-main/practice/ews/request-schema.ts', root);

/** Operations the practice Exchange answers. */
const operations = [
  'FindFolder',
  'GetFolder',
  'CreateFolder',
  'UpdateFolder',
  'DeleteFolder',
  'SyncFolderHierarchy',
  'FindItem',
  'SyncFolderItems',
  'GetItem',
  'CreateItem',
  'UpdateItem',
  'DeleteItem',
  'MoveItem',
  'CopyItem',
  'GetAttachment',
  'CreateAttachment',
  'DeleteAttachment',
  'ResolveNames',
  'GetServerTimeZones',
  'ConvertId',
];
const headers = [
  'RequestServerVersion',
  'ExchangeImpersonation',
  'MailboxCulture',
  'TimeZoneContext',
  'DateTimePrecision',
  'ManagementRole',
];

interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
}

const parse = (xml: string): Node => {
  const stack: Node[] = [{ name: '#', attributes: {}, children: [] }];
  const parser = new SaxesParser();
  parser.on('opentag', (tag: SaxesTagPlain) => {
    const node: Node = { name: tag.name.replace(/^.*:/, ''), attributes: tag.attributes, children: [] };
    stack.at(-1)?.children.push(node);
    stack.push(node);
  });
  parser.on('closetag', () => void stack.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  const [first] = stack[0]?.children ?? [];
  if (first === undefined) throw new Error('an empty schema');
  return first;
};

type Particle = readonly unknown[];

/** The text of `request-schema.ts`. */
export const generateRequestSchema = (): string => {
  const types = new Map<string, Node>();
  const elements = new Map<string, Node>();
  const groups = new Map<string, Node>();
  const substitutes = new Map<string, string[]>();
  for (const [prefix, file] of [
    ['t', 'types.xsd'],
    ['m', 'messages.xsd'],
  ] as const) {
    for (const node of parse(readFileSync(new URL(file, schemaFolder), 'utf8').replace(/^\ufeff/, ''))
      .children) {
      const key = `${prefix}:${node.attributes['name'] ?? ''}`;
      if (node.name === 'complexType' || node.name === 'simpleType') types.set(key, node);
      else if (node.name === 'element') {
        elements.set(key, node);
        const head = node.attributes['substitutionGroup'];
        if (head !== undefined) {
          const resolved = head.includes(':') ? head : `${prefix}:${head}`;
          substitutes.set(resolved, [...(substitutes.get(resolved) ?? []), key]);
        }
      } else if (node.name === 'group' || node.name === 'attributeGroup') groups.set(key, node);
    }
  }
  const output: Record<string, unknown> = {};
  const qualify = (name: string, prefix: string): string =>
    name.replace(/^tns:/, 'm:').includes(':') ? name.replace(/^tns:/, 'm:') : `${prefix}:${name}`;
  let anonymous = 0;

  const simple = (node: Node, prefix: string): unknown => {
    for (const child of node.children) {
      if (child.name === 'restriction') {
        const base = qualify(child.attributes['base'] ?? 'xs:string', prefix);
        const facet = (name: string): string[] =>
          child.children
            .filter((entry) => entry.name === name)
            .map((entry) => entry.attributes['value'] ?? '');
        const enumeration = facet('enumeration');
        const rest: Record<string, unknown> = {};
        if (enumeration.length > 0) rest['e'] = enumeration;
        if (facet('pattern').length > 0) rest['p'] = facet('pattern');
        for (const name of ['minLength', 'maxLength', 'minInclusive', 'maxInclusive']) {
          const [value] = facet(name);
          if (value !== undefined) rest[name] = Number(value);
        }
        return { s: use(base), ...rest };
      }
      if (child.name === 'list')
        return { list: use(qualify(child.attributes['itemType'] ?? '', prefix) || inline(child, prefix)) };
      if (child.name === 'union') {
        const named = (child.attributes['memberTypes'] ?? '')
          .split(/\s+/)
          .filter((name) => name !== '')
          .map((name) => use(qualify(name, prefix)));
        const own = child.children
          .filter((entry) => entry.name === 'simpleType')
          .map((entry) => define(entry, prefix));
        return { union: [...named, ...own] };
      }
    }
    throw new Error('a simple type of unknown form');
  };
  const inline = (node: Node, prefix: string): string => {
    const own = node.children.find((entry) => entry.name === 'simpleType' || entry.name === 'complexType');
    if (own === undefined) throw new Error('no type given');
    return define(own, prefix);
  };
  const define = (node: Node, prefix: string): string => {
    const name = `${prefix}:#${(anonymous += 1)}`;
    output[name] = null;
    output[name] = describe(node, prefix);
    return name;
  };

  const bounds = (node: Node): [number, number] => [
    Number(node.attributes['minOccurs'] ?? '1'),
    node.attributes['maxOccurs'] === 'unbounded' ? -1 : Number(node.attributes['maxOccurs'] ?? '1'),
  ];
  const particle = (node: Node, prefix: string): Particle | null => {
    const [min, max] = bounds(node);
    if (node.name === 'sequence' || node.name === 'choice' || node.name === 'all') {
      const inner = node.children.map((child) => particle(child, prefix)).filter((child) => child !== null);
      return [node.name === 'sequence' ? 's' : node.name === 'choice' ? 'c' : 'a', min, max, inner];
    }
    if (node.name === 'element') {
      const reference = node.attributes['ref'];
      if (reference !== undefined) {
        const key = qualify(reference, prefix);
        const heirs = substitutes.get(key);
        if (heirs !== undefined) {
          return [
            'c',
            min,
            max,
            (elements.get(key)?.attributes['abstract'] === 'true' ? heirs : [key, ...heirs]).map((heir) => [
              'e',
              1,
              1,
              heir,
              elementType(heir),
            ]),
          ];
        }
        return ['e', min, max, key, elementType(key)];
      }
      const type = node.attributes['type'];
      return [
        'e',
        min,
        max,
        `${prefix}:${node.attributes['name'] ?? ''}`,
        type === undefined
          ? node.children.length === 0
            ? 'xs:any'
            : inline(node, prefix)
          : use(qualify(type, prefix)),
      ];
    }
    if (node.name === 'group') {
      const key = qualify(node.attributes['ref'] ?? '', prefix);
      const found = groups.get(key);
      const [body] = found?.children ?? [];
      if (body === undefined) throw new Error(`no group ${key}`);
      const inner = particle(body, key.slice(0, 1));
      return inner === null ? null : ['s', min, max, [inner]];
    }
    if (node.name === 'any') return ['any', min, max];
    return null;
  };
  const elementType = (key: string): string => {
    const node = elements.get(key);
    if (node === undefined) throw new Error(`no element ${key}`);
    const prefix = key.slice(0, 1);
    const type = node.attributes['type'];
    return type === undefined
      ? node.children.length === 0
        ? 'xs:any'
        : inline(node, prefix)
      : use(qualify(type, prefix));
  };
  const attributesOf = (nodes: readonly Node[], prefix: string): Record<string, [string, number]> => {
    const found: Record<string, [string, number]> = {};
    for (const node of nodes) {
      if (node.name === 'attribute') {
        const name = node.attributes['name'];
        const type = node.attributes['type'];
        if (name === undefined) continue;
        found[name] = [
          type === undefined ? inline(node, prefix) : use(qualify(type, prefix)),
          node.attributes['use'] === 'required' ? 1 : 0,
        ];
      }
      if (node.name === 'attributeGroup') {
        const key = qualify(node.attributes['ref'] ?? '', prefix);
        Object.assign(found, attributesOf(groups.get(key)?.children ?? [], key.slice(0, 1)));
      }
    }
    return found;
  };
  const describe = (node: Node, prefix: string): unknown => {
    if (node.name === 'simpleType') return simple(node, prefix);
    const content = node.children.find(
      (child) => child.name === 'complexContent' || child.name === 'simpleContent',
    );
    const derived = content?.children.find(
      (child) => child.name === 'extension' || child.name === 'restriction',
    );
    const body = derived ?? node;
    const model =
      body.children.map((child) => particle(child, prefix)).find((child) => child !== null) ?? null;
    const attributes = attributesOf(body.children, prefix);
    const base = derived === undefined ? null : use(qualify(derived.attributes['base'] ?? '', prefix));
    return {
      ...(model === null ? {} : { c: model }),
      ...(Object.keys(attributes).length === 0 ? {} : { a: attributes }),
      ...(base === null
        ? {}
        : content?.name === 'simpleContent'
          ? { text: base }
          : derived?.name === 'extension'
            ? { base }
            : {}),
      ...(node.attributes['mixed'] === 'true' ? { mixed: 1 } : {}),
    };
  };
  const use = (name: string): string => {
    if (name.startsWith('xs:') || name.startsWith('xsd:')) return name.replace('xsd:', 'xs:');
    if (name in output) return name;
    const node = types.get(name);
    if (node === undefined) throw new Error(`no type ${name}`);
    output[name] = null;
    output[name] = describe(node, name.slice(0, 1));
    return name;
  };

  const roots = Object.fromEntries([
    ...operations.map((operation) => [`m:${operation}`, elementType(`m:${operation}`)]),
    ...headers.map((header) => [`t:${header}`, elementType(`t:${header}`)]),
  ]) as Record<string, string>;
  const known = [...elements.keys()]
    .filter((key) => key.startsWith('m:') && !/Response(?:Message)?$/.test(key))
    .map((key) => key.slice(2));
  const lines = Object.entries(output)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const escaped = (text: string): string =>
    text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `// Made by test/support/practice-request-schema.ts from Microsoft's EWS schema (types.xsd, messages.xsd of Exchange Online,
// published for implementers in [MS-OXWSCORE] and its sisters). Do not edit; run that script instead.

/** Root elements and headers with their types, \`element=type\`. */
export const requestRoots = \`
${pack(
  Object.entries(roots).map(([element, type]) => `${element}=${type}`),
  ' ',
)}
\`;

/** Every request element Exchange knows, whether or not the practice Exchange answers it. */
export const knownRequests = \`
${pack(known, ' ')}
\`;

/** Types, separated by tabs and line ends: a name, a space, and the content model as JSON (see schema-validator.ts). */
export const requestTypes = \`
${escaped(pack(lines, '\t'))}
\`;
`;
};

/** Entries joined into lines of some length. */
const pack = (entries: readonly string[], separator: string): string => {
  const lines: string[] = [];
  for (const entry of entries) {
    const last = lines.at(-1);
    if (last === undefined || last.length + entry.length > 600) lines.push(entry);
    else lines[lines.length - 1] = `${last}${separator}${entry}`;
  }
  return lines.join('\n');
};

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].split('/').at(-1) ?? '-')) {
  if (!existsSync(schemaFolder))
    throw new Error('the schema is not beside the project: ../shared/ews-schema');
  writeFileSync(target, generateRequestSchema());
}
