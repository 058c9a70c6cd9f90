import type { Sink } from './sink.ts';

export interface MultipartEvents {
  /** Where the next part's bytes go (headers and body, without the line end before the delimiter). */
  readonly part: (index: number) => Sink;
  /** Bytes before the first delimiter. */
  readonly preamble: Sink;
}

export interface MultipartReader extends Sink {
  readonly state: () => { readonly parts: number; readonly closed: boolean };
}

const lf = 10;
const cr = 13;
/** A delimiter line may carry white space behind it (RFC 2046 §5.1.1); a longer tail is no delimiter. */
const maxPadding = 256;
const spareBytes = 1024;

/** Cuts the body of a multipart at its delimiter lines, holding back no more than a delimiter's length. */
export const createMultipartReader = (boundary: string, events: MultipartEvents): MultipartReader => {
  const delimiter = Buffer.from(`\n--${boundary}`, 'latin1');
  // The body begins as if a line end stood before it.
  let held: Buffer = Buffer.from('\n');
  let virtualStart = true;
  let target: Sink | null = events.preamble;
  let parts = 0;
  let closed = false;

  const emit = (bytes: Buffer): void => {
    let data = bytes;
    if (virtualStart && data.length > 0) {
      virtualStart = false;
      data = data.subarray(1);
    }
    if (data.length > 0) target?.write(data);
  };

  /** What stands behind a delimiter at `at`: a close, a delimiter, neither, or unknown as yet. */
  const judge = (
    data: Buffer,
    at: number,
    final: boolean,
  ): { kind: 'delimiter' | 'close' | 'no' | 'more'; next: number } => {
    let i = at + delimiter.length;
    if (i >= data.length && !final) return { kind: 'more', next: at };
    let kind: 'delimiter' | 'close' = 'delimiter';
    if (data[i] === 45) {
      if (i + 1 >= data.length && !final) return { kind: 'more', next: at };
      if (data[i + 1] !== 45) return { kind: 'no', next: at };
      kind = 'close';
      i += 2;
    }
    const limit = i + maxPadding;
    while (i < data.length && i < limit && (data[i] === 32 || data[i] === 9)) i += 1;
    if (i >= data.length)
      return final
        ? { kind, next: data.length }
        : i < limit
          ? { kind: 'more', next: at }
          : { kind: 'no', next: at };
    if (data[i] === lf) return { kind, next: i };
    if (data[i] === cr) {
      if (i + 1 >= data.length && !final) return { kind: 'more', next: at };
      if (i + 1 >= data.length) return { kind, next: data.length };
      // The line end stays in the data: the next delimiter may follow at once.
      return { kind, next: data[i + 1] === lf ? i + 1 : i };
    }
    // Some senders glue text to the closing delimiter; after `--boundary--` nothing can follow anyway.
    return kind === 'close' ? { kind, next: i } : { kind: 'no', next: at };
  };

  /** What was held back and the chunk, in a buffer that is used again: sinks copy what they keep. */
  let scratch = Buffer.alloc(0);
  const joined = (chunk: Buffer): Buffer => {
    const size = held.length + chunk.length;
    if (scratch.length < size) scratch = Buffer.allocUnsafe(size + spareBytes);
    held.copy(scratch);
    chunk.copy(scratch, held.length);
    return scratch.subarray(0, size);
  };

  const run = (chunk: Buffer, final: boolean): void => {
    if (closed) return;
    const data = held.length === 0 ? chunk : joined(chunk);
    let from = 0;
    let search = 0;
    for (;;) {
      const at = data.indexOf(delimiter, search);
      if (at === -1) break;
      const verdict = judge(data, at, final);
      if (verdict.kind === 'no') {
        search = at + 1;
        continue;
      }
      const before = at > from && data[at - 1] === cr ? at - 1 : at;
      if (verdict.kind === 'more') {
        emit(data.subarray(from, before));
        held = Buffer.from(data.subarray(before));
        return;
      }
      emit(data.subarray(from, before));
      virtualStart = true;
      target?.end();
      target = null;
      if (verdict.kind === 'close') {
        closed = true;
        held = Buffer.alloc(0);
        return;
      }
      target = events.part(parts);
      parts += 1;
      from = verdict.next;
      search = verdict.next;
    }
    if (final) {
      emit(data.subarray(from));
      held = Buffer.alloc(0);
      return;
    }
    const keepFrom = Math.max(from, data.length - delimiter.length - 1);
    emit(data.subarray(from, keepFrom));
    held = Buffer.from(data.subarray(keepFrom));
  };

  return {
    write: (chunk) => run(chunk, false),
    end: () => {
      run(Buffer.alloc(0), true);
      target?.end();
      target = null;
    },
    state: () => ({ parts, closed }),
  };
};
