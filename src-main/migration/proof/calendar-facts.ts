import { createHash } from 'node:crypto';
import { charsetDecoder } from './charset.ts';
import { createLineReader } from './plain-text.ts';
import type { Sink } from './sink.ts';

/**
 * Servers write iCalendar anew (PRODID, time zones, property order, folding). What stays is which events it speaks of:
 * the set of UID and SUMMARY. Folding: RFC 5545 §3.1.
 */
export const createCalendarReader = (charset: string | null): Sink & { meaning(): string } => {
  const decoder = charsetDecoder(charset ?? 'utf-8');
  const facts = new Set<string>();
  let current = '';
  const close = (): void => {
    const match = /^(UID|SUMMARY)(?:;[^:]*)?:(.*)$/isu.exec(current);
    if (match !== null && facts.size < 10_000)
      facts.add(
        `${(match[1] ?? '').toUpperCase()}:${(match[2] ?? '').replace(/\\n|\\|\s/giu, '').normalize('NFKC')}`,
      );
    current = '';
  };
  const lines = createLineReader((line) => {
    if (/^[ \t]/u.test(line)) {
      if (current.length < 8192) current += line.slice(1);
      return;
    }
    close();
    current = line;
  });
  return {
    write: (chunk) => lines.write(decoder.write(chunk)),
    end: () => {
      lines.write(decoder.end());
      lines.end();
      close();
    },
    meaning: () =>
      createHash('sha256')
        .update([...facts].sort().join('\n'))
        .digest('hex')
        .slice(0, 40),
  };
};
