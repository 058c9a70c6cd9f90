import { htmlToText } from './html-text.ts';
import { makeGroup, makeText } from './leaf-factory.ts';
import { contentOf, leafText } from './message-content.ts';
import type { GroupNode, LeafNode, MimeMessage, MimeNode } from './mime-tree.ts';
import { parameterOf } from './parameters.ts';

const replaceNode = (node: MimeNode, from: MimeNode, to: MimeNode): MimeNode => {
  if (node === from) return to;
  if (node.kind !== 'group' || node.verbatim) return node;
  return { ...node, children: node.children.map((child) => replaceNode(child, from, to)) };
};

const parentOf = (node: MimeNode, wanted: MimeNode): GroupNode | null => {
  if (node.kind !== 'group') return null;
  if (node.children.includes(wanted)) return node;
  for (const child of node.children) {
    const found = parentOf(child, wanted);
    if (found !== null) return found;
  }
  return null;
};

const isInsideVerbatim = (node: MimeNode, wanted: MimeNode): boolean =>
  node.kind === 'group' &&
  (node.verbatim ? contains(node, wanted) : node.children.some((child) => isInsideVerbatim(child, wanted)));

const contains = (node: MimeNode, wanted: MimeNode): boolean =>
  node === wanted || (node.kind === 'group' && node.children.some((child) => contains(child, wanted)));

/** HTML alone gets its words beside it. */
const withPlainText = (root: MimeNode, html: LeafNode): MimeNode => {
  const plain = makeText(htmlToText(leafText(html).text), 'plain');
  const parent = parentOf(root, html);
  if (parent?.content.type === 'multipart/alternative') {
    return replaceNode(root, parent, { ...parent, children: [plain, ...parent.children] });
  }
  return replaceNode(root, html, makeGroup('alternative', [plain, html]));
};

const withType = (group: GroupNode, type: string): GroupNode => ({
  ...group,
  content: {
    ...group.content,
    contentType: {
      value: group.content.type,
      parameters: [
        ...(group.content.contentType?.parameters ?? []).filter((parameter) => parameter.name !== 'type'),
        { name: 'type', text: type },
      ],
      exact: true,
    },
  },
});

/** `alternative{plain, related{html, picture}}` becomes `related{alternative{plain, html}, picture}`: pictures belong to the body as a whole. */
const relatedOutside = (node: MimeNode): MimeNode => {
  if (node.kind !== 'group' || node.verbatim) return node;
  const children = node.children.map(relatedOutside);
  const [plain, related] = children;
  const isCandidate =
    node.content.type === 'multipart/alternative' &&
    children.length === 2 &&
    plain?.kind === 'leaf' &&
    related?.kind === 'group' &&
    !related.verbatim &&
    related.content.type === 'multipart/related' &&
    parameterOf(related.content.contentType, 'start') === null;
  if (!isCandidate) return { ...node, children };
  const [html, ...pictures] = related.children;
  if (html?.kind !== 'leaf' || html.content.type !== 'text/html') return { ...node, children };
  return withType(
    { ...related, children: [{ ...node, children: [plain, html] }, ...pictures] },
    'multipart/alternative',
  );
};

/** The tree as Exchange would lay it out; says the same as the one given. */
export const exchangeShape = (message: MimeMessage): MimeNode => {
  const { root } = message;
  if (root.verbatim) return root;
  if (root.kind === 'message' || (root.kind === 'leaf' && !root.content.type.startsWith('text/'))) {
    return makeGroup('mixed', [makeText('', 'plain'), root]);
  }
  const { body } = contentOf(message);
  const isHtmlOnly = body.html !== null && body.plain === null && !isInsideVerbatim(root, body.html);
  return relatedOutside(isHtmlOnly && body.html !== null ? withPlainText(root, body.html) : root);
};
