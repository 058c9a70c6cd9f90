import { charsetDecoder } from './charset.ts';
import type { TextFacts } from './fingerprint-types.ts';
import { createHtmlReader } from './html-text.ts';
import type { PartHeaders } from './part-headers.ts';
import { createEnrichedReader, createFlowedReader, createLineReader } from './plain-text.ts';
import type { Sink } from './sink.ts';
import { type Budget, createTextCollector } from './text-facts.ts';

export type TextPartHeaders = Pick<PartHeaders, 'contentType' | 'charset' | 'flowed' | 'deleteSpace'>;

export interface TextPart extends Sink {
  /** @param damaged the transfer encoding was broken, which leaves a doubt about the text too */
  readonly facts: (damaged: boolean) => TextFacts;
  readonly shown: () => readonly string[];
}

const htmlTypes = new Set(['text/html', 'application/xhtml+xml']);

/** Collects facts of a text part's decoded bytes; HTML also tells which content ids it shows. */
export const createTextPart = (headers: TextPartHeaders, budget: Budget): TextPart => {
  const collector = createTextCollector(budget);
  const shown = new Set<string>();
  const html = htmlTypes.has(headers.contentType);
  const lines = (): { write(text: string): void; end(): void } => {
    if (html)
      return createHtmlReader({
        line: collector.line,
        contentId: (id) => {
          if (shown.size < 10_000) shown.add(decodeUri(id));
        },
      });
    if (headers.contentType === 'text/enriched' || headers.contentType === 'text/richtext')
      return createEnrichedReader(collector.line);
    return headers.flowed
      ? createFlowedReader(collector.line, headers.deleteSpace)
      : createLineReader(collector.line);
  };
  const reader = lines();
  let decoder: ReturnType<typeof charsetDecoder> | null = null;
  let early = Buffer.alloc(0);
  // HTML without a charset parameter may name one in its first bytes (HTML standard: the first 1024).
  const sniffs = html && (headers.charset === null || /^(?:us-)?ascii$/iu.test(headers.charset));
  const start = (): void => {
    if (decoder !== null) return;
    decoder = charsetDecoder(sniffs ? (metaCharset(early) ?? headers.charset) : headers.charset);
    reader.write(decoder.write(early));
    early = Buffer.alloc(0);
  };
  return {
    write: (chunk: Buffer): void => {
      if (decoder !== null) {
        reader.write(decoder.write(chunk));
        return;
      }
      early = Buffer.concat([early, chunk]);
      if (!sniffs || early.length >= sniffBytes) start();
    },
    end: (): void => {
      start();
      reader.write(decoder?.end() ?? '');
      reader.end();
    },
    facts: (damaged: boolean): TextFacts => collector.facts(damaged || (decoder?.doubtful() ?? false)),
    shown: (): readonly string[] => [...shown],
  };
};
const sniffBytes = 4096;

const metaCharset = (bytes: Buffer): string | null =>
  /<meta[^>]{0,400}charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})/iu.exec(
    bytes.toString('latin1', 0, Math.min(bytes.length, sniffBytes)),
  )?.[1] ?? null;

const decodeUri = (id: string): string => {
  try {
    return decodeURIComponent(id);
  } catch {
    // Not percent-encoded after all: the id as it stands.
    return id;
  }
};
