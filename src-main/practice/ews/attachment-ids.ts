import { createHash } from 'node:crypto';
import {
  attachmentName,
  type AttachmentNode,
  type MessageContent,
} from '../mailstore/mime/message-content.ts';
import { decodeWords } from '../mailstore/mime/encoded-words.ts';
import { fieldOf } from '../mailstore/mime/header-block.ts';

/** Between an item's bytes and its attachment's digest. */
const mark = Buffer.from([0x01, 0x12, 0x00, 0x10]);
const digestBytes = 20;
const itemIdBytes = 113;

const bytesOf = (attachment: AttachmentNode): Buffer =>
  attachment.kind === 'leaf' ? attachment.decode().bytes : attachment.rawBody;

const digestOf = (attachment: AttachmentNode): Buffer =>
  createHash('sha1')
    .update(attachment.kind)
    .update(attachmentName(attachment) ?? '')
    .update('\0')
    .update(
      attachment.kind === 'leaf'
        ? bytesOf(attachment)
        : attachment.message.fields
            .map((field) => `${field.name.toLowerCase()}:${field.value}`)
            .sort()
            .join('\n'),
    )
    .digest();

export interface IdentifiedAttachment {
  readonly id: string;
  readonly node: AttachmentNode;
}

/** Ids by content, so that removing one attachment leaves the ids of the others alone; twins are told apart by a number. */
export const identifyAttachments = (
  itemId: string,
  content: MessageContent,
): readonly IdentifiedAttachment[] => {
  const seen = new Map<string, number>();
  return content.attachments.map((node) => {
    const digest = digestOf(node);
    const key = digest.toString('base64');
    const twin = seen.get(key) ?? 0;
    seen.set(key, twin + 1);
    return {
      id: Buffer.concat([Buffer.from(itemId, 'base64'), mark, digest, Buffer.from([twin])]).toString(
        'base64',
      ),
      node,
    };
  });
};

/** The item an attachment id belongs to; `null` when it is no such id. */
export const itemOfAttachmentId = (id: string): string | null => {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(id)) return null;
  const bytes = Buffer.from(id, 'base64');
  if (bytes.length !== itemIdBytes + mark.length + digestBytes + 1) return null;
  if (!bytes.subarray(itemIdBytes, itemIdBytes + mark.length).equals(mark)) return null;
  return bytes.subarray(0, itemIdBytes).toString('base64');
};

/** The name shown for an attachment: its own, a nested message's subject, or one made up as Exchange does. */
export const shownName = (node: AttachmentNode, position: number): string => {
  const name = attachmentName(node);
  if (name !== null && name !== '') return name;
  if (node.kind === 'message') {
    const subject = fieldOf(node.message.fields, 'subject');
    return subject === undefined ? 'Untitled' : decodeWords(subject.value).text;
  }
  const extension = /^text\/plain$/.test(node.content.type)
    ? 'txt'
    : /^text\/html$/.test(node.content.type)
      ? 'htm'
      : (/\/(?:x-)?([a-z0-9]{2,4})$/.exec(node.content.type)?.[1] ?? 'dat');
  return `ATT${String(position + 1).padStart(5, '0')}.${extension}`;
};
