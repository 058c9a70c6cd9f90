import { encodeWords } from './encoded-words.ts';
import { renderAddresses } from './addresses.ts';
import { renderDate } from './dates.ts';
import type { HeaderField } from './header-block.ts';
import { makeGroup, makeLeaf, makeMessagePart, makeText } from './leaf-factory.ts';
import type { GroupNode, LeafNode, MimeMessage, MimeNode } from './mime-tree.ts';
import { parameterOf } from './parameters.ts';
import { decodeTnef, type TnefAttachment, type TnefContent } from './tnef.ts';

const isTnef = (leaf: LeafNode): boolean =>
  /^application\/(?:vnd\.)?ms-tnef$/.test(leaf.content.type) ||
  /^winmail\.dat$/i.test(
    parameterOf(leaf.content.disposition, 'filename') ?? parameterOf(leaf.content.contentType, 'name') ?? '',
  );

const bodyParts = (content: TnefContent): MimeNode[] => {
  if (content.html !== null) {
    return [makeLeaf({ type: 'text/html', charset: htmlCharset(content.html), bytes: content.html })];
  }
  if (content.plain !== null) return [makeText(content.plain, 'plain')];
  return content.rtf === null
    ? []
    : [makeLeaf({ type: 'text/rtf', name: 'body.rtf', disposition: 'attachment', bytes: content.rtf })];
};

const htmlCharset = (html: Buffer): string =>
  /charset\s*=\s*["']?([\w-]+)/i.exec(html.subarray(0, 4096).toString('latin1'))?.[1]?.toLowerCase() ??
  'windows-1252';

const attachmentPart = (attachment: TnefAttachment): MimeNode =>
  attachment.message === null
    ? makeLeaf({
        type: attachment.contentType ?? 'application/octet-stream',
        name: attachment.name,
        disposition: 'attachment',
        contentId: attachment.contentId,
        bytes: attachment.data,
      })
    : makeMessagePart(messageOf(attachment.message, attachment.name), attachment.name);

const messageOf = (content: TnefContent, name: string | null): MimeMessage => {
  const fields: HeaderField[] = [];
  const from = { name: content.senderName ?? '', address: content.senderAddress ?? '' };
  if (from.name !== '' || from.address !== '') fields.push({ name: 'From', value: renderAddresses([from]) });
  const subject = content.subject ?? name;
  if (subject !== null) fields.push({ name: 'Subject', value: encodeWords(subject) });
  if (content.sentAtMs !== null) fields.push({ name: 'Date', value: renderDate(content.sentAtMs) });
  const parts = [...bodyParts(content), ...content.attachments.map(attachmentPart)];
  const [only] = parts;
  return { fields, root: parts.length === 1 && only !== undefined ? only : makeGroup('mixed', parts) };
};

const hasText = (node: MimeNode): boolean =>
  node.kind === 'group'
    ? node.children.some(hasText)
    : node.kind === 'leaf' &&
      /^text\/(?:plain|html)$/.test(node.content.type) &&
      node.content.disposition?.value !== 'attachment';

/** What a TNEF part stands for; `null` when it is none, or damaged (then it stays an attachment like any other). */
const expand = (node: MimeNode, withBody: boolean): readonly MimeNode[] | null => {
  if (node.kind !== 'leaf' || node.verbatim || !isTnef(node)) return null;
  const content = decodeTnef(node.decode().bytes);
  if (content === null) return null;
  return [...(withBody ? bodyParts(content) : []), ...content.attachments.map(attachmentPart)];
};

const expandChildren = (
  group: GroupNode,
  withBody: boolean,
): { kept: MimeNode[]; moved: MimeNode[]; changed: boolean } => {
  const kept: MimeNode[] = [];
  const moved: MimeNode[] = [];
  let changed = false;
  for (const child of group.children) {
    const parts = expand(child, withBody);
    if (parts !== null) {
      changed = true;
      // In an alternative or related the attachments are no variant of the body: they go beside it.
      if (group.content.type === 'multipart/alternative' || group.content.type === 'multipart/related')
        moved.push(...parts);
      else kept.push(...parts);
    } else if (child.kind === 'group' && !child.verbatim) {
      const inner = expandChildren(child, withBody);
      changed ||= inner.changed;
      if (inner.kept.length > 0) kept.push(inner.changed ? { ...child, children: inner.kept } : child);
      moved.push(...inner.moved);
    } else kept.push(child);
  }
  return { kept, moved, changed };
};

/** Puts the content of TNEF parts in their place, as Exchange does: nobody who fetches such a message sees `winmail.dat`. */
export const expandTnef = (root: MimeNode): MimeNode => {
  const own = expand(root, true);
  if (own !== null) {
    const [only] = own;
    return own.length === 1 && only !== undefined
      ? only
      : makeGroup('mixed', own.length === 0 ? [makeText('', 'plain')] : own);
  }
  if (root.kind !== 'group' || root.verbatim) return root;
  const { kept, moved, changed } = expandChildren(root, !hasText(root));
  if (!changed) return root;
  const remaining: MimeNode = { ...root, children: kept.length === 0 ? [makeText('', 'plain')] : kept };
  return moved.length === 0 ? remaining : makeGroup('mixed', [remaining, ...moved]);
};
