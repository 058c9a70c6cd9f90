import type { SqlFragment } from '../mailstore/item-store.ts';
import type { PropertyType } from '../mailstore/records.ts';
import { EwsError, EwsFault } from './errors.ts';
import { isPath, type PropertyPath, readPath } from './property-path.ts';
import { parseScalar } from './property-values.ts';
import { type Column, type ColumnKind, fieldColumns, systemProperties } from './system-properties.ts';
import { parseTime } from './times.ts';
import { childOf, type XmlElement } from './xml-element.ts';

type Parameter = string | number | Buffer;

/** A path as an SQL expression, and how a constant is read to be compared with it. */
interface Operand {
  readonly fragment: SqlFragment;
  readonly constant: (text: string) => Parameter;
  /** Set for a plain extended string property, which has an index of its own. */
  readonly indexed: { readonly key: string } | null;
}

export type PathResolver = (path: PropertyPath) => Operand | null;

const importances: Readonly<Record<string, number>> = { low: 0, normal: 1, high: 2 };
const sensitivities: Readonly<Record<string, number>> = {
  normal: 0,
  personal: 1,
  private: 2,
  confidential: 3,
};

const badConstant = (): EwsError =>
  new EwsError('ErrorInvalidOperation', { text: 'The constant does not fit the property.' });

const timeConstant = (text: string): number => {
  const atMs = parseTime(text);
  if (atMs === null) throw badConstant();
  return atMs;
};

const integerConstant = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw badConstant();
  return value;
};

const constants: Readonly<Record<ColumnKind, (text: string) => Parameter>> = {
  text: (text) => text,
  binary: (text) => Buffer.from(text, 'base64'),
  boolean: (text) => (/^(?:true|1)$/i.test(text.trim()) ? 1 : 0),
  time: timeConstant,
  integer: integerConstant,
  importance: (text) => importances[text.toLowerCase()] ?? integerConstant(text),
  sensitivity: (text) => sensitivities[text.toLowerCase()] ?? integerConstant(text),
};

const columnOperand = ({ sql, kind }: Column): Operand => ({
  fragment: { sql, parameters: [] },
  constant: constants[kind],
  indexed: null,
});

const scalarConstant =
  (type: PropertyType) =>
  (text: string): Parameter =>
    parseScalar(type, text);

/** Paths of items. */
export const itemPath: PathResolver = (path) => {
  if (path.kind === 'indexed') return null;
  if (path.kind === 'field') {
    const column = fieldColumns[path.uri];
    return column === undefined ? null : columnOperand(column);
  }
  if (path.tag !== null) {
    const system = systemProperties.get(path.tag);
    if (system !== undefined)
      return system.column === null || !system.types.includes(path.type)
        ? null
        : columnOperand(system.column);
  }
  return {
    fragment: {
      sql: '(SELECT p.value FROM mail_item_properties p WHERE p.item_row = i.item_row AND p.property = ? AND p.type = ?)',
      parameters: [path.key, path.type],
    },
    constant: scalarConstant(path.type),
    indexed: path.type === 'String' ? { key: path.key } : null,
  };
};

const folderColumns: Readonly<Record<string, Column>> = {
  'folder:DisplayName': { sql: 'display_name', kind: 'text' },
  'folder:FolderClass': { sql: 'folder_class', kind: 'text' },
  'folder:TotalCount': { sql: 'total_count', kind: 'integer' },
  'folder:UnreadCount': { sql: 'unread_count', kind: 'integer' },
  'folder:ChildFolderCount': {
    sql: '(SELECT COUNT(*) FROM mail_folders c WHERE c.parent_row = i.folder_row)',
    kind: 'integer',
  },
};
const folderTags: Readonly<Record<number, Column>> = {
  0x10f4: { sql: 'is_hidden', kind: 'boolean' },
  0x3001: { sql: 'display_name', kind: 'text' },
  0x3613: { sql: 'folder_class', kind: 'text' },
  0x3601: { sql: 'folder_type', kind: 'integer' },
};

/** Paths of folders. */
export const folderPath: PathResolver = (path) => {
  if (path.kind === 'indexed') return null;
  const column =
    path.kind === 'field' ? folderColumns[path.uri] : path.tag === null ? undefined : folderTags[path.tag];
  return column === undefined ? null : columnOperand(column);
};

/** As Exchange counts them; more is answered with ErrorRestrictionTooComplex. */
const maxNodes = 255;

const comparisons: Readonly<Record<string, string>> = {
  't:IsEqualTo': '=',
  't:IsNotEqualTo': '<>',
  't:IsGreaterThan': '>',
  't:IsGreaterThanOrEqualTo': '>=',
  't:IsLessThan': '<',
  't:IsLessThanOrEqualTo': '<=',
};

interface Compiler {
  nodes: number;
  readonly resolve: PathResolver;
}

const unsupported = (): EwsError => new EwsError('ErrorUnsupportedPathForQuery');

const isCategories = (path: PropertyPath): boolean => path.kind === 'field' && path.uri === 'item:Categories';

const operandOf = (
  compiler: Compiler,
  element: XmlElement,
): { path: PropertyPath; operand: Operand | null } => {
  const pathElement = element.children.find(isPath);
  if (pathElement === undefined) throw new EwsFault('ErrorInvalidRequest');
  const path = readPath(pathElement);
  return { path, operand: compiler.resolve(path) };
};

