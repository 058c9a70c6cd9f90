import { createHash } from 'node:crypto';
import { attachmentName, contentOf, visibleTextOf } from '#main/practice/mailstore/mime/message-content.ts';
import { type MessageSummary, summaryOf } from '#main/practice/mailstore/mime/message-summary.ts';
import type { MimeMessage } from '#main/practice/mailstore/mime/mime-tree.ts';
import { renderMessage } from '#main/practice/mailstore/mime/render-message.ts';

/** What a message says, whatever its bytes: envelope, visible text, attachments with their contents, nested messages likewise. */
export interface MessageFacts {
  readonly envelope: MessageSummary;
  readonly text: string;
  readonly attachments: readonly AttachmentFacts[];
}

export interface AttachmentFacts {
  readonly name: string | null;
  readonly type: string;
  readonly contentId: string | null;
  readonly isInline: boolean;
  readonly sha256: string | null;
  readonly message: MessageFacts | null;
}

export const factsOf = (message: MimeMessage): MessageFacts => {
  const content = contentOf(message);
  return {
    envelope: summaryOf(message),
    text: visibleTextOf(message),
    attachments: content.attachments.map((node) => ({
      name: attachmentName(node),
      type: node.content.type,
      contentId: node.content.contentId,
      isInline: content.inline.has(node),
      sha256: node.kind === 'leaf' ? createHash('sha256').update(node.decode().bytes).digest('hex') : null,
      message: node.kind === 'message' ? factsOf(node.message) : null,
    })),
  };
};

export const render = (message: MimeMessage, salt = 'a'): Buffer =>
  Buffer.concat([...renderMessage(message, { salt, serverName: 'exchange.example' })]);

/** A message as text, lines joined by CRLF. */
export const mime = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'utf8');
