import { createHash } from 'node:crypto';
import { createByteCollector } from './byte-facts.ts';
import { assemble } from './assemble.ts';
import type { AttachmentFacts, ContentFingerprint, NestedFacts, OpaqueFacts } from './fingerprint-types.ts';
import { createHeaderCollector } from './header-block.ts';
import { decodeHeaderText } from './header-values.ts';
import { createLeafReader, type Leaf } from './leaf-reader.ts';
import { createMultipartReader } from './multipart-reader.ts';
import { type PartHeaders, readPartHeaders } from './part-headers.ts';
import { type Sink, tee } from './sink.ts';
import type { Budget } from './text-facts.ts';
import { transferDecoder } from './transfer-decoder.ts';

/** The parts of a message, before one of the alternatives is chosen. */
export type PartNode =
  | Leaf
  | { readonly kind: 'nested'; readonly facts: NestedFacts }
  | {
      readonly kind: 'multipart';
      readonly subtype: string;
      readonly children: readonly PartNode[];
      readonly signed: OpaqueFacts | null;
    }
  | { readonly kind: 'empty' };

export interface MessageReader extends Sink {
  readonly result: () => ContentFingerprint;
  /** Of the message's own headers. */
  readonly subjectHash: () => string;
}

/** What all readers of one message tree share. */
interface Tree {
  readonly budget: Budget;
  readonly oddities: Set<string>;
  /** Parts beyond the budget, hashed in one. */
  rest: ReturnType<typeof createByteCollector> | null;
  /** For a second reading of the same message; a second reading has no third. */
  readonly otherTree: Tree | null;
  otherRoot: PartNode | null;
}

interface Place {
  readonly defaultType: string;
  readonly mayBeBody: boolean;
  readonly root: boolean;
  /** Multiparts and messages around this part. */
  readonly depth: number;
}

interface PartReader extends Sink {
  readonly result: () => PartNode;
}

/** Deeper nesting is kept as bytes: it is an attack or a loop, and no mail client shows it. */
const maxDepth = 40;
export const maxParts = 5000;
export const maxParagraphsPerMessage = 8000;

const nestedTypes = new Set(['message/rfc822', 'message/global', 'message/news']);

const createPartReader = (
  tree: Tree,
  place: Place,
  onHeaders?: (headers: PartHeaders) => void,
): PartReader => {
  let body: PartReader | null = null;
  const collector = createHeaderCollector((block, blankLine, rest) => {
    for (const oddity of block.oddities) tree.oddities.add(oddity);
    const headers = readPartHeaders(block.reading.headers, place.defaultType);
    onHeaders?.(headers);
    const { otherReading } = block;
    const target = createBodyReader(tree, place, headers);
    body =
      otherReading === null || tree.otherTree === null || !place.root
        ? target
        : withOtherReading(
            tree,
            tree.otherTree,
            place,
            target,
            readPartHeaders(otherReading.headers, place.defaultType),
          );
    // Of the two readings only this one may have body lines before the blank line, which then is part of the body.
    if (block.reading.bodyStart.length > 0) {
      target.write(block.reading.bodyStart);
      target.write(blankLine);
    }
    if (rest.length > 0) body.write(rest);
  });
  return {
    write: (chunk) => {
      if (body === null) collector.write(chunk);
      else body.write(chunk);
    },
    end: () => {
      if (body === null) collector.end();
      body?.end();
    },
    result: () => body?.result() ?? { kind: 'empty' },
  };
};

/** Reads the body twice; what the second reader finds is kept beside. */
const withOtherReading = (
  tree: Tree,
  otherTree: Tree,
  place: Place,
  target: PartReader,
  otherHeaders: PartHeaders,
): PartReader => {
  const other = createBodyReader(otherTree, place, otherHeaders);
  return {
    ...tee(target, other),
    result: () => {
      tree.otherRoot = other.result();
      return target.result();
    },
  };
};

const createBodyReader = (tree: Tree, place: Place, headers: PartHeaders): PartReader => {
  if (tree.budget.parts <= 0) return createRestReader(tree, headers);
  tree.budget.parts -= 1;
  if (place.depth < maxDepth) {
    if (headers.contentType.startsWith('multipart/') && headers.boundary !== null && headers.boundary !== '')
      return createMultipart(tree, place, headers, headers.boundary);
    if (nestedTypes.has(headers.contentType)) return createNested(tree, place, headers);
  } else tree.oddities.add('nested-too-deep');
  if (headers.contentType.startsWith('multipart/')) {
    tree.oddities.add('boundary-missing');
    return createLeafReader({ ...headers, contentType: 'text/plain' }, place, tree.budget);
  }
  return createLeafReader(headers, place, tree.budget);
};

