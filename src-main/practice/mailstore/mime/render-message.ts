import { createHash } from 'node:crypto';
import { parseAddresses, renderAddresses } from './addresses.ts';
import { parseDate, renderDate } from './dates.ts';
import { decodeWords, encodeWords } from './encoded-words.ts';
import { foldField, type HeaderField } from './header-block.ts';
import { exchangeShape } from './exchange-shape.ts';
import { contentOf, leafText } from './message-content.ts';
import type { ContentInfo, LeafNode, MimeMessage, MimeNode } from './mime-tree.ts';
import { renderParameter } from './parameters.ts';
import {
  encodeBase64Lines,
  encodeQuotedPrintable,
  isSoundBase64,
  rewrapBase64,
} from './transfer-encoding.ts';

/** Two servers, and two items of one server, never write the same bytes: what may differ is drawn from the salt. */
interface Style {
  readonly column: number;
  readonly words: 'b' | 'q';
  readonly preferBase64: boolean;
  readonly order: readonly string[];
  readonly boundaryBase: string;
  nextBoundary: number;
}

export interface RenderOptions {
  /** Same salt, same bytes. */
  readonly salt: string;
  /** Name of the server, put into the header as Exchange does; none in nested messages. */
  readonly serverName: string;
}

const orders: readonly (readonly string[])[] = [
  [
    'return-path',
    'received',
    'from',
    'sender',
    'to',
    'cc',
    'bcc',
    'subject',
    'thread-topic',
    'thread-index',
    'date',
    'message-id',
    'references',
    'in-reply-to',
    'reply-to',
  ],
  [
    'return-path',
    'received',
    'date',
    'message-id',
    'from',
    'sender',
    'reply-to',
    'to',
    'cc',
    'bcc',
    'subject',
    'in-reply-to',
    'references',
    'thread-index',
    'thread-topic',
  ],
  [
    'received',
    'return-path',
    'from',
    'to',
    'cc',
    'bcc',
    'sender',
    'reply-to',
    'thread-topic',
    'subject',
    'message-id',
    'in-reply-to',
    'references',
    'date',
    'thread-index',
  ],
];

const styleOf = (salt: string): Style => {
  const digest = createHash('sha256').update(salt).digest();
  return {
    column: 66 + ((digest[0] ?? 0) % 12),
    words: ((digest[1] ?? 0) & 1) === 0 ? 'b' : 'q',
    preferBase64: ((digest[2] ?? 0) & 1) === 0,
    order: orders[(digest[3] ?? 0) % orders.length] ?? [],
    boundaryBase: digest.subarray(4, 20).toString('hex').toUpperCase(),
    nextBoundary: 0,
  };
};

const addressFields = new Set(['from', 'sender', 'to', 'cc', 'bcc', 'reply-to']);
/** Written by every server anew; MIME-Version too. */
const ownFields = new Set([
  'mime-version',
  'x-ms-exchange-organization-authsource',
  'x-ms-exchange-organization-network-message-id',
]);

const renderField = (field: HeaderField, style: Style): string => {
  const name = field.name.toLowerCase();
  return foldField(field.name, canonicalValue(name, field.value, style), style.column);
};

/** Written anew where that says exactly the same, else as it came. */
const canonicalValue = (name: string, value: string, style: Style): string => {
  if (name === 'subject' || name === 'thread-topic') {
    const { text, exact } = decodeWords(value);
    const written = encodeWords(text, style.words);
    return exact && decodeWords(written).text === text ? written : value;
  }
  if (addressFields.has(name)) {
    const { addresses, exact } = parseAddresses(value);
    return exact ? renderAddresses(addresses, style.words) : value;
  }
  if (name === 'date') {
    const date = parseDate(value);
    return date?.exact === true ? renderDate(date.atMs) : value;
  }
  return value;
};

const orderFields = (fields: readonly HeaderField[], style: Style): readonly HeaderField[] => {
  const rank = (field: HeaderField): number => {
    const index = style.order.indexOf(field.name.toLowerCase());
    return index < 0 ? style.order.length : index;
  };
  return fields
    .filter((field) => !ownFields.has(field.name.toLowerCase()))
    .toSorted((a, b) => rank(a) - rank(b));
};

