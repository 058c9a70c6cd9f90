import iconv from 'iconv-lite';

/** Text read out of bytes; `exact` says that encoding it again gives the same bytes and nothing had to be guessed. */
export interface DecodedText {
  readonly text: string;
  readonly exact: boolean;
}

/**
 * Charsets whose tables no two decoders disagree on. Text in one of these may be turned into UTF-8; in any other
 * (Shift_JIS, ISO-2022-JP, GB, Big5, UTF-7, unknown names …) the bytes are kept, since decoders differ in the details.
 */
const unambiguous =
  /^(?:utf-?8|us-ascii|ascii|ansi_x3\.4-1968|iso-?8859-(?:1|2|3|4|5|7|9|10|13|14|15|16)|latin1|windows-125[0-8]|cp125[0-8]|koi8-[ru])$/;

const isAscii = (bytes: Uint8Array): boolean => {
  for (const byte of bytes)
    if (byte > 0x7e || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  return true;
};

const decodeUtf8 = (bytes: Uint8Array): string | null => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.includes('\ufffd') ? null : text;
};

const decodeGuess = (bytes: Uint8Array): string =>
  decodeUtf8(bytes) ?? new TextDecoder('windows-1252').decode(bytes);

const decodeNamed = (bytes: Uint8Array, label: string): string | null => {
  try {
    return new TextDecoder(label, { ignoreBOM: true }).decode(bytes);
  } catch {
    // Not a name of the WHATWG table: the wider table of iconv-lite knows UTF-7 and old names.
    return iconv.encodingExists(label) ? iconv.decode(Buffer.from(bytes), label, { stripBOM: false }) : null;
  }
};

/** Reads text in a charset as named in a header; never fails, see {@link DecodedText.exact}. */
export const decodeText = (bytes: Uint8Array, charset: string | null): DecodedText => {
  const label = (charset ?? 'us-ascii').trim().toLowerCase();
  if (unambiguous.test(label)) {
    if (isAscii(bytes)) return { text: Buffer.from(bytes).toString('latin1'), exact: true };
    if (/^(?:us-ascii|ascii|ansi_x3\.4-1968)$/.test(label)) return { text: decodeGuess(bytes), exact: false };
    if (/^utf-?8$/.test(label)) {
      const text = decodeUtf8(bytes);
      return text === null
        ? { text: new TextDecoder('utf-8').decode(bytes), exact: false }
        : { text, exact: !hasControls(text) };
    }
    const text = iconv.decode(Buffer.from(bytes), label, { stripBOM: false });
    const exact = !text.includes('\ufffd') && !hasControls(text) && iconv.encode(text, label).equals(bytes);
    return { text: exact ? text : (decodeNamed(bytes, label) ?? text), exact };
  }
  return { text: decodeNamed(bytes, label) ?? decodeGuess(bytes), exact: false };
};

/** Control characters (C1 among them) mean that the named charset is not what the writer used. */
const hasControls = (text: string): boolean => /(?![\t\n\r])\p{Cc}/u.test(text);
