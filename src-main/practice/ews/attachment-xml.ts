import type { AttachmentNode } from '../mailstore/mime/message-content.ts';
import { fieldOf } from '../mailstore/mime/header-block.ts';
import { identifyAttachments, shownName } from './attachment-ids.ts';
import type { ItemView } from './item-view.ts';
import { formatTime } from './times.ts';
import { booleanElement, element, escapeAttribute } from './xml-text.ts';

/** Everything of an attachment but its content, in schema order. */
export const attachmentHead = (
  view: ItemView,
  id: string,
  node: AttachmentNode,
  position: number,
  sizeBytes: number | null,
): string => {
  const contentId = node.content.contentId?.replace(/^<|>$/g, '') ?? '';
  const location = fieldOf(node.content.fields, 'content-location')?.value ?? '';
  return [
    `<t:AttachmentId Id="${escapeAttribute(id)}"/>`,
    element('t:Name', shownName(node, position)),
    node.kind === 'leaf' ? element('t:ContentType', node.content.type) : '',
    contentId === '' ? '' : element('t:ContentId', contentId),
    location === '' ? '' : element('t:ContentLocation', location),
    sizeBytes === null ? '' : element('t:Size', String(sizeBytes)),
    element('t:LastModifiedTime', formatTime(view.item.modifiedAtMs)),
    booleanElement('t:IsInline', view.content().inline.has(node)),
  ].join('');
};

/** `Attachments` of an item, without their content. */
export const attachmentsXml = (view: ItemView): string | null => {
  const attachments = identifyAttachments(view.item.id, view.content());
  if (attachments.length === 0) return null;
  const parts = attachments.map(({ id, node }, position) => {
    if (node.kind === 'message')
      return `<t:ItemAttachment>${attachmentHead(view, id, node, position, node.rawBody.length)}</t:ItemAttachment>`;
    const head = attachmentHead(view, id, node, position, node.decode().bytes.length);
    return `<t:FileAttachment>${head}<t:IsContactPhoto>false</t:IsContactPhoto></t:FileAttachment>`;
  });
  return `<t:Attachments>${parts.join('')}</t:Attachments>`;
};
