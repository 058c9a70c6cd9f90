import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const corpusFolder = fileURLToPath(new URL('../../../../../shared/mail-corpus/', import.meta.url));
const python = '/usr/bin/python3';

export interface CorpusMessage {
  readonly name: string;
  readonly mime: Buffer;
}

/** All messages of the shared corpus, or `null` with a printed line where it is absent (a failure in CI). */
export const corpus = (): readonly CorpusMessage[] | null => {
  if (!existsSync(corpusFolder)) return skip('the mail corpus (../shared/mail-corpus)');
  return readdirSync(corpusFolder)
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((name) => ({ name, mime: readFileSync(`${corpusFolder}${name}`) }));
};

export const hasPython = (): boolean =>
  spawnSync(python, ['-c', 'import email']).status === 0 || skip(`Python (${python})`) !== null;

const skip = (what: string): null => {
  if (process.env['CI'] === 'true') throw new Error(`${what} is needed in CI.`);
  process.stdout.write(`SKIPPED: ${what} is absent; tests that need it were not run.\n`);
  return null;
};

/** Sends messages through one of our Python scripts; `null` where the script had nothing to do. */
export const throughPython = (
  script: 'reserialise.py' | 'tamper.py',
  messages: readonly { readonly head: string; readonly mime: Buffer }[],
): readonly (Buffer | null)[] => {
  const done = spawnSync(python, [fileURLToPath(new URL(script, import.meta.url))], {
    input: Buffer.concat(
      messages.flatMap(({ head, mime }) => [Buffer.from(`${head} ${mime.length}\n`), mime]),
    ),
    maxBuffer: 2 ** 30,
  });
  if (done.status !== 0) throw new Error(`${script}: ${done.stderr.toString()}`);
  let at = 0;
  return messages.map(() => {
    const lineEnd = done.stdout.indexOf(10, at);
    const size = Number(done.stdout.toString('latin1', at, lineEnd));
    at = lineEnd + 1;
    if (size < 0) return null;
    at += size;
    return done.stdout.subarray(at - size, at);
  });
};

/** mulberry32: small, seeded, good enough to choose cases. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
