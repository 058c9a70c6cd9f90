import { relative, resolve, sep } from 'node:path';

/** Keeps the practice tenants behind the rehearsals' projects: they end with the backend and are not started by opening. */
export interface Rehearsals {
  /** Folder of the projects that need them. */
  readonly folder: string;
  /** Call before a project is opened. */
  readonly beforeOpen: (path: string) => Promise<void>;
  /** Takes a call that succeeded. */
  readonly noticed: (op: string) => void;
  /** Another backend runs: whatever the last one had started is gone. */
  readonly backendStarted: () => void;
}

/** @param startPractice starts the practice tenants of the app's own folder, on the ports they had before */
export const createRehearsals = (folder: string, startPractice: () => Promise<unknown>): Rehearsals => {
  let running = false;
  return {
    folder,
    beforeOpen: async (path) => {
      if (running || !isInside(folder, path)) return;
      await startPractice();
      running = true;
    },
    noticed: (op) => {
      if (op === 'practice.start') running = true;
      if (op === 'practice.stop') running = false;
    },
    backendStarted: () => {
      running = false;
    },
  };
};

const isInside = (folder: string, path: string): boolean => {
  const way = relative(resolve(folder), resolve(path));
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === resolve(path);
};