const compare = (compiler: Compiler, element: XmlElement, operator: string): SqlFragment => {
  const { path, operand } = operandOf(compiler, element);
  const other = childOf(element, 't:FieldURIOrConstant')?.children[0];
  if (other === undefined) throw new EwsFault('ErrorInvalidRequest');
  if (isCategories(path) && other.name === 't:Constant') {
    const exists = `EXISTS (SELECT 1 FROM json_each(i.categories) WHERE json_each.value = ?)`;
    return {
      sql: operator === '=' ? exists : `NOT ${exists}`,
      parameters: [other.attributes['Value'] ?? ''],
    };
  }
  if (operand === null) throw unsupported();
  if (other.name !== 't:Constant') {
    const right = compiler.resolve(readPath(other));
    if (right === null) throw unsupported();
    return {
      sql: `COALESCE(${operand.fragment.sql} ${operator} ${right.fragment.sql}, 0)`,
      parameters: [...operand.fragment.parameters, ...right.fragment.parameters],
    };
  }
  const value = operand.constant(other.attributes['Value'] ?? '');
  if (operator === '=' && operand.indexed !== null) {
    return {
      sql: `i.item_row IN (SELECT p.item_row FROM mail_item_properties p WHERE p.property = ? AND p.type = 'String' AND p.value = ?)`,
      parameters: [operand.indexed.key, value],
      isSelective: true,
    };
  }
  // A property that is not there equals nothing and differs from everything.
  return {
    sql:
      operator === '<>'
        ? `(${operand.fragment.sql} IS NOT ?)`
        : `COALESCE(${operand.fragment.sql} ${operator} ?, 0)`,
    parameters: [...operand.fragment.parameters, value],
  };
};

const contains = (compiler: Compiler, element: XmlElement): SqlFragment => {
  const { path, operand } = operandOf(compiler, element);
  const needle = childOf(element, 't:Constant')?.attributes['Value'] ?? '';
  const mode = element.attributes['ContainmentMode'] ?? 'FullString';
  const ignoresCase = /Ignore|Loose/.test(element.attributes['ContainmentComparison'] ?? 'Exact') ? 1 : 0;
  if (isCategories(path)) {
    return {
      sql: `EXISTS (SELECT 1 FROM json_each(i.categories) WHERE mail_contains(json_each.value, ?, ?, ?))`,
      parameters: [needle, mode, ignoresCase],
    };
  }
  if (operand === null) throw unsupported();
  return {
    sql: `mail_contains(${operand.fragment.sql}, ?, ?, ?)`,
    parameters: [...operand.fragment.parameters, needle, mode, ignoresCase],
  };
};

const compileNode = (compiler: Compiler, element: XmlElement): SqlFragment => {
  compiler.nodes += 1;
  if (compiler.nodes > maxNodes) throw new EwsError('ErrorRestrictionTooComplex');
  const operator = comparisons[element.name];
  if (operator !== undefined) return compare(compiler, element, operator);
  if (element.name === 't:And' || element.name === 't:Or') {
    const inner = element.children.map((child) => compileNode(compiler, child));
    return {
      sql: `(${inner.map((fragment) => fragment.sql).join(element.name === 't:And' ? ' AND ' : ' OR ')})`,
      parameters: inner.flatMap((fragment) => fragment.parameters),
      isSelective: element.name === 't:And' && inner.some((fragment) => fragment.isSelective === true),
    };
  }
  if (element.name === 't:Not') {
    const [child] = element.children;
    if (child === undefined) throw new EwsFault('ErrorInvalidRequest');
    const inner = compileNode(compiler, child);
    return { sql: `NOT (${inner.sql})`, parameters: inner.parameters };
  }
  if (element.name === 't:Exists') {
    const { path, operand } = operandOf(compiler, element);
    if (isCategories(path)) return { sql: `i.categories <> '[]'`, parameters: [] };
    if (operand === null) throw unsupported();
    return { sql: `(${operand.fragment.sql} IS NOT NULL)`, parameters: operand.fragment.parameters };
  }
  if (element.name === 't:Contains') return contains(compiler, element);
  if (element.name === 't:Excludes') {
    const { operand } = operandOf(compiler, element);
    if (operand === null) throw unsupported();
    const mask = Number(childOf(element, 't:Bitmask')?.attributes['Value'] ?? '0');
    return {
      sql: `(COALESCE(${operand.fragment.sql}, 0) & ?) = 0`,
      parameters: [...operand.fragment.parameters, mask],
    };
  }
  throw unsupported();
};

/** A `Restriction` as a condition over `mail_items i` (or folders, with their resolver). */
export const compileRestriction = (restriction: XmlElement, resolve: PathResolver): SqlFragment => {
  const [root] = restriction.children;
  if (root === undefined) throw new EwsFault('ErrorInvalidRequest');
  return compileNode({ nodes: 0, resolve }, root);
};

/** A `SortOrder`; ties are broken by the order of arrival, in the direction of the last key. */
export const compileSortOrder = (sortOrder: XmlElement): SqlFragment => {
  const keys: string[] = [];
  const parameters: Parameter[] = [];
  let direction = 'ASC';
  for (const order of sortOrder.children) {
    const pathElement = order.children.find(isPath);
    const operand = pathElement === undefined ? null : itemPath(readPath(pathElement));
    if (operand === null) throw new EwsError('ErrorUnsupportedPathForSortGroup');
    direction = order.attributes['Order'] === 'Descending' ? 'DESC' : 'ASC';
    keys.push(`${operand.fragment.sql} ${direction}`);
    parameters.push(...operand.fragment.parameters);
  }
  return { sql: [...keys, `item_row ${direction}`].join(', '), parameters };
};
