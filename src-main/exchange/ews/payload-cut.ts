/**
 * Payloads cut out of an answer that is in memory, by a search for their tags. In well-formed XML a `<` stands nowhere but before
 * markup, so a tag found by its bytes is one, unless the document holds comments, CDATA sections or instructions: such a
 * document, and any that looks otherwise than expected, is left to the scanner (`null`).
 */
export interface CutAnswer {
  /** The document with each payload replaced by its number. */
  readonly skeleton: string;
  /** In document order; views into the answer, not copies. */
  readonly payloads: readonly Buffer[];
}

const lt = 0x3c;
const gt = 0x3e;
const ampersand = 0x26;
const colon = 0x3a;

const isLetter = (byte: number): boolean => (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);

/** Longest start tag with its attributes (`CharacterSet`). */
const longestTag = 200;

/** @param name Local name of the element whose text is payload. */
export const cutPayloads = (answer: Buffer, name: Buffer): CutAnswer | null => {
  if (answer[0] === 0xff || answer[0] === 0xfe || answer[0] === 0) return null;
  const payloads: Buffer[] = [];
  let skeleton = '';
  let from = 0;
  for (let at = answer.indexOf(name); at >= 0; at = answer.indexOf(name, from)) {
    let open = at - 1;
    if (answer[open] === colon) {
      open -= 1;
      while (open > 0 && isLetter(answer[open] ?? 0)) open -= 1;
    }
    if (open < from || answer[open] !== lt) return null;
    const tagEnd = answer.indexOf(gt, at);
    if (tagEnd < 0 || tagEnd - at > longestTag || answer[tagEnd - 1] === 0x2f) return null;
    const after = answer[at + name.length];
    if (after !== gt && after !== 0x20) return null;
    const start = tagEnd + 1;
    const end = answer.indexOf(lt, start);
    const length = at + name.length - open;
    // The end tag is the start tag's name behind "</".
    if (
      end < 0 ||
      end + 1 + length >= answer.length ||
      answer[end + 1] !== 0x2f ||
      answer.compare(answer, open + 1, open + length, end + 2, end + 1 + length) !== 0 ||
      answer[end + 1 + length] !== gt
    )
      return null;
    const payload = answer.subarray(start, end);
    if (payload.includes(ampersand)) return null;
    skeleton += answer.toString('utf8', from, start) + String(payloads.length);
    payloads.push(payload);
    // Behind the end tag: its name must not be found again.
    skeleton += answer.toString('latin1', end, end + 2 + length);
    from = end + 2 + length;
  }
  skeleton += answer.toString('utf8', from);
  return skeleton.includes('<!') || skeleton.indexOf('<?', 5) > 0 ? null : { skeleton, payloads };
};
