/** Where bytes go, in order; `end` once, after the last. Chunks belong to the writer: a sink copies what it keeps. */
export interface Sink {
  readonly write: (chunk: Buffer) => void;
  readonly end: () => void;
}

/** Passes everything to several sinks. */
export const tee = (...sinks: readonly Sink[]): Sink => ({
  write: (chunk) => {
    for (const sink of sinks) sink.write(chunk);
  },
  end: () => {
    for (const sink of sinks) sink.end();
  },
});
