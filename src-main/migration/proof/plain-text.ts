import { maxLineChars } from './text-facts.ts';

export interface TextReader {
  readonly write: (text: string) => void;
  readonly end: () => void;
}

/** Cuts a stream of text into lines (LF, CRLF, CR), long ones into pieces at a word. */
export const createLineReader = (line: (text: string) => void): TextReader => {
  let rest = '';
  let afterCr = false;
  const cutLong = (): void => {
    while (rest.length > maxLineChars) {
      const cut = rest.lastIndexOf(' ', maxLineChars - 1) + 1 || maxLineChars;
      line(rest.slice(0, cut));
      rest = rest.slice(cut);
    }
  };
  return {
    write: (chunk) => {
      let text = chunk;
      if (text === '') return;
      if (afterCr && text.startsWith('\n')) text = text.slice(1);
      afterCr = chunk.endsWith('\r');
      const lines = text.split(/\r\n|\n|\r/u);
      for (let i = 0; i < lines.length; i += 1) {
        rest += lines[i] ?? '';
        cutLong();
        if (i < lines.length - 1) {
          line(rest);
          rest = '';
        }
      }
    },
    end: () => {
      if (rest !== '') line(rest);
      rest = '';
    },
  };
};

/**
 * RFC 3676: a line that ends in a space goes on in the next one of the same quote depth, unless it is the signature
 * separator. So a paragraph is one line, as it is in the HTML that a server makes of it.
 */
export const createFlowedReader = (line: (text: string) => void, deleteSpace: boolean): TextReader => {
  let open: string | null = null;
  let openDepth = 0;
  const close = (): void => {
    if (open !== null) line(open);
    open = null;
  };
  return createClosing(
    createLineReader((raw) => {
      const quotes = /^>*/u.exec(raw)?.[0].length ?? 0;
      const stuffed = raw.slice(quotes);
      const text = stuffed.startsWith(' ') ? stuffed.slice(1) : stuffed;
      if (open !== null && quotes !== openDepth) close();
      const flows = text.endsWith(' ') && text !== '-- ';
      const body = flows && deleteSpace ? text.slice(0, -1) : text;
      if (open === null) {
        open = '>'.repeat(quotes) + (quotes > 0 ? ' ' : '') + body;
        openDepth = quotes;
      } else if (text === '-- ') {
        close();
        open = text;
      } else open += body;
      if (!flows || open.length > maxLineChars) close();
    }),
    close,
  );
};

const createClosing = (reader: TextReader, close: () => void): TextReader => ({
  write: (text) => reader.write(text),
  end: () => {
    reader.end();
    close();
  },
});

/** RFC 1896 `text/enriched` and RFC 1341 `text/richtext`: commands in `<…>` dropped, `<<` is `<`, `<param>` content hidden. */
export const createEnrichedReader = (line: (text: string) => void): TextReader => {
  const lines = createLineReader((raw) => {
    const text = raw
      .replace(/<param>.*?<\/param>/giu, '')
      .replaceAll('<<', '\u0001')
      .replace(/<(?:nl|np|paragraph)>/giu, '\n')
      .replace(/<lt>/giu, '\u0001')
      .replace(/<\/?[a-z0-9-]{1,60}>/giu, '')
      .replaceAll('\u0001', '<');
    for (const piece of text.split('\n')) line(piece);
  });
  return lines;
};