const uuidOf = (salt: string): string => {
  const hex = createHash('sha256').update(`network ${salt}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};

const structural = new Set([
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-id',
]);

const contentHeaders = (
  content: ContentInfo,
  style: Style,
  encoding: string | null,
  parameters: readonly { name: string; text: string }[],
): string => {
  const lines = [
    foldField('Content-Type', content.type + parameters.map(renderParameter).join(''), style.column),
  ];
  if (content.disposition !== null) {
    const { value, parameters: own } = content.disposition;
    lines.push(foldField('Content-Disposition', value + own.map(renderParameter).join(''), style.column));
  }
  if (content.contentId !== null) lines.push(foldField('Content-ID', content.contentId, style.column));
  for (const field of content.fields) {
    if (!structural.has(field.name.toLowerCase()))
      lines.push(foldField(field.name, field.value, style.column));
  }
  if (encoding !== null) lines.push(`Content-Transfer-Encoding: ${encoding}\r\n`);
  return lines.join('');
};

const parametersOf = (content: ContentInfo): readonly { name: string; text: string }[] =>
  content.contentType?.parameters ?? [];

const binary = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A body whose charset is beyond doubt becomes UTF-8 or ASCII text in CRLF lines; `null`: its bytes are kept. */
const rewrittenText = (leaf: LeafNode): string | null => {
  if (leaf.content.type !== 'text/plain' && leaf.content.type !== 'text/html') return null;
  const { text, exact } = leafText(leaf);
  if (!exact) return null;
  const lines = text.replace(/\r\n|\r|\n/g, '\r\n');
  return leaf.content.type === 'text/html' ? renameMetaCharset(lines) : lines;
};

/** The page must not name a charset other than the one it is now in. */
const renameMetaCharset = (html: string): string =>
  /\P{ASCII}/u.test(html)
    ? html.replace(/(<meta\b[^>]{0,200}?charset\s*=\s*["']?)([A-Za-z0-9_-]+)/i, '$1utf-8')
    : html;

const fitsSevenBit = (text: string): boolean =>
  /^[\t\r\n\x20-\x7e]*$/.test(text) &&
  !/[ \t]\r\n|^From |\nFrom |^\.|\n\.|[ \t]$/.test(text) &&
  text.split('\r\n').every((line) => line.length <= 76);

function* renderTextLeaf(leaf: LeafNode, text: string, style: Style): Generator<Buffer> {
  const isAscii = !/\P{ASCII}/u.test(text);
  const charset = isAscii ? 'us-ascii' : 'utf-8';
  const parameters = [
    { name: 'charset', text: charset },
    ...parametersOf(leaf.content).filter((parameter) => parameter.name !== 'charset'),
  ];
  const encoding =
    fitsSevenBit(text) && !style.preferBase64
      ? '7bit'
      : !isAscii && style.preferBase64
        ? 'base64'
        : 'quoted-printable';
  yield binary(`${contentHeaders(leaf.content, style, encoding, parameters)}\r\n`);
  const bytes = Buffer.from(text, 'utf8');
  if (encoding === 'base64') yield* encodeBase64Lines(bytes);
  else yield encoding === '7bit' ? bytes : encodeQuotedPrintable(bytes);
}

/** From this size on base64 is wrapped anew instead of being decoded and encoded. */
const rewrapBytes = 512 * 1024;

function* renderNode(node: MimeNode, style: Style, isBody: (leaf: LeafNode) => boolean): Generator<Buffer> {
  if (node.verbatim) {
    yield* renderVerbatim(node);
    return;
  }
  if (node.kind === 'group') {
    const boundary = `_${String(style.nextBoundary).padStart(3, '0')}_${style.boundaryBase}_`;
    style.nextBoundary += 1;
    const parameters = [
      ...parametersOf(node.content).filter((parameter) => parameter.name !== 'boundary'),
      { name: 'boundary', text: boundary },
    ];
    yield binary(`${contentHeaders(node.content, style, null, parameters)}\r\n`);
    for (const child of node.children) {
      yield binary(`--${boundary}\r\n`);
      yield* renderNode(child, style, isBody);
      yield binary('\r\n');
    }
    yield binary(`--${boundary}--\r\n`);
    return;
  }
  if (node.kind === 'message') {
    yield binary(`${contentHeaders(node.content, style, null, parametersOf(node.content))}\r\n`);
    yield* renderFieldsAndBody(node.message, style, '');
    return;
  }
  const text = isBody(node) ? rewrittenText(node) : null;
  if (text !== null) {
    yield* renderTextLeaf(node, text, style);
    return;
  }
  if (
    node.content.encoding === 'base64' &&
    node.rawBody.length > rewrapBytes &&
    isSoundBase64(node.rawBody)
  ) {
    yield binary(`${contentHeaders(node.content, style, 'base64', parametersOf(node.content))}\r\n`);
    yield* rewrapBase64(node.rawBody);
    return;
  }
  const { bytes, clean } = node.decode();
  if (!clean) {
    yield* renderVerbatim(node);
    return;
  }
  yield binary(`${contentHeaders(node.content, style, 'base64', parametersOf(node.content))}\r\n`);
  yield* encodeBase64Lines(bytes);
}

function* renderVerbatim(node: MimeNode): Generator<Buffer> {
  for (const field of node.content.fields) yield binary(`${field.name}: ${field.value}\r\n`);
  yield binary('\r\n');
  yield node.rawBody;
}

function* renderFieldsAndBody(message: MimeMessage, style: Style, ownHeader: string): Generator<Buffer> {
  const root = exchangeShape(message);
  const { body } = contentOf({ fields: [], root });
  yield binary(
    orderFields(message.fields, style)
      .map((field) => renderField(field, style))
      .join('') + ownHeader,
  );
  yield* renderNode(root, style, (leaf) => leaf === body.plain || leaf === body.html);
}

/**
 * Writes a message anew, as Exchange does when MIME is asked for: new boundaries, header order and folding, charsets and
 * transfer encodings, `text/plain` beside HTML. What it says stays the same; signed, encrypted and damaged parts keep their bytes.
 * Yields pieces of up to a few hundred kilobytes (verbatim parts: as one piece).
 */
export function* renderMessage(message: MimeMessage, options: RenderOptions): Generator<Buffer> {
  const style = styleOf(options.salt);
  const ownHeader =
    `X-MS-Exchange-Organization-AuthSource: ${options.serverName}\r\n` +
    `X-MS-Exchange-Organization-Network-Message-Id: ${uuidOf(options.salt)}\r\n` +
    `MIME-Version: 1.0\r\n`;
  yield* renderFieldsAndBody(message, style, ownHeader);
}
