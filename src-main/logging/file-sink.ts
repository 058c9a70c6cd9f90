import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { LogSink } from './logger.ts';

export interface FileSinkOptions {
  readonly path: string;
  /** A file is put aside before it would grow beyond this; default 5 MB. */
  readonly maxBytes?: number;
  /** How many old files stay, as `path.1` (newest) to `path.N`; default 4. */
  readonly keepFiles?: number;
}

/**
 * Appends to a file only its owner may read (0600), and rotates it by size. Lines are written at once, so that a killed
 * process leaves all but the last; `close` waits for the disk. One process per file. A disk that refuses loses lines, never
 * the work: how many is the first line written once it takes them again.
 */
export const createFileSink = (options: FileSinkOptions): LogSink => {
  const { path } = options;
  const maxBytes = options.maxBytes ?? 5 * 1024 * 1024;
  const keepFiles = options.keepFiles ?? 4;
  let file: number | null = null;
  let sizeBytes = 0;
  let lostLines = 0;
  let closed = false;

  const open = (): number => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const opened = openSync(path, 'a', 0o600);
    // The file may be older and looser than we would make it.
    if (process.platform !== 'win32') fchmodSync(opened, 0o600);
    sizeBytes = fstatSync(opened).size;
    return opened;
  };

  const rotate = (opened: number): number => {
    closeSync(opened);
    file = null;
    rmSync(`${path}.${keepFiles}`, { force: true });
    for (let age = keepFiles - 1; age >= 1; age--) renameIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    if (keepFiles > 0) renameIfThere(path, `${path}.1`);
    else rmSync(path, { force: true });
    return open();
  };

  const append = (line: string): void => {
    const bytes = Buffer.from(`${line}\n`, 'utf8');
    file ??= open();
    if (sizeBytes > 0 && sizeBytes + bytes.length > maxBytes) file = rotate(file);
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    sizeBytes += bytes.length;
  };

  return {
    write: (line) => {
      if (closed) return;
      try {
        if (lostLines > 0) {
          append(
            JSON.stringify({ level: 'warn', message: 'Log lines could not be written.', lines: lostLines }),
          );
          lostLines = 0;
        }
        append(line);
      } catch {
        lostLines++;
      }
    },
    close: async () => {
      closed = true;
      if (file === null) return;
      try {
        fsyncSync(file);
      } finally {
        closeSync(file);
        file = null;
      }
    },
  };
};

const renameIfThere = (from: string, to: string): void => {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
};
