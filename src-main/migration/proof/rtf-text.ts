/** Groups that hold no visible text. */
const hiddenGroups = new Set(
  (
    'fonttbl colortbl stylesheet info pict object themedata colorschememapping latentstyles datastore listtable listoverridetable rsidtbl ' +
    'generator xmlnstbl header footer headerl headerr footerl footerr'
  ).split(' '),
);
const symbols: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  row: '\n',
  cell: '\t',
  tab: '\t',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
};
const charsetOfFont: Readonly<Record<number, string>> = {
  0: 'windows-1252',
  128: 'shift_jis',
  129: 'euc-kr',
  134: 'gbk',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
};

interface Group {
  hidden: boolean;
  /** Inside `{\*\htmltag …}`: HTML source, to be kept in an RTF made from HTML. */
  htmlTag: boolean;
  /** Between \htmlrtf and \htmlrtf0: RTF only, not part of the HTML. */
  rtfOnly: boolean;
  /** Fallback characters after \u, to be passed over. */
  skipPerUnicode: number;
  charset: string;
}

const token =
  /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)/gu;

/**
 * RTF as text; where it wraps HTML (`\fromhtml1`, [MS-OXRTFEX]), as that HTML.
 * https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxrtfex/
 */
export const rtfText = (rtf: string): { readonly text: string; readonly html: boolean } => {
  const html = /\\fromhtml1\b/u.test(rtf.slice(0, 4096));
  const codePage = /\\ansicpg(\d+)/u.exec(rtf.slice(0, 4096))?.[1];
  const base = codePage === undefined || codePage === '1252' ? 'windows-1252' : pageCharset(Number(codePage));
  const fonts = new Map<string, string>();
  let font: string | null = null;
  let group: Group = { hidden: false, htmlTag: false, rtfOnly: false, skipPerUnicode: 1, charset: base };
  const stack: Group[] = [];
  const out: string[] = [];
  let bytes: number[] = [];
  let toSkip = 0;
  let starred = false;

  const flush = (): void => {
    if (bytes.length === 0) return;
    out.push(new TextDecoder(group.charset).decode(Uint8Array.from(bytes)));
    bytes = [];
  };
  const shown = (): boolean => !group.hidden && !(html && group.rtfOnly && !group.htmlTag);
  const put = (text: string): void => {
    flush();
    if (shown()) out.push(text);
  };
  const word = (name: string, argument: string | undefined): void => {
    const number = argument === undefined ? null : Number(argument);
    if (starred) {
      starred = false;
      if (name === 'htmltag') group.htmlTag = true;
      else group.hidden = true;
      return;
    }
    if (name === 'u' && number !== null) {
      put(String.fromCharCode(number & 0xffff));
      toSkip = group.skipPerUnicode;
    } else if (name === 'uc' && number !== null) group.skipPerUnicode = number;
    else if (name === 'htmlrtf') group.rtfOnly = number !== 0;
    else if (name === 'fonttbl') {
      group.hidden = true;
      font = '';
    } else if (name === 'f' && number !== null) {
      if (font !== null && group.hidden) font = String(number);
      else {
        flush();
        group.charset = fonts.get(String(number)) ?? base;
      }
    } else if (name === 'fcharset' && font !== null && number !== null)
      fonts.set(font, charsetOfFont[number] ?? base);
    else if (hiddenGroups.has(name)) group.hidden = true;
    else if (!(html && group.htmlTag && name !== 'par' && name !== 'tab')) {
      const symbol = symbols[name];
      // In wrapped HTML the line breaks of the RTF are only those of the source text.
      if (symbol !== undefined) put(symbol);
    }
  };

  for (const match of rtf.matchAll(token)) {
    const [, name, argument, hex, symbol, brace, text] = match;
    if (brace === '{') {
      flush();
      stack.push(group);
      group = { ...group };
      starred = false;
    } else if (brace === '}') {
      flush();
      group = stack.pop() ?? group;
      starred = false;
      toSkip = 0;
    } else if (hex !== undefined) {
      if (toSkip > 0) toSkip -= 1;
      else if (shown()) bytes.push(Number.parseInt(hex, 16));
    } else if (symbol !== undefined) {
      if (symbol === '*') starred = true;
      else if (symbol === '~') put('\u00a0');
      else if (symbol === '\\' || symbol === '{' || symbol === '}') put(symbol);
      else if (symbol === '\n' || symbol === '\r') put('\n');
      else if (symbol === '_') put('-');
    } else if (name !== undefined) word(name, argument);
    else if (text !== undefined) {
      const visible = text.slice(Math.min(toSkip, text.length));
      toSkip -= text.length - visible.length;
      if (visible !== '') put(visible);
    }
  }
  flush();
  return { text: out.join(''), html };
};

const pageCharset = (page: number): string => {
  const named: Readonly<Record<number, string>> = {
    932: 'shift_jis',
    936: 'gbk',
    949: 'euc-kr',
    950: 'big5',
    65001: 'utf-8',
    874: 'windows-874',
  };
  return named[page] ?? (page >= 1250 && page <= 1258 ? `windows-${page}` : 'windows-1252');
};
