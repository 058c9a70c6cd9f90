import { decodeText, type DecodedText } from './charsets.ts';
import { htmlToText } from './html-text.ts';
import type { GroupNode, LeafNode, MessageNode, MimeMessage, MimeNode } from './mime-tree.ts';
import { parameterOf } from './parameters.ts';

/** The parts that make up the body; a message may have both forms, one, or none. */
export interface BodyParts {
  readonly plain: LeafNode | null;
  readonly html: LeafNode | null;
}

export type AttachmentNode = LeafNode | MessageNode;

export interface MessageContent {
  readonly body: BodyParts;
  /** In the order they stand in; unnamed ones included, other variants of an alternative body not. */
  readonly attachments: readonly AttachmentNode[];
  /** Parts that belong to a `multipart/related`, shown inside the body. */
  readonly inline: ReadonlySet<AttachmentNode>;
}

const none: BodyParts = { plain: null, html: null };

export const attachmentName = (node: MimeNode): string | null =>
  parameterOf(node.content.disposition, 'filename') ?? parameterOf(node.content.contentType, 'name');

const isBodyLeaf = (leaf: LeafNode): boolean =>
  leaf.content.disposition?.value !== 'attachment' && attachmentName(leaf) === null;

/** The child a `multipart/related` is about: the one `start` names, else the first. */
const relatedRoot = (group: GroupNode): MimeNode | undefined => {
  const start = parameterOf(group.content.contentType, 'start');
  return (
    group.children.find((child) => start !== null && child.content.contentId === start) ?? group.children[0]
  );
};

const findBody = (node: MimeNode, isRoot: boolean): BodyParts => {
  if (node.kind === 'message') return none;
  if (node.kind === 'leaf') {
    const { type } = node.content;
    if (!isRoot && !isBodyLeaf(node)) return none;
    if (type === 'text/html') return { plain: null, html: node };
    // At the root any text is the body, and so are the bytes of a multipart whose parts never open.
    if (type === 'text/plain' || (isRoot && /^(?:text|multipart)\//.test(type)))
      return { plain: node, html: null };
    return type.startsWith('multipart/') ? { plain: node, html: null } : none;
  }
  const { type } = node.content;
  if (type === 'multipart/alternative') {
    return node.children.reduce<BodyParts>((found, child) => {
      const inner = findBody(child, false);
      return { plain: found.plain ?? inner.plain, html: found.html ?? inner.html };
    }, none);
  }
  if (type === 'multipart/related') {
    const root = relatedRoot(node);
    return root === undefined ? none : findBody(root, false);
  }
  if (type === 'multipart/digest') return none;
  for (const child of node.children) {
    const inner = findBody(child, false);
    if (inner.plain !== null || inner.html !== null) return inner;
  }
  return none;
};

const collect = (
  node: MimeNode,
  body: BodyParts,
  parentType: string,
  into: { attachments: AttachmentNode[]; inline: Set<AttachmentNode> },
): void => {
  if (node.kind === 'group') {
    for (const child of node.children) collect(child, body, node.content.type, into);
    return;
  }
  if (node === body.plain || node === body.html) return;
  const isVariant =
    parentType === 'multipart/alternative' && node.kind === 'leaf' && node.content.type.startsWith('text/');
  if (isVariant && node.content.disposition?.value !== 'attachment') return;
  into.attachments.push(node);
  if (parentType === 'multipart/related' && node.content.contentId !== null) into.inline.add(node);
};

/** Tells body and attachments apart. */
export const contentOf = (message: MimeMessage): MessageContent => {
  const body = findBody(message.root, true);
  const into = { attachments: [] as AttachmentNode[], inline: new Set<AttachmentNode>() };
  collect(message.root, body, '', into);
  return { body, ...into };
};

/** Text of a body part, `exact` when it may be written anew in UTF-8. */
export const leafText = (leaf: LeafNode): DecodedText => {
  const { bytes, clean } = leaf.decode();
  const decoded = decodeText(bytes, parameterOf(leaf.content.contentType, 'charset'));
  return { text: decoded.text, exact: decoded.exact && clean && !leaf.verbatim };
};

export interface BodyText {
  readonly plain: string | null;
  readonly html: string | null;
}

export const bodyTextOf = (message: MimeMessage): BodyText => {
  const { body } = contentOf(message);
  return {
    plain: body.plain === null ? null : leafText(body.plain).text,
    html: body.html === null ? null : leafText(body.html).text,
  };
};

/** What a person sees: the HTML body as words, else the plain one; white space folded. */
export const visibleTextOf = (message: MimeMessage): string => {
  const { plain, html } = bodyTextOf(message);
  return (html === null ? (plain ?? '') : htmlToText(html)).replace(/\s+/g, ' ').trim();
};
