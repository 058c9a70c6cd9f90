import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageProps } from './generated.ts';

export interface FileMessage {
  readonly name: string;
  /** The file's bytes, untouched. */
  readonly mime: Buffer;
  readonly props: MessageProps;
}

/** The time in the Date header when it can be read, without parsing more of what may be malformed. */
const dateIn = (mime: Buffer): number | null => {
  const head = mime.subarray(0, 16 * 1024).toString('latin1');
  const line = /^date:[ \t]*([^\r\n]+)/im.exec(head)?.[1];
  const ms = line === undefined ? Number.NaN : Date.parse(line);
  return Number.isFinite(ms) && ms > 0 ? ms : null;
};

/** `.eml` files of a folder and its sub-folders, by name. Those without a readable date get one a minute after their neighbour. */
export function* readEmlFolder(path: string): Generator<FileMessage> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.toLowerCase().endsWith('.eml') && statSync(join(path, name)).isFile())
    .sort();
  let lastMs = Date.UTC(2020, 0, 1);
  for (const name of names) {
    const mime = readFileSync(join(path, name));
    lastMs = dateIn(mime) ?? lastMs + 60_000;
    yield {
      name,
      mime,
      props: {
        sentAtMs: lastMs,
        receivedAtMs: lastMs,
        isRead: false,
        isDraft: false,
        importance: 'normal',
        categories: [],
        flag: 'none',
      },
    };
  }
}
