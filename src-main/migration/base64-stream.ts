/**
 * Decodes base64 text that arrives in pieces: white space is skipped, groups of four that a piece boundary splits are put together.
 * The servers' text is checked where it is cut out of the answer; here it is only turned into bytes.
 */
export const createBase64Decoder = (): { write(chunk: Uint8Array): Buffer; end(): Buffer } => {
  let rest = '';
  return {
    write(chunk) {
      const text =
        rest +
        Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
          .toString('latin1')
          .replaceAll(/[\r\n\t ]+/gu, '');
      const whole = text.length - (text.length % 4);
      rest = text.slice(whole);
      return Buffer.from(text.slice(0, whole), 'base64');
    },
    end() {
      const last = Buffer.from(rest, 'base64');
      rest = '';
      return last;
    },
  };
};
