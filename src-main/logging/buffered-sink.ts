import type { LogSink } from './logger.ts';

/** Keeps lines until the place for them is known (the project's folder, the window's choice), then passes them on. */
export interface BufferedSink extends LogSink {
  /** Hands over what was kept; from then on every line goes straight through. A second call replaces the sink. */
  attach(sink: LogSink): void;
}

/** Keeps the newest `maxLines` lines; how many older ones were lost is the first line handed over. */
export const createBufferedSink = (maxLines = 1_000): BufferedSink => {
  let target: LogSink | null = null;
  let kept: string[] = [];
  let lost = 0;
  return {
    write: (line) => {
      if (target !== null) return target.write(line);
      kept.push(line);
      if (kept.length > maxLines) {
        kept.shift();
        lost++;
      }
    },
    attach: (sink) => {
      target = sink;
      if (lost > 0)
        sink.write(JSON.stringify({ level: 'warn', message: 'Early log lines were dropped.', lines: lost }));
      for (const line of kept) sink.write(line);
      kept = [];
      lost = 0;
    },
    close: async () => {
      await target?.close();
    },
  };
};
