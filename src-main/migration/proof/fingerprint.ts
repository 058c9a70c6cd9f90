import type { ContentFingerprint } from './fingerprint-types.ts';
import { createMessageReader, maxParagraphsPerMessage, maxParts } from './message-reader.ts';

export interface FingerprintWriter {
  /** Decoded MIME bytes in any chunking; the chunk is not kept. */
  readonly write: (chunk: Uint8Array) => void;
  /** Call once; the answer does not depend on how the bytes were cut. */
  readonly end: () => ContentFingerprint;
}

/** Bytes handed on at once, so that a caller's large chunk does not become large copies in every layer. */
const pieceBytes = 65_536;

/**
 * The canonical fingerprint of a message (proof level 3), streaming: memory does not grow with the message.
 * Never throws on malformed mail: whatever the bytes are, they have a fingerprint.
 */
export const createFingerprint = (): FingerprintWriter => {
  const reader = createMessageReader({ parts: maxParts, paragraphs: maxParagraphsPerMessage }, 0, 2);
  const lineEnds = createLineEndRepair((piece) => reader.write(piece));
  return {
    write: (chunk) => {
      for (let at = 0; at < chunk.length; at += pieceBytes)
        lineEnds.write(
          Buffer.from(chunk.buffer, chunk.byteOffset + at, Math.min(pieceBytes, chunk.length - at)),
        );
    },
    end: () => {
      lineEnds.end();
      reader.end();
      return reader.result();
    },
  };
};

/**
 * A message with CR and no LF at its beginning was written on an old Mac: there CR is the line end throughout.
 * In any other message a bare CR is content.
 */
const createLineEndRepair = (write: (piece: Buffer) => void) => {
  let decided: 'as-is' | 'cr' | null = null;
  let held = Buffer.alloc(0);
  const pass = (data: Buffer): void => {
    if (decided === 'as-is') {
      write(data);
      return;
    }
    const copy = Buffer.from(data);
    for (let at = copy.indexOf(13); at !== -1; at = copy.indexOf(13, at + 1)) copy[at] = 10;
    write(copy);
  };
  const decide = (final: boolean): void => {
    const head = held.subarray(0, pieceBytes);
    if (head.includes(10)) decided = 'as-is';
    else if (final || held.length >= pieceBytes) decided = head.includes(13) ? 'cr' : 'as-is';
    if (decided === null) return;
    const data = held;
    held = Buffer.alloc(0);
    pass(data);
  };
  return {
    write: (piece: Buffer): void => {
      if (decided !== null) {
        pass(piece);
        return;
      }
      held = Buffer.concat([held, piece]);
      decide(false);
    },
    end: (): void => {
      if (decided === null) decide(true);
    },
  };
};

/** The fingerprint of a message held in memory. */
export const fingerprintOf = (mime: Uint8Array): ContentFingerprint => {
  const writer = createFingerprint();
  writer.write(mime);
  return writer.end();
};
