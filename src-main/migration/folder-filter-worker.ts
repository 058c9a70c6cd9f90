/**
 * The thread that tests paths against a pattern, as text: it is the same in the sources and in every bundle, and needs nothing
 * but Node. A regular expression cannot be interrupted, only its thread ended (https://nodejs.org/api/worker_threads.html).
 * `at[0]` holds the number of the path under test, so that the host knows where it hangs.
 */
export interface FolderFilterWork {
  readonly source: string;
  readonly flags: string;
  /** Normalised. */
  readonly paths: readonly string[];
  readonly at: Int32Array;
}

/** `at[0]` before the first path. */
export const notBegun = -1;

export const folderFilterWorkerSource = `
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { source, flags, paths, at } = workerData;
const pattern = new RegExp(source, flags);
const matches = [];
for (let i = 0; i < paths.length; i++) {
  Atomics.store(at, 0, i);
  matches.push(pattern.test(paths[i]));
}
parentPort.postMessage(matches);
`;
