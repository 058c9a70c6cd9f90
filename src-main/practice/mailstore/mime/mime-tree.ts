import { fieldOf, fieldsOf, type HeaderField, lineAt, readHeaderBlock } from './header-block.ts';
import { type ParameterizedValue, parameterOf, parseParameterized } from './parameters.ts';
import { decodeTransferEncoding, type DecodedBytes, isIdentityEncoding } from './transfer-encoding.ts';

/** What the headers of one entity say about its content. */
export interface ContentInfo {
  /** `type/subtype` in lower case; `text/plain` where the header is missing or unreadable. */
  readonly type: string;
  readonly contentType: ParameterizedValue | null;
  readonly disposition: ParameterizedValue | null;
  /** Trimmed, in lower case, empty when missing. */
  readonly encoding: string;
  /** With its angle brackets, as written. */
  readonly contentId: string | null;
  /** The entity's own fields, all of them, in order; for a message's root only its `Content-*` fields. */
  readonly fields: readonly HeaderField[];
}

interface NodeBase {
  readonly content: ContentInfo;
  /** Body exactly as it stood, still transfer-encoded. */
  readonly rawBody: Buffer;
  /** True: headers and body go out as they came in (signed, encrypted, damaged, or of a kind nobody may re-encode). */
  readonly verbatim: boolean;
}

export interface LeafNode extends NodeBase {
  readonly kind: 'leaf';
  /** Decodes on demand, so that a large attachment is not held twice. */
  readonly decode: () => DecodedBytes;
}

export interface MessageNode extends NodeBase {
  readonly kind: 'message';
  readonly message: MimeMessage;
}

export interface GroupNode extends NodeBase {
  readonly kind: 'group';
  readonly children: readonly MimeNode[];
}

export type MimeNode = LeafNode | MessageNode | GroupNode;

export interface MimeMessage {
  /** All fields but the root's `Content-*`, in order. */
  readonly fields: readonly HeaderField[];
  readonly root: MimeNode;
}

/**
 * Deeper nesting is kept as bytes: nobody reads it, and hostile mail must not overflow the stack. Messages and the groups inside
 * one message are counted apart, because writing a message anew may put a group around what it attaches.
 */
interface Depth {
  readonly messages: number;
  readonly groups: number;
}
const maxDepth: Depth = { messages: 30, groups: 40 };

const neverReencoded =
  /^(?:multipart\/(?:signed|encrypted)|application\/(?:x-)?pkcs7-(?:mime|signature)|application\/x-microsoft-rpmsg-message|application\/pgp-.*)$/;

const isContentField = (field: HeaderField): boolean => /^content-/i.test(field.name);

