import { readdirSync, readFileSync } from 'node:fs';

/** Proportional set size of a process and all its descendants in bytes, from `smaps_rollup` (Linux only). */
export const memoryBytes = (pid: number): number => {
  let sum = 0;
  for (const one of [pid, ...descendants(pid)]) {
    try {
      sum +=
        Number(/^Pss:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))?.[1] ?? '0') *
        1024;
    } catch {
      // It ended between listing and reading.
    }
  }
  return sum;
};

const descendants = (pid: number): readonly number[] => {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter((text) => text !== '')
        .map(Number),
    );
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
};

/** Samples another process every 100 ms, so that the sampling is not part of what is measured. */
export const watchMemory = (
  pid: number,
): { reset(): void; stop(): { idleBytes: number; peakBytes: number } } => {
  let idleBytes = memoryBytes(pid);
  let peakBytes = idleBytes;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, memoryBytes(pid));
  }, 100);
  return {
    reset() {
      idleBytes = memoryBytes(pid);
      peakBytes = idleBytes;
    },
    stop() {
      clearInterval(timer);
      return { idleBytes, peakBytes };
    },
  };
};
