import { renderAddresses, type Address } from './addresses.ts';
import { encodeWords } from './encoded-words.ts';
import type { HeaderField } from './header-block.ts';
import { makeGroup } from './leaf-factory.ts';
import { type AttachmentNode, contentOf } from './message-content.ts';
import type { LeafNode, MimeMessage, MimeNode } from './mime-tree.ts';
import { renderMessage } from './render-message.ts';

/** Sets a header field (binary string) in place of all of that name, or takes it away. */
export const withField = (message: MimeMessage, name: string, value: string | null): MimeMessage => {
  const lower = name.toLowerCase();
  const at = message.fields.findIndex((field) => field.name.toLowerCase() === lower);
  const rest = message.fields.filter((field) => field.name.toLowerCase() !== lower);
  if (value === null) return { ...message, fields: rest };
  const fields: HeaderField[] = [...rest];
  fields.splice(at < 0 ? rest.length : at, 0, { name, value });
  return { ...message, fields };
};

export const withText = (message: MimeMessage, name: string, text: string | null): MimeMessage =>
  withField(message, name, text === null ? null : encodeWords(text));

export const withAddresses = (
  message: MimeMessage,
  name: string,
  addresses: readonly Address[],
): MimeMessage =>
  withField(message, name, addresses.length === 0 ? null : utf8Binary(renderAddresses(addresses)));

/** Addresses outside ASCII go out as UTF-8 (RFC 6532): there is no other way to write them. */
const utf8Binary = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const prune = (node: MimeNode, isGone: (node: MimeNode) => boolean): MimeNode | null => {
  if (isGone(node)) return null;
  if (node.kind !== 'group') return node;
  const children = node.children.map((child) => prune(child, isGone)).filter((child) => child !== null);
  if (
    children.length === node.children.length &&
    children.every((child, index) => child === node.children[index])
  )
    return node;
  const [only] = children;
  if (only === undefined) return null;
  // A signature does not survive a change of what it signs: the group goes out as an ordinary one.
  if (node.verbatim || node.content.type === 'multipart/signed') return makeGroup('mixed', children);
  return children.length === 1 && node.content.type !== 'multipart/digest' ? only : { ...node, children };
};

const addTo = (root: MimeNode | null, node: MimeNode, where: 'front' | 'end'): MimeNode => {
  if (root === null) return node;
  if (root.kind === 'group' && root.content.type === 'multipart/mixed' && !root.verbatim) {
    return { ...root, children: where === 'front' ? [node, ...root.children] : [...root.children, node] };
  }
  return makeGroup('mixed', where === 'front' ? [node, root] : [root, node]);
};

/** Replaces the body, both its forms, with the one given; attachments stay. */
export const withBody = (message: MimeMessage, body: LeafNode | null): MimeMessage => {
  const content = contentOf(message);
  const old = content.body.html ?? content.body.plain;
  const others = new Set<MimeNode>([content.body.html, content.body.plain].filter((leaf) => leaf !== null));
  if (old !== null && body !== null) {
    const replaced = (node: MimeNode): MimeNode => {
      if (node === old) return body;
      if (node.kind !== 'group') return node;
      return {
        ...node,
        verbatim: false,
        children: node.children.filter((child) => child === old || !others.has(child)).map(replaced),
      };
    };
    const root = flattenSingles(replaced(message.root));
    return { ...message, root };
  }
  const rest = prune(message.root, (node) => others.has(node));
  if (body === null) return { ...message, root: rest ?? makeGroup('mixed', []) };
  return { ...message, root: addTo(rest, body, 'front') };
};

const flattenSingles = (node: MimeNode): MimeNode => {
  if (node.kind !== 'group') return node;
  const children = node.children.map(flattenSingles);
  const [only] = children;
  return children.length === 1 && only !== undefined && node.content.type === 'multipart/alternative'
    ? only
    : { ...node, children };
};

export const withAttachment = (message: MimeMessage, attachment: MimeNode): MimeMessage => ({
  ...message,
  root: addTo(message.root, attachment, 'end'),
});

export const withoutAttachment = (message: MimeMessage, attachment: AttachmentNode): MimeMessage => {
  const root = prune(message.root, (node) => node === attachment);
  return { ...message, root: root ?? makeGroup('mixed', []) };
};

/** Bytes of an edited or newly made message. */
export const writeMessage = (message: MimeMessage, salt: string, serverName: string): Buffer =>
  Buffer.concat([...renderMessage(message, { salt, serverName })]);