const contentInfo = (
  fields: readonly HeaderField[],
  defaultType: string,
): { content: ContentInfo; exact: boolean } => {
  const typeFields = fieldsOf(fields, 'content-type');
  const contentType = typeFields[0] === undefined ? null : parseParameterized(typeFields[0].value);
  const dispositionFields = fieldsOf(fields, 'content-disposition');
  const disposition =
    dispositionFields[0] === undefined ? null : parseParameterized(dispositionFields[0].value);
  const encodingFields = fieldsOf(fields, 'content-transfer-encoding');
  const isReadable =
    contentType !== null && /^[!#-'*+.0-9A-Z^-z{|}~-]+\/[!#-'*+.0-9A-Z^-z{|}~-]+$/.test(contentType.value);
  return {
    content: {
      type: isReadable ? contentType.value : contentType === null ? defaultType : 'text/plain',
      contentType,
      disposition,
      encoding: (encodingFields[0]?.value ?? '').trim().toLowerCase(),
      contentId: fieldOf(fields, 'content-id')?.value ?? null,
      fields,
    },
    exact:
      typeFields.length < 2 &&
      dispositionFields.length < 2 &&
      encodingFields.length < 2 &&
      fieldsOf(fields, 'content-id').length < 2 &&
      (contentType === null || (contentType.exact && isReadable)) &&
      (disposition === null || disposition.exact),
  };
};

/** Ranges of the parts between boundary lines; `null` where no part ever opens. */
export const splitParts = (body: Buffer, boundary: string): { start: number; end: number }[] | null => {
  const marker = Buffer.from(`--${boundary}`, 'latin1');
  const parts: { start: number; end: number }[] = [];
  let open = -1;
  let position = 0;
  for (;;) {
    const at = body.indexOf(marker, position);
    if (at < 0) break;
    position = at + marker.length;
    const before = at === 0 ? undefined : body[at - 1];
    if (at > 0 && before !== 0x0a && before !== 0x0d) continue;
    const { lineEnd, next } = lineAt(body, at, body.length);
    const rest = body.toString('latin1', at + marker.length, lineEnd);
    const match = /^(--)?[ \t]*$/.exec(rest);
    if (match === null) continue;
    if (open >= 0) parts.push({ start: open, end: Math.max(open, beforeLineEnd(body, at)) });
    open = next;
    position = next;
    if (match[1] !== undefined) {
      if (parts.length === 0) return null;
      return parts;
    }
  }
  if (open < 0) return null;
  parts.push({ start: Math.min(open, body.length), end: body.length });
  return parts;
};

/** The line end before a boundary belongs to the boundary. */
const beforeLineEnd = (body: Buffer, at: number): number => {
  if (at > 1 && body[at - 1] === 0x0a && body[at - 2] === 0x0d) return at - 2;
  return at > 0 ? at - 1 : 0;
};

const entity = (
  fields: readonly HeaderField[],
  body: Buffer,
  defaultType: string,
  depth: Depth,
): MimeNode => {
  const { content, exact } = contentInfo(fields, defaultType);
  const keep = neverReencoded.test(content.type);
  const base = { content, rawBody: body };
  if (content.type.startsWith('multipart/') && depth.groups < maxDepth.groups) {
    // A boundary is compared byte by byte, so it must not be decoded.
    const boundary = parameterOf(content.contentType, 'boundary')?.replace(/\s+$/, '') ?? '';
    const parts = boundary === '' || !/^[\x20-\x7e]+$/.test(boundary) ? null : splitParts(body, boundary);
    if (parts !== null) {
      const childType = content.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
      const children = parts.map(({ start, end }) => {
        const part = body.subarray(start, end);
        const head = readHeaderBlock(part, 0, part.length);
        return entity(head.fields, part.subarray(head.bodyStart), childType, {
          ...depth,
          groups: depth.groups + 1,
        });
      });
      return { ...base, kind: 'group', children, verbatim: keep };
    }
  }
  if (
    (content.type === 'message/rfc822' || content.type === 'message/global') &&
    depth.messages < maxDepth.messages
  ) {
    const decoded = decodeTransferEncoding(body, content.encoding);
    const verbatim = !exact || !isIdentityEncoding(content.encoding);
    return { ...base, kind: 'message', message: messageOf(decoded.bytes, depth.messages + 1), verbatim };
  }
  const encoding = content.encoding;
  const decode = (): DecodedBytes => decodeTransferEncoding(body, encoding);
  const verbatim = keep || !exact || /^(?:multipart|message)\//.test(content.type) || !isDecodable(encoding);
  return { ...base, kind: 'leaf', decode, verbatim };
};

const isDecodable = (encoding: string): boolean =>
  isIdentityEncoding(encoding) || encoding === 'base64' || encoding === 'quoted-printable';

const messageOf = (bytes: Buffer, messages: number): MimeMessage => {
  const head = readHeaderBlock(bytes, 0, bytes.length);
  const root = entity(head.fields.filter(isContentField), bytes.subarray(head.bodyStart), 'text/plain', {
    messages,
    groups: 0,
  });
  return { fields: head.fields.filter((field) => !isContentField(field)), root };
};

/** Cuts a message into its entities; never fails, whatever the bytes are. */
export const parseMime = (bytes: Uint8Array): MimeMessage =>
  messageOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
