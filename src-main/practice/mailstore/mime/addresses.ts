import { decodeWords, encodeWords } from './encoded-words.ts';

export interface Address {
  readonly name: string;
  /** Empty where the header holds words only. */
  readonly address: string;
}

export interface AddressList {
  readonly addresses: readonly Address[];
  /** True when {@link renderAddresses} says the same as the header did; else the header is better kept as it stands. */
  readonly exact: boolean;
}

interface Draft {
  phrase: string;
  angle: string | null;
  comments: string[];
  odd: boolean;
}

const emptyDraft = (): Draft => ({ phrase: '', angle: null, comments: [], odd: false });

const plainAddress = /^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()\\@]+$/;
/** Anything else is better left in the header as it stands. */
const asciiAddress = /^[!-~]+$/;

const finish = (draft: Draft): { address: Address; exact: boolean } | null => {
  const phrase = decodeWords(draft.phrase.trim());
  const comment = decodeWords(draft.comments.join(' ').trim());
  const phraseText = phrase.text.replace(/\s+/g, ' ').trim();
  if (draft.angle === null) {
    if (phraseText === '' && comment.text === '') return null;
    const isAddress = plainAddress.test(phraseText);
    return isAddress
      ? {
          address: { name: comment.text, address: phraseText },
          exact: !draft.odd && asciiAddress.test(phraseText) && comment.exact && draft.comments.length < 2,
        }
      : { address: { name: phraseText === '' ? comment.text : phraseText, address: '' }, exact: false };
  }
  const name = phraseText === '' ? comment.text : phraseText;
  const angle = draft.angle.trim();
  const exact =
    !draft.odd &&
    plainAddress.test(angle) &&
    asciiAddress.test(angle) &&
    (phraseText === ''
      ? comment.exact && draft.comments.length < 2
      : phrase.exact && phrase.text === phraseText && draft.comments.length === 0);
  return { address: { name, address: decodeWords(angle).text }, exact };
};

/** RFC 5322 address lists as they occur: quotes, comments, groups (flattened), missing brackets. Never fails. */
export const parseAddresses = (raw: string): AddressList => {
  const addresses: Address[] = [];
  let exact = true;
  let draft = emptyDraft();
  const push = (): void => {
    const done = finish(draft);
    if (done !== null) {
      addresses.push(done.address);
      exact &&= done.exact;
    }
    draft = emptyDraft();
  };
  for (let i = 0; i < raw.length; i += 1) {
    const char = raw.charAt(i);
    if (char === '"') {
      const end = closing(raw, i, '"');
      draft.odd ||= end === null;
      draft.phrase += raw.slice(i + 1, end ?? raw.length).replace(/\\(.)/g, '$1');
      i = end ?? raw.length;
    } else if (char === '(') {
      const end = closing(raw, i, ')');
      draft.odd ||= end === null;
      draft.comments.push(raw.slice(i + 1, end ?? raw.length).replace(/\\(.)/g, '$1'));
      i = end ?? raw.length;
    } else if (char === '<') {
      const end = raw.indexOf('>', i);
      draft.odd ||= end < 0 || draft.angle !== null;
      draft.angle = `${draft.angle ?? ''}${raw.slice(i + 1, end < 0 ? raw.length : end)}`;
      i = end < 0 ? raw.length : end;
    } else if (char === ',' || char === ';') {
      exact &&= char === ',';
      push();
    } else if (char === ':' && draft.angle === null && !draft.phrase.includes('@')) {
      // The name of a group: the members follow.
      exact = false;
      draft = emptyDraft();
    } else {
      draft.odd ||= draft.angle !== null && char !== ' ' && char !== '\t';
      draft.phrase += char;
    }
  }
  push();
  return { addresses, exact: exact && addresses.length > 0 };
};

const closing = (raw: string, start: number, close: string): number | null => {
  let depth = 0;
  for (let i = start + 1; i < raw.length; i += 1) {
    const char = raw.charAt(i);
    if (char === '\\') i += 1;
    else if (close === ')' && char === '(') depth += 1;
    else if (char === close) {
      if (depth === 0) return i;
      depth -= 1;
    }
  }
  return null;
};

const atomPhrase = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]+$/;

const renderAddress = ({ name, address }: Address, style: 'b' | 'q'): string => {
  if (name === '') return address === '' ? '""' : `<${address}>`;
  const isPlain = /^[\x20-\x7e]*$/.test(name) && !name.includes('=?');
  const phrase = !isPlain
    ? encodeWords(name, style)
    : atomPhrase.test(name) && style === 'q'
      ? name
      : `"${name.replace(/(["\\])/g, '\\$1')}"`;
  return address === '' ? phrase : `${phrase} <${address}>`;
};

/** A header value for these addresses, ASCII only. */
export const renderAddresses = (addresses: readonly Address[], style: 'b' | 'q' = 'b'): string =>
  addresses.map((address) => renderAddress(address, style)).join(', ');
