import { randomUUID } from 'node:crypto';
import { renderDate } from '../mailstore/mime/dates.ts';
import {
  withAddresses,
  withAttachment,
  withBody,
  withField,
  withText,
} from '../mailstore/mime/edit-message.ts';
import { makeLeaf, makeMessagePart, makeText } from '../mailstore/mime/leaf-factory.ts';
import type { MimeMessage, MimeNode } from '../mailstore/mime/mime-tree.ts';
import { readMessage } from '../mailstore/mime/read-message.ts';
import { EwsError } from './errors.ts';
import { type GivenProperties, takeElement } from './item-properties.ts';
import { childOf, childrenOf, textOf, type XmlElement } from './xml-element.ts';

const importanceWords = ['low', 'normal', 'high'];
const sensitivityWords = ['', 'Personal', 'Private', 'Company-Confidential'];

/** Writes given properties into a message; those that stand beside the MIME are left out. */
export const applyToMessage = (message: MimeMessage, given: GivenProperties): MimeMessage => {
  let result = message;
  if (given.subject !== undefined) result = withText(result, 'Subject', given.subject);
  if (given.from !== undefined)
    result = withAddresses(result, 'From', given.from === null ? [] : [given.from]);
  if (given.sender !== undefined)
    result = withAddresses(result, 'Sender', given.sender === null ? [] : [given.sender]);
  for (const [name, addresses] of [
    ['To', given.to],
    ['Cc', given.cc],
    ['Bcc', given.bcc],
    ['Reply-To', given.replyTo],
  ] as const) {
    if (addresses !== undefined) result = withAddresses(result, name, addresses);
  }
  if (given.messageId !== undefined) result = withText(result, 'Message-ID', given.messageId);
  if (given.inReplyTo !== undefined) result = withText(result, 'In-Reply-To', given.inReplyTo);
  if (given.references !== undefined) result = withText(result, 'References', given.references);
  for (const header of given.headers ?? []) result = withText(result, header.name, header.value);
  if (given.body !== undefined) {
    result = withBody(
      result,
      given.body === null ? null : makeText(given.body.text, given.body.type === 'HTML' ? 'html' : 'plain'),
    );
  }
  return result;
};

/** Whether setting these changes the message itself, and not only what is kept beside it. */
export const touchesMessage = (given: GivenProperties): boolean =>
  [
    given.subject,
    given.from,
    given.sender,
    given.to,
    given.cc,
    given.bcc,
    given.replyTo,
    given.messageId,
    given.inReplyTo,
    given.references,
    given.body,
    given.headers,
  ].some((value) => value !== undefined);

/** A new message out of properties alone. */
export const composeMessage = (given: GivenProperties, atMs: number, domain: string): MimeMessage => {
  let message: MimeMessage = { fields: [], root: makeText('', 'plain') };
  message = applyToMessage(message, {
    ...given,
    messageId: given.messageId ?? `<${randomUUID()}@${domain}>`,
  });
  message = withField(message, 'Date', renderDate(given.sentAtMs ?? atMs));
  if (given.importance !== undefined && given.importance !== 1) {
    message = withField(message, 'Importance', importanceWords[given.importance] ?? 'normal');
  }
  if (given.sensitivity !== undefined && given.sensitivity !== 0) {
    message = withField(message, 'Sensitivity', sensitivityWords[given.sensitivity] ?? '');
  }
  return message;
};

/** Deeper nesting is refused on writing: ErrorAttachmentNestLevelLimitExceeded, reference §6.1. */
const maxNesting = 10;

const attachmentNode = (element: XmlElement, atMs: number, domain: string, depth: number): MimeNode => {
  const name = textOf(element, 't:Name');
  if (element.name === 't:FileAttachment') {
    const content = childOf(element, 't:Content')?.payload;
    if (content !== null && content !== undefined && !content.isValid)
      throw new EwsError('ErrorInvalidRequest', { text: 'The content of the attachment is no base64.' });
    return makeLeaf({
      type: textOf(element, 't:ContentType') ?? 'application/octet-stream',
      name,
      disposition: textOf(element, 't:IsInline') === 'true' ? 'inline' : 'attachment',
      contentId: textOf(element, 't:ContentId'),
      contentLocation: textOf(element, 't:ContentLocation'),
      bytes: content?.bytes ?? Buffer.alloc(0),
    });
  }
  if (element.name !== 't:ItemAttachment')
    throw new EwsError('ErrorInvalidOperation', {
      text: 'Attachments by reference are not offered by the practice server.',
    });
  const inner = element.children.find((child) =>
    /^t:(?:Item|Message|PostItem|CalendarItem|Contact|Task)$/.test(child.name),
  );
  if (inner === undefined)
    throw new EwsError('ErrorInvalidRequest', { text: 'The attached item is missing.' });
  return makeMessagePart(messageOf(inner, atMs, domain, depth + 1).message, name);
};

/** A message out of an item element: its MIME if it has one, changed by whatever else is given. */
export const messageOf = (
  element: XmlElement,
  atMs: number,
  domain: string,
  depth = 0,
): { message: MimeMessage; given: GivenProperties; mime: Buffer | null } => {
  if (depth > maxNesting) throw new EwsError('ErrorAttachmentNestLevelLimitExceeded');
  const given: GivenProperties = { extended: [] };
  let mime: Buffer | null = null;
  let attachments: readonly XmlElement[] = [];
  for (const child of element.children) {
    if (child.name === 't:MimeContent') {
      if (child.payload !== null && !child.payload.isValid)
        throw new EwsError('ErrorMimeContentInvalidBase64String');
      mime = child.payload?.bytes ?? Buffer.alloc(0);
    } else if (child.name === 't:Attachments') attachments = child.children;
    else takeElement(given, child);
  }
  let message = mime === null ? composeMessage(given, atMs, domain) : readMessage(mime);
  let isChanged = mime === null;
  if (mime !== null && touchesMessage(given)) {
    message = applyToMessage(message, given);
    isChanged = true;
  }
  for (const attachment of attachments) {
    message = withAttachment(message, attachmentNode(attachment, atMs, domain, depth));
    isChanged = true;
  }
  return { message, given, mime: isChanged ? null : mime };
};

export const attachmentNodes = (
  parent: XmlElement | null,
  atMs: number,
  domain: string,
): readonly MimeNode[] =>
  [...childrenOf(parent, 't:FileAttachment'), ...childrenOf(parent, 't:ItemAttachment')]
    .toSorted((a, b) => (parent?.children.indexOf(a) ?? 0) - (parent?.children.indexOf(b) ?? 0))
    .map((element) => attachmentNode(element, atMs, domain, 0));