const createRestReader = (tree: Tree, headers: PartHeaders): PartReader => {
  tree.oddities.add('too-many-parts');
  tree.rest ??= createByteCollector();
  const { rest } = tree;
  rest.write(Buffer.from('\n'));
  const decoder = transferDecoder(headers.encoding, { write: rest.write, end: () => {} });
  return { write: decoder.write, end: decoder.end, result: () => ({ kind: 'empty' }) };
};

const createNested = (tree: Tree, place: Place, headers: PartHeaders): PartReader => {
  const bytes = createByteCollector();
  const message = createMessageReader(tree.budget, place.depth + 1, tree.otherTree === null ? 1 : 2);
  const decoder = transferDecoder(headers.encoding, tee(bytes, message));
  return {
    write: decoder.write,
    end: decoder.end,
    result: () => ({
      kind: 'nested',
      facts: { ...bytes.facts(), subjectHash: message.subjectHash(), content: message.result() },
    }),
  };
};

const createMultipart = (tree: Tree, place: Place, headers: PartHeaders, boundary: string): PartReader => {
  const subtype = headers.contentType.slice('multipart/'.length);
  const readers: PartReader[] = [];
  const signedBytes = subtype === 'signed' ? createByteCollector() : null;
  // Only used when no delimiter is ever found: then these bytes are all there is to see.
  const preamble = createLeafReader(
    { ...headers, contentType: 'text/plain', charset: null },
    place,
    tree.budget,
  );
  const reader = createMultipartReader(boundary, {
    preamble,
    part: (index) => {
      const part = createPartReader(tree, {
        defaultType: subtype === 'digest' ? 'message/rfc822' : 'text/plain',
        mayBeBody: place.mayBeBody && (subtype !== 'related' || index === 0),
        root: false,
        depth: place.depth + 1,
      });
      readers.push(part);
      return signedBytes !== null && index === 0 ? tee(signedBytes, part) : part;
    },
  });
  return {
    write: reader.write,
    end: () => {
      reader.end();
      const { parts, closed } = reader.state();
      if (parts === 0) tree.oddities.add('boundary-missing');
      else if (!closed) tree.oddities.add('boundary-not-closed');
    },
    result: () => {
      if (reader.state().parts === 0) return preamble.result();
      const children = readers.map((part) => part.result());
      if (signedBytes === null || children.length < 2)
        return { kind: 'multipart', subtype, children, signed: null };
      return signedNode(headers, place, children, signedBytes.facts());
    },
  };
};

/** multipart/signed: S/MIME when protocol or signature say so; its signature leaves the attachments when it is the whole message. */
const signedNode = (
  headers: PartHeaders,
  place: Place,
  children: readonly PartNode[],
  part: { readonly sha256: string; readonly linesSha256: string | null },
): PartNode => {
  const signature = children[1];
  const facts: AttachmentFacts | null = signature?.kind === 'attachment' ? signature.facts : null;
  const type = `${headers.protocol ?? ''} ${facts?.contentType ?? ''}`;
  const smime = /pkcs7-signature/u.test(type);
  return {
    kind: 'multipart',
    subtype: 'signed',
    children:
      smime && place.root && facts !== null ? children.filter((child) => child !== signature) : children,
    signed: {
      kind: smime ? 'smime-signed' : 'pgp-signed',
      sha256: part.linesSha256 ?? part.sha256,
      signatureSha256: smime ? (facts?.sha256 ?? null) : null,
      top: place.root,
    },
  };
};

const createTree = (budget: Budget, otherTree: Tree | null): Tree => ({
  budget,
  oddities: new Set(),
  rest: null,
  otherTree,
  otherRoot: null,
});

const assembled = (tree: Tree, root: PartNode): ContentFingerprint =>
  assemble(root, tree.rest?.facts() ?? null, [...tree.oddities].sort());

/**
 * Reads one message, headers first; never throws on what the bytes say.
 * @param readings 2 at the top of a message tree, 1 inside a second reading (or work would double with each nesting)
 */
export const createMessageReader = (budget: Budget, depth: number, readings: 1 | 2): MessageReader => {
  const tree = createTree(budget, readings === 1 ? null : createTree(budget, null));
  let subject = '';
  const part = createPartReader(
    tree,
    { defaultType: 'text/plain', mayBeBody: true, root: true, depth },
    (headers) => {
      subject = headers.subject;
    },
  );
  return {
    write: part.write,
    end: part.end,
    result: () => {
      const fingerprint = assembled(tree, part.result());
      if (tree.otherTree === null || tree.otherRoot === null) return fingerprint;
      return { ...fingerprint, otherReading: assembled(tree.otherTree, tree.otherRoot) };
    },
    subjectHash: () =>
      createHash('sha256')
        .update(
          decodeHeaderText(subject)
            .text.replace(/[\s\u00a0]+/gu, ' ')
            .trim()
            .normalize('NFC'),
        )
        .digest('hex')
        .slice(0, 24),
  };
};
