import { type MimeMessage, type MimeNode, parseMime } from './mime-tree.ts';
import { expandTnef } from './tnef-parts.ts';

const expandNested = (node: MimeNode): MimeNode => {
  if (node.verbatim) return node;
  if (node.kind === 'group') return { ...node, children: node.children.map(expandNested) };
  return node.kind === 'message' ? { ...node, message: expandMessage(node.message) } : node;
};

const expandMessage = (message: MimeMessage): MimeMessage => ({
  fields: message.fields,
  root: expandNested(expandTnef(message.root)),
});

/** A message as the store understands it: entities cut, TNEF taken apart at every level. Never fails. */
export const readMessage = (bytes: Uint8Array): MimeMessage => expandMessage(parseMime(bytes));
