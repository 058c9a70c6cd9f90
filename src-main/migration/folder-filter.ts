import { Worker } from 'node:worker_threads';
import { compileFolderFilter, normaliseFolderName } from '#shared/domain/folder-filter.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { type FolderFilterWork, folderFilterWorkerSource, notBegun } from './folder-filter-worker.ts';

export interface FolderFilterOptions {
  /** How long one path may take; default 1 s. A sound pattern takes microseconds. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Which of the paths a folder filter keeps (does not match), in their order.
 * Throws `filter.invalid` with what to write instead, or `filter.too-slow` naming the path it hung on.
 */
export const keptByFilter = async (
  filter: string,
  paths: readonly string[],
  options: FolderFilterOptions = {},
): Promise<readonly boolean[]> => {
  const compiled = compileFolderFilter(filter);
  if (!compiled.ok) throw new LightermanError('filter.invalid', { message: compiled.message });
  if (paths.length === 0) return [];
  const at = new Int32Array(new SharedArrayBuffer(4));
  at[0] = notBegun;
  const work: FolderFilterWork = {
    source: compiled.source,
    flags: compiled.flags,
    paths: paths.map(normaliseFolderName),
    at,
  };
  const matches = await runWorker(work, paths, options);
  return matches.map((matched) => !matched);
};

const runWorker = (
  work: FolderFilterWork,
  paths: readonly string[],
  { limitMs = 1_000, signal }: FolderFilterOptions,
): Promise<readonly boolean[]> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(folderFilterWorkerSource, {
      eval: true,
      name: 'folder-filter',
      workerData: work,
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    let seen = notBegun;
    let sinceMs = performance.now();
    const watch = setInterval(
      () => {
        const now = Atomics.load(work.at, 0);
        if (now !== seen) {
          seen = now;
          sinceMs = performance.now();
        } else if (seen !== notBegun && performance.now() - sinceMs > limitMs) {
          end(() => reject(tooSlow(paths[seen] ?? '')));
        }
      },
      Math.max(5, limitMs / 4),
    );
    const stop = (): void => end(() => reject(new LightermanError('app.stopped')));
    const end = (settle: () => void): void => {
      clearInterval(watch);
      signal?.removeEventListener('abort', stop);
      settle();
      // Its end is nobody's business any more; a thread inside a pattern ends too.
      void worker.terminate();
    };
    if (signal?.aborted === true) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    worker.once('message', (matches: readonly boolean[]) => end(() => resolve(matches)));
    worker.once('error', (error) => end(() => reject(error)));
    // Without a message before: out of memory, or ended from outside. After one, settling again changes nothing.
    worker.once('exit', () =>
      end(() =>
        reject(new LightermanError('app.unexpected', { message: 'The folder filter’s thread ended.' })),
      ),
    );
  });

const tooSlow = (path: string): LightermanError =>
  new LightermanError('filter.too-slow', {
    message: `The folder filter took too long on the folder “${path}” and was stopped.`,
    details: { folder: path },
  });
